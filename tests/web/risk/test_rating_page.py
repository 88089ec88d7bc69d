"""The page on which a record is rated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from probatum.kernel.models import Record
from probatum.quality.risk import rating
from probatum.quality.risk.rated import Rating
from tests.processes.examples import change_request
from tests.quality.matrices import brought_into_force, plan, staff
from tests.world import World

SignedIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def rated_kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Change requests are rated while they are written, as a process would declare it."""
    monkeypatch.setattr(rating, "_declared", dict(rating._declared))
    rating.rated("change_request", states=("draft",), parts=("owner",))
    yield


def address(record: Record) -> str:
    return f"/records/{record.uuid}/rating/"


def typed(record: Record, **more: Any) -> dict[str, Any]:
    given = {"severity": 4, "likelihood": 3, "rationale": "Seen twice.", "based_on": record.version}
    return given | more


@pytest.mark.requirement("RSK-15", "RSK-02", "QE-07")
def test_record_is_rated_on_its_page(world: World, as_person: SignedIn) -> None:
    brought_into_force(world)
    record = change_request(world)
    client = as_person(world.carla)
    assert "Not rated yet" in client.get(address(record)).content.decode()
    answer = client.post(address(record), typed(record), follow=True)
    page = answer.content.decode()
    assert Rating.objects.get(record=record).result.label == "Medium"
    assert ("risk-chart__cell--chosen" in page, "Rated Medium" in page, "Seen twice." in page) == (True,) * 3
    assert page.count("checked") == 2


@pytest.mark.requirement("RSK-15")
def test_rating_page_keeps_what_was_typed_and_names_what_is_missing(
    world: World, as_person: SignedIn
) -> None:
    brought_into_force(world)
    record = change_request(world)
    client = as_person(world.carla)
    answer = client.post(address(record), typed(record, severity="", rationale="Long thought."))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert ("Choose a level of severity." in page, "Long thought." in page) == (True, True)
    stale = client.post(address(record), typed(record, based_on=record.version + 5))
    assert (stale.status_code, "Seen twice." in stale.content.decode()) == (409, True)
    assert client.post(address(record), typed(record, path="minor")).status_code == 400
    assert Rating.objects.count() == 0


@pytest.mark.requirement("RSK-15", "P11-10-d")
def test_rating_page_says_who_can_rate(world: World, as_person: SignedIn) -> None:
    staff(world)
    record = change_request(world)
    client = as_person(world.carla)
    assert "No risk matrix is in force yet" in client.get(address(record)).content.decode()
    brought_into_force(world)
    reviewer = as_person(world.quinn)
    assert "Only the owner (Carla)" in reviewer.get(address(record)).content.decode()
    assert reviewer.post(address(record), typed(record)).status_code == 403
    assert as_person(world.otto).get(address(record)).status_code == 404
    assert client.get(address(world.document().record)).status_code == 404


@pytest.mark.requirement("RSK-15")
def test_earlier_ratings_stay_with_their_version(world: World, as_person: SignedIn) -> None:
    brought_into_force(world)
    record = change_request(world)
    client = as_person(world.carla)
    client.post(address(record), typed(record))
    brought_into_force(world, plan(severity=3, likelihood=3))
    assert "A later version of the matrix, RM-002" in client.get(address(record)).content.decode()
    fresh = Record.objects.get(pk=record.pk)
    client.post(address(record), typed(fresh, severity=1, likelihood=1, rationale="Smaller."))
    page = client.get(address(record)).content.decode()
    assert ("Earlier ratings" in page, "Seen twice." in page, "RM-001" in page) == (True, True, True)
