"""The box beside a record that says how often a preliminary reviewer looked at it, and what was said last (QE-32)."""

from __future__ import annotations

from typing import Any

from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.events.preliminary import NOT_YET, PART, rounds_of
from probatum.web import pages
from probatum.web.components import marks


def aside(actor: Person, record: Record) -> dict[str, Any] | None:
    """Rounds and the last remarks; nothing where nobody has looked."""
    if all(rule.name != PART for rule in process_of(record).parts):
        return None
    rounds = rounds_of(record)
    if rounds.last is None:
        return None
    return {
        "looks": rounds.looks,
        "not_yet": rounds.not_yet,
        "ready": not rounds.last.move.startswith(NOT_YET),
        "who": rounds.last.name,
        "when": marks.when(rounds.last.at),
        "remarks": rounds.last.reason,
    }


def register() -> None:
    """Tell the registry; called once with the addresses."""
    pages.register_aside("parts/looks.html", aside)
