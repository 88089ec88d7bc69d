"""Review and approval when things do not go straight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.desk import Desk, name_of
from tests.stories.people import Stage


@pytest.mark.requirement("DOC-14", "SIG-05")
def test_a_refusal_goes_back_to_draft_with_its_reason(stage: Stage) -> None:
    number = given.document(stage, "in_review", "Opening of the pass-through hatch")
    bence, nora = stage.person(given.REVIEWER), stage.person(given.AUTHOR)
    # when the reviewer asks for changes, first without saying why
    bence.opens_document(number)
    bence.chooses_move("Ask for changes and sign")
    bence.gives_credentials()
    bence.is_refused_in_sheet("Ask for changes and sign", says="Say why", status=422)
    bence.fills(Reason="Step 2 leaves open which door is opened first.")
    bence.gives_credentials()
    bence.sends_sheet("Ask for changes and sign")
    # then it is a draft again, and the author reads why, by whom and when
    nora.opens_document(number)
    assert nora.state() == "Draft"
    nora.sees("Asked for changes")
    nora.opens_tab("Signatures")
    nora.sees(
        "Reviewed, changes needed", "Step 2 leaves open which door is opened first.", name_of(given.REVIEWER)
    )
    nora.opens_document(number)
    nora.moves("Send for review")
    nora.sees("Waiting for " + name_of(given.REVIEWER))


@pytest.mark.requirement("DOC-16")
def test_an_author_reads_why_they_cannot_approve_their_own_document(stage: Stage) -> None:
    number = given.document(
        stage, "reviewed", "Filling without an operator", author=[given.APPROVER], approver=["s.petkovic"]
    )
    gernot, sanja = stage.person(given.APPROVER), stage.person("s.petkovic")
    # when the author names themself as the one who approves
    gernot.opens_document(number)
    gernot.opens_sheet("Change approver", within=gernot.page.locator("#people"))
    field = gernot.sheet.get_by_label("Approver 1")
    field.fill(name_of(given.APPROVER))
    gernot.sheet.get_by_role("option", name=name_of(given.APPROVER)).click()
    gernot.sends_sheet("Save")
    # then the page says what is in the way, and where it is mended
    gernot.sees("What is missing", name_of(given.APPROVER))
    expect(
        gernot.page.locator(".next-step").get_by_role("button", name="Send for approval")
    ).to_have_attribute("aria-disabled", "true")
    # and with another approver named it goes on, but not for the author
    Desk(gernot).names(number, {"approver": ["s.petkovic"]})
    Desk(gernot).moves(number, "submit_for_approval", signed=False)
    gernot.opens_document(number)
    gernot.page.locator(".next-step summary").click()
    gernot.sees("Waiting for " + name_of("s.petkovic"), "Approve and sign")
    assert sanja.signs_from_my_work(number, "Approve and sign") == 3


@pytest.mark.requirement("P11-10-f")
def test_of_two_who_act_at_once_the_second_is_told_and_loses_nothing(stage: Stage) -> None:
    number = given.document(stage, "in_review", "Changing the silicone tubing")
    bence, nora = stage.person(given.REVIEWER), stage.person(given.AUTHOR)
    # given the reviewer has the sheet open and a comment typed
    bence.opens_document(number)
    bence.chooses_move("Review and sign")
    bence.fills(Comment="Tubing lot numbers belong into the batch record.")
    bence.gives_credentials()
    # when the author takes the draft back in the same moment
    nora.opens_document(number)
    nora.moves("Take back to draft", reason="A drawing is missing.")
    # then the reviewer's signature is not taken, they read why, and what they typed is still there
    bence.is_refused_in_sheet("Review and sign", says=name_of(given.AUTHOR), status=422)
    expect(bence.sheet.get_by_label("Comment")).to_have_value(
        "Tubing lot numbers belong into the batch record."
    )
    bence.opens_document(number)
    bence.opens_tab("Signatures")
    bence.sees("Nobody has signed this version yet")
