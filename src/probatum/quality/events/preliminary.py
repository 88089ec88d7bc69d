"""A look before the approver: a preliminary reviewer says “ready”, or “not yet” with remarks (QE-32).

It is no approval: nothing is signed, “not yet” is no rejection, and rounds are counted. Optional for each record, by naming somebody;
demanded from a rating on that a setting names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.errors import Missing
from probatum.kernel.gates import NOT_THE_OWNER
from probatum.kernel.particulars import parts_of, steps_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Move, PartRule, State
from probatum.kernel.record import Record, Step
from probatum.quality.events.path import path_of

PART, DEMANDED_FROM = "preliminary", "event.preliminary_from"
RATINGS = ("minor", "major", "critical")
READY, NOT_YET = "ready", "not_yet"

SETTINGS[DEMANDED_FROM] = (
    0,
    "Rating from which a preliminary reviewer looks first: 1 minor, 2 major, 3 critical; 0 for never",
    0,
    3,
)

RULE = PartRule(
    PART,
    "Preliminary reviewer",
    "event.read",
    maximum=1,
    inherited=True,
    help="Says whether it is ready before Quality gets it. Signs nothing; is not the owner.",
)


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often a preliminary reviewer has looked, how often it was not ready, and the last step of it."""

    looks: int
    not_yet: int
    last: Step | None


def state(name: str = "preliminary", label: str = "Preliminary review", *, ready: str = READY) -> State:
    """The state in which the preliminary reviewer is asked; beside the line of steps, because not every record passes it."""
    return State(
        name,
        label,
        "info",
        "eye",
        rail=False,
        asks=(
            Ask(PART, ready, "Say whether it is ready for Quality", business_days=2, instead="event.triage"),
        ),
        explains="A preliminary reviewer says whether it is ready, so that Quality gets it once and complete.",
    )


def moves(source: str = "preliminary", *, on: str, back: str, suffix: str = "") -> tuple[Move, Move]:
    """The two verdicts of the preliminary reviewer."""
    return (
        Move(
            f"{READY}{suffix}",
            f"Ready for Quality{suffix and ', finally'}",
            (source,),
            on,
            part=PART,
            instead="event.triage",
            guards=(NOT_THE_OWNER,),
            primary=True,
            help="Nothing is signed; Quality gets it now.",
        ),
        Move(
            f"{NOT_YET}{suffix}",
            f"Not yet{suffix and ', finally'}",
            (source,),
            back,
            back=True,
            part=PART,
            instead="event.triage",
            reason=True,
            guards=(NOT_THE_OWNER,),
            help="It goes back to the owner with your remarks. That is no rejection.",
        ),
    )


def first(to: str, *, by: str = "preliminary") -> Callable[[Record], str]:
    """Where a record goes that is sent on: to its preliminary reviewer where one is named, else straight on."""

    def way(record: Record) -> str:
        """The preliminary reviewer first, where one is named."""
        return by if _named(record) else to

    return way


def _named(record: Record) -> bool:
    return any(held.name == PART for held in parts_of(record))


def _somebody_looks_first(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """Where the rating demands a preliminary reviewer, one is named, and it is not the owner."""
    held = [part.person for part in parts_of(record) if part.name == PART]
    if any(person.pk == record.owner_id for person in held):
        return _missing(record, "The preliminary reviewer owns this. Name somebody else.")
    if held or not is_demanded(record):
        return None
    return _missing(
        record, "Rated as it is, a preliminary reviewer looks at it before Quality. Nobody is named yet."
    )


def _missing(record: Record, sentence: str) -> Missing:
    return Missing(sentence, url_name="record-people", args=(str(record.uuid),))


SOMEBODY_LOOKS_FIRST = Guard("somebody_looks_first", _somebody_looks_first)


def is_demanded(record: Record) -> bool:
    """Whether the rating of an event, or of the event that a record is part of, demands a preliminary reviewer."""
    least = int(setting(DEMANDED_FROM))
    if not least:
        return False
    path = path_of(record.parent if record.parent_id is not None and record.parent else record)
    return path in RATINGS and RATINGS.index(path) + 1 >= least


def rounds_of(record: Record) -> Rounds:
    """The looks of preliminary reviewers at a record."""
    made = [step for step in steps_of(record) if step.move.startswith((READY, NOT_YET))]
    back = [step for step in made if step.move.startswith(NOT_YET)]
    return Rounds(len(made), len(back), made[-1] if made else None)
