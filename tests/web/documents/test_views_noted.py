"""AT-10: deliberate taking and confidential looking leave an entry in the ledger; ordinary looking leaves none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from probatum.documents.content import Version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Record
from tests.world import World

SignedIn = Callable[..., Client]


def newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger.entry")
        return int(cursor.fetchone()[0])


def noted(since: int) -> list[str]:
    """The names of the events written since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger.entry WHERE id > %s AND op = 'N' ORDER BY id", [since])
        return [json.loads(body)["event"] for (body,) in cursor.fetchall()]


def confidential(version: Version) -> Version:
    with action(SYSTEM, "test.confidential"):
        Record.objects.filter(pk__in=[version.pk, version.document_id]).update(confidential=True)
    return Version.objects.select_related("record").get(pk=version.pk)


def page(version: Version, name: str, **more: int) -> str:
    number = version.document.record.number
    return reverse(name, kwargs={"number": number, "major": version.major, **more})


@pytest.mark.requirement("AT-10")
def test_ordinary_looking_leaves_no_entry(world: World, draft: Version, as_person: SignedIn) -> None:
    version = draft
    client = as_person(world.anna)
    client.get("/")
    before = newest()
    uuid = version.record.uuid
    for address in (
        "/",
        reverse("search") + "?q=gowning",
        reverse("record-list", args=["version"]),
        page(version, "document-versions"),
        page(version, "document-signatures"),
        reverse("record-history", args=[uuid]),
        reverse("record-signatures", args=[uuid]),
        reverse("record-comments", args=[uuid]),
    ):
        assert client.get(address).status_code == 200, address
    assert newest() == before


@pytest.mark.requirement("AT-10")
@pytest.mark.parametrize(
    "name",
    ["document-version", "document-signatures", "record-history", "record-signatures", "record-comments"],
)
def test_confidential_record_is_noted_when_it_is_looked_at(
    world: World, draft: Version, as_person: SignedIn, name: str
) -> None:
    version = confidential(draft)
    client = as_person(world.anna)
    client.get("/")
    before = newest()
    of_version = name.startswith("document-")
    address = page(version, name) if of_version else reverse(name, args=[version.record.uuid])
    for _ in range(2):
        assert client.get(address).status_code == 200
    # the page of a version also opens the copy itself, which is noted for every document
    reading = ["document.view"] if name == "document-version" else []
    assert noted(before) == ["record.view", *reading]

    with action(SYSTEM, "test.change"):
        Record.objects.filter(pk=version.pk).update(version=version.record.version + 1)
    client.get(address)
    assert noted(before).count("record.view") == 2


@pytest.mark.requirement("AT-10")
def test_refused_look_at_a_confidential_record_is_no_view(world: World, as_person: SignedIn) -> None:
    version = confidential(world.document())
    client = as_person(world.rhea)
    before = newest()
    assert client.get(reverse("record-history", args=[version.record.uuid])).status_code == 404
    assert noted(before) == []


@pytest.mark.requirement("AT-10", "DOC-28")
@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("version-pdf", "document.download"),
        ("version-printed", "document.print"),
        ("version-source", "document.source"),
        ("record-history-export", "record.export_history"),
        ("record-list-export", "document.export"),
        ("documents-export", "document.export"),
    ],
)
def test_taking_out_leaves_an_entry_each_time(
    world: World, effective: Version, as_person: SignedIn, name: str, event: str
) -> None:
    # the whole history is for who works on the record
    taker = world.anna if name == "record-history-export" else world.person("zelda", "reader", "author")
    client = as_person(taker)
    client.get("/")
    before = newest()
    known = {
        "record-history-export": [effective.record.uuid, "csv"],
        "record-list-export": ["version"],
        "documents-export": ["csv"],
    }
    address = reverse(name, args=known[name]) if name in known else page(effective, name)
    for _ in range(2):
        answer = client.get(address)
        assert answer.status_code == 200
        b"".join(answer)  # a download is made as it is read
    assert noted(before) == [event, event]


@pytest.mark.requirement("AT-10", "DOC-28")
def test_reading_of_a_controlled_copy_is_noted_once_a_session(
    world: World, effective: Version, as_person: SignedIn
) -> None:
    client = as_person(world.rhea)
    client.get("/")
    before = newest()
    for _ in range(3):
        assert client.get(page(effective, "version-page", page=1)).status_code == 200
    assert noted(before) == ["document.view"]
