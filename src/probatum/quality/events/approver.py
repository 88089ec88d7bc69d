"""Who approves an event for Quality: whoever is named, else the one who triages it, unless they own it (QE-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.authz import decide
from probatum.kernel.gates import named
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard, Verdict, process_of
from probatum.kernel.record import Record

PART, RIGHT = "quality", "event.approve_quality"


def _somebody_approves(record: Record, actor: Actor, values: Mapping[str, Any]) -> Verdict:
    """A Quality approver is named, or whoever acts can be it."""
    if _is_named(record) or _can_be(record, actor):
        return None
    return named(PART).check(record, actor, values)


SOMEBODY_APPROVES = Guard("somebody_approves", _somebody_approves)


def name_approver(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """Name whoever acts as the Quality approver where nobody is, under the open action of the move."""
    if not _is_named(record) and act.person is not None:
        set_parts(act, record, process=process_of(record), name=PART, people=[act.person])


def _is_named(record: Record) -> bool:
    return any(held.name == PART for held in parts_of(record))


def _can_be(record: Record, actor: Actor) -> bool:
    return (
        isinstance(actor, Person)
        and actor.pk != record.owner_id
        and bool(decide(actor, RIGHT, record=record))
    )
