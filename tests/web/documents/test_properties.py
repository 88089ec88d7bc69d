"""Owner, site and confidentiality of a document: changed with a reason; sight follows at once, and nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from probatum.documents.content import Document, Version
from probatum.documents.properties import change_properties
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Person, Record
from tests.web.documents.conftest import start_next
from tests.world import World

SignIn = Callable[[Person], Client]


def values(document: Document, **changes: str) -> dict[str, str]:
    record = Record.objects.select_related("owner", "site").get(pk=document.pk)
    present = {
        "version": str(record.version),
        "owner": record.owner.username,
        "site": record.site.code if record.site else "",
        "reason": "Handed over.",
    }
    return {**present, **changes}


def change(world: World, document: Document, *, by: Person, **changes: Any) -> bool:
    record = Record.objects.get(pk=document.pk)
    given = {"owner": record.owner, "site": record.site, "confidential": record.confidential}
    document = Document.objects.select_related("record").get(pk=document.pk)
    return change_properties(
        by, document, **{**given, **changes}, reason="Handed over.", based_on=record.version
    )


def standing(version: Version) -> list[tuple[str, str, bool]]:
    records = Record.objects.filter(number__startswith=version.document.record.number).order_by("pk")
    return [
        (one.owner.username, one.site.code if one.site else "", one.confidential)
        for one in records.select_related("owner", "site")
    ]


@pytest.mark.requirement("DOC-01", "ACC-03")
def test_properties_are_changed_for_the_document_and_all_its_versions(
    world: World, as_person: SignIn, effective: Version
) -> None:
    start_next(world, effective)
    client = as_person(world.carla)
    address = f"/documents/{effective.document.record.number}/properties/"
    assert address in client.get(f"/documents/{effective.document.record.number}/").content.decode()
    form = values(effective.document, owner="arno", site="BOS", confidential="on")

    assert client.post(address, form).status_code == 302

    assert standing(effective) == [("arno", "BOS", True)] * 3
    acts = as_person(world.anna).get(f"/records/{effective.record.uuid}/history/").context["acts"]
    answer = next(act for act in acts if "owner" in act["what"])
    assert (answer["what"], answer["why"], answer["role"]) == (
        "changed owner, site or confidentiality",
        "Handed over.",
        "Controller",
    )
    for told in ("<del>Anna</del>", "<ins>Arno</ins>", "<del>Basel</del>", "<ins>Yes</ins>"):
        assert told in answer["changed"], told


@pytest.mark.requirement("ACC-03", "DOC-24", "P11-10-d")
def test_confidential_document_vanishes_for_readers_at_once(
    world: World, as_person: SignIn, effective: Version
) -> None:
    number, reader = effective.document.record.number, as_person(world.rhea)
    places = (
        f"/documents/{number}/",
        f"/documents/{number}/versions/1/pages/1.png",
        f"/records/{effective.record.uuid}/history/",
    )
    assert [reader.get(place).status_code for place in places] == [200, 200, 200]

    change(world, effective.document, by=world.carla, confidential=True)

    assert [reader.get(place).status_code for place in places] == [404, 404, 404]
    for page in (
        "/documents/",
        "/documents/export.csv",
        "/search/?q=Cleaning",
        "/search/hits/?q=Cleaning",
        "/",
    ):
        answer = reader.get(page)
        content = b"".join(answer) if answer.streaming else answer.content
        assert ("Cleaning of vessels" in content.decode()) is False, page
    assert visible(world.rhea).filter(number__startswith=number).count() == 0
    assert visible(world.rita).filter(number__startswith=number).count() == 2, "who has a part keeps sight"


@pytest.mark.requirement("ACC-03")
def test_who_loses_sight_by_the_change_is_told_so(world: World, as_person: SignIn, draft: Version) -> None:
    client = as_person(world.carla)
    number = draft.document.record.number
    form = values(draft.document, confidential="on")

    answer = client.post(f"/documents/{number}/properties/", form, follow=True)

    assert answer.redirect_chain[-1][0] == "/documents/"
    assert f"You do not see {number} any more" in answer.content.decode()
    assert "Anna owns it and can tell you more." in answer.content.decode()
    assert client.get(f"/documents/{number}/").status_code == 404
    assert client.post(f"/documents/{number}/properties/", form).status_code == 404


@pytest.mark.requirement("ACC-03", "P11-10-g")
def test_properties_are_for_controllers_of_both_sites(
    world: World, as_person: SignIn, effective: Version
) -> None:
    local = world.person("lena", "controller", site=world.basel)
    address = f"/documents/{effective.document.record.number}/properties/"
    answers = [
        as_person(person).post(address, values(effective.document, owner="arno")).status_code
        for person in (world.anna, world.rhea, world.otto)
    ]
    assert answers == [403, 403, 404]
    for site, sentence in ((world.boston, "You may not control documents"), (None, "whole organisation")):
        with pytest.raises(NotAllowed, match=sentence):
            change(world, effective.document, by=local, site=site)
    assert standing(effective) == [("anna", "BSL", False)] * 2


def test_change_that_would_strand_an_open_version_is_refused(
    world: World, as_person: SignIn, draft: Version
) -> None:
    with pytest.raises(Refused, match="Quinn approves SOP-QA-001 v1 for Quality and cannot own it"):
        change(world, draft.document, by=world.carla, owner=world.quinn)
    local = world.person("lena", "reviewer", site=world.basel)
    from probatum.documents.authoring import name_people  # app ready

    name_people(world.anna, draft, part="reviewer", people=[local], based_on=draft.record.version)
    answer = as_person(world.carla).post(
        "/documents/SOP-QA-001/properties/", values(draft.document, site="BOS")
    )
    assert answer.status_code in (400, 422)
    assert "Lena is reviewer of SOP-QA-001 v1 and has no role Reviewer for Boston" in answer.content.decode()


def test_properties_need_a_reason_and_the_page_as_it_is(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client, address = as_person(world.carla), "/documents/SOP-QA-001/properties/"
    form = values(draft.document, owner="arno")
    assert client.post(address, {**form, "reason": " "}).status_code == 422
    assert client.post(address, form).status_code == 302
    stale = client.post(address, {**form, "owner": "anna"})
    assert (stale.status_code, "Carla changed owner" in stale.content.decode()) == (409, True)
    before = Record.objects.get(pk=draft.document_id).version
    same = client.post(address, values(draft.document, reason="Nothing."))
    assert (same.status_code, Record.objects.get(pk=draft.document_id).version) == (302, before)
