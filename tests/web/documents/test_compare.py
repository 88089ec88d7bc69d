"""Comparing versions and drafts in the page: both sides are visible or nothing is told, and both reads are noted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probatum.documents import authoring
from probatum.documents.content import Draft, Version
from probatum.documents.drafts import Content
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Person, Record
from probatum.output.content import content_from_markdown
from tests.web.documents.conftest import TEXT, make_draft, make_effective, start_next
from tests.world import World

SignIn = Callable[..., Client]
SECRET = "Keep the reserve key in the red safe."
MORE = TEXT.replace("grade B", "grade C") + f"\n# Keys\n\n{SECRET}\n"


@pytest.fixture(scope="module")
def changed_content() -> Content:
    return content_from_markdown(MORE, name="gowning")


def check_in(person: Person, version: Version, made: Content) -> Draft:
    record = Record.objects.get(pk=version.pk)
    fresh = Version.objects.select_related("record", "document__record", "draft").get(pk=version.pk)
    return authoring.check_in(person, fresh, content=made, based_on=record.version)


def address(version: Version, **query: str) -> str:
    number = version.document.record.number
    return f"/documents/{number}/compare/?" + "&".join(f"{key}={value}" for key, value in query.items())


@pytest.fixture
def second(world: World, effective: Version, changed_content: Content) -> Version:
    """Version 2 of an effective document, its second draft with changed text."""
    version = start_next(world, effective)
    check_in(world.anna, version, changed_content)
    return version


@pytest.mark.requirement("DOC-32")
def test_two_drafts_are_compared_with_summary_text_and_details(
    world: World, as_person: SignIn, second: Version
) -> None:
    answer = as_person(world.anna).get(address(second, left="1.0", right="1.2"))
    told = answer.context
    assert told["summary"] == ("2 sections changed: Purpose, Keys; 2 paragraphs added, 1 word changed.")
    assert [group["heading"] for group in told["groups"]] == ["Purpose", "Keys"]
    assert told["count"] == 3
    differing = [line["label"] for line in told["facts_differ"]]
    assert differing == ["Effective date"]
    page = answer.content.decode()
    assert "<del>B</del>" in page
    assert "<ins>C</ins>" in page
    beside = as_person(world.anna).get(address(second, left="1.0", right="1.2", view="beside"))
    assert beside.content.decode().count('class="compare__pair"') == 3


@pytest.mark.requirement("DOC-32")
def test_newest_draft_is_compared_unasked_with_the_one_before(
    world: World, as_person: SignIn, second: Version
) -> None:
    told = as_person(world.anna).get(address(second)).context
    assert (told["left"].name, told["right"].name) == ("draft 1.1", "draft 1.2")
    told = as_person(world.anna).get(address(second, left="1.0", right="v2")).context
    assert (told["left"].name, told["right"].name) == ("version 1.0", "draft 1.2")


@pytest.mark.requirement("DOC-32", "DOC-24", "P11-10-d")
def test_reader_compares_no_draft_and_is_not_told_that_there_is_one(
    world: World, as_person: SignIn, second: Version
) -> None:
    assert SECRET in as_person(world.anna).get(address(second, left="1.0", right="1.2")).content.decode()
    reader = as_person(world.rhea)
    for query in (
        {"left": "1.0", "right": "1.2"},
        {"left": "1.2", "right": "1.0"},
        {"left": "1.0", "right": "v2"},
        {"left": "0.1", "right": "1.0"},
        {"left": "1.0", "right": "2.0"},
    ):
        assert reader.get(address(second, **query)).status_code == 404, query
    plain = reader.get(address(second))
    assert (plain.status_code, plain.context["options"]) == (200, [("1.0", "Version 1.0, effective")])
    assert SECRET not in plain.content.decode()
    assert "1.2" not in plain.content.decode()


@pytest.mark.requirement("DOC-32", "DOC-24")
def test_document_that_may_not_be_seen_is_compared_with_nothing(
    world: World, as_person: SignIn, draft: Version, effective: Version
) -> None:
    hidden, known = draft.document.record.number, effective.document.record.number
    reader = as_person(world.rhea)
    assert reader.get(f"/documents/{hidden}/compare/").status_code == 404
    for number in (hidden, "SOP-NONE-9"):
        told = reader.get(f"/documents/{known}/compare/?with={number}").context
        assert told["sentence"] == (
            f"There is no effective version of {number} that you may read. Check the number."
        )


@pytest.mark.requirement("DOC-32")
def test_effective_versions_of_two_documents_are_compared(
    world: World, as_person: SignIn, effective: Version, changed_content: Content
) -> None:
    other = make_effective(world, make_draft(world, changed_content, title="Cleaning of tanks"))
    told = as_person(world.rhea).get(address(effective, **{"with": other.document.record.number})).context
    assert [line["label"] for line in told["facts_differ"]] == ["Title"]
    assert told["summary"].startswith("2 sections changed: Purpose, Keys;")


@pytest.mark.requirement("DOC-32", "DOC-28")
def test_comparing_is_noted_as_reading_both_sides(world: World, as_person: SignIn, second: Version) -> None:
    as_person(world.quinn).get(address(second, left="1.0", right="1.2"))
    old = Version.objects.get(document_id=second.document_id, major=1)
    for version in (old, second):
        record = Record.objects.get(pk=version.pk)
        assert [act.name for act in history(record) if act.person_id == world.quinn.pk][:1] == [
            "document.view"
        ]


@pytest.mark.requirement("DOC-32", "DOC-04")
def test_check_in_tells_what_changed_against_the_draft_checked_out(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client = as_person(world.anna)
    below = f"/documents/{draft.document.record.number}/versions/1/"
    client.post(f"{below}check-out/")
    version = Record.objects.get(pk=draft.pk).version
    upload = SimpleUploadedFile("gowning.md", MORE.encode())
    answer = client.post(f"{below}check-in/", {"file": upload, "version": version}, follow=True)
    summary = "2 sections changed: Purpose, Keys; 2 paragraphs added, 1 word changed."
    assert str(list(answer.context["messages"])[-1]) == f"Draft 0.2 is checked in. {summary}"
    assert answer.context["summary"] == summary  # the comparison is what the check-in leads to
    notice = client.get(below).context["notices"][0]
    assert notice["text"] == f"Draft 0.2 against draft 0.1, from which it was made: {summary}"
    assert client.get(notice["url"]).context["summary"] == summary


@pytest.mark.requirement("DOC-32", "DOC-12")
def test_reviewer_and_signer_are_led_to_the_changes_since_the_last_version(
    world: World, as_person: SignIn, second: Version
) -> None:
    world.move(world.anna, second.record, "submit_for_review")
    client = as_person(world.rita)
    page = client.get(f"/documents/{second.document.record.number}/versions/2/").context
    assert page["since"]["label"] == "Changes since version 1.0"
    assert client.get(page["since"]["url"]).context["right"].name == "draft 1.2"
    sheet = client.get(f"/records/{second.record.uuid}/moves/review/").context
    assert sheet["changes"]["label"] == "See what changed since version 1.0"
    assert client.get(sheet["changes"]["url"]).context["left"].name == "version 1.0"


@pytest.mark.requirement("DOC-04")
def test_same_file_again_is_asked_back_and_kept_out_until_confirmed(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client = as_person(world.anna)
    below = f"/documents/{draft.document.record.number}/versions/1/check-in/"
    sent = {"version": Record.objects.get(pk=draft.pk).version}
    answer = client.post(below, {**sent, "file": SimpleUploadedFile("gowning.md", TEXT.encode())})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"][0].startswith("This file is draft 0.1 byte for byte.")
    assert Draft.objects.filter(version=draft).count() == 1
    again = {**sent, "file": SimpleUploadedFile("gowning.md", TEXT.encode()), "anyway": "on"}
    assert client.post(below, again).status_code == 302
    assert Draft.objects.filter(version=draft).count() == 2


@pytest.mark.requirement("DOC-04")
def test_file_of_another_document_is_asked_back(
    world: World, as_person: SignIn, draft: Version, changed_content: Content
) -> None:
    other = make_draft(world, changed_content, title="Cleaning of tanks")
    client = as_person(world.anna)
    below = f"/documents/{draft.document.record.number}/versions/1/check-in/"
    sent = {"version": Record.objects.get(pk=draft.pk).version}
    answer = client.post(below, {**sent, "file": SimpleUploadedFile("tanks.md", MORE.encode())})
    number = other.document.record.number
    assert (
        answer.context["form"].errors["file"][0].startswith(f"This file is the content of {number}, another")
    )
    words = " ".join(f"word{n}" for n in range(80))
    long = check_in(world.anna, draft, content_from_markdown(words, name="x"))
    sent = {"version": Record.objects.get(pk=draft.pk).version}
    strange = " ".join(f"other{n}" for n in range(80)).encode()
    answer = client.post(below, {**sent, "file": SimpleUploadedFile("strange.md", strange)})
    assert (
        answer.context["form"]
        .errors["file"][0]
        .startswith(
            f"Only 0% of the words of this file stand in draft {long.label}; it looks like another document."
        )
    )


@pytest.mark.requirement("DOC-15")
def test_page_says_that_a_sign_off_was_for_an_earlier_draft(
    world: World, as_person: SignIn, draft: Version, changed_content: Content
) -> None:
    world.move(world.anna, draft.record, "submit_for_review")
    world.move(world.rita, draft.record, "review")
    world.move(world.anna, draft.record, "withdraw", reason="A step was missing.")
    check_in(world.anna, draft, changed_content)
    page = as_person(world.anna).get(f"/documents/{draft.document.record.number}/versions/1/")
    board = {part["label"]: str(part["people"][0]["state"]) for part in page.context["board"]}
    assert "Reviewed an earlier draft" in board["Reviewer"]
    world.move(world.anna, draft.record, "submit_for_review")
    page = as_person(world.anna).get(f"/documents/{draft.document.record.number}/versions/1/")
    board = {part["label"]: str(part["people"][0]["state"]) for part in page.context["board"]}
    assert "Reviewed" not in board["Reviewer"]
