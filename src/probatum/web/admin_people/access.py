"""Roles, who holds them, and why somebody can or cannot."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import Grant, Role, decide, visible
from probatum.kernel.identity import access, matrix, register, segregation
from probatum.kernel.identity.charge import require
from probatum.kernel.identity.explain import Explanation, explain
from probatum.kernel.permissions import SEGREGATED
from probatum.web.admin_people import forms
from probatum.web.admin_people.asking import ask, require_any, tabs
from probatum.web.admin_people.people import found
from probatum.web.seen import reader


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Every role with the number of people who hold it now."""
    actor = reader(request)
    require_any(actor, *matrix.READERS)
    now = timezone.now()
    rows = Role.objects.order_by("-active", "name")
    held: dict[int, set[int]] = {}
    for role_id, person_id, ends in Grant.objects.filter(starts__lte=now, person__is_active=True).values_list(
        "role_id", "person_id", "ends"
    ):
        if ends is None or ends > now:
            held.setdefault(role_id, set()).add(person_id)
    shown = [{"role": row, "people": len(held.get(row.pk, ()))} for row in rows]
    context = {"roles": shown, "manages": decide(actor, "role.manage"), "tabs": tabs(actor, "roles")}
    return render(request, "people/roles.html", context)


@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest) -> HttpResponse:
    """A new role."""
    actor = reader(request)
    require(actor, "role.manage", site=None)

    def act(given: dict[str, Any]) -> str:
        return f"The role {access.save_role(actor, **given).name} is made."

    return ask(
        request,
        forms.RoleForm(request.POST or None),
        act,
        to=reverse("roles"),
        heading="New role",
        button="Make the role",
        back=("Roles", reverse("roles")),
        lead="Pairs of permissions that must stay apart are refused when you save.",
    )


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, code: str) -> HttpResponse:
    """Change a role; its holders have what it says at their next request."""
    actor, shown = reader(request), get_object_or_404(Role, code=code)
    require(actor, "role.manage", site=None)

    def act(given: dict[str, Any]) -> str:
        given["based_on"] = given["based_on"].split()
        return f"The role {access.save_role(actor, code=code, role=shown, **given).name} is changed. It counts from now on."

    initial = {
        "name": shown.name,
        "description": shown.description,
        "permissions": shown.permissions,
        "second_factor": shown.second_factor,
        "active": shown.active,
        "based_on": " ".join(sorted(shown.permissions)),
    }
    return ask(
        request,
        forms.RoleForm(request.POST or None, known=True, initial=initial),
        act,
        to=reverse("roles"),
        heading=f"Role: {shown.name}",
        button="Save",
        back=("Roles", reverse("roles")),
    )


@require_GET
def role_matrix(request: HttpRequest) -> HttpResponse:
    """Roles across, permissions down."""
    return render(
        request,
        "people/matrix.html",
        {"matrix": matrix.matrix(reader(request)), "tabs": tabs(reader(request), "matrix")},
    )


@require_GET
def role_matrix_csv(request: HttpRequest) -> HttpResponse:
    """The matrix for the validation file."""
    return _csv(matrix.matrix_csv(reader(request)), "role-matrix.csv")


@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """Who holds what must stay apart; normally nobody."""
    require_any(reader(request), *matrix.READERS)
    rules = [segregation.Clash(*pair) for pair in SEGREGATED]
    context = {
        "conflicts": segregation.conflicts(),
        "rules": rules,
        "tabs": tabs(reader(request), "segregation"),
    }
    return render(request, "people/conflicts.html", context)


@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, username: str) -> HttpResponse:
    """Give a role."""
    actor, shown = reader(request), found(username)
    require_any(actor, "grant.manage")

    def act(given: dict[str, Any]) -> str:
        today = timezone.now().astimezone(actor.zone).date()
        later = given["starts"] and given["starts"] != today
        given["starts"] = forms.start_of(given["starts"], actor.zone) if later else None
        given["ends"] = forms.end_of(given["ends"], actor.zone) if given["ends"] else None
        made = access.grant(actor, person=shown, **given)
        return f"{shown.name} holds the role {made.role.name}" + (
            f" from {made.starts:%d %b %Y}." if made.starts > timezone.now() else " now."
        )

    page = reverse("person", args=[username])
    return ask(
        request,
        forms.GrantForm(request.POST or None),
        act,
        to=page,
        heading=f"Grant a role to {shown.name}",
        button="Grant",
        back=(shown.name, page),
    )


@require_http_methods(["GET", "POST"])
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role now."""
    actor = reader(request)
    held = get_object_or_404(Grant.objects.select_related("person", "role", "site"), pk=pk)
    require(actor, "grant.manage", site=held.site)

    def act(given: dict[str, Any]) -> str:
        access.end_grant(actor, held, **given)
        return f"{held.person.name} does not hold the role {held.role.name} any more."

    page = reverse("person", args=[held.person.username])
    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        act,
        to=page,
        danger=True,
        button="End the role",
        heading=f"End the role {held.role.name} of {held.person.name}",
        back=(held.person.name, page),
    )


@require_GET
def explained(request: HttpRequest, username: str) -> HttpResponse:
    """Why this person can or cannot do something."""
    actor, shown = reader(request), found(username)
    if actor.pk != shown.pk:
        require(actor, "grant.manage", site=shown.site)
    form, answer = forms.ExplainForm(request.GET or None), None
    if request.GET and form.is_valid():
        answer = _answer(form, actor, shown)
    return render(request, "people/explain.html", {"form": form, "person": shown, "answer": answer})


def _answer(form: forms.ExplainForm, actor: Any, shown: Any) -> Explanation | None:
    number = form.cleaned_data["number"].strip()
    record = visible(actor).select_related("site").filter(number=number).first() if number else None
    if number and record is None:
        form.add_error("number", "You see no record with this number.")
        return None
    return explain(actor, shown, form.cleaned_data["permission"], record=record)


@require_GET
def access_register(request: HttpRequest) -> HttpResponse:
    """Who holds which role, today or at the end of any day."""
    actor = reader(request)
    day, at = _as_of(request)
    return render(
        request,
        "people/register.html",
        {"rows": register.register(actor, at=at), "day": day, "at": at, "tabs": tabs(actor, "register")},
    )


@require_GET
def access_register_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV."""
    day, at = _as_of(request)
    return _csv(register.register_csv(reader(request), at=at), f"access-register-{day}.csv")


def _as_of(request: HttpRequest) -> tuple[str, dt.datetime]:
    now = timezone.now()
    zone = reader(request).zone
    try:
        day = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return now.astimezone(zone).date().isoformat(), now
    return day.isoformat(), min(forms.end_of(day, zone), now)


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
