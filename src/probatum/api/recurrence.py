"""Whether an event recurs: what is like it, the verdicts, and another verdict given as on the page (QE-13)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema

from probatum.api import shown
from probatum.api.routing import READING, WRITING, router
from probatum.api.schemas import Given, PersonOut
from probatum.api.scope import actor_of, demand_writing, records_seen, seen
from probatum.kernel.errors import Refused
from probatum.kernel.personal import reads_texts
from probatum.kernel.record import Record
from probatum.quality.recurrence import judging
from probatum.quality.recurrence.declared import is_compared
from probatum.quality.recurrence.judged import RecurrenceCheck


class SimilarOut(Schema):
    """An earlier event that resembles the record, by percent."""

    record: UUID
    number: str
    title: str
    score: int
    terms: list[str]


class MatchOut(Schema):
    """How an earlier event was found to stand to the record, and why."""

    number: str
    score: int
    relation: str
    why: str


class VerdictOut(Schema):
    """A verdict on what was looked for, with the events that were judged; the newest counts."""

    verdict: str
    reason: str
    terms: list[str]
    since: dt.date
    until: dt.date
    compared: int
    matches: list[MatchOut]
    made_by: PersonOut
    made_at: dt.datetime


class RelationGiven(Given):
    """How an earlier event stands to the record, and why."""

    relation: str
    why: str = ""


class NewVerdict(Given):
    """A verdict; `relations` by the number of each similar event."""

    verdict: str
    reason: str
    relations: dict[str, RelationGiven] = {}
    words: list[str] | None = None
    months: int = judging.MONTHS[0]
    based_on: int


@router.get("/records/{uuid}/similar", tags=READING, response=list[SimilarOut])
def similar(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """Earlier events of a year that resemble the record and may be seen, the likest first."""
    record = _compared(request, uuid)
    found = judging.found_by(actor_of(request), record, judging.look_at(record))
    rows = records_seen(request).order_by().filter(pk__in=[one.record.pk for one in found])
    reachable = set(rows.values_list("pk", flat=True))
    return [
        {
            "record": one.record.uuid,
            "number": one.record.number,
            "title": one.record.title,
            "score": one.score,
            "terms": list(one.terms),
        }
        for one in found
        if one.record.pk in reachable
    ]


@router.get("/records/{uuid}/verdicts", tags=READING, response=list[VerdictOut])
def verdicts(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """Every verdict on whether the record recurs, the newest first."""
    return [_told(request, one) for one in judging.checks_of(_compared(request, uuid))]


@router.post("/records/{uuid}/verdicts", tags=WRITING, response={201: VerdictOut})
def judge(request: HttpRequest, uuid: UUID, given: NewVerdict) -> Any:
    """Judge whether the record recurs, with a word on each similar event that matters."""
    record = _compared(request, uuid)
    demand_writing(request)
    actor = actor_of(request)
    look = judging.look_at(record, words=given.words, months=given.months)
    known = {one.record.number: one.record.pk for one in judging.found_by(actor, record, look)}
    if strange := sorted(set(given.relations) - set(known)):
        raise Refused(f"“{strange[0][:40]}” is not among the similar events.", field="relations")
    made = judging.judge(
        actor,
        record,
        look,
        relations={
            known[number]: judging.Relation(one.relation, one.why) for number, one in given.relations.items()
        },
        verdict=given.verdict,
        reason=given.reason,
        based_on=given.based_on,
    )
    return 201, _told(request, made)


def _compared(request: HttpRequest, uuid: UUID) -> Record:
    """A record that is compared with earlier ones, whose texts this account may read. Raises Http404 for another kind."""
    record = seen(request, uuid)
    if not is_compared(record.kind):
        raise Http404("Such a record is not compared with earlier ones.")
    reads_texts(actor_of(request), record).or_refuse()
    return record


def _told(request: HttpRequest, one: RecurrenceCheck) -> dict[str, Any]:
    matches = one.matches.filter(candidate__in=records_seen(request).order_by()).select_related("candidate")
    plain = ("verdict", "reason", "terms", "since", "until", "compared", "made_at")
    return {
        **{name: getattr(one, name) for name in plain},
        "made_by": shown.person(one.made_by),
        "matches": [
            {"number": each.candidate.number, "score": each.score, "relation": each.relation, "why": each.why}
            for each in matches
        ],
    }
