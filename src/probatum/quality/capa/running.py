"""A plan that runs: approved actions begin, the next when the last before it has ended, and checks wait for their day (CAP-04, CAP-12)."""

from __future__ import annotations

from typing import Any

from probatum.kernel import effects
from probatum.kernel.errors import Refused
from probatum.kernel.family import is_over
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.opening import OPENED
from probatum.kernel.particulars import parts_of
from probatum.kernel.record import Record
from probatum.quality.capa import checking
from probatum.quality.capa.order import before
from probatum.quality.capa.plans import ACTION, CHECK, dropping, is_planned, plan_of, set_going


@set_going
def look(act: Any, record: Record, left: str) -> None:
    """After a move of what has a plan: let its actions begin where it is approved, and its checks wait where it is carried out."""
    plan = plan_of(record)
    if plan is None:
        return
    if record.state in plan.runs_in:
        release(act, record)
    if record.state in plan.checked_in:
        checking.wait_for_day(act, record)


def release(act: Any, parent: Record) -> None:
    """Let the actions of an approved plan begin, each in its order."""
    for child in _actions(parent):
        if child.state == "define_team":
            advance(act, lock(child), "release")
    start_next(act, parent)


def start_next(act: Any, parent: Record) -> None:
    """Let those approved actions begin that wait for nothing any more."""
    actions = _actions(parent)
    waits = before(child.pk for child in actions)
    for child in actions:
        if child.state == "initiated" and all(is_over(other) for other in waits.get(child.pk, ())):
            advance(act, lock(child), "start")


def _actions(parent: Record) -> list[Record]:
    """Freshly read: other moves of the same transaction change them."""
    return list(Record.objects.filter(parent=parent, kind=ACTION).order_by("id"))


@effects.on(ACTION, OPENED)
def opened(act: Any, record: Record, left: str) -> None:
    """An action of a kind that nobody approves a plan of begins when its Quality approver is named."""
    parent = record.parent
    if parent is None or is_planned(parent.kind):
        return
    if not any(held.name == "quality" for held in parts_of(record)):
        raise Refused(
            f"Nobody could approve it. Name the Quality approver of {parent.number} first.", field="quality"
        )
    advance(act, record, "release")
    advance(act, record, "start")


def _ended(act: Any, record: Record, left: str) -> None:
    if record.parent is not None:
        start_next(act, record.parent)
        checking.reckon_all(act, record.parent)


for _move in ("approve", "fulfil", "cancel", "withdraw"):
    effects.on(ACTION, _move)(_ended)


@dropping
def end_children(act: Any, record: Record, left: str) -> None:
    """End the open actions and checks of a record that is cancelled, under its action."""
    for child in Record.objects.filter(parent=record, kind__in=(ACTION, CHECK)).order_by("id"):
        if not is_over(child):
            advance(act, lock(child), "end_with_parent")
