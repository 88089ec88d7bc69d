"""Which kinds of record have their causes analysed, in which states, by whom. Each process says so in its own module."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.authz import Decision, decide
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import declare, process_of
from probatum.kernel.record import Record
from probatum.kernel.words import inside, with_article


@dataclass(frozen=True, slots=True)
class Analysed:
    """The states in which causes are searched for, and by whom: who holds one of the parts, or the permission."""

    states: tuple[str, ...]
    permission: str
    parts: tuple[str, ...] = ("owner",)


_declared: dict[str, Analysed] = {}


def analysed(
    kind: str,
    *,
    states: tuple[str, ...],
    permission: str = "event.handle",
    parts: tuple[str, ...] = ("owner",),
) -> Analysed:
    """Declare that the causes of a kind are analysed. Raises LookupError for a state that its process does not have."""
    process = process_of(kind)
    strange = [state for state in states if state not in process.by_name]
    if strange:
        raise LookupError(f"{kind}: no state {', '.join(strange)} in which causes could be analysed")
    _declared[kind] = Analysed(states, permission, parts)
    declare(kind, "analysed", [list(states), permission, list(parts)])
    return _declared[kind]


def is_analysed(kind: str) -> bool:
    """Whether records of a kind have a page for their causes."""
    return kind in _declared


def may_analyse(actor: Actor, record: Record) -> Decision:
    """Whether the actor may work on the causes of a record now: the right, and a state in which they are searched for."""
    rule = _declared.get(record.kind)
    process = process_of(record)
    if rule is None:
        return Decision(False, f"The causes of {with_article(process.label)} are not analysed.")
    verdict = _taking_part(actor, record, rule) or decide(actor, rule.permission, record=record)
    if not verdict or record.state in rule.states:
        return verdict
    when = " or ".join(inside(process.state(state).label) for state in rule.states)
    return Decision(
        False,
        f"Causes can be changed while the {inside(process.label)} is {when}; it is {inside(process.state(record.state).label)}.",
    )


def _taking_part(actor: Actor, record: Record, rule: Analysed) -> Decision | None:
    """The decision for the owner and who holds one of the parts; None for anybody else."""
    held = {one.name for one in parts_of(record) if one.person_id == actor.pk}
    held |= {"owner"} if record.owner_id == actor.pk else set()
    part = next((name for name in rule.parts if name in held), None)
    if part is None or not decide(actor, "record.view", record=record):
        return None
    return Decision(True, "", process_of(record).called(part))
