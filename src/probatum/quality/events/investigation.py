"""The process of an investigation: part of an event, with an owner and a department of its own, approved by Quality (QE-09).

21 CFR 211.192: thorough, written, with conclusions and follow-up. Whoever investigates does not approve. Reads as data.
"""

from __future__ import annotations

from probatum.kernel import body
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named
from probatum.kernel.process import Ask, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.section import Field, Section
from probatum.quality.events import preliminary
from probatum.quality.events.bodies import Investigation

KIND = "investigation"
QUALITY = "event.approve_quality"
INVESTIGATED = ("deviation", "nonconformance", "complaint", "lab_investigation", "capa")


PROCESS = register(
    Process(
        kind=KIND,
        label="Investigation",
        plural="Investigations",
        icon="search",
        start="open",
        numbering="INV-{year}-{n:04}",
        opens="event.handle",
        parents=INVESTIGATED,
        body=Investigation,
        due_open=("open",),
        manifest="investigation/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="as the record it belongs to",
        sections=(
            Section(
                "task",
                "Task",
                (Field("scope", "What is to be found out", "longtext", required=True),),
                states=("open",),
                parts=("owner", "opener"),
                at_opening=True,
            ),
            Section(
                "report",
                "Report",
                (
                    Field("method", "How, and with whom", "longtext", required=True),
                    Field("findings", "Findings", "longtext", required=True),
                    Field(
                        "evidence",
                        "Where the evidence is",
                        "longtext",
                        help="Files here, records, documents.",
                    ),
                    Field("conclusion", "Conclusion", "longtext", required=True),
                ),
                states=("open",),
            ),
        ),
        states=(
            State(
                "open",
                "In investigation",
                "info",
                "search",
                asks=(Ask("owner", "submit", "Investigate", days=14),),
                explains="The investigator finds out what happened and why.",
            ),
            preliminary.state(),
            State(
                "approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("quality", "approve", "Approve the investigation", days=3),),
            ),
            State("closed", "Approved", "good", "check", final=True),
            State("cancelled", "Cancelled", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "quality",
                "Quality approver",
                QUALITY,
                maximum=3,
                inherited=True,
                help="Does not investigate.",
            ),
            PartRule("team", "Team", "event.read", inherited=True),
            preliminary.RULE,
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("open",),
                "approval",
                also=("preliminary",),
                chooses=preliminary.first("approval"),
                part="owner",
                guards=(filled_in("report"), named("quality"), preliminary.SOMEBODY_LOOKS_FIRST),
                primary=True,
            ),
            *preliminary.moves(on="approval", back="open"),
            Move(
                "approve",
                "Approve and sign",
                ("approval",),
                "closed",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("investigation_approved", "Investigation approved"),
                guards=(NOT_THE_OWNER,),
                primary=True,
            ),
            Move(
                "send_back",
                "Send back to the investigator",
                ("approval",),
                "open",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("investigation_refused", "Investigation not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "cancel",
                "Cancel the investigation",
                ("open",),
                "cancelled",
                permission=QUALITY,
                meaning=Meaning("cancellation_approved", "Cancellation approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
        ),
    )
)
