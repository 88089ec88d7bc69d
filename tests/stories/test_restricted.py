"""What is kept for a circle: somebody inside works with it, and somebody outside with nearly every right finds nothing of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories.desk import Desk
from tests.stories.people import Stage
from tests.stories.pictures import Album

LIST, WORDS = "UBL-CO-001", "treatment codes"
OPEN = "SOP-QA-001"
INSIDE, OUTSIDE = "r.castleberry", "m.oberrauch"


@pytest.mark.requirement("DOC-37")
def test_insider_works_with_a_restricted_list_and_the_head_of_quality_finds_nothing(
    stage: Stage, album: Album
) -> None:
    renee = stage.person(INSIDE)
    # somebody of the unblinded team finds the list like any other document, and sees whom it is kept for
    renee.opens("/documents/")
    renee.sees(LIST)
    renee.opens_document(LIST)
    expect(renee.page.locator(".page-header")).to_contain_text("Kept for Unblinded")
    album.take(renee, "restricted-document")
    # she refers to an open document, and puts the list on a change
    Desk(renee).send(
        f"/documents/{LIST}/where-used/", {"type": "references", "number": OPEN, "note": "Cabinet 4"}
    )
    renee.opens(f"/documents/{LIST}/where-used/")
    renee.sees(OPEN)
    Desk(renee).send(
        "/change-requests/new/",
        {
            "title": "New holder of the codes",
            "reason": "The depot moves.",
            "documents": LIST,
            "implementation_days": "0",
        },
    )
    renee.opens("/change-requests/")
    renee.sees("New holder of the codes")
    renee.follows("CR-")
    renee.arrives()
    renee.sees(LIST)
    # the head of quality, who sees confidential records and the audit trail, finds nothing of all that
    maria = stage.person(OUTSIDE)
    maria.opens("/documents/?q=UBL")
    maria.does_not_see(LIST, WORDS)
    maria.opens("/documents/?q=treatment+codes")
    maria.does_not_see(LIST, "who holds the")
    maria.opens(f"/search/?q={LIST}")
    maria.does_not_see("who holds the treatment codes")
    maria.opens("/search/?q=Pharmacovigilance+opens+one+envelope")
    maria.does_not_see(LIST, WORDS)
    maria.opens("/change-requests/")
    maria.does_not_see("New holder of the codes")
    maria.opens(f"/documents/{OPEN}/where-used/")
    maria.does_not_see(LIST, "you may not see")
    maria.opens("/ledger/")
    maria.does_not_see(LIST, "Renee Castleberry linked", "New holder of the codes")
    with maria.watch.expecting(404):
        maria.page.goto(f"/documents/{LIST}/")
    expect(maria.page.locator("main")).not_to_contain_text(WORDS)
