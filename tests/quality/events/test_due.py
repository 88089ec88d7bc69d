"""Due days as they are proposed, and the clocks that processes start by themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.clock import Clock, clocks_of
from probatum.kernel.configuration import Setting
from probatum.kernel.models import Record, Site
from probatum.kernel.process import process_of
from probatum.kernel.section import Section
from probatum.kernel.span import Span
from probatum.kernel.timer import Timer, faults_of
from probatum.kernel.timing import keep_time
from probatum.quality.events import due, triage
from probatum.quality.events.path import path_of
from tests.quality import laboratory
from tests.quality.capa import measures
from tests.quality.events import company
from tests.quality.events.company import deviation, fresh
from tests.world import World

BASEL = Site(code="B", name="Basel", time_zone="Europe/Zurich")
AWARE = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)


@pytest.mark.requirement("QE-04")
@pytest.mark.parametrize(
    ("kind", "external", "path", "days"),
    [
        ("deviation", False, "", 30),
        ("deviation", True, "", 45),
        ("deviation", False, "minor", 15),
        ("deviation", False, "major", 30),
        ("deviation", False, "critical", 20),
        ("deviation", True, "minor", 45),
        ("deviation", True, "critical", 20),
        ("complaint", True, "", 30),
        ("lab_investigation", False, "", 30),
    ],
)
def test_due_day_is_proposed_by_kind_source_and_rating(
    world: World, kind: str, external: bool, path: str, days: int
) -> None:
    found = due.due_day(kind, since=AWARE, site=BASEL, external=external, path=path)
    assert (found - AWARE.date()).days == days


@pytest.mark.requirement("QE-04")
def test_customer_sets_other_defaults_and_a_deviation_takes_them(world: World) -> None:
    with action(SYSTEM, "test.policy", reason="policy"):
        Setting.objects.create(key="due.internal", value=12)
    event = deviation(world)
    assert event.due == timezone.now().astimezone(event.site.zone).date() + dt.timedelta(days=12)


@pytest.mark.requirement("CAP-22")
def test_action_gets_a_suggestion_by_its_type_and_no_blanket_thirty_days(world: World) -> None:
    assert due.suggested("document").words == "1 to 4 weeks"
    assert due.suggested("equipment").words == "3 to 6 months"
    start = dt.date(2027, 3, 1)
    assert due.suggested_due("equipment", start=start) == dt.date(2027, 8, 28)
    assert due.suggested_due("never heard of", start=start) == due.suggested_due("task", start=start)
    section: Section = process_of("action").section("action")
    assert "change equipment 3 to 6 months" in section.field("due_on").help


@pytest.mark.requirement("CAP-23")
def test_plan_of_a_capa_has_a_clock_of_five_working_days(world: World) -> None:
    raised = measures.capa(world)
    clock = Clock.objects.get(record=raised, name="plan")
    assert str(clock.span) == "5 working days" and not clock.statutory and clock.running
    assert clock.due == due.plan_due(raised, at=clock.since)


@pytest.mark.requirement("LAB-08")
def test_phase_one_has_a_clock_and_the_whole_investigation_its_due_day(world: World) -> None:
    record = laboratory.investigation(world)
    clock = Clock.objects.get(record=record, name="phase_one")
    assert (str(clock.span), clock.label) == ("5 working days", "Phase I")
    aware = clock.since.astimezone(record.site.zone).date()
    assert record.due == aware + dt.timedelta(days=30)
    laboratory.through_phase_one(world, record, assignable=False)
    stopped = Clock.objects.get(pk=clock.pk)
    assert fresh(record).state == "phase_two"
    assert stopped.stopped_at is not None and not stopped.late(at=stopped.stopped_at)


@pytest.mark.requirement("QE-04")
def test_clock_of_a_state_does_not_begin_twice_and_ends_with_the_record(world: World) -> None:
    record = laboratory.investigation(world)
    first = Clock.objects.get(record=record)
    with action(SYSTEM, "test.again") as act:
        keep_time(act, record, process_of(record))
        assert Clock.objects.get(record=record).pk == first.pk
        closed = put_state(record, "closed")
        keep_time(act, closed, process_of(closed))
    assert [clock.running for clock in clocks_of(fresh(record))] == [False]


def put_state(record: Record, state: str) -> Record:
    """The record in another state, within an action that is open."""
    Record.objects.filter(pk=record.pk).update(state=state)
    return fresh(record)


@pytest.mark.requirement("QE-04")
def test_timer_that_names_what_there_is_not_is_a_fault() -> None:
    timer = Timer("plan", "Plan", Span(5), ("nowhere",), since="never")
    body = process_of("capa").body
    assert faults_of((timer,), body=body, states={"draft"}) == [
        "timer plan runs in 'nowhere', which does not exist",
        "timer plan counts from 'never', which is no column of the body",
    ]


@pytest.mark.requirement("QE-05", "QE-04")
def test_triage_fixes_the_day_that_the_rating_asks_for(world: World) -> None:
    event = company.triaged(world, deviation(world))
    path = path_of(event)
    asked = {"minor": 15, "major": 30, "critical": 20}[path]
    aware = triage.aware_at(fresh(event)).astimezone(event.site.zone).date()
    assert fresh(event).due == aware + dt.timedelta(days=asked)
    assert fresh(event).state == "assessment"
