"""Work on a draft: check-out, check-in, unlock, details, people, comments, the next version."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probatum.documents.content import Version, open_check_out
from probatum.kernel.models import Comment, Part, Person, Record
from tests.world import World

SignIn = Callable[[Person], Client]


def below(version: Version, name: str = "") -> str:
    return f"/documents/{version.document.record.number}/versions/{version.major}/{name}"


def based_on(version: Version) -> int:
    return Record.objects.get(pk=version.pk).version


def next_file(text: str = "# Gowning\n\nTwo pairs of gloves.\n") -> SimpleUploadedFile:
    return SimpleUploadedFile("gowning.md", text.encode())


@pytest.mark.requirement("DOC-04")
def test_lock_holder_and_time_are_shown_and_others_are_refused(
    world: World, as_person: SignIn, draft: Version
) -> None:
    anna, carla = as_person(world.anna), as_person(world.carla)
    assert anna.post(below(draft, "check-out/")).status_code == 302
    lock = carla.get(below(draft)).context["lock"]
    assert (lock["held"].person, lock["mine"], "unlock_url" in lock) == (world.anna, False, True)
    answer = carla.post(below(draft, "check-in/"), {"file": next_file(), "version": based_on(draft)})
    assert answer.status_code == 400
    assert "Anna has had this draft checked out since" in answer.content.decode()
    assert draft.drafts.count() == 1  # type: ignore[attr-defined]


@pytest.mark.requirement("DOC-04")
def test_check_in_makes_the_next_draft_and_gives_the_lock_back(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client = as_person(world.anna)
    client.post(below(draft, "check-out/"))
    answer = client.post(
        below(draft, "check-in/"), {"file": next_file(), "note": "Gloves", "version": based_on(draft)}
    )
    number = draft.document.record.number
    assert answer["Location"] == f"/documents/{number}/compare/?left=0.1&right=0.2"
    assert list(draft.drafts.values_list("minor", "note")) == [(1, "First draft"), (2, "Gloves")]  # type: ignore[attr-defined]
    assert open_check_out(draft) is None


def test_stale_check_in_is_refused_and_keeps_the_note(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client = as_person(world.anna)
    old = based_on(draft)
    client.post(below(draft, "check-in/"), {"file": next_file(), "version": old})
    answer = client.post(
        below(draft, "check-in/"), {"file": next_file("# Other\n"), "note": "Mine", "version": old}
    )
    form = answer.context["form"]
    assert (answer.status_code, form["note"].value(), form["version"].value()) == (
        409,
        "Mine",
        str(based_on(draft)),
    )
    assert draft.drafts.count() == 2  # type: ignore[attr-defined]


@pytest.mark.requirement("DOC-04")
def test_forced_unlock_needs_right_and_reason(world: World, as_person: SignIn, draft: Version) -> None:
    as_person(world.anna).post(below(draft, "check-out/"))
    assert as_person(world.anna).post(below(draft, "unlock/"), {"reason": "Mine"}).status_code == 403
    carla = as_person(world.carla)
    assert carla.post(below(draft, "unlock/"), {"reason": ""}).status_code == 422
    assert open_check_out(draft) is not None
    assert carla.post(below(draft, "unlock/"), {"reason": "Anna is on leave."}).status_code == 302
    assert open_check_out(draft) is None


def test_stale_details_show_both_and_lose_nothing_typed(
    world: World, as_person: SignIn, draft: Version
) -> None:
    old = based_on(draft)
    common = {"training_impact": "read", "reason": "Clearer."}
    carla = as_person(world.carla).post(
        below(draft, "details/"), {**common, "title": "Gowning, grade B", "version": old}
    )
    assert carla.status_code == 302
    answer = as_person(world.anna).post(
        below(draft, "details/"), {**common, "title": "Gowning in grade B", "version": old}
    )
    assert answer.status_code == 409
    assert answer.context["form"]["title"].value() == "Gowning in grade B"
    assert answer.context["changes"] == [
        {"label": "Title", "old": "Gowning, grade B", "new": "Gowning in grade B"}
    ]
    again = {**common, "title": "Gowning in grade B", "version": answer.context["form"]["version"].value()}
    assert as_person(world.anna).post(below(draft, "details/"), again).status_code == 302
    assert Record.objects.get(pk=draft.pk).title == "Gowning in grade B"


def test_changed_detail_without_reason_is_refused_in_place(
    world: World, as_person: SignIn, draft: Version
) -> None:
    values = {"title": "Other", "training_impact": "read", "version": based_on(draft)}
    answer = as_person(world.anna).post(below(draft, "details/"), values)
    assert answer.status_code == 400
    assert answer.context["form"].errors["reason"] == ["Say why this changes; earlier values stay readable."]


@pytest.mark.requirement("DOC-12")
def test_people_are_named_from_those_whose_role_allows_it(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client = as_person(world.anna)
    form = client.get(below(draft, "people/reviewer/")).context["form"]
    offered = {label for _, label in form.fields["person_0"].choices if label}
    assert offered == {"Rita", "Rolf"}
    values = {"version": based_on(draft), "person_0": world.rolf.pk, "person_1": world.rita.pk}
    assert client.post(below(draft, "people/reviewer/"), values).status_code == 302
    named = Part.objects.filter(record=draft.record, name="reviewer", until=None)
    assert {part.person_id for part in named} == {world.rita.pk, world.rolf.pk}


@pytest.mark.requirement("DOC-12")
def test_board_shows_what_everyone_has_done(world: World, as_person: SignIn, draft: Version) -> None:
    world.move(world.anna, draft.record, "submit_for_review")
    world.move(world.rita, draft.record, "review")
    board = as_person(world.anna).get(below(draft)).context["board"]
    said = {part["label"]: [str(row["state"]) for row in part["people"]] for part in board}
    assert list(said) == ["Author", "Reviewer", "Approver", "Quality approver"]
    assert ("Wrote 0.1" in said["Author"][0], "Reviewed" in said["Reviewer"][0]) == (True, True)
    assert "Not asked yet" in said["Approver"][0]


@pytest.mark.requirement("DOC-12")
def test_comment_is_anchored_to_page_and_passage(world: World, as_person: SignIn, draft: Version) -> None:
    client = as_person(world.rita)
    values = {"text": "Which gown?", "page": "1", "quote": "Put on the gown."}
    assert client.post(below(draft, "comment/"), values).status_code == 302
    remark = client.get(below(draft)).context["remarks"][0]
    assert (remark["anchor"], remark["anchor_url"]) == ("Page 1: “Put on the gown.”", "#page-1")
    assert remark["acts"][0]["url"].startswith(f"/records/{draft.record.uuid}/comments/?answer=")
    wrong = client.post(below(draft, "comment/"), {**values, "page": "7"})
    assert (wrong.status_code, wrong.context["form"].errors["page"]) == (422, ["Enter a page from 1 to 1."])
    assert Comment.objects.count() == 1


def test_reader_does_not_comment_on_what_is_in_force(
    world: World, as_person: SignIn, effective: Version
) -> None:
    assert as_person(world.rhea).post(below(effective, "comment/"), {"text": "Hello"}).status_code == 404


@pytest.mark.requirement("DOC-03")
def test_next_version_begins_with_what_is_to_change(
    world: World, as_person: SignIn, effective: Version
) -> None:
    client = as_person(world.anna)
    address = f"/documents/{effective.document.record.number}/new-version/"
    assert client.post(address, {"change_summary": " "}).status_code == 422
    values = {"change_summary": "Adds gloves.", "form_token": "b" * 32}
    first, second = client.post(address, values), client.post(address, values)
    assert first["Location"] == second["Location"] == below(effective).replace("/1/", "/2/")
    refused = client.post(address, {"change_summary": "More."})
    assert "is already open, owned by Anna" in refused.content.decode()


def test_missing_things_lead_to_where_they_are_mended(world: World, as_person: SignIn) -> None:
    client = as_person(world.anna)
    values = {
        "type": "SOP",
        "title": "Bare",
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "later",
    }
    page = client.get(client.post("/documents/new/", values)["Location"])
    urls = [item["url"] for item in page.context["blockers"]]
    assert urls == [
        "/documents/SOP-QA-001/versions/1/check-in/",
        "/documents/SOP-QA-001/versions/1/people/reviewer/",
    ]
