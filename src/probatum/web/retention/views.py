"""The schedule, the holds, and what is due for disposal."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents.disposing import able_to_approve, draw_up
from probatum.documents.holding import (
    HOLD,
    MANAGE,
    save_class,
    set_type_rules,
)
from probatum.documents.retention import Kept, due
from probatum.kernel.authz import decide, demand
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.retention import TRIGGERS, RetentionClass
from probatum.web import pages
from probatum.web.admin_people.asking import ask, require_any
from probatum.web.components import marks
from probatum.web.documents import choices
from probatum.web.documents.tabs import RETENTION, holds_any
from probatum.web.refusals import sentence_into
from probatum.web.retention import forms
from probatum.web.seen import reader

APPROVE = "disposal.approve"
PAGES = (
    ("retention-due", "Due for disposal"),
    ("retention-holds", "Legal holds"),
    ("retention-classes", "Classes"),
    ("retention-types", "Types"),
)

#: What an empty list says: heading and text.
EMPTY = {
    "retention-holds": (
        "No document is held",
        "A hold keeps documents from being disposed of while a claim or an inspection lasts, whatever their retention says.",
    ),
    "retention-classes": (
        "No retention class yet",
        "A class says how long something is kept, from which event on, and which clause asks for it.",
    ),
}


def _tabs(current: str) -> list[dict[str, Any]]:
    found = [{"label": label, "url": reverse(name), "current": name == current} for name, label in PAGES]
    url = reverse("record-list", args=["disposal"])
    return [*found, {"label": "Disposals", "url": url, "current": current == "disposals"}]


def around(actor: Person) -> dict[str, Any]:
    """The list of disposals stands beside the other pages of retention, for who may open those."""
    tabs = _tabs("disposals") if holds_any(actor, *RETENTION) else []
    return {"tabs": tabs, "empty": "A disposal is drawn up from the list of what is due for disposal."}


def in_charge(request: HttpRequest) -> Person:
    """Who asks, in charge of the schedule, of holds or of disposals. Raises NotAllowed for others."""
    actor = reader(request)
    require_any(actor, MANAGE, HOLD, APPROVE)
    return actor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def due_list(request: HttpRequest) -> HttpResponse:
    """Documents whose time is over, those held too; from here a disposal is drawn up."""
    actor = in_charge(request)
    found = due(actor)
    free = {one.record.number: one.record for one in found if not one.holds}
    may = decide(actor, MANAGE)
    options = [(number, f"{number} {record.title}") for number, record in free.items()]
    form = forms.DrawUpForm(
        request.POST or None, choices=options, approvers=able_to_approve(actor), initial={"documents": []}
    )
    status = 200
    if request.method == "POST":
        may.or_refuse()
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = draw_up(
                    actor,
                    [free[number] for number in given["documents"]],
                    reason=given["reason"],
                    approvers=[form.people[given["approver"]]],
                )
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return redirect(pages.page_of(made.record))
    context = {
        "tabs": _tabs("retention-due"),
        "table": table("Due for disposal", ("Number", "Title", "Kept until", "Why"), map(_due_row, found)),
        "form": form if may and free else None,
        "why_not": "" if may else may.reason,
    }
    return render(request, "retention/due.html", context, status=status)


def _due_row(one: Kept) -> dict[str, Any]:
    held = [f"Held: {hold.number} {hold.matter}." for hold in one.holds]
    return row(
        one.record.number,
        reverse("document-retention", args=[one.record.number]),
        one.record.title,
        marks.badge("Legal hold", tone="warn", icon_name="lock") if held else marks.day(one.until.day),
        " ".join([*held, *one.until.because]),
    )


@login_required
@require_safe
def classes(request: HttpRequest) -> HttpResponse:
    """The schedule."""
    actor = in_charge(request)
    rows = (
        row(
            one.name,
            reverse("retention-class", args=[one.code]),
            one.period,
            dict(TRIGGERS)[one.trigger],
            one.clause,
            _in_use(one.active),
        )
        for one in RetentionClass.objects.order_by("name")
    )
    heads = ("Class", "Period", "Runs from", "Asked for by", "State")
    shown = table("Retention classes", heads, rows)
    new = "retention-class-new" if decide(actor, MANAGE) else ""
    return show_list(request, "retention-classes", "Retention classes", shown, new=new)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retention_class(request: HttpRequest, code: str = "") -> HttpResponse:
    """One class, or a new one."""
    actor = reader(request)
    demand(actor, MANAGE)
    shown = RetentionClass.objects.filter(code=code).first() if code else RetentionClass()
    if shown is None:
        raise Http404("There is no such class.")
    names = ("name", "months", "trigger", "clause", "active")
    initial = {name: getattr(shown, name) for name in names} if code else {}
    form = forms.ClassForm(request.POST or None, known=bool(code), initial=initial)

    def act(given: dict[str, Any]) -> str:
        for name in names:
            setattr(shown, name, given[name])
        shown.code = shown.code or given["code"]
        return f"The class {save_class(actor, shown, reason=given['reason']).name} is saved."

    to = reverse("retention-classes")
    heading = shown.name or "New retention class"
    return ask(request, form, act, to=to, heading=heading, button="Save", back=("Classes", to))


@login_required
@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Which classes documents of each type carry."""
    in_charge(request)
    held: dict[int, list[str]] = {}
    for one in choices.types():
        rules = one.retention.filter(active=True).select_related("rule")
        held[one.pk] = [row.rule.name for row in rules]
    rows = (
        row(
            choices.path(one),
            reverse("retention-type", args=[one.code]),
            ", ".join(held[one.pk]) or ("As the level above" if one.parent else "None"),
        )
        for one in choices.types()
    )
    shown = table("Retention of types", ("Type", "Classes"), rows)
    return show_list(request, "retention-types", "Retention of types", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_rules(request: HttpRequest, code: str) -> HttpResponse:
    """The classes of one type."""
    actor = reader(request)
    demand(actor, MANAGE)
    shown = next((one for one in choices.types() if one.code == code), None)
    if shown is None:
        raise Http404("There is no such type.")
    form = forms.TypeRulesForm(request.POST or None, type=shown)

    def act(given: dict[str, Any]) -> str:
        set_type_rules(actor, shown, [form.offered[one] for one in given["rules"]], reason=given["reason"])
        return f"The classes of {shown.name} are saved. They count from now on, for what there is too."

    to = reverse("retention-types")
    heading = f"Retention of {shown.name}"
    return ask(request, form, act, to=to, heading=heading, button="Save", back=("Types", to))


def show_list(
    request: HttpRequest, current: str, title: str, shown: dict[str, Any], *, new: str = ""
) -> HttpResponse:
    """A list under the tabs of retention; `new` is the URL name of the form for one more, for those who may."""
    words = {"retention-class-new": "New class", "retention-hold-new": "Place a hold"}
    context = {
        "title": title,
        "tabs": _tabs(current),
        "table": shown,
        "new_url": reverse(new) if new else "",
        "new_label": words.get(new, ""),
        "empty": EMPTY.get(current, ("Nothing here yet", "")),
    }
    return render(request, "retention/list.html", context)


def _in_use(active: bool) -> Any:
    return marks.badge("In use", tone="good") if active else marks.badge("Not in use", tone="muted")


def row(name: str, url: str, *values: Any) -> dict[str, Any]:
    """A row whose first cell opens what it is about."""
    return {
        "key": name,
        "name": name,
        "cells": [{"value": name, "url": url}, *({"value": one} for one in values)],
    }


def table(caption: str, heads: tuple[str, ...], rows: Any) -> dict[str, Any]:
    """A table of such rows; on a phone a title stands as one, and what is no state says what it is."""
    found = list(rows)
    for one in found:
        one["cells"] = [
            {**cell, "css": "table__title" if head == "Title" else ""}
            for head, cell in zip(heads, one["cells"], strict=True)
        ]
    columns = [{"label": head, "named": head not in (heads[0], "Title", "State")} for head in heads]
    return {"caption": caption, "columns": columns, "rows": found, "cards": True}
