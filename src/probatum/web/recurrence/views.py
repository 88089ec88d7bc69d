"""Views of recurrence: look, compare, judge; and the short list beside a record that nobody has judged yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.recurrence.alike import Alike
from probatum.quality.recurrence.declared import is_compared, may_judge
from probatum.quality.recurrence.judged import RELATIONS, VERDICTS, RecurrenceCheck
from probatum.quality.recurrence.judging import (
    MONTHS,
    Look,
    checks_of,
    found_by,
    judge,
    look_at,
    verdict_of,
)
from probatum.quality.recurrence.terms import proposed
from probatum.web import pages
from probatum.web.forms.moves import refuse_unknown
from probatum.web.recurrence.forms import LookForm, VerdictForm
from probatum.web.recurrence.sides import side_by_side
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame

NEAR = 3


@login_required
@require_http_methods(["GET", "POST"])
def recurrence(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What resembles a record, side by side, and the verdict on it."""
    record = _compared(request, uuid)
    note_confidential(request, record)
    actor = reader(request)
    verdict = may_judge(actor, record)
    form, look = _look(request, record)
    found = found_by(actor, record, look) if look else []
    keys = [one.record.pk for one in found]
    answer = VerdictForm(request.POST or None, keys=keys, initial={"based_on": record.version})
    status = 200 if look else 400
    if request.method == "POST":
        verdict.or_refuse()
        refuse_unknown(request.POST, _sent(request, answer))
        status = _judge(request, record, look, answer) if look else 400
        if not status:
            return redirect(reverse("record-recurrence", args=[record.uuid]))
    context = frame(actor, record, current="recurrence") | {
        "look_form": form,
        "look": look,
        "form": answer if verdict and look else None,
        "why_not": verdict.reason,
        "candidates": _with_fields(record, found, answer if verdict else None),
        "checks": [_told(actor, one) for one in checks_of(record)],
        "back_url": pages.page_of(record),
    }
    return render(request, "recurrence/recurrence.html", context, status=status)


@login_required
@require_GET
def near(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The few that are most alike, for the box beside a record."""
    record = _compared(request, uuid)
    found = found_by(reader(request), record, look_at(record, months=MONTHS[-1]))[:NEAR]
    rows = [
        {
            "number": one.record.number,
            "title": one.record.title,
            "url": pages.page_of(one.record),
            "score": one.score,
        }
        for one in found
    ]
    return render(request, "recurrence/near.html", {"rows": rows, "months": MONTHS[-1]})


def aside(actor: Person, record: Record) -> dict[str, Any] | None:
    """The box beside a record: its verdict, or where it is looked for."""
    if not is_compared(record.kind):
        return None
    found, may = verdict_of(record), may_judge(actor, record)
    if found is None and not may:
        return None
    return {
        "verdict": dict(VERDICTS)[found.verdict] if found else "",
        "who": found.made_by.name if found else "",
        "at": found.made_at if found else None,
        "url": reverse("record-recurrence", args=[record.uuid]),
        "near_url": reverse("record-recurrence-near", args=[record.uuid]) if found is None else "",
    }


def _compared(request: HttpRequest, uuid: UUID) -> Record:
    record = seen(request, uuid)
    if not is_compared(record.kind):
        raise Http404("Records of this kind are not compared with earlier ones.")
    return record


def _look(request: HttpRequest, record: Record) -> tuple[LookForm, Look | None]:
    """What is looked for by the address; without anything in it what is proposed. None where the form says something strange."""
    offered = [term.word for term in proposed(record)]
    if not request.GET:
        first = {"term": offered, "span": str(MONTHS[0])}
        return LookForm(initial=first, words=offered), look_at(record)
    words = list(dict.fromkeys([*offered, *(word[:60] for word in request.GET.getlist("term")[:32])]))
    form = LookForm(request.GET, words=words)
    if not form.is_valid():
        return form, None
    try:
        return form, look_at(record, **form.looked_for())
    except Refused as refusal:
        sentence_into(form, refusal)
        return form, None


def _sent(request: HttpRequest, form: VerdictForm) -> list[str]:
    """The fields of the form, and those of candidates that are gone by now, which `judge` refuses in words."""
    old = [name for name in request.POST if name.removeprefix("relation_").removeprefix("why_").isdigit()]
    return [*form.fields, *old]


def _judge(request: HttpRequest, record: Record, look: Look, form: VerdictForm) -> int:
    """Keep the verdict; the status of a refusal that was put into the form, 0 where it is done."""
    if not form.is_valid():
        return 400
    given = form.cleaned_data
    try:
        if {name for name in request.POST if name.startswith("relation_")} - set(form.fields):
            raise Refused("What was found has changed since you looked. Look again; nothing was kept.")
        made = judge(
            reader(request),
            record,
            look,
            relations=form.relations(),
            verdict=given["verdict"],
            reason=given["reason"],
            based_on=given["based_on"],
        )
    except Refused as refusal:
        return sentence_into(form, refusal)
    messages.success(request, f"Kept: {dict(VERDICTS)[made.verdict].lower()}.")
    return 0


def _with_fields(record: Record, found: list[Alike], form: VerdictForm | None) -> list[dict[str, Any]]:
    """The candidates, each with its two fields where somebody may judge."""
    shown = side_by_side(record, found)
    for one in shown:
        one["fields"] = [form[f"relation_{one['key']}"], form[f"why_{one['key']}"]] if form else []
    return shown


def _told(actor: Person, one: RecurrenceCheck) -> dict[str, Any]:
    """A verdict as it stands, with the candidates that this person may see."""
    matches = one.matches.exclude(relation="").filter(candidate__in=visible(actor).order_by())
    return {
        "verdict": dict(VERDICTS)[one.verdict],
        "tone": "warn" if one.verdict == "recurring" else "good",
        "who": one.made_by.name,
        "at": one.made_at,
        "reason": one.reason,
        "since": one.since,
        "until": one.until,
        "terms": ", ".join(one.terms),
        "dropped": ", ".join(one.dropped),
        "compared": one.compared,
        "matches": [
            {
                "number": match.candidate.number,
                "title": match.candidate.title,
                "url": pages.page_of(match.candidate),
                "score": match.score,
                "relation": dict(RELATIONS)[match.relation],
                "why": match.why,
            }
            for match in matches.select_related("candidate").order_by("-score", "id")
        ],
    }
