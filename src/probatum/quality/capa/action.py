"""The process of an action: part of a plan, carried out by its owner in its order, approved by Quality (CAP-02 to CAP-07).

21 CFR 820.100(a)(3) to (5). Its due day is fixed with the plan, only an extension moves it. Reads from top to bottom as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.family import children_closed
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named, not_who_did
from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.capa import built_in, choices
from probatum.quality.capa.bodies import PlannedAction
from probatum.quality.capa.content import plan_changed
from probatum.quality.capa.plans import ACTION, WRITE, closed_sentence, is_written, no_room
from probatum.quality.events.due import BY_EXTENSION, usual_times

CARRY_OUT, QUALITY = "capa.carry_out", "capa.approve_quality"
PLANNED_FOR = ("capa", "deviation", "nonconformance", "complaint", "lab_investigation")
Values = Mapping[str, Any]


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: the action, what it brings about, and the proof."""
    kept: PlannedAction = body_of(record)
    brings = kept.brings_about.number if kept.brings_about else ""
    return {
        **body.content(record),
        "part_of": record.parent.number if record.parent else "",
        "brings_about": brings,
    }


def opened(act: Any, record: Record) -> None:
    """It is due as planned."""
    record.due = body_of(record).due_on
    plan_changed(act, record.parent)


def edited(act: Any, record: Record, section: str) -> None:
    """While the plan is written it is due as planned."""
    if section == "action":
        record.due = body_of(record).due_on
        plan_changed(act, record.parent)


def still_planned(record: Record, actor: Actor, values: Values) -> str | None:
    """An action is taken off only while its plan is written; later Quality cancels it."""
    if record.parent is None or is_written(record.parent):
        return None
    return closed_sentence(record.parent)


def closes_itself(record: Record, actor: Actor, values: Values) -> str | None:
    """An action that waits for another record is not reported as done by hand (CAP-03)."""
    kept: PlannedAction = body_of(record)
    return built_in.told(kept) if built_in.closes_itself(kept) else None


PROCESS = register(
    Process(
        kind=ACTION,
        label="Action",
        plural="Actions",
        icon="check",
        start="define_team",
        numbering="ACT-{year}-{n:04}",
        opens=WRITE,
        owned=CARRY_OUT,
        staffs=WRITE,
        parents=PLANNED_FOR,
        body=PlannedAction,
        joins=no_room,
        opened=opened,
        edited=edited,
        manifest="action/1",
        content=content,
        subject=body.subject,
        files=body.files,
        retention="as the record it belongs to",
        sections=(
            Section(
                "action",
                "Action",
                (
                    Field("nature", "Kind", "choice", required=True, choices=choices.NATURES),
                    Field("category", "Category", "choice", required=True, choices=choices.CATEGORIES),
                    Field("effect", "Type", "choice", required=True, choices=built_in.CHOICES),
                    Field(
                        "due_on",
                        "Due",
                        "date",
                        required=True,
                        help=f"Only an extension moves it later. {usual_times()}",
                    ),
                    Field("description", "What exactly, and what proves it", "longtext"),
                ),
                states=("define_team",),
                parts=("owner", "opener"),
                permission=WRITE,
                at_opening=True,
                instead=BY_EXTENSION,
            ),
            Section(
                "proof",
                "Proof",
                (
                    Field(
                        "result",
                        "What was done, and the proof",
                        "longtext",
                        required=True,
                        help="Attach the files.",
                    ),
                ),
                states=("in_implementation",),
                parts=("owner", "team"),
            ),
        ),
        states=(
            State(
                "define_team",
                "Define team",
                "neutral",
                "users",
                explains="Its plan is being written. It is released when Quality approves the plan.",
            ),
            State(
                "initiated",
                "Initiated",
                "neutral",
                "clock",
                explains="Its plan is approved. It begins when the actions before it have ended.",
            ),
            State(
                "in_implementation",
                "In implementation",
                "info",
                "pen",
                asks=(Ask("owner", "submit", "Carry out the action", with_record=True, ahead=3),),
                explains="The owner carries it out and says what proves it.",
            ),
            State(
                "in_approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("quality", "approve", "Approve the action", with_record=True),),
                explains="Quality looks at the proof.",
            ),
            State("closed", "Closed", "good", "check", final=True),
            State("cancelled", "Cancelled", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "quality",
                "Quality approver",
                QUALITY,
                minimum=1,
                maximum=3,
                inherited=True,
                help="Does not carry it out.",
            ),
            PartRule("team", "Team", "event.read", help="Helps and sees it."),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move("release", "Be released with the plan", ("define_team",), "initiated", automatic=True),
            Move("start", "Begin in its order", ("initiated",), "in_implementation", automatic=True),
            Move(
                "submit",
                "Report as done",
                ("in_implementation",),
                "in_approval",
                part="owner",
                guards=(
                    Guard("closes_itself", closes_itself),
                    filled_in("proof"),
                    named("quality"),
                    children_closed("extension"),
                ),
                primary=True,
            ),
            Move(
                "approve",
                "Approve the action and sign",
                ("in_approval",),
                "closed",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("quality_implementation_approval", "Quality implementation approval"),
                guards=(
                    NOT_THE_OWNER,
                    not_who_did(
                        "submit", sentence="You reported it as done, so somebody else has to approve it."
                    ),
                ),
                primary=True,
            ),
            Move(
                "reject",
                "Send back to implementation",
                ("in_approval",),
                "in_implementation",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("implementation_refused", "Implementation not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "fulfil",
                "Close, what it waited for is in force",
                ("in_implementation",),
                "closed",
                automatic=True,
            ),
            Move(
                "withdraw",
                "Take off the plan",
                ("define_team",),
                "cancelled",
                permission=WRITE,
                reason=True,
                negative=True,
                guards=(Guard("still_planned", still_planned),),
            ),
            Move(
                "cancel",
                "Cancel the action",
                ("initiated", "in_implementation"),
                "cancelled",
                permission=QUALITY,
                meaning=Meaning("action_cancelled", "Action cancelled"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER, children_closed("extension")),
                help="The actions that waited for it begin.",
            ),
            Move(
                "end_with_parent",
                "End with its record",
                ("define_team", "initiated", "in_implementation", "in_approval"),
                "cancelled",
                automatic=True,
            ),
        ),
    )
)
