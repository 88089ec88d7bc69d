"""Judging whether a record recurs: the verdict with its reason, each candidate with its relation, links to what it repeats (QE-13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from probatum.kernel.action import Act, action
from probatum.kernel.body import also_signed, new_edition
from probatum.kernel.calendar import today_at
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.link import link
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard
from probatum.kernel.record import Record
from probatum.quality.recurrence.alike import Alike, candidates
from probatum.quality.recurrence.declared import is_compared, may_judge
from probatum.quality.recurrence.judged import (
    NOT_RECURRING,
    RECURRING,
    RECURS,
    RELATED,
    RELATIONS,
    UNRELATED,
    VERDICTS,
    RecurrenceCheck,
    RecurrenceMatch,
)
from probatum.quality.recurrence.terms import MOST_TERMS, Term, proposed, weighed

#: relation -> type of the link that it makes, from the record to the earlier one
LINKS = {RECURS: "equivalent_to", RELATED: "related"}
LONGEST = 4000
#: The spans that are offered, in months; any other is said by its days.
MONTHS = (12, 24)


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked for: terms, and the days between which a candidate was opened."""

    terms: tuple[Term, ...]
    dropped: tuple[str, ...]
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Relation:
    """What somebody says of one candidate."""

    relation: str
    why: str


def look_at(
    record: Record,
    *,
    words: Sequence[str] | None = None,
    months: int = MONTHS[0],
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Look:
    """What to look for: the words given, else those proposed, over the months before today or between two days.

    Raises Refused for a span that ends before it begins, or too many words.
    """
    offered = proposed(record)
    terms = offered if words is None else weighed(words)
    if len(terms) > MOST_TERMS:
        raise Refused(f"Look for at most {MOST_TERMS} terms.", field="terms")
    today = today_at(record.site, at=timezone.now())
    last = until or today
    first = since or _months_before(last, months)
    if first > last:
        raise Refused("The span ends before it begins. Enter the first day, then the last.", field="since")
    kept = {term.word for term in terms}
    return Look(tuple(terms), tuple(one.word for one in offered if one.word not in kept), first, last)


def _months_before(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(years, month + 1, min(day.day, 28))


def found_by(actor: Person, record: Record, look: Look) -> list[Alike]:
    """The candidates of a look that a person may see."""
    zone = record.site.zone if record.site else dt.UTC
    first = dt.datetime.combine(look.since, dt.time.min, tzinfo=zone)
    last = dt.datetime.combine(look.until + dt.timedelta(days=1), dt.time.min, tzinfo=zone)
    return candidates(actor, record, terms=look.terms, since=first, until=last)


def judge(
    actor: Person,
    record: Record,
    look: Look,
    *,
    relations: Mapping[int, Relation],
    verdict: str,
    reason: str,
    based_on: int,
) -> RecurrenceCheck:
    """Keep the verdict on a look with what was found; `relations` by the key of the candidate.

    Raises NotAllowed without the right, StaleRecord for an old page, Refused for what is missing or contradicts itself.
    """
    allowed = may_judge(actor, record).or_refuse()
    refuse_if_stale(record, based_on=based_on)
    shown = found_by(actor, record, look)
    _check(shown, relations, verdict=verdict, reason=reason)
    with action(actor, f"{record.kind}.judge_recurrence", record=record, role=allowed.role) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_judge(actor, locked).or_refuse()
        made = RecurrenceCheck.objects.create(
            record=locked,
            terms=[term.word for term in look.terms],
            dropped=list(look.dropped),
            since=look.since,
            until=look.until,
            compared=len(shown),
            verdict=verdict,
            reason=reason.strip(),
            made_by=actor,
            made_at=act.at,
        )
        _keep(act, locked, made, shown, relations)
        locked.__dict__.pop("_recurrence", None)
        new_edition(act, locked)
        touch(act, locked)
    return made


def _keep(
    act: Act,
    record: Record,
    made: RecurrenceCheck,
    shown: list[Alike],
    relations: Mapping[int, Relation],
) -> None:
    nothing = Relation("", "")
    RecurrenceMatch.objects.bulk_create(
        RecurrenceMatch(
            record=record,
            checked=made,
            candidate=one.record,
            score=one.score,
            relation=relations.get(one.record.pk, nothing).relation,
            why=relations.get(one.record.pk, nothing).why.strip(),
        )
        for one in shown
    )
    for one in shown:
        given = relations.get(one.record.pk, nothing)
        if given.relation in LINKS:
            note = " ".join(given.why.split())[:300]
            link(act, source=record, target=one.record, type=LINKS[given.relation], note=note)


def _check(shown: list[Alike], relations: Mapping[int, Relation], *, verdict: str, reason: str) -> None:
    known = {one.record.pk: one.record for one in shown}
    if set(relations) - set(known):
        raise Refused("What was found has changed since you looked. Look again; nothing was kept.")
    for key, given in relations.items():
        if given.relation not in dict(RELATIONS):
            raise Refused("Choose how the two stand to each other.", field=f"relation_{key}")
        if given.relation != UNRELATED and not given.why.strip():
            raise Refused(f"Say why {known[key].number} is that.", field=f"why_{key}")
        if len(given.why) > LONGEST:
            raise Refused(f"Shorten this to {LONGEST:,} characters.", field=f"why_{key}")
    again = [known[key].number for key, given in relations.items() if given.relation == RECURS]
    if verdict not in dict(VERDICTS):
        raise Refused("Choose whether it is recurring.", field="verdict")
    if verdict == NOT_RECURRING and again:
        raise Refused(
            f"You say that it is the same problem as {again[0]}, so it is recurring.", field="verdict"
        )
    if verdict == RECURRING and not again:
        raise Refused("Say of which earlier event it is the same problem again.", field="verdict")
    if not reason.strip():
        raise Refused("Say why it is recurring or not.", field="reason")
    if len(reason) > LONGEST:
        raise Refused(f"Shorten this to {LONGEST:,} characters.", field="reason")


# --- Reading ---
def verdict_of(record: Record) -> RecurrenceCheck | None:
    """The verdict that counts, the newest; read once for each loaded record."""
    if "_recurrence" not in record.__dict__:
        record.__dict__["_recurrence"] = (
            RecurrenceCheck.objects.filter(record=record).select_related("made_by").order_by("-id").first()
        )
    found: RecurrenceCheck | None = record.__dict__["_recurrence"]
    return found


def checks_of(record: Record) -> list[RecurrenceCheck]:
    """Every verdict on a record, the newest first."""
    return list(RecurrenceCheck.objects.filter(record=record).select_related("made_by").order_by("-id"))


def content_of(record: Record) -> dict[str, Any] | None:
    """The verdict as a signature is bound to it; None before there is one."""
    found = verdict_of(record) if is_compared(record.kind) else None
    if found is None:
        return None
    matches = RecurrenceMatch.objects.filter(checked=found).exclude(relation="").select_related("candidate")
    return {
        "terms": found.terms,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "compared": found.compared,
        "verdict": found.verdict,
        "reason": found.reason,
        "matches": [
            [one.candidate.number, one.score, one.relation, one.why] for one in matches.order_by("id")
        ],
    }


also_signed("recurrence", content_of)


def _judged(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """Whether it recurs is judged, with the reason (QE-13)."""
    if verdict_of(record) is not None:
        return None
    return Missing(
        "Nobody has judged yet whether it recurs.", url_name="record-recurrence", args=(str(record.uuid),)
    )


RECURRENCE_JUDGED = Guard("recurrence_judged", _judged)
