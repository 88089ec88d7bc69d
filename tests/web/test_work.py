"""My work: the right tasks in the right band, and nothing of others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents.authoring import check_out, create_document
from tests.world import World, content

SignedIn = Callable[..., Client]


@pytest.mark.requirement("UI-WORK")
def test_work_shows_the_task_with_its_button(world: World, as_person: SignedIn) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")

    page = as_person(world.rita).get("/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "1 task" in text
    assert f"/records/{version.record.uuid}/moves/review/" in text


@pytest.mark.requirement("DOC-04", "UI-WORK")
def test_work_shows_what_is_checked_out_to_a_person_and_their_drafts(
    world: World, as_person: SignedIn
) -> None:
    mine, held, gone = (world.document(title=title) for title in ("Mine", "Held", "On its way"))
    other = create_document(world.arno, type=world.sop, title="Of Arno", site=world.basel,
        department=world.quality_department, content=content("Words."))  # fmt: skip
    check_out(world.anna, held)
    check_out(world.carla, mine)
    world.move(world.anna, gone.record, "submit_for_review")

    groups = {
        person.username: {
            group["heading"]: [row["title"] for row in group["rows"]]
            for group in as_person(person).get("/").context["in_hand"]
        }
        for person in (world.anna, world.arno, world.carla, world.rita)
    }

    assert groups == {
        "anna": {"Checked out to you": ["Held"], "Your drafts": ["Mine"]},
        "arno": {"Your drafts": [other.record.title]},
        "carla": {"Checked out to you": ["Mine"]},
        "rita": {},
    }
    page = as_person(world.anna).get("/").content.decode()
    assert "/documents/SOP-QA-002/versions/1/check-in/" in page


def test_work_tells_an_author_that_the_review_is_closed(world: World, as_person: SignedIn) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    assert as_person(world.anna).get("/").context["in_hand"] == []
    world.move(world.rita, version.record, "review")
    group = as_person(world.anna).get("/").context["in_hand"][0]
    assert [row["note"] for row in group["rows"]] == ["review closed: decide what follows"]
