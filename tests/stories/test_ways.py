"""Other ways to the same work: without a script, without a mouse, on a phone, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.papers import text_of
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album


@pytest.mark.requirement("SIG-03", "SIG-07")
def test_without_javascript_one_signs_in_and_signs_a_task(stage: Stage) -> None:
    number = given.document(stage, "in_review", "Labelling of the cold store")
    bence = Somebody(stage, given.REVIEWER, script=False)
    bence.signs_in()
    expect(bence.page.get_by_role("heading", level=1)).to_have_text("My work")
    bence.follows("Sign", within=bence.task(number))
    bence.fills(User_name=bence.username, Password=bence.passphrase)
    bence.presses("Review and sign")
    bence.sees("Reviewed")
    bence.opens_tab("Signatures")
    bence.sees("Bence Szalontai")


@pytest.mark.requirement("SIG-07", "UX-12")
def test_with_the_keyboard_alone_one_finds_reads_and_signs(stage: Stage) -> None:
    number = given.document(stage, "in_review", "Winding of the hoses")
    bence = stage.person(given.REVIEWER)
    keys = bence.page.keyboard
    # Ctrl K, a number, down, Enter: the document
    bence.opens("/")
    keys.press("Control+k")
    keys.type("SOP-QA-001", delay=20)
    expect(bence.page.locator("[data-search-hits] a").first).to_contain_text("SOP-QA-001")
    keys.press("ArrowDown")
    with bence.page.expect_navigation():
        keys.press("Enter")
    expect(bence.page.locator(".page-header__number")).to_have_text("SOP-QA-001")
    # j and k walk a list, Enter opens the row
    bence.opens("/documents/")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    first = bence.page.locator("[data-row] [data-row-link]").first
    expect(first).to_be_focused()
    shown = first.inner_text()
    with bence.page.expect_navigation():
        keys.press("Enter")
    bence.sees(shown)
    # from My work to the signature
    bence.opens("/")
    bence.task(number).get_by_role("link", name="Sign").focus()
    keys.press("Enter")
    expect(bence.sheet).to_be_visible()
    bence.sheet.get_by_label("User name").focus()
    keys.type(bence.username)
    keys.press("Tab")
    keys.type(bence.passphrase)
    with bence.page.expect_navigation():
        keys.press("Enter")
    bence.sees("Reviewed")


@pytest.mark.requirement("MOB-01", "SIG-07")
def test_on_a_phone_one_reads_reviews_and_signs(stage: Stage, album: Album) -> None:
    number = given.document(stage, "in_review", "Rinsing the eye shower")
    bence = stage.person(given.REVIEWER, phone=True)
    bence.opens("/")
    album.take(bence, "phone-work")
    bence.follows("Review", within=bence.task(number))
    expect(bence.page.get_by_role("img", name="Page 1 of")).to_be_visible()
    bence.chooses_move("Review and sign")
    album.take(bence, "phone-sign")
    bence.fills(Comment="Read on the way.")
    bence.gives_credentials()
    bence.sends_sheet("Review and sign")
    bence.sees("Reviewed")
    bence.follows("Search", within=bence.page.locator(".bottom"))
    bence.page.locator("#words").fill("gowning")
    bence.presses("Search", within=bence.page.locator("main"))
    bence.sees("SOP-PR-001")
    bence.opens("/documents/SOP-PR-001/")
    bence.opens_tab("History")


@pytest.mark.requirement("SIG-01", "P11-50-b")
def test_on_paper_a_record_shows_number_version_state_and_signatures(stage: Stage, album: Album) -> None:
    tomas = stage.person(given.QUALITY)
    tomas.opens_document("SOP-QA-002")
    tomas.opens_tab("Signatures")
    with tomas.on_paper() as page:
        expect(page.locator(".shell__nav")).to_be_hidden()
        expect(page.locator(".top")).to_be_hidden()
        paper = page.pdf(format="A4", prefer_css_page_size=True)
    album.keep_paper(paper, "paper")
    said = " ".join(" ".join(text_of(paper)).split())
    for words in (
        "SOP-QA-002",
        "Version",
        "2.0",
        "Effective",
        "Tomas Lindqvist",
        "Approved for Quality",
        "Printed from the browser by Tomas Lindqvist",
        "Not a controlled copy",
    ):
        assert words in said, f"{words} is not on the paper: {said[:1500]}"
    assert re.search(r"\d{1,2} \w{3} \d{4}, \d\d:\d\d", said)
