"""The process of a laboratory investigation: phase I at the bench, phase II where no laboratory cause is proven, closed by Quality.

21 CFR 211.160, 211.165(f), 211.192; FDA guidance on OOS results (2022). Analyst, head of the laboratory and Quality act in this
order (LAB-11). Reads from top to bottom as data.
"""

from __future__ import annotations

from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.family import children_closed
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named, not_who_did
from probatum.kernel.hold import holds
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.timer import Timer
from probatum.quality.capa.gates import CAPA_DECIDED, CHECK_DECIDED
from probatum.quality.capa.plans import planned
from probatum.quality.causes.declared import analysed
from probatum.quality.events import due, ways
from probatum.quality.laboratory import results
from probatum.quality.laboratory.asked import CONCLUSION, PHASE_ONE, PHASE_TWO, RESULT, SUBJECTS
from probatum.quality.laboratory.bodies import LabInvestigation
from probatum.quality.laboratory.results import KIND, RIGHT
from probatum.quality.laboratory.rules import (
    cause_proven,
    concluded,
    hold_decided,
    judged_where_it_ends,
    not_invalidated_yet,
    not_the_analyst,
)
from probatum.quality.recurrence.declared import compared
from probatum.quality.recurrence.judging import RECURRENCE_JUDGED
from probatum.quality.risk.rating import rated

LABORATORY, QUALITY = "laboratory.approve", "event.approve_quality"


def opened(act: Any, record: Record) -> None:
    """The original result stands as a row of its own; the due day counts from when it became known (LAB-08)."""
    results.keep_original(act, record)
    record.due = due.due_day(KIND, since=body_of(record).aware_at, site=record.site)


def after_phase_one(record: Record) -> str:
    """With a proven laboratory cause Quality decides; without one phase II opens by itself (LAB-03)."""
    return "quality_approval" if body_of(record).assignable else "phase_two"


SEGREGATED = (NOT_THE_OWNER, Guard("not_the_analyst", not_the_analyst))
HOLD_DECIDED = Guard("hold_decided", hold_decided)
NOT_BOTH = not_who_did(
    "approve_phase_one",
    "approve_phase_two",
    sentence="You approved it for the laboratory, so somebody else acts for Quality.",
)

PROCESS = register(
    Process(
        kind=KIND,
        label="Laboratory investigation",
        plural="Laboratory investigations",
        icon="event",
        start="phase_one",
        numbering="OOS-{year}-{n:04}",
        opens=RIGHT,
        staffs=LABORATORY,
        body=LabInvestigation,
        opened=opened,
        timers=(
            Timer(
                "phase_one",
                "Phase I",
                due.phase_one_span,
                runs_in=("phase_one", "phase_one_approval"),
                since="aware_at",
            ),
        ),
        manifest="lab_investigation/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="event",
        sections=(RESULT, SUBJECTS, PHASE_ONE, PHASE_TWO, CONCLUSION),
        states=(
            State(
                "phase_one",
                "Phase I",
                "info",
                "search",
                asks=(Ask("owner", "submit_phase_one", "Complete phase I", business_days=5),),
                explains="Is there an error of the laboratory? Solutions and glassware are kept until it is known.",
            ),
            State(
                "phase_one_approval",
                "Phase I in approval",
                "info",
                "sign",
                asks=(
                    Ask(
                        "laboratory",
                        "approve_phase_one",
                        "Approve phase I for the laboratory",
                        business_days=1,
                    ),
                ),
            ),
            State(
                "phase_two",
                "Phase II",
                "info",
                "search",
                asks=(Ask("owner", "submit_phase_two", "Complete phase II", with_record=True, ahead=5),),
                explains="Production, sampling and further tests by an approved plan.",
            ),
            State(
                "phase_two_approval",
                "Phase II in approval",
                "info",
                "sign",
                asks=(
                    Ask(
                        "laboratory",
                        "approve_phase_two",
                        "Approve phase II for the laboratory",
                        business_days=2,
                    ),
                ),
            ),
            State(
                "quality_approval",
                "In approval by Quality",
                "info",
                "sign",
                asks=(Ask("quality", "close", "Close the investigation for Quality", with_record=True),),
                explains="Quality invalidates the original result where a laboratory cause is proven, and closes.",
            ),
            State("closed", "Closed", "good", "check", final=True),
            *ways.CANCEL_STATES,
        ),
        parts=(
            PartRule(
                "laboratory", "Laboratory approver", LABORATORY, maximum=2, help="Head of the laboratory."
            ),
            PartRule("quality", "Quality approver", QUALITY, maximum=3, help="Is neither owner nor analyst."),
            PartRule("team", "Team", "event.read"),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "submit_phase_one",
                "Send phase I for approval",
                ("phase_one",),
                "phase_one_approval",
                part="owner",
                guards=(
                    filled_in("subjects", "phase_one"),
                    Guard("concluded", concluded),
                    Guard("recurrence_judged_where_it_ends", judged_where_it_ends),
                    HOLD_DECIDED,
                    named("laboratory", "quality"),
                ),
                primary=True,
            ),
            Move(
                "approve_phase_one",
                "Approve phase I and sign",
                ("phase_one_approval",),
                "phase_two",
                also=("quality_approval",),
                chooses=after_phase_one,
                permission=LABORATORY,
                part="laboratory",
                meaning=Meaning("phase_one_approved", "Phase I approved for the laboratory"),
                guards=SEGREGATED,
                primary=True,
                help="Without a proven laboratory cause phase II opens at once.",
            ),
            Move(
                "return_phase_one",
                "Send back",
                ("phase_one_approval",),
                "phase_one",
                permission=LABORATORY,
                part="laboratory",
                meaning=Meaning("phase_one_refused", "Phase I not approved"),
                reason=True,
                negative=True,
                guards=SEGREGATED,
            ),
            Move(
                "submit_phase_two",
                "Send phase II for approval",
                ("phase_two",),
                "phase_two_approval",
                part="owner",
                guards=(
                    filled_in("phase_two", "conclusion"),
                    RECURRENCE_JUDGED,
                    HOLD_DECIDED,
                    children_closed("investigation", "retest_plan", "extension"),
                ),
                primary=True,
            ),
            Move(
                "approve_phase_two",
                "Approve phase II and sign",
                ("phase_two_approval",),
                "quality_approval",
                permission=LABORATORY,
                part="laboratory",
                meaning=Meaning("phase_two_approved", "Phase II approved for the laboratory"),
                guards=SEGREGATED,
                primary=True,
            ),
            Move(
                "return_phase_two",
                "Send back",
                ("phase_two_approval",),
                "phase_two",
                permission=LABORATORY,
                part="laboratory",
                meaning=Meaning("phase_two_refused", "Phase II not approved"),
                reason=True,
                negative=True,
                guards=SEGREGATED,
            ),
            Move(
                "invalidate",
                "Invalidate the original result and sign",
                ("quality_approval",),
                "quality_approval",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("result_invalidated", "Original result invalidated"),
                reason=True,
                guards=(
                    *SEGREGATED,
                    NOT_BOTH,
                    Guard("cause_proven", cause_proven),
                    Guard("not_invalidated_yet", not_invalidated_yet),
                ),
                apply=results.invalidate,
                help="It stays readable with its value, time and analyst.",
            ),
            Move(
                "close",
                "Close and sign",
                ("quality_approval",),
                "closed",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("quality_final_approval", "Quality final approval"),
                guards=(
                    *SEGREGATED,
                    NOT_BOTH,
                    filled_in("conclusion"),
                    RECURRENCE_JUDGED,
                    HOLD_DECIDED,
                    CAPA_DECIDED,
                    CHECK_DECIDED,
                    children_closed("investigation", "retest_plan", "extension"),
                ),
                primary=True,
            ),
            Move(
                "return_to_phase_two",
                "Send back to phase II",
                ("quality_approval",),
                "phase_two",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("phase_two_refused_by_quality", "Not approved by Quality"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            *ways.cancelling("phase_one", "phase_two", right=QUALITY),
            ways.reopening(
                "closed", "cancelled", to=(("phase_one", "Phase I"), ("phase_two", "Phase II")), right=QUALITY
            ),
        ),
    )
)
holds(KIND, field="batch", flag="on_hold")
rated(KIND, states=("phase_one", "phase_two"), parts=("laboratory",))
analysed(KIND, states=("phase_one", "phase_two"), parts=("owner", "team", "quality"))
planned(
    KIND,
    written_in=("phase_one", "phase_two"),
    runs_in=("closed",),
    by=("close",),
    dropped_by=("approve_cancellation",),
)
compared(KIND, states=("phase_one", "phase_two", "quality_approval"), parts=("owner", "quality"))
