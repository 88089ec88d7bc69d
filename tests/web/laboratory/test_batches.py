"""The flag of a batch on hold where the batch is named, and the list of other batches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.quality.events import company
from tests.quality.test_batches_on_hold import disposed, examined
from tests.world import World

SignedIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.mark.requirement("LAB-07")
def test_batch_on_hold_says_so_where_it_is_picked_and_read(world: World, as_person: SignedIn) -> None:
    record = examined(world, "B-1")
    client = as_person(world.quentin)
    offered = client.get("/master/suggest/batch/?q=B-1").json()["items"]
    assert [one["text"] for one in offered] == ["B-1 (on hold)"]
    (item,) = [one.item for one in record.concerns.all()]
    page = client.get(f"/master/items/{item.pk}/").content.decode()
    assert "On hold" in page
    assert f'<a href="/records/{record.uuid}/">{record.number}</a> (Phase I)' in page
    assert "On hold" in client.get("/master/batch/").content.decode()
    company.put(record, state="closed")
    assert "On hold" not in client.get(f"/master/items/{item.pk}/").content.decode()


@pytest.mark.requirement("LAB-07")
def test_page_of_a_disposition_links_the_investigation_that_holds(world: World, as_person: SignedIn) -> None:
    held_by, made = disposed(world, "B-1")
    page = as_person(world.emma).get(f"/records/{made.uuid}/").content.decode()
    assert f"Batch B-1 is on hold by {held_by.number}" in page
    assert page.count("On hold") == 1  # beside the batch itself
    assert f'href="/records/{held_by.uuid}/"' in page


@pytest.mark.requirement("LAB-07")
def test_other_batches_are_listed_with_investigation_and_state(world: World, as_person: SignedIn) -> None:
    own, other = examined(world, "B-1"), examined(world, "B-2")
    client = as_person(world.quentin)
    page = client.get(f"/records/{own.uuid}/batches/").content.decode()
    assert [part in page for part in ("B-2", "On hold", other.number, "Phase I", "M-12, edition 3")] == [
        True
    ] * 5
    assert client.get(f"/records/{disposed(world, 'B-9')[1].uuid}/batches/").status_code == 404
