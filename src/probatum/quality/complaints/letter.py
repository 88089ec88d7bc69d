"""The process of a letter to a complainant: written from a template, approved by somebody else, sent, and kept (CMP-13, CMP-17).

Reads from top to bottom as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel import clock as clocks
from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused
from probatum.kernel.gates import NOT_THE_OWNER, filled_in
from probatum.kernel.process import Ask, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.complaints.bodies import ResponseLetter
from probatum.quality.complaints.letters import as_content, text_for
from probatum.quality.complaints.words import PURPOSES

KIND = "response_letter"
HANDLE, APPROVE = "complaint.handle", "event.approve_quality"
#: the clock of the complaint that a sent letter stops
INTERIM = "interim"
Values = Mapping[str, Any]


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: the text, its purpose, and which complaint it answers."""
    return {**body.content(record), **as_content(record)}


def opened(act: Any, record: Record) -> None:
    """The letter begins with the text of its template."""
    kept: ResponseLetter = body_of(record)
    if record.parent is not None and not kept.text:
        kept.text = text_for(record.parent, kept.purpose)
        kept.save(update_fields=["text"])


def sent(act: Any, record: Record, values: Values) -> None:
    """Day and way are kept; the clock of the interim report stops with either letter."""
    given = values.get("sent_on")
    try:
        day = given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
    except ValueError:
        raise Refused("Enter the day, such as 2026-12-01.", field="sent_on") from None
    kept: ResponseLetter = body_of(record)
    kept.sent_on, kept.sent_by = day, str(values.get("sent_by") or "")[:120]
    kept.save(update_fields=["sent_on", "sent_by"])
    if record.parent is not None:
        clocks.stop_all(act, record.parent, names=[INTERIM])


PROCESS = register(
    Process(
        kind=KIND,
        label="Letter to the complainant",
        plural="Letters to complainants",
        icon="document",
        start="draft",
        numbering="LTR-{year}-{n:04}",
        opens=HANDLE,
        staffs="event.triage",
        parents=("complaint",),
        body=ResponseLetter,
        opened=opened,
        manifest="response_letter/1",
        content=content,
        subject=body.subject,
        files=body.files,
        retention="as the complaint that it belongs to",
        sections=(
            Section(
                "purpose",
                "Purpose",
                (Field("purpose", "Purpose", "choice", required=True, choices=PURPOSES),),
                states=("draft",),
                at_opening=True,
            ),
            Section(
                "letter",
                "Letter",
                (
                    Field(
                        "text",
                        "Text",
                        "longtext",
                        required=True,
                        help="Begins with the template. Write no name and no address; they are put onto the paper.",
                    ),
                ),
                states=("draft",),
                permission=HANDLE,
            ),
            Section(
                "sending",
                "Sending",
                (Field("sent_on", "Sent on", "date"), Field("sent_by", "How it was sent")),
                derived=True,
                signed=False,
            ),
        ),
        states=(
            State(
                "draft",
                "Draft",
                "neutral",
                "pen",
                asks=(Ask("owner", "submit", "Write the letter", days=5),),
            ),
            State(
                "in_approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("approver", "approve", "Approve the letter", business_days=3, instead=APPROVE),),
            ),
            State(
                "approved",
                "Approved",
                "info",
                "print",
                asks=(Ask("owner", "send", "Send the letter", business_days=2),),
                explains="It is printed with name and address by who may know them, and sent.",
            ),
            State("sent", "Sent", "good", "check", final=True),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("approver", "Approver", APPROVE, maximum=3, help="Did not write it."),),
        sees=(Sees("event.read"), Sees(HANDLE), Sees("audit_trail.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "in_approval",
                part="owner",
                instead=HANDLE,
                guards=(filled_in("purpose", "letter"),),
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign",
                ("in_approval",),
                "approved",
                permission=APPROVE,
                meaning=Meaning("letter_approved", "Letter approved"),
                guards=(NOT_THE_OWNER,),
                primary=True,
            ),
            Move(
                "send_back",
                "Send back",
                ("in_approval",),
                "draft",
                permission=APPROVE,
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "send",
                "Letter is sent",
                ("approved",),
                "sent",
                part="owner",
                instead=HANDLE,
                inputs=(
                    Input("sent_on", "Sent on", type="date"),
                    Input("sent_by", "How", help="Such as by post or by e-mail."),
                ),
                apply=sent,
                primary=True,
            ),
            Move(
                "withdraw",
                "Withdraw",
                ("draft", "in_approval", "approved"),
                "withdrawn",
                part="owner",
                instead=HANDLE,
                reason=True,
                negative=True,
            ),
        ),
    )
)
