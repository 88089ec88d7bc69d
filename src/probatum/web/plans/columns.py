"""The columns of the three tables of a plan, as data: what is typed, chosen or picked in each cell."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.quality.capa import choices
from probatum.quality.capa.built_in import CHOICES as EFFECTS
from probatum.quality.capa.built_in import TASK
from probatum.quality.capa.plans import ACTION, CHECK
from probatum.quality.capa.rows import INVESTIGATION


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is text, choice, person or date; `wide` takes the room that is left; `start` is what a new line begins with."""

    name: str
    label: str
    type: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    wide: bool = False
    narrow: bool = False
    start: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: its kind, what one line is called, the columns, and the empty lines it begins with."""

    kind: str
    label: str
    one: str
    columns: tuple[Column, ...]
    holders: str
    blank: int = 1
    help: str = ""


OWNER = Column("owner", "Owner", "person")
DUE = Column("due_on", "Due", "date")

GRIDS: tuple[Grid, ...] = (
    Grid(
        INVESTIGATION,
        "Investigations",
        "Investigation",
        (Column("title", "What is to be found out", wide=True), OWNER),
        holders="event.handle",
        help="Each is a record of its own, with its report and its approval.",
    ),
    Grid(
        ACTION,
        "Actions",
        "Action",
        (
            Column("title", "What is to be done", wide=True),
            Column("nature", "Kind", "choice", choices.NATURES),
            Column("category", "Category", "choice", choices.CATEGORIES, start=TASK),
            Column("effect", "Type", "choice", EFFECTS),
            Column("brings_about", "Document", help="Its number, where the type makes one effective."),
            OWNER,
            DUE,
            Column(
                "after", "After", narrow=True, help="Places of the actions that come first, such as 1, 2."
            ),
        ),
        holders="capa.carry_out",
        blank=2,
        help="A day left empty is proposed by the category. “After” names the places of the actions that come first.",
    ),
    Grid(
        CHECK,
        "Effectiveness checks",
        "Check",
        (
            Column("criteria", "Criteria of success", wide=True),
            Column("method", "Method"),
            Column("sample_size", "Sample size"),
            OWNER,
            Column("start_on", "Start", "date"),
            DUE,
        ),
        holders="capa.carry_out",
        help="Days left empty are proposed: the start from the last due day, the end a month later.",
    ),
)


def grid(kind: str) -> Grid:
    """The table of a kind. Raises KeyError when there is none."""
    return {one.kind: one for one in GRIDS}[kind]
