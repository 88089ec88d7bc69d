"""Configuration that is no record: settings, sites, departments, calendars; each change with a reason and a history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel import integrity
from probatum.kernel.authz import decide, held_by
from probatum.kernel.configuration import SETTINGS, change_setting
from probatum.kernel.configuration_file import export_configuration
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger import history
from probatum.kernel.models import Setting, Site
from probatum.kernel.people import Person
from probatum.kernel.reading import note_trail
from probatum.kernel.workplace import save_holiday, save_site, stamp
from probatum.web import timeline
from probatum.web.components import marks
from probatum.web.context import address
from probatum.web.forms.moves import refuse_unknown
from probatum.web.forms.settings import HolidayForm, SettingForm, SiteForm
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader
from probatum.web.views.watch_page import attention

MANAGE = "configuration.manage"
SHOWN = 20
#: heading, text, URL name, icon, permissions of which one is needed
PAGES = (
    ("People", "Accounts, verification of identity, resets.", "people", "users", ("person.manage",)),
    ("Roles", "What a role may do; the matrix to print.", "roles", "key", ("role.manage",)),
    (
        "Access",
        "Who may do what, where and since when.",
        "access-register",
        "shield",
        ("grant.manage", "role.manage"),
    ),
    (
        "Access reviews",
        "Every role kept or ended, signed; opened by schedule too.",
        "access-reviews",
        "check",
        ("access.review", "grant.manage"),
    ),
    (
        "Imports",
        "Collections of an older system: tried dry, imported, reconciled and signed.",
        "imports",
        "upload",
        ("document.import",),
    ),
    (
        "Imports of registers",
        "Deviations, complaints and CAPAs of an older system: tried dry, imported, reconciled and signed.",
        "register-imports",
        "upload",
        ("event.import",),
    ),
    (
        "Conflicts of duties",
        "Pairs that one person must not hold.",
        "segregation",
        "alert",
        ("grant.manage", "role.manage"),
    ),
    ("Open sessions", "Who is signed in; end a session.", "sessions", "phone", ("session.revoke",)),
    ("Access tokens", "Programs that work under an account.", "tokens", "key", ("token.manage",)),
    ("Lock-outs", "Accounts locked after failed attempts.", "lockouts", "lock", ("person.manage",)),
    (
        "Absences",
        "Tasks handed to a colleague for a time.",
        "delegations",
        "calendar",
        ("task.delegate", "person.manage"),
    ),
    (
        "Document types",
        "Numbers, review intervals, approvers proposed.",
        "document-types",
        "document",
        ("type.manage",),
    ),
    ("Settings", "Company, sessions, passwords, prints.", "settings", "gear", (MANAGE,)),
    ("Sites and calendars", "Places, time zones, days off.", "sites", "building", (MANAGE,)),
    ("Escalation", "Who is told of a task that waits too long.", "escalation", "alert", (MANAGE,)),
    ("Departments", "Functions of the organisation.", "departments", "users", (MANAGE,)),
    (
        "Business processes",
        "What documents serve; a filter of the library.",
        "business-processes",
        "flag",
        (MANAGE,),
    ),
    (
        "Cause categories",
        "The tree from which root causes are named.",
        "cause-categories",
        "flag",
        ("master.manage",),
    ),
    (
        "Teams by default",
        "Who holds which part in new events of a site, a department or a product.",
        "teams",
        "users",
        ("master.manage",),
    ),
    (
        "Risk matrix",
        "Levels, words and results by which events are rated, in versions.",
        "risk-matrices",
        "risk",
        ("rating.manage", "rating.approve"),
    ),
    (
        "Statutory clocks",
        "Which authority is told of what, and by when, in versions; countries without a rule.",
        "statutory-versions",
        "clock",
        ("rating.manage", "rating.approve"),
    ),
    (
        "Trend rules",
        "How many events in how many days raise a trend; in versions.",
        "trend-rules",
        "chart",
        ("rating.manage", "rating.approve"),
    ),
    (
        "Watch over the installation",
        "Changes of the database past the application; the certificate of the seal.",
        "watch",
        "shield",
        (MANAGE,),
    ),
)


@login_required
@require_GET
def administration(request: HttpRequest) -> HttpResponse:
    """Everything this person administers."""
    held: frozenset[str] = frozenset().union(*(one.permissions for one in held_by(reader(request))))
    cards = [
        {"heading": heading, "text": text, "url": url, "icon": icon}
        for heading, text, name, icon, needed in PAGES
        if held.intersection(needed) and (url := address(name))
    ]
    if not cards:
        raise NotAllowed(
            "You administer nothing here. An access administrator can give you a role that does."
        )
    told = attention() if integrity.may_acknowledge(reader(request)) else []
    return render(request, "settings/administration.html", {"cards": cards, "attention": told})


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Every setting with the value in force."""
    demand_manage(reader(request))
    stored = dict(Setting.objects.values_list("key", "value"))
    rows = [
        {
            "key": key,
            "name": label,
            "cells": [
                {"value": label, "url": reverse("setting", args=[key])},
                {"value": _in_short(stored.get(key, default))},
                {"value": "Set here" if key in stored else "As delivered"},
            ],
        }
        for key, (default, label, _, _) in SETTINGS.items()
    ]
    table = {
        "caption": "Settings",
        "columns": [{"label": "Setting"}, {"label": "Value"}, {"label": "Where from"}],
        "rows": rows,
        "cards": True,
    }
    return render(request, "settings/settings.html", {"table": table})


def _in_short(value: Any) -> Any:
    """A value for the list; of a text of several lines its beginning."""
    return f"{value[:80]}…" if isinstance(value, str) and len(value) > 80 else value


@login_required
@require_http_methods(["GET", "POST"])
def setting(request: HttpRequest, key: str) -> HttpResponse:
    """One setting: its value, a change with a reason, its history."""
    actor = reader(request)
    demand_manage(actor)
    if key not in SETTINGS:
        raise Http404("There is no such setting.")
    default, label, smallest, largest = SETTINGS[key]
    row = Setting.objects.filter(key=key).first()
    value = default if row is None else row.value
    form = SettingForm(
        request.POST or None, initial={key: value}, key=key, label=label, smallest=smallest, largest=largest
    )

    def save() -> None:
        change_setting(actor, key, value=form.cleaned_data[key], reason=form.cleaned_data["reason"])

    page = {
        "title": label,
        "back": {"label": "Settings", "url": reverse("settings")},
        "button": "Change the setting",
    }
    told = past(actor, row.pk, "kernel_setting") if row else []
    return show_edit(request, form, save, page | {"acts": told}, done=f"Changed: {label}.", then="settings")


@login_required
@require_GET
def sites(request: HttpRequest) -> HttpResponse:
    """Every site."""
    demand_manage(reader(request))
    rows = [
        {
            "key": site.code,
            "name": site.name,
            "cells": [
                {"value": site.code, "url": reverse("site", args=[site.code]), "css": "nowrap"},
                {"value": site.name, "css": "table__title"},
                {"value": site.time_zone},
                {"value": site.country},
                {
                    "value": marks.badge("In use", tone="good")
                    if site.active
                    else marks.badge("Out of use", tone="muted")
                },
                {"value": "Days off", "url": reverse("calendar", args=[site.code])},
            ],
        }
        for site in Site.objects.order_by("code")
    ]
    heads = ("Code", "Name", "Time zone", "Country", "Use", "Calendar")
    return show_table(request, "Sites and calendars", heads, rows, new=("New site", "site-new"))


@login_required
@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, code: str = "") -> HttpResponse:
    """One site, or a new one."""
    actor = reader(request)
    demand_manage(actor)
    row = found_or_404(Site.objects.filter(code=code).first()) if code else Site()
    values = {name: getattr(row, name) for name in ("code", "name", "time_zone", "country", "active")}
    form = SiteForm(request.POST or None, initial={**values, "based_on": stamp(row)})

    def save() -> None:
        for name in values:
            setattr(row, name, form.cleaned_data[name])
        save_site(actor, row, reason=form.cleaned_data["reason"], based_on=form.cleaned_data["based_on"])

    page = {
        "title": row.name or "New site",
        "back": {"label": "Sites and calendars", "url": reverse("sites")},
        "button": "Save the site",
    }
    told = past(actor, row.pk, "kernel_site") if row.pk else []
    return show_edit(request, form, save, page | {"acts": told}, done="The site is saved.", then="sites")


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The days off of a site."""
    actor = reader(request)
    demand_manage(actor)
    found = found_or_404(Site.objects.filter(code=code).first())
    form = HolidayForm(request.POST or None)

    def save() -> None:
        save_holiday(actor, found, **form.cleaned_data)

    days = [
        {
            "label": marks.day_text(one.day),
            "value": one.name if one.active else f"{one.name} (withdrawn, a working day)",
        }
        for one in found.holidays.order_by("-day")
    ]
    page = {
        "title": f"Days off in {found.name}",
        "back": {"label": "Sites and calendars", "url": reverse("sites")},
        "button": "Save the day",
        "days": days,
        "acts": past(actor, found.pk, "kernel_site"),
    }
    return show_edit(request, form, save, page, done="The calendar is saved.", then="calendar", args=[code])


@login_required
@require_GET
def exported(request: HttpRequest) -> HttpResponse:
    """The whole configuration as readable JSON."""
    demand_manage(reader(request))
    note_trail(reader(request), "configuration.export", permission=MANAGE, facts={"form": "json"})
    response = HttpResponse(export_configuration(), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="configuration.json"'
    return response


def demand_manage(actor: Person) -> None:
    decide(actor, MANAGE).or_refuse()


def found_or_404(row: Any) -> Any:
    if row is None:
        raise Http404("There is no such page.")
    return row


def past(actor: Person, pk: int, table: str) -> list[dict[str, Any]]:
    return timeline.acts(actor, history.history(pk, root=table, limit=SHOWN))


def show_table(
    request: HttpRequest,
    title: str,
    heads: tuple[str, ...],
    rows: list[dict[str, Any]],
    *,
    new: tuple[str, str],
) -> HttpResponse:
    context = {
        "title": title,
        "table": {
            "caption": title,
            "columns": [{"label": head} for head in heads],
            "rows": rows,
            "cards": True,
        },
        "back": {"label": "Administration", "url": reverse("administration")},
        "actions": [{"label": new[0], "icon": "plus", "tone": "primary", "url": reverse(new[1])}],
    }
    return render(request, "settings/table.html", context)


def show_edit(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], None],
    page: dict[str, Any],
    *,
    done: str,
    then: str,
    args: list[str] | None = None,
) -> HttpResponse:
    """Show a form, or save it and go on; a refusal keeps what was typed."""
    status = 200
    if request.method == "POST":
        refuse_unknown(request.POST, form.fields)
        status = 400
        if form.is_valid():
            try:
                save()
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, done)
                return redirect(then, *(args or []))
    return render(request, "settings/edit.html", {"form": form, **page}, status=status)
