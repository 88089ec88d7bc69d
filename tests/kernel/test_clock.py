"""Clocks of a record: when they run out, what pauses them, what moves them, and that the law's are left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError

from probatum.kernel import clock as clocks
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.clock import Clock, ClockPause, ClockTime, clocks_of, running_clocks
from probatum.kernel.errors import Refused
from probatum.kernel.models import Holiday, Record
from probatum.kernel.span import HOURS, WORKING, Span
from tests.world import World


def started(record: Record, *, days_ago: float = 0, **given: object) -> Clock:
    """A clock of 30 calendar days that began so many days ago."""
    facts: dict[str, object] = {"name": "closing", "label": "Close the event", "span": Span(30), **given}
    with action(SYSTEM, "test.clock") as act:
        since = act.at - dt.timedelta(days=days_ago)
        return clocks.start(act, record, since=since, **facts)  # type: ignore[arg-type]


def paused_since(clock: Clock, since: dt.datetime) -> None:
    """Move the begin of the open pause back, as if time had passed."""
    with action(SYSTEM, "test.clock"):
        Clock.objects.filter(pk=clock.pk).update(paused_at=since)
        ClockPause.objects.filter(clock=clock, until=None).update(since=since)


@pytest.fixture
def record(world: World) -> Record:
    return world.document().record


@pytest.mark.requirement("QE-04", "QE-35")
def test_clock_counts_from_the_moment_of_awareness_and_not_from_entry(record: Record) -> None:
    clock = started(record, days_ago=10)
    assert (clock.due - clock.since.astimezone(record.site.zone).date()).days == 30
    assert clock.since < clock.started_at
    assert clock.running and not clock.late(at=clock.started_at)
    assert [(one.due_at, one.reason) for one in ClockTime.objects.filter(clock=clock)] == [(clock.due_at, "")]


@pytest.mark.requirement("QE-35")
def test_clock_from_a_moment_to_come_is_refused(record: Record) -> None:
    with pytest.raises(Refused, match="cannot count from a moment to come"):
        started(record, days_ago=-1)


@pytest.mark.requirement("QE-35")
def test_stricter_fact_moves_the_clock_earlier_and_a_milder_one_leaves_it(record: Record) -> None:
    first = started(record, name="us_device", statutory=True)
    again = started(record, name="us_device", statutory=True, span=Span(5, WORKING))
    assert again.pk == first.pk and again.due < first.due
    assert started(record, name="us_device", statutory=True, span=Span(90)).due == again.due
    kept = ClockTime.objects.filter(clock=first).order_by("id")
    assert [one.due_at for one in kept] == [first.due_at, again.due_at]
    assert kept[1].reason == "5 working days from an earlier moment or by a stricter rule"


@pytest.mark.requirement("QE-35", "QE-06")
def test_statutory_clock_is_neither_paused_nor_moved(record: Record) -> None:
    clock = started(record, name="us_field_alert", statutory=True, span=Span(3, WORKING))
    with action(SYSTEM, "test.clock") as act:
        with pytest.raises(Refused, match="The law does not let it be paused"):
            clocks.pause(act, clock, reason="Waiting for the supplier")
        with pytest.raises(Refused, match="Nobody here can make it later"):
            clocks.move(act, clock, due=clock.due + dt.timedelta(days=9), reason="Holidays")


@pytest.mark.requirement("QE-04")
def test_pause_needs_a_reason_is_kept_and_gives_back_its_days(record: Record) -> None:
    clock = started(record)
    with action(SYSTEM, "test.clock") as act:
        with pytest.raises(Refused, match="Say why the clock stands still"):
            clocks.pause(act, clock, reason=" ")
        clocks.pause(act, clock, reason="Waiting for the retained sample")
        with pytest.raises(Refused, match="does not run"):
            clocks.pause(act, clock, reason="Again")
    paused_since(clock, clock.started_at - dt.timedelta(days=6))
    with action(SYSTEM, "test.clock") as act:
        went_on = clocks.resume(act, clock)
    assert (went_on.due - clock.due).days == 6
    pause = ClockPause.objects.get(clock=clock)
    assert pause.until == act.at and pause.reason == "Waiting for the retained sample"
    assert ClockTime.objects.filter(clock=clock).count() == 2


@pytest.mark.requirement("LAB-08")
def test_pause_of_working_days_gives_back_working_days_only(world: World, record: Record) -> None:
    clock = started(record, span=Span(5, WORKING))
    monday = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    paused_since(clock, monday)
    clock.refresh_from_db()
    clock.due = dt.date(2026, 3, 5)
    with action(SYSTEM, "test.calendar"):
        Holiday.objects.create(site=world.basel, day=dt.date(2026, 3, 9), name="Company day")
    # it stood still for 3, 4, 5, 6 and 10 March; given back as 6, 10, 11, 12 and 13 March
    due_at = clocks._after_pause(clock, at=monday + dt.timedelta(days=8))
    assert due_at.isoformat() == "2026-03-13T23:00:00+00:00"


@pytest.mark.requirement("QE-29")
def test_pause_of_hours_gives_back_the_time_to_the_second(record: Record) -> None:
    clock = started(record, span=Span(48, HOURS))
    with action(SYSTEM, "test.clock") as act:
        clocks.pause(act, clock, reason="Laboratory closed")
    since = clock.started_at - dt.timedelta(hours=5)
    paused_since(clock, since)
    with action(SYSTEM, "test.clock") as act:
        went_on = clocks.resume(act, clock)
    assert went_on.due_at - clock.due_at == act.at - since


@pytest.mark.requirement("QE-04")
def test_clock_that_ran_out_is_late_and_cannot_be_paused(record: Record) -> None:
    clock = started(record, days_ago=40)
    with action(SYSTEM, "test.clock") as act:
        assert clock.late(at=act.at)
        with pytest.raises(Refused, match=r"has run out\. A pause does not mend that"):
            clocks.pause(act, clock, reason="Waiting")
        stopped = clocks.stop(act, clock, note="Closed late")
    assert (stopped.outcome, stopped.note, stopped.late(at=act.at)) == ("done", "Closed late", True)


@pytest.mark.requirement("QE-06")
def test_internal_clock_moves_with_what_allows_it_and_keeps_every_time(record: Record) -> None:
    clock = started(record)
    later = clock.due + dt.timedelta(days=14)
    with action(SYSTEM, "test.clock") as act:
        moved = clocks.move(act, clock, due=later, reason="Extension", because=record)
        clocks.stop(act, moved)
        with pytest.raises(Refused, match="was stopped"):
            clocks.move(act, moved, due=later, reason="Extension")
    assert moved.due == later
    assert ClockTime.objects.filter(clock=clock).last().because == record  # type: ignore[union-attr]


@pytest.mark.requirement("QE-35")
def test_end_of_a_record_stops_its_internal_clocks_and_not_those_of_the_law(record: Record) -> None:
    started(record)
    started(record, name="us_field_alert", statutory=True, span=Span(3, WORKING))
    with action(SYSTEM, "test.clock") as act:
        clocks.stop_all(act, record)
    assert [clock.name for clock in running_clocks([record.pk])[record.pk]] == ["us_field_alert"]
    assert [clock.name for clock in clocks_of(record)] == ["us_field_alert", "closing"]
    with action(SYSTEM, "test.clock") as act:
        clocks.stop_all(act, record, names=["us_field_alert"])
    assert running_clocks([record.pk]) == {}


@pytest.mark.requirement("QE-35")
def test_database_itself_refuses_a_pause_of_a_statutory_clock(record: Record) -> None:
    clock = started(record, name="us_field_alert", statutory=True)
    with pytest.raises(IntegrityError, match="clock_of_law_runs"), action(SYSTEM, "test.clock") as act:
        Clock.objects.filter(pk=clock.pk).update(paused_at=act.at)
