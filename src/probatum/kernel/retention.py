"""How long a record is kept: every rule that applies to it, the latest of which wins; and holds, which stop disposal whatever else.

A rule runs from an event. While the event has not happened nobody knows the end, so there is none (11.10(c), RET).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from probatum.kernel.calendar import today_at
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.process import DISPOSED, process_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record, Step

ENDED = "ended"
#: What the period of a class runs from. The first is known from the record; the others are given by hand when they happen.
TRIGGERS = (
    (ENDED, "The record came to its end, such as a document that was retired"),
    ("batch_expiry", "The last batch made under it expired"),
    ("product_end", "The last product was placed on the market"),
    ("authorisation_end", "The marketing authorisation ended"),
    ("study_end", "The study ended"),
    ("contract_end", "The contract or the employment ended"),
    ("given", "Another event, named with its day"),
)
#: The same in the middle of a sentence.
NOT_YET = {
    ENDED: "it is still in use",
    "batch_expiry": "the expiry of the last batch made under it is not known",
    "product_end": "the day on which the last product was placed on the market is not known",
    "authorisation_end": "the end of the marketing authorisation is not known",
    "study_end": "the end of the study is not known",
    "contract_end": "the end of the contract or employment is not known",
    "given": "the event from which it runs has not been given",
}


class RetentionClass(models.Model):
    """One rule of the schedule: so long, from this event, because of this clause."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    months = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=20, choices=TRIGGERS)
    clause = models.CharField(max_length=200)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "retention class"

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> str:
        """“25 years”, “18 months”."""
        count, unit = (self.months // 12, "year") if self.months % 12 == 0 else (self.months, "month")
        return f"{count} {unit}{'' if count == 1 else 's'}"


class Keeping(models.Model):
    """A rule that one record carries besides those of its type; it can only lengthen the time."""

    record = points_to(Record, related="keepings")
    rule = points_to(RetentionClass)
    reason = models.CharField(max_length=300)
    set_by = points_to(Person)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "rule"], name="record_kept_by_a_rule_once", condition=Q(ended_at=None)
            )
        ]


class Occurrence(models.Model):
    """The day on which an event happened for a record, given by hand; a later one replaces an earlier, which stays readable."""

    record = points_to(Record, related="occurrences")
    trigger = models.CharField(max_length=20, choices=TRIGGERS)
    day = models.DateField()
    reason = models.CharField(max_length=300)
    given_by = points_to(Person)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Hold(models.Model):
    """A legal hold: what it is about, who placed it and why, and who lifted it."""

    number = models.CharField(max_length=40, unique=True)
    matter = models.CharField(max_length=200)
    reason = models.TextField()
    placed_by = points_to(Person)
    placed_at = models.DateTimeField()
    lifted_by = points_to(Person, optional=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "legal hold"


class HeldRecord(models.Model):
    """One record under a hold."""

    hold = points_to(Hold, related="records")
    record = points_to(Record, related="holds")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hold", "record"], name="record_held_once")]


@dataclass(frozen=True, slots=True)
class Until:
    """Until when a record is kept; no day means without end. `because` says it in words, one sentence for each rule."""

    day: dt.date | None
    because: tuple[str, ...]


def later(start: dt.date, *, months: int) -> dt.date:
    """The day that many months after a day, the last day of the month where it has no such day."""
    index = start.month - 1 + months
    year, month = start.year + index // 12, index % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(start.day, last))


def days_known(records: Iterable[Record]) -> dict[tuple[int, str], dt.date]:
    """By record and event, the day on which it happened, as far as it did. Two queries however many records."""
    found: dict[tuple[int, str], dt.date] = {}
    rows = {record.pk: record for record in records}
    for one in Occurrence.objects.filter(record__in=rows).order_by("id"):
        found[one.record_id, one.trigger] = one.day
    for step in Step.objects.filter(record__in=rows).order_by("id"):
        record = rows[step.record_id]
        if step.to_state == record.state and has_ended(record):
            found[record.pk, ENDED] = today_at(record.site, at=step.at)
    return found


def has_ended(record: Record) -> bool:
    """Whether a record has come to its end and was not disposed of yet."""
    return record.state != DISPOSED.name and process_of(record).state(record.state).final


def kept_until(
    record: Record, rules: Iterable[RetentionClass], known: dict[tuple[int, str], dt.date]
) -> Until:
    """The latest end of all rules of a record; without a rule, or while an event has not happened, there is none."""
    wanted = {rule.pk: rule for rule in rules}
    if not wanted:
        return Until(None, ("No retention class is set, so it is kept without end.",))
    ends, told = [], []
    for rule in sorted(wanted.values(), key=lambda one: one.name):
        start = known.get((record.pk, rule.trigger))
        if start is None:
            ends.append(dt.date.max)
            told.append(
                f"{rule.name} ({rule.clause}): {rule.period}, no end yet, because {NOT_YET[rule.trigger]}."
            )
        else:
            ends.append(later(start, months=rule.months))
            told.append(
                f"{rule.name} ({rule.clause}): {rule.period} from {start:%-d %b %Y}, until {ends[-1]:%-d %b %Y}."
            )
    latest = max(ends)
    return Until(None if latest == dt.date.max else latest, tuple(told))


def holds_on(records: Iterable[int]) -> dict[int, list[Hold]]:
    """The holds that are in force on some records."""
    found: dict[int, list[Hold]] = {}
    for row in _HELD.ask(records=list(records)):
        found.setdefault(row.record_id, []).append(row.hold)
    return found


_HELD = Question(
    lambda: (
        HeldRecord.objects.filter(record_id__any=Asked("records"), hold__lifted_at=None)
        .select_related("hold__placed_by")
        .order_by("hold_id", "id")
    )
)
