"""Every result of an investigation, further ones entered under their plan, and the rate of invalid ones."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from probatum.kernel.authz import visible
from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.personal import WITHHELD, reads_texts
from probatum.kernel.record import Record
from probatum.quality.laboratory import rates as measured
from probatum.quality.laboratory import results as kept
from probatum.quality.laboratory.bodies import LabResult
from probatum.quality.laboratory.results import KIND, PLAN
from probatum.web.components import marks
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame

YEAR = dt.timedelta(days=365)


class ResultForm(forms.Form):
    """One result as it was measured."""

    value = forms.CharField(
        label="Result",
        max_length=40,
        help_text="The single result, not a mean, and not rounded to the limit.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-focus": ""}),
        error_messages={"required": "Enter the result."},
    )
    tested_at = forms.DateTimeField(
        label="Tested",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={
            "required": "Enter when it was tested.",
            "invalid": "Enter day and time, such as 2026-12-01 14:05.",
        },
    )
    note = forms.CharField(required=False, max_length=300)


def has_results(record: Record) -> bool:
    """Whether a record has results of a laboratory, or plans them."""
    return record.kind in (KIND, PLAN)


@login_required
@require_GET
def results(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every result with its limits, the original first; an invalidated one stays in the list."""
    record, actor = seen(request, uuid), reader(request)
    if not has_results(record):
        raise Http404("No results are kept for this record.")
    note_confidential(request, record)
    of = _investigation(actor, record)
    rows = [] if of is None else kept.results_of(of)
    if record.kind == PLAN:
        rows = [one for one in rows if one.plan_id == record.pk]
    body = body_of(of) if of is not None else None
    mean = kept.mean_of(of) if of is not None else None
    plans = [record] if record.kind == PLAN else kept.approved_plans(record)
    context = frame(actor, record, current="results") | {
        "table": _table(rows, body),
        "specification": body.specification if body else "",
        "mean": format(mean.normalize(), "f") if mean is not None else "",
        "unit": body.unit if body else "",
        "plans": [_plan(actor, plan) for plan in plans],
    }
    return render(request, "laboratory/results.html", context)


def printed(actor: Person, record: Record) -> tuple[str, list[tuple[str, str]]]:
    """Every single result on paper: the original first, an invalidated one with who said so and why."""
    whole = bool(reads_texts(actor, record))
    return "Results, each one", [(_called(one), _said(one, whole=whole)) for one in kept.results_of(record)]


def _called(one: LabResult) -> str:
    number = "" if one.type == kept.ORIGINAL else f" {one.ordinal}"
    return f"{one.get_type_display()}{number}"


def _said(one: LabResult, *, whole: bool) -> str:
    at = f"{marks.when_text(one.tested_at, short=True)}, sample {one.sample}, {one.analyst.name}"
    told = f"{one.entered} {one.unit}; {at}" + (f"; {one.note if whole else WITHHELD}" if one.note else "")
    if one.invalidated_at is None:
        return told
    return f"{told}. Invalidated by {one.invalidated_by.name}: {one.invalid_reason if whole else WITHHELD}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Enter one further result under an approved plan."""
    plan, actor = seen(request, uuid), reader(request)
    if plan.kind != PLAN:
        raise Http404("Results are entered under a plan.")
    kept.may_enter(actor, plan).or_refuse()
    form, status = ResultForm(request.POST or None), 200
    if request.method == "POST":
        refuse_strange(request, form)
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                kept.enter(actor, plan, value=told["value"], tested_at=told["tested_at"], note=told["note"])
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The result is entered.")
                return finished(request, reverse("lab-results", args=[plan.uuid]))
    return show_sheet(request, "laboratory/enter.html", {"form": form, "plan": plan}, status=status)


@login_required
@require_POST
def out(request: HttpRequest, uuid: UUID, key: int) -> HttpResponse:
    """Always refused: whoever tries to take a result out is told that it stays, and what can be done instead (LAB-05)."""
    record = seen(request, uuid)
    of = _investigation(reader(request), record)
    found = next((one for one in kept.results_of(of) if one.pk == key), None) if of is not None else None
    if found is None:
        raise Http404("There is no such result.")
    kept.take_out(reader(request), found)
    return redirect("lab-results", uuid)


@login_required
@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """How often original results were invalidated within a year, by site, analyst or method."""
    by = request.GET.get("by", "site")
    if by not in measured.BY:
        raise Http404("There is no such rate.")
    found = measured.rates(reader(request), by=by, since=timezone.now() - YEAR)
    tabs = [
        {"label": f"By {name}", "url": f"{reverse('lab-rates')}?by={name}", "current": name == by, "count": 0}
        for name in measured.BY
    ]
    table = {
        "caption": f"Invalidated results by {by}",
        "columns": [
            {"label": by.capitalize()},
            *({"label": one, "css": "number"} for one in ("Investigations", "Invalidated", "Rate")),
        ],
        "rows": [{"key": one.name, "name": one.name, "cells": _rate(one)} for one in found],
    }
    return render(request, "laboratory/rates.html", {"table": table, "tabs": tabs})


def _rate(one: measured.Rate) -> list[dict[str, Any]]:
    return [
        {"value": one.name},
        {"value": f"{one.investigations:,}", "css": "number"},
        {"value": f"{one.invalidated:,}", "css": "number"},
        {"value": f"{one.percent} %", "css": "number"},
    ]


def _investigation(actor: Person, record: Record) -> Record | None:
    """The investigation that a record is, or is part of, where this person may see it."""
    if record.kind == KIND:
        return record
    return visible(actor, KIND).filter(pk=record.parent_id or 0).first()


def _table(rows: list[LabResult], body: Any) -> dict[str, Any]:
    heads = ("Result", "Kind", "Within limits", "Sample", "Analyst", "Tested", "Note")
    return {
        "caption": "Results",
        "cards": True,
        "columns": [{"label": label, "named": label not in ("Result", "Note")} for label in heads],
        "rows": [{"key": one.pk, "name": one.entered, "cells": _cells(one, body)} for one in rows],
    }


def _cells(one: LabResult, body: Any) -> list[dict[str, Any]]:
    valid = one.invalidated_at is None
    note = one.note if valid else f"Invalidated by {one.invalidated_by.name}: {one.invalid_reason}"
    kind = one.get_type_display() if valid else f"{one.get_type_display()}, invalidated"
    tone = "neutral" if valid else "warn"
    return [
        {"value": f"{one.entered} {one.unit}", "css": "nowrap"},
        {"value": marks.badge(kind, tone=tone, icon_name="" if valid else "cross")},
        {"value": _within(one, body)},
        {"value": one.sample},
        {"value": one.analyst.name},
        {"value": marks.when(one.tested_at, short=True)},
        {"value": note},
    ]


def _within(one: LabResult, body: Any) -> Any:
    if body is None or (body.lower is None and body.upper is None):
        return "No limits entered"
    inside = (body.lower is None or one.value >= body.lower) and (
        body.upper is None or one.value <= body.upper
    )
    return (
        marks.badge("Yes", tone="good", icon_name="check")
        if inside
        else marks.badge("No", tone="danger", icon_name="alert")
    )


def _plan(actor: Person, plan: Record) -> dict[str, Any]:
    body = body_of(plan)
    done = LabResult.objects.filter(plan_id=plan.pk).count()
    verdict = kept.may_enter(actor, plan)
    left = (body.tests or 0) - done
    return {
        "number": plan.number,
        "url": reverse("record", args=[plan.uuid]),
        "told": f"{done} of {body.tests or 0} tests entered",
        "enter_url": reverse("lab-result-new", args=[plan.uuid]) if verdict and left > 0 else "",
        "why_not": "" if verdict else verdict.reason,
    }
