"""From a template to a remark on a passage: a document begins from the effective template and is reviewed in the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.desk import Desk, name_of
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album

TEMPLATE = "TPL-QA-001"
PASSAGE, REMARK = "stays locked during a shift", "Say who keeps the key."
WRITTEN = "\n\n## Key cabinet\n\nThe key cabinet stays locked during a shift.\n"


@pytest.mark.requirement("DOC-07", "DOC-12", "DOC-13")
def test_document_begins_from_the_template_and_a_passage_is_remarked_on(stage: Stage, album: Album) -> None:
    nora, bence = stage.person(given.AUTHOR), stage.person(given.REVIEWER)
    # the author begins from the template that is in force
    nora.opens("/documents/new/")
    nora.fills(Type="SOP, corporate", Title="Keys of the clean area", Department="Production")
    nora.page.get_by_label("Start from a template of the type").check()
    album.take(nora, "new-from-template")
    nora.presses("Make the document")
    text = nora.page.get_by_label("Text")
    expect(text).not_to_have_value("")
    text.fill(text.input_value() + WRITTEN)
    nora.fills(What_changed="The key cabinet.")
    nora.presses("Save as the next draft")
    nora.sees(TEMPLATE)
    number = nora.page.locator(".page-header__number").inner_text()
    Desk(nora).names(number, given.CAST)
    nora.opens_document(number)
    nora.moves("Send for review")
    # the reviewer marks words on the page and says what is missing
    bence.opens("/")
    bence.follows("Review", within=bence.task(number))
    bence.follows("Review in the page")
    marks(bence, PASSAGE)
    bence.opens_sheet("Comment", within=bence.page.locator(".review__new"))
    expect(bence.sheet.get_by_label("Passage")).to_have_value(PASSAGE)
    bence.fills(Comment=REMARK)
    bence.sends_sheet("Add the comment")
    bence.sees(REMARK, "1 open")
    expect(bence.page.get_by_role("link", name="Remark on this passage")).to_be_visible()
    album.take(bence, "review-in-page")
    # the author finds it beside the passage, and settles it
    nora.opens(f"/documents/{number}/versions/1/review/")
    nora.sees(REMARK, PASSAGE, name_of(given.REVIEWER))
    nora.opens_sheet("Accept", within=nora.page.locator(".review__remark", has_text=REMARK))
    nora.sends_sheet("Accept")
    nora.sees("0 open, 1 settled")
    # and where the template is used, the document stands
    nora.opens(f"/documents/{TEMPLATE}/where-used/")
    nora.sees("Made from this template", number)


def marks(who: Somebody, words: str) -> None:
    """Mark words on a page as a pointer does."""
    piece = who.page.locator(".review__layer text", has_text=words).first
    piece.scroll_into_view_if_needed()
    piece.evaluate(
        """(element, words) => {
            const text = element.firstChild, at = text.data.indexOf(words), range = document.createRange()
            range.setStart(text, at)
            range.setEnd(text, at + words.length)
            getSelection().removeAllRanges()
            getSelection().addRange(range)
        }""",
        words,
    )
    expect(who.page.locator("[data-review-chosen]")).to_contain_text(words)
