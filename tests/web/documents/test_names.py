"""Other names of a document: given and ended with a reason, shown, searched, listed, and unknown to who may not see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents.aliases import add_alias, end_alias, entries
from probatum.documents.content import Document, Version
from probatum.documents.identifiers import OLD_NUMBER, identifiers_of, know_as
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Person
from probatum.kernel.searching import find
from tests.world import World

SignIn = Callable[[Person], Client]
GIVEN = {"name": "WI 77", "heading": "Boston plant", "reason": "The plant in Boston calls it so."}


def document_of(version: Version) -> Document:
    return Document.objects.select_related("record").get(pk=version.document_id)


@pytest.mark.requirement("DOC-31")
def test_other_name_leads_to_the_one_document_everywhere(
    world: World, as_person: SignIn, effective: Version
) -> None:
    document = document_of(effective)
    number, anna, rhea = document.record.number, as_person(world.anna), as_person(world.rhea)
    assert anna.post(f"/documents/{number}/other-names/", GIVEN).status_code == 302
    assert "WI 77" in rhea.get(f"/documents/{number}/").content.decode()
    assert "Also known as WI 77" in rhea.get("/search/?q=wi+77").content.decode()
    for address in ("/documents/other-names/", "/documents/?q=wi+77"):
        page = rhea.get(address).content.decode()
        assert ("WI 77" in page, "Boston plant" in page, f"see <a href=\"/documents/{number}/\">" in page) == (True, True, True)  # fmt: skip
    assert Document.objects.count() == 1


@pytest.mark.requirement("DOC-31")
def test_other_name_ends_with_a_reason_and_is_not_found_any_more(
    world: World, as_person: SignIn, effective: Version
) -> None:
    document = document_of(effective)
    alias = add_alias(world.anna, document, **GIVEN)
    client, address = (
        as_person(world.anna),
        f"/documents/{document.record.number}/other-names/{alias.pk}/end/",
    )
    listed = client.get(f"/documents/{document.record.number}/other-names/").context["table"]
    assert [one["label"] for one in listed["columns"] if not one["label"]] == []
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "The plant is closed."}).status_code == 302
    assert (identifiers_of(document), find(world.anna, "wi 77").count, entries(world.anna)) == ([], 0, [])
    alias.refresh_from_db()
    assert (alias.end_reason, alias.ended_by) == ("The plant is closed.", world.anna)


@pytest.mark.requirement("DOC-31", "DOC-37", "P11-10")
def test_other_name_of_what_is_not_seen_is_nowhere(world: World, as_person: SignIn, draft: Version) -> None:
    document = document_of(draft)
    add_alias(world.anna, document, **GIVEN)
    assert find(world.anna, "wi 77").count == 1
    for person in (world.rhea, world.arno):
        client = as_person(person)
        assert client.get(f"/documents/{document.record.number}/other-names/").status_code == 404
        for address in ("/documents/other-names/", "/documents/?q=boston+plant", "/search/?q=boston+plant"):
            assert "WI 77" not in client.get(address).content.decode()


@pytest.mark.requirement("DOC-31")
def test_only_who_links_a_document_names_it_and_a_name_leads_to_one_thing(
    world: World, as_person: SignIn, effective: Version
) -> None:
    document = document_of(effective)
    with pytest.raises(NotAllowed):
        add_alias(world.rhea, document, **GIVEN)
    assert (
        as_person(world.rhea).post(f"/documents/{document.record.number}/other-names/", GIVEN).status_code
        == 403
    )
    with pytest.raises(Refused, match="number of the document itself"):
        add_alias(world.anna, document, **{**GIVEN, "name": document.record.number.lower()})
    add_alias(world.anna, document, **GIVEN)
    with pytest.raises(Refused, match="already"):
        add_alias(world.anna, document, **{**GIVEN, "name": "wi  77"})


@pytest.mark.requirement("DOC-31", "MIG-10")
def test_number_of_an_older_system_does_not_end(world: World, effective: Version) -> None:
    document = document_of(effective)
    with action(SYSTEM, "test.name") as act:
        old = know_as(act, document, value="OLD-1", kind=OLD_NUMBER)
    with pytest.raises(Refused, match="found for ever"):
        end_alias(world.anna, document, old, reason="Tidy")
