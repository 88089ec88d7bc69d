"""Paper: a numbered copy goes out, is called back by the next version, and each sheet is accounted for."""

from __future__ import annotations

import pytest

from tests.stories import given
from tests.stories.desk import Desk, name_of
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album
from tests.stories.test_authoring import becomes

CONTROL = "e.kovarik"


@pytest.mark.requirement("DOC-25", "DOC-26", "MOB-04")
def test_copies_are_called_back_by_the_next_version_and_accounted_for(stage: Stage, album: Album) -> None:
    number = given.document(stage, "approved", "Cleaning of the wash station")
    eva, marek = stage.person(CONTROL), stage.person("m.hudecek")
    becomes(eva, number, version=1, state="Effective")
    # document control issues a copy to an operator and one to a laboratory outside
    eva.opens(f"/documents/{number}/copies/")
    eva.sees("No copies yet")
    eva.opens_sheet("Issue a copy")
    eva.see_in_sheet("The copy gets the next number", "Recipient without an account")
    album.take(eva, "copy-issue")
    eva.page.keyboard.press("Escape")
    issues(eva, number, holder="m.hudecek", place="Wash station 2", purpose="Work at the station")
    issues(eva, number, recipient="Obermoser Laboratories", place="Linz", purpose="Contract testing")
    eva.opens(f"/documents/{number}/copies/")
    eva.sees("2 issued in all", "Obermoser Laboratories")
    eva.follows(f"{number} C1")
    eva.arrives()
    eva.sees("Wash station 2", "Print the copy")
    album.take(eva, "copy")
    # when the next version becomes effective
    supersede(stage, eva, number)
    # then the operator is asked for it, and hands it back
    marek.opens("/")
    marek.sees("Hand back the controlled copy")
    marek.follows("Hand back the controlled copy")
    marek.moves("I have handed it back")
    # and document control sees who has not returned
    eva.opens_document(number)
    eva.sees("Copies not returned", "Says it is handed back", "Obermoser Laboratories, Linz")
    album.take(eva, "copies-not-returned")
    for copy, move, why in (
        ("C1", "Confirm the return", "Complete, shredded."),
        ("C2", "Report it missing", "The laboratory cannot find it."),
    ):
        eva.opens(f"/documents/{number}/copies/")
        eva.follows(f"{number} {copy}")
        eva.moves(move, reason=why)
    eva.opens(f"/documents/{number}/copies/")
    eva.sees("Returned", "Missing", f"{name_of(CONTROL)}: The laboratory cannot find it.")
    album.take(eva, "copies-reconciled")


def issues(who: Somebody, number: str, **values: str) -> None:
    Desk(who).send(f"/documents/{number}/copies/new/", values, form="/copies/new/")


def supersede(stage: Stage, eva: Somebody, number: str) -> None:
    """The next version, all the way."""
    eva.opens_document(number)
    eva.opens_version_start("The station is rinsed twice.")
    Desk(eva).names(number, given.CAST, version=2)
    Desk(eva).moves(number, "submit_for_review", version=2, signed=False)
    for username, move, signed in (
        (given.REVIEWER, "review", True),
        (CONTROL, "submit_for_approval", False),
        (given.APPROVER, "approve", True),
    ):
        Desk(stage.person(username)).moves(number, move, version=2, signed=signed)
    Desk(stage.person(given.QUALITY)).moves(number, "approve_quality", version=2, effective_on=given.today())
    becomes(eva, number, version=2, state="Effective")
