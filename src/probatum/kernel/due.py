"""The day on which a record is due: set by hand only while its process leaves that open, later moved only by what may move it.

Open tasks and the clocks that go with the record move in the same transaction, so that no list shows another day than the record
(QE-05, QE-06).
"""

from __future__ import annotations

import datetime as dt

from probatum.kernel import clock as clocks
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import Decision
from probatum.kernel.calendar import today_at
from probatum.kernel.clock import Clock
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.task import Task


def may_set_due(actor: Person, record: Record) -> Decision:
    """Whether somebody may set the due day by hand: the owner, while the process leaves it open."""
    process = process_of(record)
    state = process.state(record.state)
    if state.final:
        return Decision(False, f"{record.number} has ended; its due day stays as it was.")
    if record.state not in process.due_open:
        return Decision(False, locked_sentence(record))
    if record.owner_id != actor.pk:
        return Decision(False, f"Only the owner ({record.owner.name}) sets the due day of {record.number}.")
    return Decision(True, "", "owner")


def locked_sentence(record: Record) -> str:
    """Why the due day cannot be edited any more, and who can act."""
    return (
        f"The due day of {record.number} is fixed and does not change by editing. "
        "Ask for an extension; Quality approves it with a signature."
    )


def set_due(actor: Person, record: Record, *, due: dt.date, based_on: int, reason: str) -> Record:
    """Set the due day by hand. Raises NotAllowed where it is fixed, StaleRecord, Refused for a day in the past or no reason."""
    verdict = may_set_due(actor, record).or_refuse()
    why = require_reason(reason, ask="Say why the due day changes.")
    with action(actor, f"{record.kind}.set_due", record=record, reason=why, role=verdict.role) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_set_due(actor, locked).or_refuse()
        if due < today_at(locked.site, at=act.at):
            raise Refused("Enter a day that is not in the past.", field="due")
        move_due(act, locked, due=due)
        touch(act, locked)
    return locked


def move_due(act: Act, record: Record, *, due: dt.date, because: Record | None = None) -> None:
    """Give a locked record another due day under an open action; the caller counts the change with `touch`.

    Its open tasks get as many days more, yet none ends after the record. Statutory clocks stay where the law put them.
    """
    before = record.due
    record.due = due
    days = (due - before) if before is not None else None
    for task in Task.objects.select_for_update(no_key=True).filter(record=record, closed_at=None):
        later = task.due + days if task.due is not None and days is not None else due
        task.due = min(later, due)
        task.save(update_fields=["due"])
    running = Clock.objects.filter(record=record, stopped_at=None, statutory=False, with_record=True)
    for clock in running.order_by("id"):
        clocks.move(
            act,
            clock,
            due=clock.due + days if days is not None else due,
            reason=because.number if because else act.reason,
            because=because,
        )
    record.__dict__.pop("_open_tasks", None)
    record.__dict__.pop("_clocks", None)
