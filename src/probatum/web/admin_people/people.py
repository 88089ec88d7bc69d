"""Accounts: list, one account, and each thing that can be done with it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import Grant, decide
from probatum.kernel.closed import kept_from
from probatum.kernel.identity import accounts, contact, federation, notices, sessions
from probatum.kernel.identity.charge import in_charge, require
from probatum.kernel.identity.contact import ContactChange
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.models import Lockout, Person, Task
from probatum.web.admin_people import forms
from probatum.web.admin_people.asking import ask, require_any, tabs
from probatum.web.components import marks
from probatum.web.identity.factors import NAMES, factors_of
from probatum.web.seen import reader

READERS = ("person.manage", "grant.manage", "session.revoke", "audit_trail.read")
PAGE = 50
VIEWS = {"active": "Active", "signers": "May sign", "unverified": "To verify", "inactive": "Not active"}


def mail_note() -> str:
    """Where messages go while no mail server is set up."""
    if notices.goes_to_folder():
        return "No mail server is set up: the message is kept in the folder “mail” of the data folder, for whoever runs the server."
    return ""


def found(username: str) -> Person:
    """An account by its user name, with where it works. Raises Http404."""
    return get_object_or_404(
        Person.objects.select_related("site", "department", "verified_by"), username=username
    )


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, by name; found by a part of name, user name or address."""
    require_any(reader(request), *READERS)
    view = request.GET.get("view", "active") if request.GET.get("view") in VIEWS else "active"
    query = request.GET.get("q", "").strip()[:100]
    rows = _in_view(view).select_related("site", "department").order_by("name", "pk")
    if query:
        rows = rows.filter(
            Q(name__icontains=query) | Q(username__icontains=query) | Q(email__icontains=query)
        )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    address = reverse("people")
    context = {
        "query": query,
        "view": view,
        "views": [
            {"label": label, "url": f"{address}?view={key}", "current": key == view}
            for key, label in VIEWS.items()
        ],
        "tabs": tabs(reader(request), "people"),
        "shown": f"{page.paginator.count} {'account' if page.paginator.count == 1 else 'accounts'}",
        "table": _table(list(page.object_list)),
        "page": page,
        "next_url": _page_url(address, view, query, page.next_page_number()) if page.has_next() else "",
        "previous_url": _page_url(address, view, query, page.previous_page_number())
        if page.has_previous()
        else "",
        "may_create": decide(reader(request), "person.manage"),
        "waiting": ContactChange.objects.filter(decided_at=None).count(),
    }
    return render(request, "people/people.html", context)


def _in_view(view: str) -> Any:
    active = Person.objects.filter(is_active=True)
    return {
        "active": active,
        "signers": active.filter(may_sign=True),
        "unverified": active.filter(may_sign=False),
        "inactive": Person.objects.filter(is_active=False),
    }[view]


def _page_url(address: str, view: str, query: str, number: int) -> str:
    return f"{address}?{urlencode({'view': view, 'q': query, 'page': str(number)})}"


def _table(rows: list[Person]) -> dict[str, Any]:
    labels = ("Name", "User name", "Job title", "Site", "Department", "Signs", "Last sign-in")
    return {
        "caption": "People",
        "cards": True,
        "columns": [{"label": label} for label in labels],
        "rows": [
            {
                "key": row.pk,
                "name": row.name,
                "cells": [
                    {"value": row.name, "url": reverse("person", args=[row.username])},
                    {"value": row.username},
                    {"value": row.job_title},
                    {"value": row.site.name if row.site else "All sites"},
                    {"value": row.department.name if row.department else ""},
                    {
                        "value": marks.badge("May sign", tone="good")
                        if row.may_sign
                        else marks.badge("No", tone="neutral")
                    },
                    {
                        "value": marks.when(row.last_login, short=True) if row.last_login else "Never",
                        "css": "nowrap",
                    },
                ],
            }
            for row in rows
        ],
    }


@require_GET
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One account: who, what they may do, how it is protected, what happened, and what can be done."""
    actor = reader(request)
    require_any(actor, *READERS)
    shown = found(username)
    manages = decide(actor, "person.manage")
    context = {
        "person": shown,
        "self": actor.pk == shown.pk,
        "manages": manages,
        "grants_roles": decide(actor, "grant.manage"),
        "ends_sessions": in_charge(actor, "session.revoke", site=shown.site),
        "grants": Grant.objects.filter(person=shown)
        .select_related("role", "site", "granted_by")
        .order_by("-starts", "role__name", "pk"),
        "factors": [NAMES[kind] for kind, _ in factors_of(shown).values()],
        "lockout": Lockout.objects.filter(person=shown).first(),
        "change": ContactChange.objects.filter(person=shown, decided_at=None)
        .select_related("asked_by")
        .first(),
        "sessions": sessions.sessions_of(shown)
        if in_charge(actor, "session.revoke", site=shown.site)
        else [],
        "events": AccessEvent.objects.filter(person=shown)[:20],
        "company": federation.subject_in_use(shown),
        "company_on": federation.is_on(),
        "open_tasks": Task.objects.filter(person=shown, closed_at=None)
        .exclude(record_id__in=kept_from(actor))
        .count(),
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new account; its person gets the link to choose a password."""
    actor = reader(request)
    require_any(actor, "person.manage")

    def act(given: dict[str, Any]) -> str:
        made = accounts.create_account(actor, **given)
        return f"The account {made.username} is made. {mail_note() or f'The link to choose a password went to {made.email}.'}"

    return ask(
        request,
        forms.CreateForm(request.POST or None),
        act,
        to=reverse("people"),
        heading="New account",
        button="Make the account",
        back=("People", reverse("people")),
        note=mail_note(),
        lead="An account belongs to one person for good. Nobody but that person ever knows its password.",
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, username: str) -> HttpResponse:
    """Printed name, job, site, department, zone."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.change_details(actor, shown, **given)
        return "The account is changed."

    initial = {
        "name": shown.name,
        "job_title": shown.job_title,
        "site": shown.site_id,
        "department": shown.department_id,
        "time_zone": shown.time_zone,
    }
    return about(
        request,
        shown,
        forms.DetailsForm(request.POST or None, initial=initial),
        act,
        heading="Change details",
        button="Save",
    )


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest, username: str) -> HttpResponse:
    """End the use of an account at once."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.deactivate(actor, shown, **given)
        return f"The account of {shown.name} is not active any more. Every session has ended."

    lead = "Sessions, links, delegations and the right to sign end at once. History and signatures stay. The user name is never given to anybody else."
    return about(
        request,
        shown,
        forms.ReasonForm(request.POST or None),
        act,
        heading="Deactivate",
        button="Deactivate",
        lead=lead,
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def reactivate(request: HttpRequest, username: str) -> HttpResponse:
    """Let the same person use their account again."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.reactivate(actor, shown, **given)
        return f"The account of {shown.name} is active. {mail_note() or f'A link to choose a new password went to {shown.email}.'}"

    lead = "Only for the same person. They choose a new password by a link, and identity is verified again before they sign."
    return about(
        request,
        shown,
        forms.ReasonForm(request.POST or None),
        act,
        heading="Reactivate",
        button="Reactivate",
        lead=lead,
        note=mail_note(),
    )


@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, username: str) -> HttpResponse:
    """Mail a link to choose a new password."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.reset(actor, shown, **given)
        return mail_note() or f"A link to choose a new password went to {shown.email}."

    lead = f"The link goes to {shown.email or 'nobody yet'}. The password, every session and the right to sign end at once; a second administrator verifies identity again."
    return about(
        request,
        shown,
        forms.ResetForm(request.POST or None),
        act,
        heading="Reset the password",
        button="Send the link",
        lead=lead,
        note=mail_note(),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, username: str) -> HttpResponse:
    """Change the e-mail address, with a second administrator where identity was verified."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        waiting = contact.change_contact(actor, shown, **given)
        return (
            "A second administrator has to confirm the new address." if waiting else "The address is changed."
        )

    lead = (
        "The identity of this person was verified, so a second administrator has to confirm."
        if shown.verified_at
        else ""
    )
    return about(
        request,
        shown,
        forms.ContactForm(request.POST or None),
        act,
        heading="Change the e-mail address",
        button="Change",
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, username: str) -> HttpResponse:
    """Record that identity was checked; from then on the person may sign."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.verify_identity(actor, shown, **given)
        return f"{shown.name} may sign now."

    lead = "By somebody who neither made nor reset the account (21 CFR 11.100(b), 11.200(a)(3))."
    return about(
        request,
        shown,
        forms.VerifyForm(request.POST or None),
        act,
        heading="Verify identity",
        button="Identity verified, may sign",
        lead=lead,
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, username: str) -> HttpResponse:
    """Take the right to sign away."""
    actor, shown = reader(request), found(username)
    require(actor, "person.manage", site=shown.site)

    def act(given: dict[str, Any]) -> str:
        accounts.withdraw_signing(actor, shown, **given)
        return f"{shown.name} may not sign any more."

    return about(
        request,
        shown,
        forms.ReasonForm(request.POST or None),
        act,
        heading="Withdraw the right to sign",
        button="Withdraw",
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest) -> HttpResponse:
    """Changes of address that wait for a second administrator."""
    require_any(reader(request), "person.manage")
    waiting = ContactChange.objects.filter(decided_at=None).select_related("person", "asked_by")
    return render(request, "people/changes.html", {"changes": waiting, "actor": reader(request)})


@require_http_methods(["GET", "POST"])
def decide_change(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """Confirm or refuse one of them."""
    actor = reader(request)
    change = get_object_or_404(ContactChange.objects.select_related("person__site", "asked_by"), pk=pk)
    require(actor, "person.manage", site=change.person.site)
    confirm = verdict == "confirm"

    def act(given: dict[str, Any]) -> str:
        contact.decide_contact_change(actor, change, confirm=confirm, **given)
        return "The new address is confirmed." if confirm else "The change is refused."

    return ask(
        request,
        forms.ReasonForm(request.POST or None),
        act,
        to=reverse("account-changes"),
        heading="Confirm the new address" if confirm else "Refuse the new address",
        lead=f"{change.asked_by.name} asks to change the address of {change.person.name} to {change.email}: {change.reason}",
        button="Confirm" if confirm else "Refuse",
        back=("Changes that wait", reverse("account-changes")),
    )


def about(request: HttpRequest, shown: Person, form: Any, act: Any, **words: Any) -> HttpResponse:
    """Ask for something about an account and go back to its page."""
    page = reverse("person", args=[shown.username])
    words["heading"] = f"{words['heading']}: {shown.name}"
    return ask(request, form, act, to=page, back=(shown.name, page), **words)
