"""The process of a hand-over to pharmacovigilance: a possible adverse event goes there within one working day (CMP-08).

21 CFR 211.198(a), EU GVP module VI. Reads from top to bottom as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel import clock as clocks
from probatum.kernel.action import Act
from probatum.kernel.body import body_of
from probatum.kernel.clock import DONE, NOT_NEEDED, Clock
from probatum.kernel.concern import items_of
from probatum.kernel.gates import filled_in
from probatum.kernel.opening import begin
from probatum.kernel.process import Ask, Input, Meaning, Move, Process, Sees, State, process_of, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.kernel.span import WORKING, Span
from probatum.quality.complaints.bodies import SafetyHandover

KIND = "safety_handover"
CLOCK = "handover"
WITHIN = Span(1, WORKING)
HANDLE, QUALITY = "complaint.handle", "event.approve_quality"
Values = Mapping[str, Any]


def ask_for_handover(act: Act, record: Record) -> None:
    """Open the hand-over that a possible adverse event needs, once, under an open action."""
    kept = body_of(record)
    known = Record.objects.filter(parent=record, kind=KIND).exclude(state="withdrawn")
    if not kept.adverse_event or known.exists():
        return
    products = ", ".join(item.code for item in items_of(record, "product"))
    begin(
        act,
        process_of(KIND),
        title=f"Possible adverse event with {products or 'a product to be named'}"[:300],
        values={"information": kept.description},
        owner=record.owner,
        site=record.site,
        department=record.department,
        parent=record,
    )


def opened(act: Any, record: Record) -> None:
    """One working day is counted from when the complaint became known."""
    parent = record.parent
    since = body_of(parent).aware_at if parent is not None else None
    clock = clocks.start(
        act,
        record,
        name=CLOCK,
        label="Hand over to pharmacovigilance",
        span=WITHIN,
        since=since,
        source="CMP-08",
    )
    record.due = clock.due


def hand_over(act: Any, record: Record, values: Values) -> None:
    """The clock stops."""
    _stop(act, record, outcome=DONE)


def confirm(act: Any, record: Record, values: Values) -> None:
    """The number of the safety case is kept."""
    kept: SafetyHandover = body_of(record)
    kept.safety_number, kept.confirmed_at = str(values["safety_number"])[:80], act.at
    kept.save(update_fields=["safety_number", "confirmed_at"])


def withdraw(act: Any, record: Record, values: Values) -> None:
    """The clock stops, because nothing is handed over."""
    _stop(act, record, outcome=NOT_NEEDED)


def _stop(act: Any, record: Record, *, outcome: str) -> None:
    for clock in Clock.objects.filter(record=record, name=CLOCK, stopped_at=None):
        clocks.stop(act, clock, outcome=outcome)


PROCESS = register(
    Process(
        kind=KIND,
        label="Hand-over to pharmacovigilance",
        plural="Hand-overs to pharmacovigilance",
        icon="arrow",
        start="due",
        numbering="HND-{year}-{n:04}",
        opens=HANDLE,
        staffs="event.triage",
        parents=("complaint",),
        body=SafetyHandover,
        opened=opened,
        manifest="safety_handover/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="as the complaint that it belongs to",
        sections=(
            Section(
                "information",
                "What is handed over",
                (
                    Field(
                        "information",
                        "What is known",
                        "longtext",
                        required=True,
                        help="Product, event, when, outcome. No name: who reported it is told apart.",
                    ),
                ),
                states=("due",),
                permission=HANDLE,
                at_opening=True,
            ),
            Section(
                "handover",
                "Hand-over",
                (
                    Field("handed_to", "Handed over to", required=True, help="Function or mailbox."),
                    Field("handed_at", "Handed over at", "moment", required=True),
                ),
                states=("due",),
                permission=HANDLE,
            ),
            Section(
                "receipt",
                "Receipt",
                (
                    Field("safety_number", "Number of the safety case"),
                    Field("confirmed_at", "Confirmed", "moment"),
                ),
                derived=True,
            ),
        ),
        states=(
            State(
                "due",
                "To be handed over",
                "warn",
                "clock",
                asks=(Ask("owner", "hand_over", "Hand over to pharmacovigilance", with_record=True),),
                explains="Pharmacovigilance has its own clocks, which run from when the company became aware.",
            ),
            State(
                "handed_over",
                "Handed over",
                "info",
                "arrow",
                asks=(Ask("owner", "confirm", "Enter the number of the safety case", business_days=3),),
            ),
            State("confirmed", "Confirmed", "good", "check", final=True),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        sees=(Sees("event.read"), Sees(HANDLE), Sees("audit_trail.read")),
        moves=(
            Move(
                "hand_over",
                "Handed over",
                ("due",),
                "handed_over",
                part="owner",
                instead=HANDLE,
                guards=(filled_in("information", "handover"),),
                apply=hand_over,
                primary=True,
            ),
            Move(
                "confirm",
                "Confirm the receipt",
                ("handed_over",),
                "confirmed",
                part="owner",
                instead=HANDLE,
                inputs=(Input("safety_number", "Number of the safety case"),),
                apply=confirm,
                primary=True,
            ),
            Move(
                "withdraw",
                "Withdraw",
                ("due",),
                "withdrawn",
                permission=QUALITY,
                meaning=Meaning("handover_withdrawn", "Hand-over not needed"),
                reason=True,
                negative=True,
                apply=withdraw,
                help="When it is no adverse event after all.",
            ),
        ),
    )
)
