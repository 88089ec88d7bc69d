"""Who approves an event for Quality: whoever is named, else the one who triages it, unless they own it (QE-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import team
from probatum.kernel.authz import decide
from probatum.kernel.errors import Missing
from probatum.kernel.gates import named
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard, Verdict, process_of
from probatum.kernel.record import Record

PART, RIGHT = "quality", "event.approve_quality"


def _somebody_approves(record: Record, actor: Actor, values: Mapping[str, Any]) -> Verdict:
    """A Quality approver is named, or the default names one, or there is none and whoever acts can be it."""
    if _is_named(record):
        return None
    if (default := _by_default(record)) is not None:
        if not default.why_not:
            return None
        return Missing(default.why_not, url_name="record-people", args=(str(record.uuid),))
    return None if _can_be(record, actor) else named(PART).check(record, actor, values)


SOMEBODY_APPROVES = Guard("somebody_approves", _somebody_approves)


def name_approver(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """Name the team by default, and whoever acts as the Quality approver where nobody is, under the open action of the move."""
    team.fill(act, record)
    if not _is_named(record) and act.person is not None:
        set_parts(act, record, process=process_of(record), name=PART, people=[act.person])


def _is_named(record: Record) -> bool:
    return any(held.name == PART for held in parts_of(record))


def _by_default(record: Record) -> team.Proposal | None:
    return next((one for one in team.proposals(record) if one.rule.name == PART), None)


def _can_be(record: Record, actor: Actor) -> bool:
    return (
        isinstance(actor, Person)
        and actor.pk != record.owner_id
        and bool(decide(actor, RIGHT, record=record))
    )
