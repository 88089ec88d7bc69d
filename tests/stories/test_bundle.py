"""Several documents change together: two new ones become effective and an old one is retired in the same instant."""

from __future__ import annotations

import re

import pytest

from tests.stories.desk import Desk
from tests.stories.given import APPROVER, AUTHOR, QUALITY, REVIEWER, document, today
from tests.stories.people import Somebody, Stage

REVIEW, APPROVE = "Review the change and sign", "Approve the change and sign"
APPROVE_QUALITY = "Approve the change for Quality and sign"


@pytest.mark.requirement("DOC-17", "DOC-18", "DOC-23", "DOC-45", "SIG-03")
def test_two_versions_and_a_retirement_are_released_together(stage: Stage) -> None:
    # given an instruction in force and two drafts that take its place
    old = document(stage, "approved", "Weighing, all balances")
    drafts = [document(stage, "draft", f"Weighing, balance {name}") for name in ("A", "B")]
    nina, bence = stage.person(AUTHOR), stage.person(REVIEWER)
    gernot, tomas = stage.person(APPROVER), stage.person(QUALITY)
    stays_until(nina, f"/documents/{old}/", "Effective")
    # when the author opens a change request for the two and puts the old one on it to be retired
    number, address = nina_opens_the_request(nina, drafts)
    nina.fills(Document_numbers=old, What_happens_to_them="Retire")
    nina.presses("Put on the list")
    nina.sees(*drafts, old, "Retire")
    nina.moves("Send the change for review")
    # and each version gets its own review and approvals
    for draft in drafts:
        approve_alone(stage, draft)
    # and the change as a whole is reviewed, approved by the function and by Quality
    assert bence.signs_from_my_work(number, REVIEW) == 3
    nina.opens(address)
    nina.moves("Send the change for approval")
    assert gernot.signs_from_my_work(number, APPROVE) == 3
    nina.opens_document(drafts[0], version=1)
    nina.sees(f"Becomes effective with {number}")
    assert tomas.signs_from_my_work(number, APPROVE_QUALITY) == 3
    # then all of it happens in one instant, and the history says under which request
    stays_until(nina, address, "Released")
    for draft in drafts:
        nina.opens_document(draft)
        assert nina.state() == "Effective"
    nina.opens_tab("Versions")
    nina.sees("Revision history", number)
    nina.opens_document(old, version=1)
    assert nina.state() == "Obsolete"


@pytest.mark.requirement("DOC-23")
def test_an_operator_asks_for_a_change_on_the_phone(stage: Stage) -> None:
    wanted = document(stage, "approved", "Labels of retained samples")
    nina = stage.person(AUTHOR)
    stays_until(nina, f"/documents/{wanted}/", "Effective")
    marek = stage.person("m.hudecek", phone=True)
    marek.opens_document(wanted)
    if not marek.page.get_by_role("link", name="Request a change").is_visible():
        marek.page.locator(".page-header summary").first.click()
    marek.opens_sheet("Request a change")
    marek.fills(What_should_change="The label is too small.", Why="It comes off.")
    marek.sends_sheet("Send the request")
    marek.sees("The label is too small.", "Waiting for")
    nina.opens("/")
    nina.sees("Prepare the change request")


def nina_opens_the_request(nina: Somebody, drafts: list[str]) -> tuple[str, str]:
    nina.opens("/change-requests/new/")
    nina.fills(
        Title="One instruction for each balance",
        Reason_for_the_change="People read the wrong page.",
        What_changes="Each balance has its own instruction.",
        Impact="Training of the weighing room; nothing registered.",
        Documents_to_make_effective=", ".join(drafts),
    )
    nina.presses("Open the change request")
    nina.sees("Bence Szalontai", "Gernot Pichlmayr", "Tomas Lindqvist")
    number = nina.page.locator(".page-header__number").inner_text()
    assert re.fullmatch(r"DCR-\d{4}-\d{4}", number)
    return number, re.sub(r"^https?://[^/]+", "", nina.page.url)


def approve_alone(stage: Stage, number: str) -> None:
    """The version's own way to approved, without looking."""
    for username, move, values in (
        (AUTHOR, "submit_for_review", {}),
        (REVIEWER, "review", {}),
        (AUTHOR, "submit_for_approval", {}),
        (APPROVER, "approve", {}),
        (QUALITY, "approve_quality", {"effective_on": today()}),
    ):
        signed = username != AUTHOR
        Desk(stage.person(username)).moves(number, move, signed=signed, **values)


def stays_until(who: Somebody, address: str, state: str) -> None:
    for _ in range(60):
        who.page.goto(address)
        if who.state() == state:
            break
        who.page.wait_for_timeout(1000)
    assert who.state() == state
    who.arrives()
