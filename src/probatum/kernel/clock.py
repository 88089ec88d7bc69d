"""Clocks of a record: each counts from a moment by a span, is paused with a reason, stopped, and moved only by what may move it.

A statutory clock is the law's: nothing here pauses it or makes it later; a fact learned later can only make it earlier
(21 CFR 803, 314.81, EU 2017/745 Art. 87). Every time it was set stays readable.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import models
from django.db.models import Q, QuerySet

from probatum.kernel.action import Act
from probatum.kernel.calendar import today_at
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Part, Record
from probatum.kernel.span import HOURS, UNITS, WORKING, Span, days_off, end_of_day, working_days_between

DONE, NOT_NEEDED = "done", "not_needed"
OUTCOMES = ((DONE, "Done"), (NOT_NEEDED, "Not needed"))


class Clock(models.Model):
    """One countdown of a record: what it is for, from when it counts, when it runs out, and how it ended."""

    record = points_to(Record, related="clocks")
    name = models.CharField(max_length=60)
    label = models.CharField(max_length=160)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=UNITS)
    statutory = models.BooleanField(default=False)
    source = models.CharField("rule", max_length=200, blank=True)
    with_record = models.BooleanField("moves with the record", default=False)
    since = models.DateTimeField("counts from")
    due = models.DateField()
    due_at = models.DateTimeField("runs out")
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = points_to(Person, optional=True)
    outcome = models.CharField(max_length=20, choices=OUTCOMES, blank=True)
    note = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    started_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            # what runs out next, over all records
            models.Index(fields=["due_at"], name="clock_running", condition=Q(stopped_at=None)),
            models.Index(fields=["record", "due_at"], name="clock_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "name"], name="clock_runs_once", condition=Q(stopped_at=None)
            ),
            # the law does not pause
            models.CheckConstraint(
                condition=Q(statutory=False) | Q(paused_at=None), name="clock_of_law_runs"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def span(self) -> Span:
        return Span(self.amount, self.unit)

    @property
    def running(self) -> bool:
        return self.stopped_at is None and self.paused_at is None

    def late(self, *, at: dt.datetime) -> bool:
        """Whether it ran out: before it was stopped, or by now. While it is paused it does not."""
        return (self.stopped_at or self.paused_at or at) > self.due_at


class ClockPause(models.Model):
    """A time in which a clock stood still: from when to when, who said so and why."""

    record = points_to(Record)
    clock = points_to(Clock, related="pauses")
    since = models.DateTimeField()
    reason = models.CharField(max_length=300)
    paused_by = points_to(Person, optional=True)
    until = models.DateTimeField(null=True, blank=True)
    resumed_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "pause of a clock"
        constraints = [
            models.UniqueConstraint(fields=["clock"], name="clock_paused_once", condition=Q(until=None))
        ]


class ClockTime(models.Model):
    """When a clock runs out as it was set at one time, and why; appended, so that every earlier answer can be shown."""

    record = points_to(Record)
    clock = points_to(Clock, related="times")
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    because = points_to(Record, optional=True)
    set_at = models.DateTimeField()
    set_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "time of a clock"


def start(
    act: Act,
    record: Record,
    *,
    name: str,
    label: str,
    span: Span,
    since: dt.datetime | None = None,
    statutory: bool = False,
    source: str = "",
    with_record: bool = False,
    off: Collection[dt.date] | None = None,
) -> Clock:
    """Start a clock under an open action, from now unless from an earlier moment.

    One of that name that runs is returned; where the new reckoning ends earlier, it is moved there: the earliest wins.
    Raises Refused for a moment to come.
    """
    begun = since or act.at
    if begun > act.at:
        raise Refused("A clock cannot count from a moment to come. Correct when it became known.")
    due_at = span.end(begun, site=record.site, off=off)
    known = (
        Clock.objects.select_for_update(no_key=True).filter(record=record, name=name, stopped_at=None).first()
    )
    if known is not None:
        if due_at < known.due_at:
            _put(act, known, due_at, reason=f"{span} from an earlier moment or by a stricter rule")
        return known
    clock = Clock.objects.create(
        record=record, name=name, label=label[:160], amount=span.amount, unit=span.unit, statutory=statutory,
        source=source[:200], with_record=with_record, since=begun, due=_day(record, due_at), due_at=due_at,
        started_at=act.at, started_by=act.person,
    )  # fmt: skip
    _keep(act, clock)
    return clock


def stop(act: Act, clock: Clock, *, outcome: str = DONE, note: str = "") -> Clock:
    """Stop a clock under an open action; one that is paused goes on first. A clock that stands already stays as it is."""
    locked = _locked(clock)
    if locked.stopped_at is not None:
        return locked
    if locked.paused_at is not None:
        resume(act, locked)
        locked = _locked(clock)
    locked.stopped_at, locked.stopped_by = act.at, act.person
    locked.outcome, locked.note = outcome, note.strip()[:300]
    locked.save(update_fields=["stopped_at", "stopped_by", "outcome", "note"])
    return locked


def stop_all(act: Act, record: Record, *, names: Collection[str] | None = None, outcome: str = DONE) -> None:
    """Stop the internal clocks of a record that still run, or only those of some names, under an open action.

    Statutory ones are stopped one by one: what the law asks for is not over because a record is.
    """
    found = Clock.objects.filter(record=record, stopped_at=None)
    chosen = found.filter(statutory=False) if names is None else found.filter(name__in=names)
    for clock in chosen.order_by("id"):
        stop(act, clock, outcome=outcome)


def pause(act: Act, clock: Clock, *, reason: str) -> ClockPause:
    """Let a clock stand still, under an open action. Raises Refused for a statutory one, one that ran out, or no reason."""
    locked = _locked(clock)
    if locked.statutory:
        raise Refused(f"“{locked.label}” is a statutory clock. The law does not let it be paused.")
    if not reason.strip():
        raise Refused("Say why the clock stands still; the reason is shown with it.", field="reason")
    if locked.stopped_at is not None or locked.paused_at is not None:
        raise Refused(f"“{locked.label}” does not run, so there is nothing to pause.")
    if locked.late(at=act.at):
        raise Refused(
            f"“{locked.label}” has run out. A pause does not mend that; Quality can grant more time."
        )
    locked.paused_at = act.at
    locked.save(update_fields=["paused_at"])
    return ClockPause.objects.create(
        record_id=locked.record_id,
        clock=locked,
        since=act.at,
        reason=reason.strip()[:300],
        paused_by=act.person,
    )


def resume(act: Act, clock: Clock) -> Clock:
    """Let a paused clock go on; it runs out later by the time in which it stood still. Raises Refused for one not paused."""
    locked = _locked(clock)
    if locked.paused_at is None:
        raise Refused(f"“{locked.label}” is not paused.")
    due_at = _after_pause(locked, at=act.at)
    ClockPause.objects.filter(clock=locked, until=None).update(until=act.at, resumed_by=act.person)
    locked.paused_at = None
    locked.save(update_fields=["paused_at"])
    if due_at != locked.due_at:
        _put(act, locked, due_at, reason="Went on after a pause")
    return locked


def move(act: Act, clock: Clock, *, due: dt.date, reason: str, because: Record | None = None) -> Clock:
    """Let an internal clock run out with another day, under an open action; `because` is the record that allows it.

    Raises Refused for a statutory clock and for one that was stopped.
    """
    locked = _locked(clock)
    if locked.statutory:
        raise Refused(f"“{locked.label}” is a statutory clock. Nobody here can make it later.")
    if locked.stopped_at is not None:
        raise Refused(f"“{locked.label}” was stopped, so it has no day to move.")
    _put(act, locked, end_of_day(due, site=locked.record.site), reason=reason, because=because)
    return locked


def clocks_of(record: Record) -> list[Clock]:
    """The clocks of a record, those that run first, the most urgent on top; read once for each loaded record."""
    if "_clocks" not in record.__dict__:
        found = list(_CLOCKS.ask(records=[record.pk]))
        record.__dict__["_clocks"] = sorted(found, key=lambda clock: clock.stopped_at is not None)
    known: list[Clock] = record.__dict__["_clocks"]
    return known


def running_clocks(records: Iterable[int]) -> dict[int, list[Clock]]:
    """The clocks that run on some records, by record; one query however many records."""
    found: dict[int, list[Clock]] = {}
    for clock in _RUNNING.ask(records=list(records)):
        found.setdefault(clock.record_id, []).append(clock)
    return found


def running_for(person: Person, *, most: int) -> list[Clock]:
    """The clocks that run on records that somebody owns or takes part in, the most urgent first."""
    return list(_OF_PERSON.ask(most, person=person.pk))


def _of_person(most: int) -> QuerySet[Clock]:
    owned = Record.objects.filter(owner_id=Asked("person")).order_by().values("pk")
    held = Part.objects.filter(person_id=Asked("person"), until=None).order_by().values("record_id")
    found = Clock.objects.filter(record_id__in=owned.union(held), stopped_at=None)
    return found.select_related("record").order_by("due_at", "id")[:most]


_OF_PERSON = Question(_of_person)
_CLOCKS = Question(
    lambda: (
        Clock.objects.filter(record_id__any=Asked("records"))
        .select_related("stopped_by")
        .order_by("due_at", "id")
    )
)
_RUNNING = Question(
    lambda: Clock.objects.filter(record_id__any=Asked("records"), stopped_at=None).order_by("due_at", "id")
)


def _locked(clock: Clock) -> Clock:
    found = Clock.objects.select_for_update(of=("self",), no_key=True).select_related("record__site")
    return found.get(pk=clock.pk)


def _day(record: Record, due_at: dt.datetime) -> dt.date:
    """The last day of a clock: it runs out with the end of that day, or at an hour of it."""
    return today_at(record.site, at=due_at - dt.timedelta(milliseconds=1))


def _put(act: Act, clock: Clock, due_at: dt.datetime, *, reason: str, because: Record | None = None) -> None:
    clock.due_at, clock.due = due_at, _day(clock.record, due_at)
    clock.save(update_fields=["due_at", "due"])
    _keep(act, clock, reason=reason, because=because)


def _keep(act: Act, clock: Clock, *, reason: str = "", because: Record | None = None) -> None:
    ClockTime.objects.create(
        record_id=clock.record_id, clock=clock, due_at=clock.due_at, reason=reason[:300], because=because,
        set_at=act.at, set_by=act.person,
    )  # fmt: skip


def _after_pause(clock: Clock, *, at: dt.datetime) -> dt.datetime:
    """When a clock runs out that stood still until now: by whole days at its site, or by hours to the second."""
    paused = clock.paused_at or at
    if clock.unit == HOURS:
        return clock.due_at + (at - paused)
    site = clock.record.site
    from_day, to_day = today_at(site, at=paused), today_at(site, at=at)
    if clock.unit == WORKING:
        off = days_off(site, since=from_day)
        stood = working_days_between(from_day, to_day, off=off)
        return end_of_day(Span(stood, WORKING).last_day(clock.due, off=off), site=site)
    return end_of_day(clock.due + (to_day - from_day), site=site)
