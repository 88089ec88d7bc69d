"""What a search must never tell: titles, counts, facets, passages, names and spellings of what somebody may not see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from probatum.documents.authoring import create_document
from probatum.documents.identifiers import ALIAS, know_as
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.search import index_again
from probatum.kernel.searching import counted, facets, find
from tests.world import World, content

QUERIES = ("SOP-QA-001", "sop 1", "1", "xylotomy", "xylo", "marmalade", "marmal", '"orange marmalade"', "Black Book", "xylotomi", "xylottomy")  # fmt: skip


@pytest.fixture
def secret(world: World) -> World:
    """A draft that anna sees and nobody without a part does, at a site of its own, with a name of its own."""
    version = create_document(
        world.anna,
        type=world.sop,
        title="Xylotomy of samples",
        site=world.boston,
        department=world.quality_department,
        content=content("Spread the orange marmalade evenly."),
        confidential=True,
    )
    with action(SYSTEM, "test.name") as act:
        know_as(act, version.document, value="Black Book", kind=ALIAS)
        index_again(version.record)
    return world


@pytest.mark.requirement("UX-10", "P11-10", "DOC-37")
@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize("query", QUERIES)
def test_search_tells_nothing_of_what_is_not_seen(secret: World, query: str, typing: bool) -> None:
    owner = find(secret.anna, query, typing=typing)
    assert {hit.record.title for hit in owner.hits} == {"Xylotomy of samples"}
    for person in (secret.rhea, secret.arno, secret.otto, secret.adam):
        found = find(person, query, typing=typing, counting=True)
        assert (found.hits, found.count, found.rows, found.instead) == ([], 0, [], "")


@pytest.mark.requirement("UX-10", "P11-10")
def test_spelling_is_suggested_from_visible_titles_only(secret: World) -> None:
    create_document(
        secret.arno, type=secret.sop, title="Lobotomy of frogs", department=secret.quality_department,
        content=content("Frogs are not harmed."),
    )  # fmt: skip
    assert find(secret.anna, "xylotommy").instead == "xylotomy"
    assert find(secret.arno, "xylotommy").instead == ""
    assert find(secret.arno, "lobotommy").instead == "lobotomy"


@pytest.mark.requirement("UX-10", "P11-10")
def test_facets_count_only_what_is_seen(secret: World) -> None:
    for site, owner in ((secret.basel, secret.anna), (secret.basel, secret.arno)):
        create_document(
            owner, type=secret.sop, title="Samples", site=site, department=secret.quality_department,
            content=content("Taken at noon."),
        )  # fmt: skip
    expected = {"anna": {"Basel": 1, "Boston": 1}, "arno": {"Basel": 1}}
    for person in (secret.anna, secret.arno):
        found = find(person, "samples", counting=True)
        site = next(facet for facet in facets() if facet.name == "site")
        assert {text: n for (_, text), n in counted(found.rows, site).items()} == expected[person.username]


@pytest.mark.requirement("UX-10", "P11-10")
@pytest.mark.parametrize("name", ["kind", "type", "state", "site", "owner"])
def test_filter_does_not_open_what_is_not_seen(secret: World, name: str) -> None:
    facet = next(facet for facet in facets() if facet.name == name)
    value = next(iter(counted(find(secret.anna, "samples", counting=True).rows, facet)))[0]
    assert find(secret.anna, "samples", chosen={name: value}).count == 1
    assert find(secret.arno, "samples", chosen={name: value}).count == 0
    assert find(secret.anna, "samples", chosen={name: "elsewhere"}).count == 0


def test_search_asks_three_questions_whatever_it_finds(secret: World) -> None:
    for wanted in (1, 3):
        while find(secret.anna, "samples").count < wanted:
            create_document(
                secret.anna, type=secret.sop, title="More samples", department=secret.quality_department,
                content=content("Taken at noon."),
            )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert find(secret.anna, "samples ", typing=True).count == wanted
        assert len(asked) == 3
