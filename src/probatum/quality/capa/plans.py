"""Which kinds have a plan of actions and checks, while which states it is written, and what sets it going.

Each process says so in its own module; nothing here knows which process that is (CAP-09, CAP-12).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from probatum.kernel import effects
from probatum.kernel.authz import Decision, decide
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.process import declare, process_of
from probatum.kernel.record import Record

ACTION, CHECK = "action", "effectiveness_check"
#: the right to write a plan; whoever owns the record may as well
WRITE = "capa.handle"


@dataclass(frozen=True, slots=True)
class Plan:
    """When the plan of a kind is written, when its actions run, and when its checks wait for their day.

    proven and failed: the automatic moves of a record that stays open until its checks are over.
    """

    written_in: tuple[str, ...]
    runs_in: tuple[str, ...]
    checked_in: tuple[str, ...]
    proven: str = ""
    failed: str = ""


_plans: dict[str, Plan] = {}
SetGoing = Callable[[Any, Record, str], None]
_set_going: list[SetGoing] = []
_dropping: list[SetGoing] = []


def planned(
    kind: str,
    *,
    written_in: tuple[str, ...],
    runs_in: tuple[str, ...],
    by: tuple[str, ...],
    checked_in: tuple[str, ...] = (),
    dropped_by: tuple[str, ...] = (),
    proven: str = "",
    failed: str = "",
) -> Plan:
    """Declare the plan of a kind; `by` are the moves after which it is looked at what may begin,
    `dropped_by` those with which what is open of it ends.

    Raises LookupError for a state or a move that its process does not have.
    """
    process = process_of(kind)
    strange = [name for name in (*written_in, *runs_in, *checked_in) if name not in process.by_name]
    strange += [name for name in (*by, *dropped_by, proven, failed) if name and name not in process.by_move]
    if strange:
        raise LookupError(f"{kind}: its plan names {', '.join(strange)}, which does not exist")
    _plans[kind] = Plan(written_in, runs_in, checked_in or runs_in, proven, failed)
    declare(kind, "planned", [asdict(_plans[kind]), list(by), list(dropped_by)])
    for move in by:
        effects.on(kind, move)(_look)
    for move in dropped_by:
        effects.on(kind, move)(_drop)
    return _plans[kind]


def set_going(function: SetGoing) -> SetGoing:
    """Register what looks at a plan after one of its moves."""
    _set_going.append(function)
    return function


def dropping(function: SetGoing) -> SetGoing:
    """Register what ends a plan with its record."""
    _dropping.append(function)
    return function


def _drop(act: Any, record: Record, left: str) -> None:
    for function in _dropping:
        function(act, record, left)


def _look(act: Any, record: Record, left: str) -> None:
    for function in _set_going:
        function(act, record, left)


def is_planned(kind: str) -> bool:
    """Whether records of a kind have a plan."""
    return kind in _plans


def plan_of(record: Record) -> Plan | None:
    """The plan of the kind of a record."""
    return _plans.get(record.kind)


def is_written(record: Record) -> bool:
    """Whether the plan of a record may be written as it stands; a kind that declares none is open until it ends."""
    plan = plan_of(record)
    if plan is None:
        return not process_of(record).state(record.state).final
    return record.state in plan.written_in


def no_room(record: Record) -> str:
    """Why nothing is added to the plan of a record as it stands; nothing while it is written (CAP-09)."""
    return "" if is_written(record) else closed_sentence(record)


def refuse_unless_written(record: Record) -> None:
    """Raise Refused once the plan is approved (CAP-09)."""
    if not is_written(record):
        raise Refused(closed_sentence(record))


def closed_sentence(record: Record) -> str:
    """Why nothing is added to a plan any more, and what can be done."""
    label = process_of(record).state(record.state).label.lower()
    return (
        f"{record.number} is {label}, so its plan does not change by editing. "
        "An extension moves a due day; for more actions the record goes back to planning."
    )


def may_plan(actor: Person, record: Record) -> Decision:
    """Whether somebody may write the plan of a record now: its owner, or who plans CAPAs there."""
    if not is_planned(record.kind):
        return Decision(False, f"A {process_of(record).label.lower()} has no plan of actions.")
    if not is_written(record):
        return Decision(False, closed_sentence(record))
    if record.owner_id == actor.pk and decide(actor, "record.view", record=record):
        return Decision(True, "", "owner")
    return decide(actor, WRITE, record=record)
