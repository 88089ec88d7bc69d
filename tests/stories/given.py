"""Documents as a story finds them, brought there by the real moves of the people of the example company."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.stories.desk import TEXT, Desk

if TYPE_CHECKING:
    from tests.stories.people import Stage

AUTHOR, REVIEWER, APPROVER, QUALITY = "n.feldbacher", "b.szalontai", "g.pichlmayr", "t.lindqvist"
CAST = {"reviewer": [REVIEWER], "approver": [APPROVER], "quality_approver": [QUALITY]}
#: state -> the move that leads on from it, and who makes it.
WAY = {
    "draft": ("submit_for_review", AUTHOR),
    "in_review": ("review", ""),
    "reviewed": ("submit_for_approval", AUTHOR),
    "in_approval": ("approve", ""),
    "in_quality_approval": ("approve_quality", ""),
}
ASKED = {"in_review": "reviewer", "in_approval": "approver", "in_quality_approval": "quality_approver"}


def document(stage: Stage, state: str, title: str, *, text: str = TEXT, **people: list[str]) -> str:
    """A work instruction in a state; returns its number. `author` may name further authors."""
    cast = {**CAST, **people}
    first = cast.get("author", [AUTHOR])[0]
    number = Desk(stage.person(first)).writes_document(title, text=text, people=cast)
    for at, (move, by) in WAY.items():
        if at == state:
            break
        for username in cast[ASKED[at]] if at in ASKED else [first if by == AUTHOR else by]:
            values = {"effective_on": today()} if move == "approve_quality" else {}
            Desk(stage.person(username)).moves(number, move, signed=at in ASKED, **values)
    return number


def today() -> str:
    """The day at the site of the documents."""
    return datetime.now(ZoneInfo("Europe/Vienna")).date().isoformat()
