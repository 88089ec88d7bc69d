"""Search: number fragments, words, passages; marked, escaped, and only what may be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.web.views.search import marked
from tests.world import World

SignedIn = Callable[..., Client]


def test_passage_is_escaped_before_the_matches_are_marked() -> None:
    assert marked("a <b> \x02&\x03 c") == "a &lt;b&gt; <mark>&amp;</mark> c"


@pytest.mark.requirement("DOC-40", "UI-SEARCH")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SOP-QA", True),
        ("qa-001", True),
        ("gowning", True),
        ("gloves", True),
        ("submarine", False),
        ("", False),
    ],
)
def test_search_finds_by_number_title_and_text(
    world: World, as_person: SignedIn, query: str, found: bool
) -> None:
    world.document(title="Gowning for grade B", text="Put on <b> two pairs of gloves.")
    text = as_person(world.anna).get("/search/", {"q": query}).content.decode()
    assert (("Gowning for grade B" in text), "<b> two" in text) == (found, False)
    hits = as_person(world.anna).get("/search/hits/", {"q": query}).content.decode()
    assert ("Gowning for grade B" in hits) == found


def test_search_marks_the_words_in_the_passage(world: World, as_person: SignedIn) -> None:
    world.document(text="Put on two pairs of gloves.")
    assert "<mark>gloves</mark>" in as_person(world.anna).get("/search/?q=gloves").content.decode()


@pytest.mark.parametrize("query", ["'", '"', "a & | !", "<b>", "\x02x\x03", "%", "\\", "ü" * 400, "-", "::"])
def test_search_takes_any_words_without_a_fault(world: World, as_person: SignedIn, query: str) -> None:
    world.document()
    assert as_person(world.anna).get("/search/", {"q": query}).status_code == 200
    assert as_person(world.anna).get("/search/hits/", {"q": query}).status_code == 200


def test_search_field_also_leads_to_the_pages_a_person_has(world: World, as_person: SignedIn) -> None:
    assert "/administration/" in as_person(world.adam).get("/search/hits/?q=admin").content.decode()
    assert "/administration/" not in as_person(world.anna).get("/search/hits/?q=admin").content.decode()
    assert "New document" in as_person(world.anna).get("/search/hits/?q=new").content.decode()


@pytest.mark.requirement("UX-10")
def test_words_with_quotes_get_no_second_pair(world: World, as_person: SignedIn) -> None:
    client = as_person(world.anna)
    assert client.get("/search/", {"q": '"line clearance"'}).context["asked"] == '"line clearance"'
    assert client.get("/search/", {"q": "clearance"}).context["asked"] == "“clearance”"
