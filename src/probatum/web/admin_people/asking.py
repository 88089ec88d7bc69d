"""One way to ask for something on a page: a form, the act, and the refusal's sentence in the form when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from probatum.kernel.authz import decide
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.people import Person
from probatum.web.refusals import sentence_into


def ask(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], str],
    *,
    to: str,
    heading: str,
    button: str,
    lead: str = "",
    note: str = "",
    danger: bool = False,
    back: tuple[str, str] | None = None,
) -> HttpResponse:
    """Show a form, or do what it asks and go on to a page with the sentence that `act` returns."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                said = act(form.cleaned_data)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, said)
                return HttpResponseRedirect(to)
    context = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "note": note,
        "button": button,
        "danger": danger,
        "back_to": to,
        "back": {"label": back[0], "url": back[1]} if back else None,
    }
    return render(request, "people/form.html", context, status=status)


def require_any(actor: Person, *permissions: str) -> None:
    """Raise NotAllowed unless the actor holds at least one of the permissions somewhere."""
    if not any(decide(actor, permission) for permission in permissions):
        raise NotAllowed(decide(actor, permissions[0]).reason)


#: The pages of this administration: key, label, URL name, and the permissions of which one opens it.
PAGES = (
    ("people", "People", "people", ("person.manage", "grant.manage", "session.revoke", "audit_trail.read")),
    ("roles", "Roles", "roles", ("role.manage", "grant.manage", "audit_trail.read")),
    ("circles", "Circles", "circles", ("role.manage", "grant.manage", "audit_trail.read")),
    ("matrix", "Role matrix", "role-matrix", ("role.manage", "grant.manage", "audit_trail.read")),
    (
        "segregation",
        "Segregation of duties",
        "segregation",
        ("role.manage", "grant.manage", "audit_trail.read"),
    ),
    ("register", "Access register", "access-register", ("grant.manage", "audit_trail.read")),
    (
        "reviews",
        "Access reviews",
        "access-reviews",
        ("access.review", "grant.manage", "audit_trail.read"),
    ),
    ("sessions", "Sessions", "sessions", ("session.revoke",)),
    ("tokens", "Access tokens", "tokens", ("token.manage",)),
    ("dormant", "Dormant accounts", "dormant", ("person.manage", "audit_trail.read")),
    ("lockouts", "Lock-outs", "lockouts", ("person.manage", "audit_trail.read")),
    ("log", "Access log", "access-log", ("audit_trail.read", "person.manage", "session.revoke")),
)


def tabs(actor: Person, current: str) -> list[dict[str, Any]]:
    """The pages that the actor may open, as the component `tabs` takes them."""
    return [
        {"label": label, "url": reverse(name), "current": key == current}
        for key, label, name, permissions in PAGES
        if any(decide(actor, permission) for permission in permissions)
    ]
