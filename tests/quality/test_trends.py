"""Trend rules: seen at once when an event moves on, told once, decided by a person, never a CAPA by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.concern import set_concerns
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Item, Link, Record, Task
from probatum.quality.models import Trend, TrendEvent
from probatum.quality.recurrence import declared
from probatum.quality.recurrence.watching import ask_rules
from tests.quality import trends
from tests.quality.events import company
from tests.quality.trends import in_force, raised
from tests.world import World


def age(record: Record, days: int) -> None:
    """Let a record have been opened so many days ago."""
    with action(SYSTEM, "test.time", record=record) as act:
        Record.objects.filter(pk=record.pk).update(opened_at=act.at - dt.timedelta(days=days))


@pytest.mark.requirement("QE-14")
def test_trend_is_raised_with_the_event_that_fills_the_window(world: World) -> None:
    in_force(world)
    first = company.triaged(world, company.deviation(world))
    assert not Trend.objects.exists()
    second = company.triaged(world, company.deviation(world))
    trend = Trend.objects.select_related("record").get()
    assert trend.record.title == "2 events in 90 days of the category “Equipment or facility”"
    assert {one.event_id for one in TrendEvent.objects.filter(trend=trend)} == {first.pk, second.pk}
    assert (trend.record.state, trend.record.site) == ("raised", world.basel)
    asked = Task.objects.filter(record=trend.record, closed_at=None)
    assert {task.person.username for task in asked} >= {"quentin"}
    assert not Record.objects.filter(kind="capa").exists()


@pytest.mark.requirement("QE-14")
def test_event_outside_the_window_or_of_another_category_is_not_counted(world: World) -> None:
    in_force(world)
    age(company.triaged(world, company.deviation(world)), 91)
    company.triaged(world, company.deviation(world), category="documentation")
    company.triaged(world, company.deviation(world))
    assert not Trend.objects.exists()


@pytest.mark.requirement("QE-14", "QE-12")
def test_rule_counts_what_points_at_the_same_item(world: World) -> None:
    in_force(world, code="EQUIPMENT", alike_in="equipment")
    with action(SYSTEM, "test.item"):
        mixer = Item.objects.create(register="equipment", code="MIX-04", name="Mixer", status="active")
    for _ in range(2):
        record = company.triaged(world, company.deviation(world))
        with action(SYSTEM, "test.item", record=record) as act:
            set_concerns(act, record, field="equipment", items=[mixer])
        company.assessed(world, record)
    trend = Trend.objects.select_related("record").get()
    assert (trend.item, trend.record.title) == (mixer, "2 events in 90 days at MIX-04 Mixer")


@pytest.mark.requirement("QE-14")
def test_trend_is_told_once_and_counted_afresh_after_a_decision(world: World) -> None:
    trend = raised(world)
    company.triaged(world, company.deviation(world))
    assert Trend.objects.count() == 1
    world.move(world.quentin, trend, "decide_none", reason="One cause, mended already.")
    company.triaged(world, company.deviation(world))
    assert Trend.objects.count() == 2
    again = Trend.objects.order_by("pk").last()
    assert again is not None and again.count == 2


@pytest.mark.requirement("QE-14")
def test_trend_that_stands_is_neither_counted_nor_locked_again(world: World) -> None:
    raised(world)
    record = Record.objects.filter(kind="deviation").order_by("-pk")[0]
    with action(SYSTEM, "test.rules", record=record) as act, CaptureQueriesContext(connection) as asked:
        assert ask_rules(act, record) == []
    assert len(asked) == 4  # the rules, how they are planned, the category, the trend
    assert [query for query in asked.captured_queries if "FOR NO KEY UPDATE" in query["sql"]] == []


@pytest.mark.requirement("QE-14", "CAP-01")
def test_one_button_opens_the_capa_that_addresses_the_trend(world: World) -> None:
    trend = raised(world)
    with pytest.raises(NotAllowed):
        world.move(world.emma, trend, "open_capa", values={"weight": "major", "device": "no"})
    world.move(world.quentin, trend, "open_capa", values={"weight": "major", "device": "no"})
    capa = Record.objects.get(kind="capa")
    numbers = [one.event.number for one in TrendEvent.objects.filter(trend_id=trend.pk)]
    assert (capa.owner, capa.title, capa.site) == (world.emma, trend.title, world.basel)
    assert all(number in capa.quality_capa.problem for number in numbers)
    assert capa.quality_capa.source == "trend"
    assert Link.objects.filter(source=capa, target=trend, type="addresses").count() == 1


@pytest.mark.requirement("QE-14", "P11-10-g")
def test_rule_is_approved_by_somebody_else_and_replaces_its_version(world: World) -> None:
    first = in_force(world)
    second = trends.rule(world, at_least=5)
    world.move(world.mira, second, "submit")
    with pytest.raises(NotAllowed):
        world.move(world.mira, second, "approve")
    world.move(world.hanna, second, "approve")
    states = dict(Record.objects.filter(kind="trend_rule").values_list("pk", "state"))
    assert states == {first.pk: "superseded", second.pk: "in_force"}
    for _ in range(2):
        company.triaged(world, company.deviation(world))
    assert not Trend.objects.exists()


@pytest.mark.requirement("QE-14")
def test_rule_that_cannot_work_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="Enter 2 to 500 events"):
        trends.rule(world, at_least=1)
    with pytest.raises(Refused, match="Enter 1 to 1095 days"):
        trends.rule(world, days=4000)
    made = trends.rule(world, capa_owner=world.rhea)
    with pytest.raises(Refused, match="Rhea cannot own a CAPA"):
        world.move(world.mira, made, "submit")


@pytest.mark.requirement("QE-14", "P11-10-d")
def test_what_is_kept_for_a_circle_is_not_counted(world: World) -> None:
    in_force(world)
    record = company.triaged(world, company.deviation(world))
    with action(SYSTEM, "test.closed", record=record):
        Record.objects.filter(pk=record.pk).update(confidential=True)
    company.triaged(world, company.deviation(world))
    assert not Trend.objects.exists()


@pytest.mark.requirement("QE-13", "QE-14")
def test_capa_is_compared_with_events_but_counted_by_no_rule() -> None:
    assert "capa" in declared.kinds()
    assert declared.counted_kinds() == [kind for kind in declared.kinds() if kind != "capa"]
