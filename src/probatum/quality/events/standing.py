"""Acts of people on the clocks of an event: let one stand still, let it go on, say that what it asks for is done (QE-04, QE-35)."""

from __future__ import annotations

from probatum.kernel import clock as clocks
from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, decide, roles_with
from probatum.kernel.clock import DONE, NOT_NEEDED, OUTCOMES, Clock
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

PAUSE, REPORT, TRIAGE = "event.approve_quality", "complaint.report", "event.triage"


def may_pause(actor: Person, record: Record, clock: Clock) -> Decision:
    """Whether somebody may let a clock stand still or go on: Quality, never one of the law, never the owner."""
    if clock.statutory:
        return Decision(False, f"“{clock.label}” is a statutory clock. The law does not let it be paused.")
    if clock.stopped_at is not None:
        return Decision(False, f"“{clock.label}” was stopped.")
    if record.owner_id == actor.pk:
        return Decision(False, f"You own {record.number}, so somebody else of Quality pauses its clocks.")
    return decide(actor, PAUSE, record=record)


def may_settle(actor: Person, record: Record, clock: Clock) -> Decision:
    """Whether somebody may say that what a clock asks for is done: who reports to authorities or triages; others' clocks the owner."""
    if clock.stopped_at is not None:
        return Decision(False, f"“{clock.label}” was stopped.")
    if _of_the_process(record, clock):
        return Decision(False, f"“{clock.label}” stops by itself when {record.number} moves on.")
    if not clock.statutory and record.owner_id == actor.pk:
        return Decision(True, "", "owner")
    verdict = _reports(actor, record)
    if verdict:
        return verdict
    return Decision(False, f"You may not stop “{clock.label}”. {verdict.reason}")


def _reports(actor: Person, record: Record) -> Decision:
    """Whether somebody reports to authorities or triages here; asked once for each loaded record."""
    known: dict[int, Decision] = record.__dict__.setdefault("_reporting", {})
    if actor.pk not in known:
        found = [decide(actor, permission, record=record) for permission in (TRIAGE, REPORT)]
        roles = " or ".join(dict.fromkeys([*roles_with(REPORT), *roles_with(TRIAGE)]))
        neither = Decision(
            False, f"This is for the role {roles or 'that an access administrator makes for it'}."
        )
        known[actor.pk] = next((verdict for verdict in found if verdict), neither)
    return known[actor.pk]


def pause(actor: Person, record: Record, clock: Clock, *, reason: str) -> None:
    """Let a clock stand still. Raises NotAllowed without the right, Refused for no reason or a clock that does not run."""
    verdict = may_pause(actor, record, clock).or_refuse()
    why = require_reason(reason, ask="Say why the clock stands still; the reason is shown with it.")
    with action(actor, "clock.pause", record=record, reason=why, role=verdict.role) as act:
        locked = lock(record)
        clocks.pause(act, clock, reason=why)
        touch(act, locked)


def resume(actor: Person, record: Record, clock: Clock) -> None:
    """Let a paused clock go on; it gets the time back. Raises NotAllowed without the right, Refused for one not paused."""
    verdict = may_pause(actor, record, clock).or_refuse()
    with action(actor, "clock.resume", record=record, role=verdict.role) as act:
        locked = lock(record)
        clocks.resume(act, clock)
        touch(act, locked)


def settle(actor: Person, record: Record, clock: Clock, *, outcome: str, note: str) -> None:
    """Stop a clock: what it asks for is done, with its reference, or not needed, with the reason.

    Raises NotAllowed without the right, Refused without a note or for an unknown outcome.
    """
    verdict = may_settle(actor, record, clock).or_refuse()
    if outcome not in dict(OUTCOMES):
        raise Refused("Choose whether it is done or not needed.", field="outcome")
    ask = {
        DONE: "Enter the reference, such as the number of the report and the day it was sent.",
        NOT_NEEDED: "Say why no report is needed, and who decided that.",
    }[outcome]
    why = require_reason(note, ask=ask)
    with action(actor, "clock.stop", record=record, reason=why, role=verdict.role) as act:
        locked = lock(record)
        clocks.stop(act, clock, outcome=outcome, note=why)
        touch(act, locked)


def _of_the_process(record: Record, clock: Clock) -> bool:
    return any(timer.name == clock.name for timer in process_of(record).timers)
