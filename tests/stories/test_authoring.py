"""Writing: the built-in editor, the next version, the check-out, and two people in one form."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.desk import Desk, name_of
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album

WRITTEN = "# Purpose\n\nThe balance is checked before the first weighing of the day.\n\n| Step | Who | What |\n| --- | --- | --- |\n| 1 | Analyst | Level the balance |\n| 2 | Analyst | Weigh the 100 g check weight |\n"


@pytest.mark.requirement("DOC-06")
def test_a_text_written_here_goes_to_review(stage: Stage, album: Album) -> None:
    nora = stage.person(given.AUTHOR)
    nora.opens("/documents/new/")
    nora.fills(Type="Work instruction", Title="Daily check of the balance")
    nora.page.get_by_label("Write it here, in the built-in editor").check()
    nora.presses("Make the document")
    nora.fills(Text=WRITTEN, What_changed="First draft.")
    expect(
        nora.page.locator("[data-editor-preview]").get_by_role("cell", name="Level the balance")
    ).to_be_visible()
    album.take(nora, "editor")
    nora.presses("Save as the next draft")
    nora.sees("0.1", "Open comments")
    number = nora.page.locator(".page-header__number").inner_text()
    Desk(nora).names(number, given.CAST)
    nora.opens_document(number)
    nora.moves("Send for review")
    assert nora.state() == "In review"


@pytest.mark.requirement("DOC-03", "DOC-21", "DOC-24")
def test_a_new_version_supersedes_the_old_one_in_the_same_moment(stage: Stage) -> None:
    number = given.document(stage, "approved", "Replacing the vent filter")
    eva, marek = stage.person("e.kovarik"), stage.person("m.hudecek")
    becomes(eva, number, version=1, state="Effective")
    eva.opens_document(number)
    eva.opens_version_start("The filter is now tested before use.")
    assert eva.state() == "Draft"
    new = Desk(eva)
    new.names(number, given.CAST, version=2)
    new.moves(number, "submit_for_review", version=2, signed=False)
    for username, move in (
        (given.REVIEWER, "review"),
        ("e.kovarik", "submit_for_approval"),
        (given.APPROVER, "approve"),
    ):
        Desk(stage.person(username)).moves(number, move, version=2, signed=username != "e.kovarik")
    # while it is on its way, readers keep the version in force
    marek.opens_document(number)
    marek.sees("1.0")
    Desk(stage.person(given.QUALITY)).moves(number, "approve_quality", version=2, effective_on=given.today())
    becomes(eva, number, version=2, state="Effective")
    marek.opens_document(number)
    marek.sees("2.0")
    eva.opens_document(number, version=1)
    assert eva.state() == "Superseded"
    eva.sees("This version was superseded. Do not work by it.")
    eva.opens_tab("Versions")
    eva.sees("Effective", "Superseded")


@pytest.mark.requirement("DOC-04")
def test_a_forgotten_check_out_is_ended_with_a_reason(stage: Stage) -> None:
    number = given.document(stage, "draft", "Unpacking of sterile bags", author=[given.AUTHOR, "l.brandauer"])
    nora, lukas, eva = stage.person(given.AUTHOR), stage.person("l.brandauer"), stage.person("e.kovarik")
    nora.opens_document(number)
    nora.presses("Check out")
    nora.sees("You have this draft checked out")
    # then the other author sees who is at work, and nothing of theirs gets in between
    lukas.opens_document(number)
    lukas.sees(f"{name_of(given.AUTHOR)} has this draft checked out")
    expect(lukas.page.get_by_role("link", name="Upload the next draft")).to_have_count(0)
    # when document control ends the check-out and says why
    eva.opens_document(number)
    eva.opens_sheet("End the check-out")
    eva.fills(Reason="Nora is away until Monday.")
    eva.sends_sheet("End the check-out")
    # then the other author can go on
    lukas.opens_document(number)
    lukas.presses("Check out")
    lukas.sees("You have this draft checked out")


@pytest.mark.requirement("P11-10-e")
def test_a_stale_edit_keeps_what_was_typed(stage: Stage) -> None:
    number = given.document(stage, "draft", "Cleaning of the scales")
    nora, eva = stage.person(given.AUTHOR), stage.person("e.kovarik")
    nora.opens_document(number)
    nora.opens_sheet("Edit", within=nora.page.locator(".columns__side"))
    nora.fills(Title="Cleaning of scales and balances", Reason_for="Balances are cleaned the same way.")
    # when somebody else saves first
    eva.opens_document(number)
    eva.opens_sheet("Edit", within=eva.page.locator(".columns__side"))
    eva.fills(Title="Cleaning of the floor scales", Reason_for="The floor scales only.")
    eva.sends_sheet("Save")
    # then the first is told what stands now, and still has their own words
    nora.is_refused_in_sheet("Save", says="has changed since you opened it", status=422)
    nora.see_in_sheet("Cleaning of the floor scales")
    expect(nora.sheet.get_by_label("Title")).to_have_value("Cleaning of scales and balances")
    nora.sends_sheet("Save")
    nora.sees("Cleaning of scales and balances")


def becomes(who: Somebody, number: str, *, version: int, state: str) -> None:
    """Wait for the worker to issue and release."""
    for _ in range(60):
        who.page.goto(f"/documents/{number}/versions/{version}/")
        if who.state() == state:
            return
        who.page.wait_for_timeout(500)
    raise AssertionError(f"{number} version {version} is {who.state()}, not {state}")
