"""The ladder of escalation as configuration: its rungs, each changed with a reason, and what was put to whom last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import demand, visible
from probatum.kernel.escalation import MANAGE, begin_ladder, save_rung
from probatum.kernel.process import registered
from probatum.kernel.rung import MANAGER, TRIGGERS, Escalated, Rung
from probatum.kernel.span import UNITS
from probatum.quality.events.extension import EXTENDED
from probatum.web import pages
from probatum.web.admin_people.forms import reason_field
from probatum.web.components import marks
from probatum.web.paths import reverse
from probatum.web.seen import reader
from probatum.web.views.settings_pages import show_edit

TITLE = "Escalation"
SHOWN = 20
WHOM = (
    (MANAGER, "The manager of the person"),
    ("event.triage", "Whoever triages quality events"),
    ("event.approve_quality", "Whoever approves quality events for Quality"),
    ("event.head", "The head of Quality"),
)
_CHOOSE = {"required": "Choose one of the list.", "invalid_choice": "Choose one of the list."}


class RungForm(forms.Form):
    """One rung, and why it changes."""

    amount = forms.IntegerField(
        label="After", min_value=1, max_value=1000, error_messages={"required": "Enter a number."}
    )
    unit = forms.ChoiceField(label="Counted in", choices=UNITS, error_messages=_CHOOSE)
    trigger = forms.ChoiceField(label="From when", choices=TRIGGERS, error_messages=_CHOOSE)
    whom = forms.ChoiceField(label="Who is told", choices=WHOM, error_messages=_CHOOSE)
    kinds = forms.MultipleChoiceField(
        label="Of which records",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: of every kind.",
        error_messages=_CHOOSE,
    )
    active = forms.BooleanField(label="In use", required=False, initial=True)
    reason = reason_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = sorted(
            (one.kind, one.plural) for one in registered() if any(state.asks for state in one.states)
        )
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """Why the ladder begins."""

    reason = reason_field()


@login_required
@require_GET
def ladder(request: HttpRequest) -> HttpResponse:
    """Every rung in use, and what was escalated last of what the reader may see."""
    actor = reader(request)
    demand(actor, MANAGE)
    rungs = Rung.objects.filter(active=True).order_by("position", "id")
    last = Escalated.objects.filter(record__in=visible(actor).order_by().values("pk"))
    context = {
        "title": TITLE,
        "back": {"label": "Administration", "url": reverse("administration")},
        "actions": [{"label": "New rung", "icon": "plus", "tone": "primary", "url": reverse("rung-new")}],
        "table": _table(list(rungs)),
        "last": [
            {
                "who": one.told.name if one.told else "Nobody",
                "what": one.note or f"{one.task.label} of {one.task.person.name}",
                "number": one.record.number,
                "url": pages.page_of(one.record),
                "at": one.at,
            }
            for one in last.select_related("told", "record", "task__person").order_by("-id")[:SHOWN]
        ],
    }
    return render(request, "clocks/ladder.html", context)


def _table(rungs: list[Rung]) -> dict[str, Any]:
    names = {one.kind: one.plural for one in registered()}
    rows = [
        {
            "key": rung.pk,
            "name": str(rung),
            "cells": [
                {"value": str(rung), "url": reverse("rung", args=[rung.pk]), "css": "table__title"},
                {"value": dict(WHOM).get(rung.whom, rung.called)},
                {"value": ", ".join(names.get(kind, kind) for kind in rung.kinds) or "Every kind"},
                {"value": marks.badge("In use", tone="good")},
            ],
        }
        for rung in rungs
    ]
    columns = [{"label": label} for label in ("When", "Who is told", "Of which records", "Use")]
    return {"caption": TITLE, "columns": columns, "rows": rows, "cards": True}


@login_required
@require_http_methods(["GET", "POST"])
def rung(request: HttpRequest, key: int | None = None) -> HttpResponse:
    """One rung, or a new one."""
    actor = reader(request)
    demand(actor, MANAGE)
    known = Rung.objects.filter(pk=key, active=True).first() if key is not None else None
    if key is not None and known is None:
        raise Http404("There is no such rung.")
    names = ("amount", "unit", "trigger", "whom", "kinds")
    initial = {name: getattr(known, name) for name in names} if known else {"kinds": [*EXTENDED]}
    form = RungForm(request.POST or None, initial=initial)

    def save() -> None:
        save_rung(actor, key=key, **form.cleaned_data)

    page = {
        "title": str(known) if known else "New rung",
        "back": {"label": TITLE, "url": reverse("escalation")},
        "button": "Save the rung",
    }
    return show_edit(request, form, save, page, done="The ladder is changed.", then="escalation")


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin with the starter: two days without an act to the manager, four to the head of Quality, and past the day."""
    actor = reader(request)
    demand(actor, MANAGE)
    form = BeginForm(request.POST or None)

    def save() -> None:
        begin_ladder(actor, kinds=[*EXTENDED], reason=form.cleaned_data["reason"])

    page = {
        "title": "Begin with the usual ladder",
        "lead": "48 hours without an act: the manager. 96 hours: the head of Quality. One working day overdue: the manager. Five: the head.",
        "back": {"label": TITLE, "url": reverse("escalation")},
        "button": "Begin",
    }
    return show_edit(request, form, save, page, done="The ladder stands.", then="escalation")
