"""Pins, following and links: what a person keeps at hand gives no right and tells nobody else (DOC-36)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.test import Client

from probatum.documents.content import Document, Version
from probatum.documents.properties import change_properties
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.follow import follow, notices_for
from probatum.kernel.models import Notice, Person, Pin, Record
from probatum.kernel.pin import pin, pinned
from tests.documents.changes import bring_into_force
from tests.web.documents.conftest import draft, effective, start_next, typeset_content
from tests.world import PASSWORD, World

SignIn = Callable[[Person], Client]
__all__ = ["draft", "effective", "typeset_content"]


def parent_of(version: Version) -> Record:
    return Record.objects.select_related("owner", "site").get(pk=version.document_id)


def give_to(world: World, version: Version, owner: Person, *, confidential: bool = False) -> None:
    document = Document.objects.select_related("record").get(pk=version.document_id)
    change_properties(
        world.carla,
        document,
        owner=owner,
        site=world.basel,
        confidential=confidential,
        reason="Moved on.",
        based_on=document.record.version,
    )


def told(person: Person) -> list[str]:
    return [notice.text for notice in notices_for(person)]


@pytest.mark.requirement("DOC-36")
def test_follower_is_told_of_a_new_version_a_new_owner_and_the_retirement(
    world: World, as_person: SignIn, effective: Version
) -> None:
    client = as_person(world.rhea)
    record = parent_of(effective)
    client.post(f"/records/{record.uuid}/kept/", {"act": "follow"})
    bring_into_force(world, start_next(world, effective))
    give_to(world, effective, world.arno)
    world.move(world.arno, parent_of(effective), "ask_retirement", reason="Not done any more.")
    world.move(world.quinn, parent_of(effective), "retire", reason="Agreed.")

    assert told(world.rhea) == [
        "It was retired. Do not work by it.",
        "Arno owns it now, after Anna.",
        "Version 2.0 is effective.",
    ]
    assert (told(world.anna), told(world.arno)) == ([], [])
    page = client.get("/")
    assert [one["number"] for one in page.context["told"]] == [record.number] * 3
    client.post("/notices/", {"notice": ",".join(str(one["key"]) for one in page.context["told"][:2])})
    assert told(world.rhea) == ["Version 2.0 is effective."]
    client.post(f"/records/{record.uuid}/kept/", {"act": "unfollow"})
    give_to(world, effective, world.anna)
    assert told(world.rhea) == ["Version 2.0 is effective."]


@pytest.mark.requirement("DOC-36", "ACC-03")
def test_following_what_one_may_no_longer_see_falls_silent(
    world: World, as_person: SignIn, effective: Version
) -> None:
    record = parent_of(effective)
    for person in (world.rhea, world.rita):
        follow(person, record)
        pin(person, record)
    give_to(world, effective, world.arno)
    assert (told(world.rhea), pinned(world.rhea)) == (["Arno owns it now, after Anna."], [record])

    give_to(world, effective, world.anna, confidential=True)

    assert (told(world.rhea), pinned(world.rhea)) == ([], [])
    assert len(told(world.rita)) == 2  # she reviewed it and still sees it
    page = as_person(world.rhea).get("/")
    assert (page.context["told"], page.context["pinned"]) == ([], [])
    assert record.title not in page.content.decode()
    assert as_person(world.rhea).get(f"/records/{record.uuid}/link/").status_code == 404
    assert as_person(world.rhea).post(f"/records/{record.uuid}/kept/", {"act": "pin"}).status_code == 404
    with pytest.raises(NotAllowed):
        follow(world.rhea, parent_of(effective))
    assert Notice.objects.filter(person=world.rhea).count() == 1


@pytest.mark.requirement("DOC-36")
def test_who_follows_is_shown_to_nobody_else(world: World, as_person: SignIn, effective: Version) -> None:
    record = parent_of(effective)
    before = as_person(world.carla).get(f"/documents/{record.number}/").content.decode()
    follow(world.rhea, record)
    pin(world.rhea, record)
    carla = as_person(world.carla)
    addresses = (f"/documents/{record.number}/", f"/records/{record.uuid}/history/")
    shown = "".join(carla.get(address).content.decode() for address in addresses)
    assert ("Rhea" in before, "Rhea" in shown, "Follow no more" in shown) == (False, False, False)
    own = as_person(world.rhea).get(f"/documents/{record.number}/").content.decode()
    assert ("Follow no more" in own, "Take the pin away" in own) == (True, True)


@pytest.mark.requirement("DOC-36")
def test_pinned_documents_stand_on_my_work_and_narrow_the_library(
    world: World, as_person: SignIn, draft: Version, effective: Version
) -> None:
    client, record = as_person(world.rhea), parent_of(effective)
    assert client.get("/documents/?pinned=1").context["count"] == 0
    client.post(f"/records/{record.uuid}/kept/", {"act": "pin"})
    client.post(f"/records/{record.uuid}/kept/", {"act": "pin"})
    assert Pin.objects.count() == 1
    assert [row["name"] for row in client.get("/documents/?pinned=1").context["table"]["rows"]] == [
        record.number
    ]
    assert [one["number"] for one in client.get("/").context["pinned"]] == [record.number]
    client.post(f"/records/{record.uuid}/kept/", {"act": "unpin"})
    assert client.get("/").context["pinned"] == []
    assert client.post(f"/records/{record.uuid}/kept/", {"act": "burn"}).status_code == 400


@pytest.mark.requirement("DOC-36", "ACC-03")
def test_shared_link_leads_through_sign_in_and_shows_only_what_the_reader_may_see(
    world: World, as_person: SignIn, effective: Version, draft: Version
) -> None:
    record = parent_of(effective)
    sheet = as_person(world.anna).get(f"/records/{record.uuid}/link/")
    link = sheet.context["link"]
    assert link == f"http://testserver/documents/{record.number}/"
    stranger = Client()
    first = stranger.get(link)
    asked = unquote(first.headers["Location"])
    assert (first.status_code, asked) == (302, f"/accounts/login/?next=/documents/{record.number}/")
    signed_in = stranger.post(first.headers["Location"], {"login": "rhea", "password": PASSWORD})
    assert signed_in.headers["Location"] == f"/documents/{record.number}/"
    assert stranger.get(link).status_code == 200
    of_draft = as_person(world.anna).get(f"/records/{parent_of(draft).uuid}/link/").context["link"]
    assert stranger.get(of_draft).status_code == 404


def test_pins_are_few(world: World, effective: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("probatum.kernel.pin.MOST", 0)
    with pytest.raises(Refused, match="Take one away"):
        pin(world.rhea, parent_of(effective))
