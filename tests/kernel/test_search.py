"""Search finds by number, title and text, and never what the person may not see."""

from __future__ import annotations

import pytest

from probatum.documents.authoring import create_document
from probatum.kernel.searching import search
from tests.world import World, content


def numbers(person: object, query: str) -> set[str]:
    return {hit.record.number.split(" ")[0] for hit in search(person, query)}  # type: ignore[arg-type]


@pytest.mark.requirement("DOC-40")
@pytest.mark.parametrize("query", ["SOP-QA-001", "qa-001", "gown", "GRADE B", "wash hands", '"hands first"'])
def test_author_finds_a_draft_by_number_title_and_text(world: World, query: str) -> None:
    world.document()
    assert numbers(world.anna, query) == {"SOP-QA-001"}


@pytest.mark.requirement("DOC-40", "P11-10", "DOC-24")
@pytest.mark.parametrize("query", ["SOP-QA-001", "gowning", "wash"])
def test_reader_does_not_find_the_draft(world: World, query: str) -> None:
    world.document()
    assert numbers(world.anna, query) == {"SOP-QA-001"}
    assert search(world.rhea, query) == []
    assert search(world.otto, query) == []


@pytest.mark.requirement("DOC-40")
@pytest.mark.parametrize(
    "query", ["", "   ", "\x00", "%", "_", "'; DROP TABLE", "\\", "((", "a" * 5000, "ä:*&|!", "🧪"]
)
def test_strange_queries_find_nothing_and_break_nothing(world: World, query: str) -> None:
    world.document()
    assert search(world.anna, query) == []


@pytest.mark.requirement("DOC-40")
def test_passage_shows_what_matched(world: World) -> None:
    create_document(
        world.anna,
        type=world.sop,
        title="Freezer",
        department=world.quality_department,
        content=content("Keep the samples frozen at minus eighty degrees."),
    )
    (hit,) = search(world.anna, "frozen")
    assert "\x02frozen\x03" in hit.snippet


@pytest.mark.requirement("DOC-40")
def test_limit_holds(world: World) -> None:
    for number in range(4):
        world.document(title=f"Cleaning {number}")
    assert len(search(world.anna, "cleaning", limit=3)) == 3
