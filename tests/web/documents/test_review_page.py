"""Review in the page: remarks on passages, marked where they stand, found again in the next draft, settled by the author (DOC-12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents import authoring
from probatum.documents.content import Version
from probatum.kernel.models import Comment, Person, Record
from probatum.output.content import content_from_markdown
from tests.web.documents.conftest import make_draft
from tests.world import World

SignIn = Callable[[Person], Client]
TEXT = "# Purpose\n\nWash your hands before you enter.\n\n# Steps\n\nWash your hands after you leave.\n"


@pytest.fixture
def in_review(world: World) -> Version:
    version = make_draft(world, content_from_markdown(TEXT, name="t"), title="Gowning")
    world.move(world.anna, version.record, "submit_for_review")
    return version


def at(version: Version, below: str = "") -> str:
    return f"/documents/{version.document.record.number}/versions/1/{below}"


def say(client: Client, version: Version, **given: object) -> int:
    data = {"text": "How long?", "page": "", "quote": "", "before": "", "behind": "", **given}
    return client.post(at(version, "comment/"), data).status_code


@pytest.mark.requirement("DOC-12")
def test_passage_is_found_on_the_page_marked_and_told_apart_from_its_like(
    world: World, as_person: SignIn, in_review: Version
) -> None:
    client = as_person(world.rita)
    assert say(client, in_review, quote="Wash your\nhands", page="1", behind="after you leave") == 302
    said = Comment.objects.get()
    assert (said.page, said.behind[:9], said.about) == (1, "after you", "Draft 0.1")
    page = client.get(at(in_review, "review/")).content.decode()
    assert (page.count('class="review__mark"'), f'href="#remark-{said.pk}"' in page) == (1, True)
    assert ">Wash your hands after you leave. </text>" in page


@pytest.mark.requirement("DOC-12")
def test_words_that_stand_nowhere_are_refused_and_a_page_alone_is_enough(
    world: World, as_person: SignIn, in_review: Version
) -> None:
    client = as_person(world.rita)
    assert say(client, in_review, quote="Wash your feet") == 400
    assert say(client, in_review, page="1") == 302
    assert Comment.objects.values_list("page", "quote").get() == (1, "")


@pytest.mark.requirement("DOC-12")
def test_remark_goes_with_its_words_into_the_next_draft_or_says_that_they_are_gone(
    world: World, as_person: SignIn, in_review: Version
) -> None:
    client = as_person(world.rita)
    say(client, in_review, quote="before you enter")
    say(client, in_review, quote="after you leave")
    world.move(world.anna, in_review.record, "withdraw", reason="Changes.")
    changed = content_from_markdown(
        "# New first part\n\n" * 60 + "Wash your hands before you enter.\n", name="t"
    )
    version = Version.objects.get(pk=in_review.pk)
    authoring.check_in(
        world.anna, version, content=changed, based_on=Record.objects.get(pk=version.pk).version
    )
    threads = client.get(at(in_review, "review/")).context["threads"]
    assert [(one["quote"], one["gone"], one["moved"]) for one in threads] == [
        ("after you leave", True, False),
        ("before you enter", False, True),
    ]
    assert "Text no longer there" in client.get(at(in_review, "review/")).content.decode()


@pytest.mark.requirement("DOC-12")
def test_author_rejects_with_a_reason_and_reviewer_reads_it_on_the_board(
    world: World, as_person: SignIn, in_review: Version
) -> None:
    reviewer, author = as_person(world.rita), as_person(world.anna)
    say(reviewer, in_review, quote="before you enter")
    say(reviewer, in_review, text="And the gloves?")
    first = Comment.objects.order_by("id")[0]
    offered = [
        [act["label"] for act in one["acts"]]
        for one in author.get(at(in_review, "review/")).context["threads"]
    ]
    assert offered == [["Accept", "Reject"], ["Accept", "Reject"]]
    address = at(in_review, f"review/{first.pk}/rejected/")
    assert author.post(address, {"answer": ""}).status_code == 422
    assert author.post(address, {"answer": "The door has a sign."}).status_code == 302
    shown = reviewer.get(at(in_review, "review/"))
    assert (shown.context["open"], shown.context["settled"]) == (1, 1)
    assert shown.context["counts"] == [{"name": "Rita", "open": 1, "settled": 1}]
    assert ": The door has a sign." in shown.content.decode()
    assert [[act["label"] for act in one["acts"]] for one in shown.context["threads"]] == [["Withdraw"], []]


@pytest.mark.requirement("DOC-12", "DOC-13")
def test_board_shows_what_everybody_has_done_beside_the_pages(
    world: World, as_person: SignIn, in_review: Version
) -> None:
    world.move(world.rita, in_review.record, "review")
    page = as_person(world.quinn).get(at(in_review, "review/"))
    parts = {part["name"]: [row["name"] for row in part["people"]] for part in page.context["board"]}
    assert parts == {
        "author": ["Anna"],
        "reviewer": ["Rita"],
        "approver": ["Paul"],
        "quality_approver": ["Quinn"],
    }
    assert "Reviewed" in page.content.decode()


@pytest.mark.requirement("DOC-12")
def test_reader_and_stranger_find_no_review(world: World, as_person: SignIn, in_review: Version) -> None:
    say(as_person(world.rita), in_review, text="Here.")
    key = Comment.objects.get().pk
    assert [
        as_person(person).get(at(in_review, below)).status_code
        for person in (world.rhea, world.rolf)
        for below in ("review/", f"review/{key}/accepted/")
    ] == [404] * 4


@pytest.mark.requirement("DOC-12", "DOC-14")
def test_open_remark_is_told_before_an_approval_and_does_not_block_it(
    world: World, as_person: SignIn, in_review: Version
) -> None:
    told = "Remarks are open. They do not block the approval"
    assert say(as_person(world.rita), in_review, page="1") == 302
    assert told not in as_person(world.anna).get(at(in_review)).content.decode()
    world.move(world.rita, in_review.record, "review")
    assert told in as_person(world.anna).get(at(in_review)).content.decode()
    world.move(world.anna, in_review.record, "submit_for_approval")
    assert told in as_person(world.paul).get(at(in_review)).content.decode()

    address = at(in_review, f"review/{Comment.objects.get().pk}/rejected/")
    assert as_person(world.anna).post(address, {"answer": "It stands in the annex."}).status_code == 302
    assert told not in as_person(world.paul).get(at(in_review)).content.decode()
    world.move(world.paul, in_review.record, "approve")
    assert Record.objects.get(pk=in_review.pk).state == "in_quality_approval"
