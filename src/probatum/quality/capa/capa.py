"""The process of a CAPA: planned, approved, carried out, shown to hold where that is asked, closed by Quality (CAP-01, CAP-10, CAP-16).

21 CFR 820.100, ISO 13485 8.5.2 and 8.5.3, ICH Q10 3.2.2. Three signed gates: the plan, its implementation, the closure. Reads as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body, effects
from probatum.kernel.body import body_of
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.due import locked_sentence
from probatum.kernel.errors import Refused
from probatum.kernel.family import children_closed
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named
from probatum.kernel.lifecycle import advance
from probatum.kernel.opening import OPENED
from probatum.kernel.particulars import parts_of, steps_of
from probatum.kernel.process import (
    Arrival,
    Ask,
    Guard,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    register,
)
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.kernel.timer import Timer
from probatum.quality.capa import choices, rules
from probatum.quality.capa.bodies import Capa
from probatum.quality.capa.disciplines import AFTER, BEFORE, MEND, UNDERSTAND
from probatum.quality.capa.gates import CHECK_PLANNED, OWNER_APART, TEAMS_NAMED
from probatum.quality.capa.plans import ACTION, planned
from probatum.quality.causes.declared import analysed
from probatum.quality.events import ways
from probatum.quality.events.due import BY_EXTENSION, plan_span, propose
from probatum.quality.recurrence.declared import compared

KIND = "capa"
HANDLE, QUALITY = "capa.handle", "capa.approve_quality"
PLANNING = ("define_team", "planning")
Values = Mapping[str, Any]

SETTINGS.update(
    {
        "capa.all_sign": (0, "Every Quality approver of a CAPA signs: 1; any one of them: 0", 0, 1),
        "capa.proven_first.simple": (
            0,
            "A simple CAPA stays open until it is proven: 1; closes before: 0",
            0,
            1,
        ),
        "capa.proven_first.full": (0, "A full CAPA stays open until it is proven: 1; closes before: 0", 0, 1),
        "capa.proven_first.eight_d": (
            0,
            "An 8D CAPA stays open until it is proven: 1; closes before: 0",
            0,
            1,
        ),
    }
)


def day_ahead(values: Values, at: dt.datetime) -> None:
    """The day by which it is to be closed is not over when it is opened. Raises Refused."""
    day = values.get("due_on")
    if isinstance(day, dt.date) and day < at.date():
        raise Refused("Enter a day that is not in the past.", field="due_on")


SOURCE = Section(
    "source",
    "Source and problem",
    (
        Field("source", "Source", "choice", required=True, choices=choices.SOURCES),
        Field("source_note", "More about the source", "longtext", required=True, when=("source", ("other",))),
        Field("weight", "Severity of the source", "choice", required=True, choices=choices.WEIGHTS),
        Field("device", "Concerns a medical device", "yes_no", required=True),
        Field(
            "shape",
            "Shape",
            "choice",
            required=True,
            choices=choices.SHAPES,
            proposed=lambda actor: choices.FULL,
        ),
        Field("problem", "What is wrong", "longtext", required=True),
        Field("product", "Products", "items", register="product"),
    ),
    states=PLANNING,
    at_opening=True,
)

DAY = Section(
    "day",
    "Due day",
    (
        Field(
            "due_on",
            "To be closed by",
            "date",
            help="Left empty, a day is proposed. The approved plan fixes it.",
        ),
    ),
    states=PLANNING,
    at_opening=True,
    instead=BY_EXTENSION,
    check=day_ahead,
)

CAUSE = Section(
    "cause",
    "Cause and measures",
    (
        Field("cause", "Root cause", "longtext", required=True),
        Field(
            "intended",
            "What is to be done",
            "longtext",
            required=True,
            when=("shape", (choices.SIMPLE,)),
            help="A simple CAPA says it here; the others in the actions of their plan.",
        ),
    ),
    states=PLANNING,
)

DONE = Section(
    "done",
    "Implementation",
    (
        Field(
            "done",
            "What was done, and the proof",
            "longtext",
            required=True,
            when=("shape", (choices.SIMPLE,)),
            help="Files attached here belong to the proof.",
        ),
    ),
    states=("in_implementation",),
)


def opened(act: Any, record: Record) -> None:
    """The day by which it is to be closed, and the rules of the organisation as they are now (CAP-17)."""
    kept: Capa = body_of(record)
    kept.all_sign = bool(setting("capa.all_sign"))
    kept.proven_first = bool(setting(f"capa.proven_first.{kept.shape}"))
    kept.save(update_fields=["all_sign", "proven_first"])
    record.due = kept.due_on or propose(record)


def edited(act: Any, record: Record, section: str) -> None:
    """Until its plan was approved its day may still be set, and the rules follow its shape (CAP-05, CAP-09)."""
    kept: Capa = body_of(record)
    kept.proven_first = bool(setting(f"capa.proven_first.{kept.shape}"))
    kept.save(update_fields=["proven_first"])
    if section != DAY.name:
        return
    if any(step.move == "approve_plan" for step in steps_of(record)):
        raise Refused(locked_sentence(record), field="due_on")
    record.due = kept.due_on or propose(record)


@effects.on(KIND, OPENED)
def staffed(act: Any, record: Record, left: str) -> None:
    """One that is opened with its people named begins with its plan."""
    if any(held.name == "quality" and held.person_id != record.owner_id for held in parts_of(record)):
        advance(act, record, "begin_planning")


NOTHING_OPEN = children_closed("investigation", "extension")
PLAN = (
    filled_in("source", "cause"),
    BEFORE,
    Guard("plan_has_actions", rules.plan_has_actions),
    TEAMS_NAMED,
    CHECK_PLANNED,
    OWNER_APART,
    Guard("plan_fits_its_day", rules.plan_fits_its_day),
)
DONE_ALL = (filled_in("done"), AFTER, children_closed(ACTION, "investigation", "extension"))

#: where a record of an older system can stand
MIGRATED = ("planning", "in_implementation", "final_approval", "closed", "cancelled")

PROCESS = register(
    Process(
        kind=KIND,
        label="CAPA",
        plural="CAPAs",
        icon="shield",
        start="define_team",
        numbering="CAPA-{year}-{n:04}",
        opens=HANDLE,
        owned=HANDLE,
        staffs=QUALITY,
        body=Capa,
        opened=opened,
        edited=edited,
        manifest="capa/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="event",
        sections=(SOURCE, DAY, CAUSE, UNDERSTAND, MEND, DONE),
        timers=(Timer("plan", "Plan of the CAPA", plan_span, PLANNING),),
        states=(
            State(
                "define_team",
                "Define team",
                "neutral",
                "users",
                asks=(Ask("owner", "start_planning", "Name the people of the CAPA", business_days=1),),
                explains="The owner names who approves it for Quality.",
            ),
            State(
                "planning",
                "In planning",
                "info",
                "pen",
                asks=(Ask("owner", "submit_plan", "Write the plan of the CAPA", business_days=5),),
                explains="Cause, actions and checks are written. Days can still be set.",
            ),
            State(
                "plan_approval",
                "Plan in approval",
                "info",
                "sign",
                asks=(Ask("quality", "approve_plan", "Approve the plan of the CAPA", days=3),),
                explains="Quality approves what is to be done, by whom and by when.",
            ),
            State(
                "in_implementation",
                "In implementation",
                "info",
                "clock",
                asks=(Ask("owner", "complete", "Complete the CAPA", with_record=True, ahead=3),),
                explains="The actions are carried out in their order. Days move only by an extension.",
            ),
            State(
                "in_verification",
                "In verification",
                "info",
                "search",
                explains="It stays open until its effectiveness check has been approved.",
            ),
            State(
                "final_approval",
                "In final approval",
                "info",
                "sign",
                asks=(Ask("quality", "close", "Close the CAPA", with_record=True),),
                explains="Quality looks at source, cause, actions and proof, and closes it.",
            ),
            State("closed", "Closed", "good", "check", final=True),
            *ways.CANCEL_STATES,
        ),
        parts=(
            PartRule("quality", "Quality approver", QUALITY, minimum=1, maximum=3, help="Is not the owner."),
            PartRule("team", "Team", "event.read", help="Works on it and sees it."),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        arrivals=(Arrival("import", "Be migrated", MIGRATED, "event.import"),),
        moves=(
            Move(
                "start_planning",
                "Begin planning",
                ("define_team",),
                "planning",
                part="owner",
                guards=(named("quality"), OWNER_APART),
                primary=True,
            ),
            Move("begin_planning", "Begin planning at once", ("define_team",), "planning", automatic=True),
            Move(
                "submit_plan",
                "Send the plan to Quality",
                ("planning",),
                "plan_approval",
                part="owner",
                guards=(*PLAN, NOTHING_OPEN),
                primary=True,
                help="From its approval on, days move only by an extension.",
            ),
            Move(
                "approve_plan",
                "Approve the plan and sign",
                ("plan_approval",),
                "in_implementation",
                permission=QUALITY,
                part="quality",
                each=rules.every_approver_signs,
                meaning=Meaning("capa_plan_approved", "CAPA plan approved"),
                guards=(NOT_THE_OWNER, *PLAN),
                primary=True,
                help="The first actions begin at once.",
            ),
            Move(
                "return_plan",
                "Send the plan back",
                ("plan_approval",),
                "planning",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("capa_plan_refused", "CAPA plan not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "amend_plan",
                "Amend the plan",
                ("in_implementation",),
                "planning",
                part="owner",
                reason=True,
                negative=True,
                help="More actions are needed. What has begun goes on; Quality approves the plan again.",
            ),
            Move(
                "complete",
                "Report as implemented and sign",
                ("in_implementation",),
                "final_approval",
                also=("in_verification",),
                chooses=rules.after_implementation,
                part="owner",
                meaning=Meaning("capa_implemented", "Implementation complete"),
                guards=DONE_ALL,
                primary=True,
            ),
            Move("prove", "Be proven", ("in_verification",), "final_approval", automatic=True),
            Move("fail", "Go back to planning", ("in_verification",), "planning", automatic=True),
            Move(
                "close",
                "Close the CAPA and sign",
                ("final_approval",),
                "closed",
                permission=QUALITY,
                part="quality",
                each=rules.every_approver_signs,
                meaning=Meaning("capa_closed", "CAPA closure approved"),
                guards=(NOT_THE_OWNER, *DONE_ALL, CHECK_PLANNED, Guard("proven", rules.proven)),
                primary=True,
            ),
            Move(
                "return_closure",
                "Send back to implementation",
                ("final_approval",),
                "in_implementation",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("capa_closure_refused", "CAPA closure not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            *ways.cancelling(*PLANNING, "in_implementation", right=QUALITY),
            ways.reopening(
                "closed",
                ways.CANCELLED,
                to=(("planning", "In planning"), ("in_implementation", "In implementation")),
                right=QUALITY,
            ),
        ),
    )
)
analysed(KIND, states=PLANNING, permission=HANDLE, parts=("owner", "team", "quality"))
planned(
    KIND,
    written_in=PLANNING,
    runs_in=("in_implementation", "in_verification", "final_approval", "closed"),
    by=("approve_plan", "complete", "close"),
    checked_in=("in_verification", "closed"),
    dropped_by=("approve_cancellation",),
    proven="prove",
    failed="fail",
)
compared(KIND, states=PLANNING, parts=("owner", "quality"), counted=False)
