"""What is in force is kept in order: reviewed and kept or retired, and several documents handed over at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.desk import name_of
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album
from tests.stories.test_authoring import becomes

CONTROL, NEXT_OWNER = "e.kovarik", "s.petkovic"


@pytest.mark.requirement("DOC-22", "DOC-34", "SIG-03")
def test_a_review_is_opened_before_its_time_and_its_owner_keeps_the_document(
    stage: Stage, album: Album
) -> None:
    number = given.document(stage, "approved", "Line clearance, room 7")
    eva, nora = stage.person(CONTROL), stage.person(given.AUTHOR)
    becomes(eva, number, version=1, state="Effective")
    # document control opens the review, with the reason
    chooses(eva, [number], search="Line clearance")
    eva.fills(What_to_do="Start a periodic review")
    eva.presses("Show what will happen")
    eva.sees(number, f"A review opens now; {name_of(given.AUTHOR)} is asked, due")
    eva.fills(Reason="The line was rebuilt in autumn.")
    eva.presses("Start a periodic review: 1 document")
    eva.sees("done for 1 document")
    # the owner finds it in My work, reads the version in force, and keeps it
    decides(nora, number)
    album.take(nora, "periodic-review")
    nora.signs("Keep as it is and sign", Comment="Still how we work.")
    assert nora.state() == "Reviewed"
    nora.sees("Keep as it is", "Next review")
    nora.opens_tab("Signatures")
    nora.sees("Periodic review performed: keep as it is", name_of(given.AUTHOR), "Still how we work.")
    # and everybody goes on working by it
    nora.opens_document(number)
    assert nora.state() == "Effective"


@pytest.mark.requirement("DOC-22", "DOC-30", "SIG-03")
def test_a_review_ends_with_a_retirement_that_quality_signs(stage: Stage) -> None:
    number = given.document(stage, "approved", "Handling of the old autoclave")
    eva, nora, tomas = stage.person(CONTROL), stage.person(given.AUTHOR), stage.person(given.QUALITY)
    becomes(eva, number, version=1, state="Effective")
    chooses(eva, [number], search="old autoclave")
    eva.fills(What_to_do="Start a periodic review")
    eva.presses("Show what will happen")
    eva.fills(Reason="The autoclave was taken out.")
    eva.presses("Start a periodic review: 1 document")
    # the owner asks for its retirement; until Quality has signed, everybody works by it
    decides(nora, number)
    nora.signs("Ask for retirement and sign", Reason="The autoclave is gone.")
    nora.opens_document(number)
    assert nora.state() == "Effective"
    assert tomas.signs_from_my_work(number, "Retire and sign", Reason="Nothing replaces it.") == 3
    nora.opens_document(number)
    assert nora.state() == "Obsolete"
    marek = stage.person("m.hudecek")
    marek.opens_document(number)
    marek.sees("Do not work by it")


@pytest.mark.requirement("DOC-34")
def test_several_documents_get_a_new_owner_after_a_preview_with_one_reason(
    stage: Stage, album: Album
) -> None:
    theirs, own = given.document(stage, "approved", "Purified water, sampling by hand"), "WI-QC-001"
    eva = stage.person(CONTROL)
    becomes(eva, theirs, version=1, state="Effective")
    chooses(eva, [theirs, own], search="purified water")
    # a value that is missing is asked for
    eva.fills(What_to_do="Change the owner")
    with eva.watch.expecting(422):
        eva.presses("Show what will happen")
    eva.sees("Choose the owner.")
    field = eva.page.get_by_label("Owner")
    field.fill(name_of(NEXT_OWNER))
    eva.page.get_by_role("option", name=name_of(NEXT_OWNER)).click()
    # the preview says what happens to each, and what cannot
    eva.presses("Show what will happen")
    eva.sees(
        f"Owner changes from {name_of(given.AUTHOR)} to {name_of(NEXT_OWNER)}.",
        f"Not possible: {name_of(NEXT_OWNER)} owns it already.",
        "What is not possible is left out",
    )
    album.take(eva, "bulk-preview")
    # nothing has changed so far; then the reason, and it is done
    eva.fills(Reason="Nora moves to engineering.")
    eva.presses("Change the owner: 1 document")
    eva.sees("done for 1 document", theirs)
    eva.opens_document(theirs)
    eva.sees(name_of(NEXT_OWNER))
    eva.opens_tab("History")
    eva.sees("Nora moves to engineering.")


def chooses(who: Somebody, numbers: list[str], *, search: str) -> None:
    """Tick rows of the library and go on to what shall happen to them."""
    who.opens(f"/documents/?q={search}")
    for number in numbers:
        who.page.get_by_role("row").filter(has_text=number).get_by_role("checkbox").check()
    expect(who.page.locator("[data-bulk-count]")).to_contain_text(str(len(numbers)))
    who.presses("Act on them together")


def decides(who: Somebody, number: str) -> None:
    """Go from My work to the review of a document."""
    who.opens("/")
    row = who.page.locator("[data-row]", has_text=number)
    who.follows("Review the document", within=row)
    assert who.state() == "Under review"
