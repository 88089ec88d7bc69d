"""Complaints counted: by product and month per units distributed, clusters, and the queue."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.errors import NotAllowed, Refused
from probatum.quality.complaints import trend
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def now_of(world: World) -> list[trend.Cluster]:
    return trend.clusters(world.ella, now=timezone.now() + dt.timedelta(minutes=1))


@pytest.mark.requirement("CMP-15")
def test_rate_is_counted_per_ten_thousand_units_distributed(world: World) -> None:
    given.complaint(world)
    given.complaint(world)
    today = timezone.now().date()
    pump = given.item("product", "P-100")
    trend.enter_units(world.clara, pump, month=today, units=40_000)
    (product,) = (months for one, months in trend.by_product(world.ella, today=today).items() if one == pump)
    assert (product[0].complaints, product[0].units, product[0].rate) == (2, 40_000, 0.5)
    assert (product[1].complaints, product[1].units, product[1].rate) == (0, None, None)
    assert trend.by_product(world.otto, today=today)[pump][0].complaints == 0


@pytest.mark.requirement("CMP-15")
def test_units_are_corrected_with_a_reason_and_entered_by_who_handles_complaints(world: World) -> None:
    given.staff(world)
    pump, today = given.item("product", "P-100"), timezone.now().date()
    trend.enter_units(world.clara, pump, month=today, units=100)
    with pytest.raises(Refused, match="100 units are entered already"):
        trend.enter_units(world.clara, pump, month=today, units=200)
    assert trend.enter_units(world.clara, pump, month=today, units=200, reason="Counted again").units == 200
    with pytest.raises(NotAllowed):
        trend.enter_units(world.ella, pump, month=today, units=1)
    with pytest.raises(Refused, match="Enter a month that has begun"):
        trend.enter_units(world.clara, pump, month=today + dt.timedelta(days=60), units=1)


@pytest.mark.requirement("CMP-15")
def test_three_complaints_about_a_lot_make_a_cluster_and_a_merged_one_does_not_count(world: World) -> None:
    first, second = given.complaint(world), given.complaint(world)
    assert now_of(world) == []
    third = given.complaint(world)
    found = now_of(world)
    assert [(one.what, one.code, one.complaints) for one in found] == [
        ("Lot", "L-1", 3),
        ("Product", "P-100", 3),
    ]
    assert trend.clusters(world.otto, now=timezone.now()) == []
    world.move(world.quentin, third, "merge", reason="Same call", values={"into": first.number})
    assert now_of(world) == []
    assert second.state == "intake"


@pytest.mark.requirement("CMP-03")
def test_queue_shows_the_most_severe_first_then_who_waits_longest(world: World) -> None:
    late = given.complaint(world, aware_hours_ago=20)
    defect = given.complaint(world, aware_hours_ago=2)
    death = given.complaint(world, death=True, aware_hours_ago=1)
    gone = given.complaint(world)
    company.put(gone, state="closed")
    assert list(trend.queue(world.ella)) == [death, late, defect]
    assert list(trend.queue(world.otto)) == []
