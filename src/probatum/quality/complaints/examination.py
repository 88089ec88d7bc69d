"""The process of an examination: a returned sample that is waited for, a retained sample, a batch record (CMP-09, CMP-10).

Reads from top to bottom as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused
from probatum.kernel.gates import filled_in
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Input, Move, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.complaints.bodies import Examination
from probatum.quality.complaints.words import EXAMINED

KIND = "examination"
HANDLE = "event.handle"
Values = Mapping[str, Any]


def receive(act: Any, record: Record, values: Values) -> None:
    """The day on which it came and its condition are kept."""
    given = values.get("received_on")
    try:
        day = given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
    except ValueError:
        raise Refused("Enter the day, such as 2026-12-01.", field="received_on") from None
    kept: Examination = body_of(record)
    kept.received_on, kept.condition = day, str(values.get("condition") or "")
    kept.save(update_fields=["received_on", "condition"])


def sample_is_here(record: Record, actor: Actor, values: Values) -> str | None:
    """A returned sample is received before it is examined."""
    if record.state == "requested" and body_of(record).what == "returned_sample":
        return "The sample has not come yet. Enter when it came, or that it does not come."
    return None


PROCESS = register(
    Process(
        kind=KIND,
        label="Examination",
        plural="Examinations",
        icon="search",
        start="requested",
        numbering="EXM-{year}-{n:04}",
        opens=HANDLE,
        staffs="event.triage",
        parents=("complaint",),
        body=Examination,
        manifest="examination/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="as the complaint that it belongs to",
        sections=(
            Section(
                "request",
                "What is examined",
                (
                    Field("what", "What is examined", "choice", required=True, choices=EXAMINED),
                    Field("batch", "Batches", "items", register="batch"),
                    Field("wanted", "What is to be found out", "longtext", required=True),
                ),
                states=("requested", "received"),
                at_opening=True,
            ),
            Section(
                "arrival",
                "Arrival",
                (
                    Field("received_on", "Received on", "date"),
                    Field("condition", "Condition on arrival", "longtext"),
                ),
                derived=True,
            ),
            Section(
                "result",
                "Result",
                (
                    Field("result", "Result", "longtext", required=True),
                    Field("conforms", "Is it as it should be?", "yes_no", required=True),
                ),
                states=("requested", "received"),
            ),
        ),
        states=(
            State(
                "requested",
                "Requested",
                "info",
                "inbox",
                asks=(Ask("owner", "conclude", "Examine and enter the result", days=10),),
                explains="It was asked for. A returned sample is waited for.",
            ),
            State(
                "received",
                "Received",
                "info",
                "search",
                asks=(Ask("owner", "conclude", "Examine and enter the result", days=10),),
            ),
            State("done", "Examined", "good", "check", final=True),
            State(
                "not_available",
                "Not available",
                "muted",
                "cross",
                final=True,
                rail=False,
                explains="It does not come, or there is none.",
            ),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "conclude",
                "Result is complete",
                ("requested", "received"),
                "done",
                part="owner",
                guards=(Guard("sample_is_here", sample_is_here), filled_in("request", "result")),
                primary=True,
            ),
            Move(
                "receive",
                "Received",
                ("requested",),
                "received",
                part="owner",
                instead="complaint.handle",
                inputs=(
                    Input("received_on", "Received on", type="date"),
                    Input("condition", "Condition on arrival", type="longtext", required=False),
                ),
                apply=receive,
            ),
            Move(
                "not_available",
                "Not available",
                ("requested",),
                "not_available",
                part="owner",
                instead="complaint.handle",
                reason=True,
                negative=True,
            ),
        ),
    )
)
