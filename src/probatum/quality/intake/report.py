"""The process of a report: somebody told of something, Quality says what becomes of it within one business day (QE-34).

Nothing that was reported disappears: it becomes an event, belongs to one, tells what another report told, or is no event, with a
reason. Reads from top to bottom as data.
"""

from __future__ import annotations

from probatum.kernel import body
from probatum.kernel.process import Ask, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.section import Field, Section
from probatum.quality.events import facts
from probatum.quality.intake import joining
from probatum.quality.intake.bodies import CHANNELS, EventReport

KIND = "event_report"
TRIAGE, REPORT = "event.triage", "event.report"

TOLD = Section(
    "told",
    "What was reported",
    (
        facts.DESCRIPTION,
        facts.OCCURRED,
        Field("place", "Where", help="Room, line or machine."),
        Field("product_told", "Product, batch or machine", help="As it stands on the label."),
        facts.AT_ONCE,
        Field("from_outside", "From a customer or patient", "yes_no"),
    ),
    states=("reported",),
    parts=("opener",),
    at_opening=True,
    help="Who reported it may correct it until it is triaged.",
)
STANDING = Section(
    "standing",
    "How it came in",
    (Field("channel", "Channel", "choice", choices=CHANNELS), Field("reference", "Reference")),
    derived=True,
)


PROCESS = register(
    Process(
        kind=KIND,
        label="Report",
        plural="Reports",
        icon="inbox",
        start="reported",
        numbering="REP-{year}-{n:04}",
        staffs=TRIAGE,
        body=EventReport,
        manifest="event_report/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="event",
        sections=(TOLD, STANDING),
        states=(
            State(
                "reported",
                "Reported",
                "info",
                "inbox",
                asks=(Ask("triager", "open_event", "Triage the report", business_days=1, instead=TRIAGE),),
                explains="Quality reads it and says what becomes of it within one business day.",
            ),
            State("taken_up", "Taken up", "good", "check", final=True),
            State("no_event", "No event", "muted", "cross", final=True, rail=False),
            State("double", "Told twice", "muted", "copy", final=True, rail=False),
        ),
        parts=(PartRule("triager", "Receiver", TRIAGE, maximum=5, help="Is asked to triage it."),),
        sees=(Sees(TRIAGE), Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "open_event",
                "Open an event from it",
                ("reported",),
                "taken_up",
                permission=TRIAGE,
                inputs=(
                    Input(
                        "kind",
                        "What it is",
                        type="choice",
                        choices=joining.OPENED_AS,
                        help="You own the event until you name its owner. Files go along.",
                    ),
                ),
                apply=joining.open_event,
                primary=True,
            ),
            Move(
                "join_event",
                "Belongs to an event",
                ("reported",),
                "taken_up",
                permission=TRIAGE,
                inputs=(
                    Input(
                        "number",
                        "Number of the event",
                        help="Such as a complaint that you opened for it. Files go along, and who complained.",
                    ),
                ),
                apply=joining.join_event,
            ),
            Move(
                "name_double",
                "Tells what another report told",
                ("reported",),
                "double",
                permission=TRIAGE,
                inputs=(Input("number", "Number of the other report", help="Such as REP-2027-0004."),),
                apply=joining.point_to_double,
            ),
            Move(
                "dismiss",
                "No event",
                ("reported",),
                "no_event",
                permission=TRIAGE,
                reason=True,
                negative=True,
                help="The report stays, with your reason.",
            ),
            Move(
                "reopen",
                "Reopen",
                ("no_event", "double"),
                "reported",
                permission=TRIAGE,
                reopens=True,
                meaning=Meaning("reopened", "Reopened"),
                reason=True,
            ),
        ),
    )
)
