"""Moves that every quality event has: asking for its cancellation, and opening it again (QE-17, QE-18, QE-26)."""

from __future__ import annotations

from probatum.kernel.family import children_closed
from probatum.kernel.gates import NOT_THE_OWNER
from probatum.kernel.particulars import steps_of
from probatum.kernel.process import Ask, Input, Meaning, Move, State
from probatum.kernel.record import Record

CANCELLATION = Meaning("cancellation_approved", "Cancellation approved")
NOT_CANCELLED = Meaning("cancellation_refused", "Cancellation refused")
REOPENED = Meaning("reopen_approved", "Reopen approved")
PENDING, CANCELLED = "pending_cancellation", "cancelled"

CANCEL_STATES = (
    State(
        PENDING,
        "Cancellation asked for",
        "warn",
        "alert",
        rail=False,
        asks=(Ask("quality", "approve_cancellation", "Decide on the cancellation", business_days=3),),
        explains="The owner asked to cancel it. Quality decides; a cancelled record stays in every list.",
    ),
    State(CANCELLED, "Cancelled", "muted", "cross", final=True, rail=False),
)


def stood_in(record: Record) -> str:
    """Where a record stood before its cancellation was asked for."""
    asked = [step for step in steps_of(record) if step.to_state == PENDING and step.from_state != PENDING]
    return asked[-1].from_state


def cancelling(*states: str, right: str) -> tuple[Move, ...]:
    """The moves of a cancellation that the owner asks for in some states and Quality decides."""
    return (
        Move(
            "ask_cancellation",
            "Ask for cancellation",
            states,
            PENDING,
            part="owner",
            reason=True,
            negative=True,
            help="When it is no event, or the same as another one. Quality decides.",
        ),
        Move(
            "approve_cancellation",
            "Approve the cancellation",
            (PENDING,),
            CANCELLED,
            permission=right,
            meaning=CANCELLATION,
            reason=True,
            guards=(NOT_THE_OWNER, children_closed("investigation", "retest_plan", "extension")),
            primary=True,
        ),
        Move(
            "refuse_cancellation",
            "Refuse the cancellation",
            (PENDING,),
            states[0],
            also=states[1:],
            chooses=stood_in if states[1:] else None,
            back=True,
            permission=right,
            meaning=NOT_CANCELLED,
            reason=True,
            negative=True,
            guards=(NOT_THE_OWNER,),
            help="It goes on where it stood.",
        ),
    )


def reopening(*ends: str, to: tuple[tuple[str, str], ...], right: str) -> Move:
    """The move by which Quality opens an ended record again, to an earlier state that it chooses; what was closed below stays closed."""
    return Move(
        "reopen",
        "Reopen",
        ends,
        to[0][0],
        also=tuple(name for name, _ in to[1:]),
        to="to_state" if to[1:] else "",
        reopens=True,
        permission=right,
        meaning=REOPENED,
        reason=True,
        guards=(NOT_THE_OWNER,),
        inputs=(Input("to_state", "Back to", type="choice", choices=to),) if to[1:] else (),
        help="Signatures given before stay and are shown as given on an earlier edition.",
    )
