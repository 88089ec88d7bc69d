"""What pages show of the time of a record: due day, extensions, and each clock as a countdown with word and icon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from probatum.kernel.authz import visible
from probatum.kernel.clock import Clock, ClockPause, ClockTime, clocks_of, running_clocks, running_for
from probatum.kernel.due import may_set_due
from probatum.kernel.family import children_of
from probatum.kernel.opening import may_open
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.events import extended, standing
from probatum.web import anatomy, pages
from probatum.web.components import marks
from probatum.web.paths import reverse

Shown = dict[str, Any]
MOST_OF_PERSON = 8


def has_time(record: Record) -> bool:
    """Whether a record is one whose time is kept: its due day is fixed, it can be extended, or clocks run on it."""
    process = process_of(record)
    return bool(process.sections) and bool(
        process.due_open or process.timers or record.kind in _extended() or clocks_of(record)
    )


def _extended() -> tuple[str, ...]:
    return process_of(extended.KIND).parents


def aside(actor: Person, record: Record) -> Shown | None:
    """The box beside the overview: due day, extensions, countdowns; None for a record without any."""
    if not has_time(record):
        return None
    over = process_of(record).state(record.state).final
    return {
        "due": record.due,
        "over": over,
        "extensions": extensions(record),
        "clocks": [countdown(clock) for clock in clocks_of(record)],
        "extend_url": "" if over else extend_url(actor, record),
        "set_url": reverse("record-due", args=[record.uuid]) if may_set_due(actor, record) else "",
        "url": reverse("record-clocks", args=[record.uuid]),
    }


def extensions(record: Record) -> int:
    """How many extensions were granted, from the children that the page has read."""
    return sum(child.state == extended.GRANTED for child in children_of(record, extended.KIND))


def extend_url(actor: Person, record: Record) -> str:
    """Where this person asks for more time; empty where that is not open."""
    if record.kind not in _extended() or record.due is None:
        return ""
    waiting = any(child.state in extended.OPEN for child in children_of(record, extended.KIND))
    if waiting or not may_open(actor, extended.KIND, parent=record):
        return ""
    return reverse("record-part-new", args=[record.uuid, extended.KIND])


def countdown(clock: Clock, *, now: dt.datetime | None = None) -> Shown:
    """One clock as a line."""
    return {
        "label": clock.label,
        "statutory": clock.statutory,
        "mark": marks.countdown(
            due_at=clock.due_at,
            due=clock.due,
            now=now or timezone.now(),
            paused=clock.paused_at,
            stopped=clock.stopped_at,
            needed=clock.outcome != "not_needed",
        ),
        "source": clock.source,
    }


def rows(actor: Person, record: Record) -> list[Shown]:
    """Every clock with what it counts, its pauses, every time it was set, and what this person may do with it."""
    found = clocks_of(record)
    pauses: dict[int, list[ClockPause]] = {}
    for pause in ClockPause.objects.filter(record=record).select_related("paused_by", "resumed_by"):
        pauses.setdefault(pause.clock_id, []).append(pause)
    times: dict[int, list[ClockTime]] = {}
    for one in ClockTime.objects.filter(record=record).select_related("set_by", "because"):
        times.setdefault(one.clock_id, []).append(one)
    return [
        {
            **countdown(clock),
            "key": clock.pk,
            "span": clock.span,
            "since": clock.since,
            "due_at": clock.due_at,
            "note": clock.note,
            "stopped_by": clock.stopped_by,
            "stopped_at": clock.stopped_at,
            "pauses": pauses.get(clock.pk, []),
            "times": times.get(clock.pk, [])[1:],
            **_acts(actor, record, clock),
        }
        for clock in found
    ]


def _acts(actor: Person, record: Record, clock: Clock) -> Shown:
    """The addresses of what may be done; where pausing is closed, the sentence why."""
    pausing, settling = standing.may_pause(actor, record, clock), standing.may_settle(actor, record, clock)
    way = "clock-resume" if clock.paused_at else "clock-pause"
    running = clock.stopped_at is None
    return {
        "pause_url": reverse(way, args=[record.uuid, clock.pk]) if pausing else "",
        "pause_label": "Let it go on" if clock.paused_at else "Pause",
        "settle_url": reverse("clock-stop", args=[record.uuid, clock.pk]) if settling else "",
        "why_not": pausing.reason if running and not pausing and not settling else "",
    }


def requests(actor: Person, record: Record) -> list[Shown]:
    """The extensions asked for, as far as this person may see them."""
    known = children_of(record, extended.KIND)
    if not known:
        return []
    seen = set(visible(actor).filter(pk__in=[child.pk for child in known]).values_list("pk", flat=True))
    bodies = {one.pk: one for one in extended.Extension.objects.filter(pk__in=seen)}
    return [
        {
            "icon": "clock",
            "number": child.number,
            "title": child.title,
            "url": pages.page_of(child),
            "meta": _told(bodies[child.pk]),
            "state": anatomy.state_of(child),
        }
        for child in known
        if child.pk in bodies
    ]


def _told(asked: extended.Extension) -> str:
    before = marks.day_text(asked.was_due) if asked.was_due else "no day"
    return f"No. {asked.ordinal}: from {before} to {marks.day_text(asked.new_due)}"


def listed_kind(kind: str) -> bool:
    """Whether the list of a kind shows extensions and the next clock."""
    return kind in _extended()


def listed_extensions(keys: Iterable[int]) -> dict[int, str]:
    """How many extensions were granted, for the rows of a list (QE-06)."""
    return {key: str(count) for key, count in extended.granted_for(keys).items()}


def listed_clocks(keys: Iterable[int]) -> dict[int, str]:
    """The clock that runs out first, for the rows of a list (QE-35)."""
    now = timezone.now()
    found = running_clocks(keys)
    return {key: _in_a_list(clocks[0], now) for key, clocks in found.items()}


def _in_a_list(clock: Clock, now: dt.datetime) -> str:
    if clock.paused_at is not None:
        return f"{clock.label}: paused"
    left = marks.time_left(clock.due_at, now=now)
    return f"{clock.label}: {marks.day_text(clock.due)}, {left}"


def of_person(person: Person) -> list[Shown]:
    """The clocks that run on the records that are somebody's, the most urgent first, for My work."""
    now = timezone.now()
    return [
        {
            **countdown(clock, now=now),
            "number": clock.record.number,
            "title": clock.record.title,
            "url": reverse("record-clocks", args=[clock.record.uuid]),
        }
        for clock in running_for(person, most=MOST_OF_PERSON)
    ]
