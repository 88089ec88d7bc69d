"""The process of a plan for further tests: how many, of which sample, by whom; approved before the first of them (LAB-04).

Signed by the laboratory and by Quality. Part of a laboratory investigation; reads as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named, not_who_did
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Ask, Guard, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.laboratory import words
from probatum.quality.laboratory.bodies import LabResult, RetestPlan
from probatum.quality.laboratory.results import KIND as INVESTIGATION
from probatum.quality.laboratory.results import PLAN, RIGHT

LABORATORY, QUALITY = "laboratory.approve", "event.approve_quality"
MOST_TESTS = 20


def not_the_analyst(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Whoever tests does not approve the plan of the tests."""
    if isinstance(actor, Person) and body_of(record).analyst_id == actor.pk:
        return "The plan names you as the analyst, so somebody else has to approve it."
    return None


def sensible_number(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """At least one test, and an end: testing until it fits is no plan."""
    tests = body_of(record).tests or 0
    if 1 <= tests <= MOST_TESTS:
        return None
    return f"A plan names 1 to {MOST_TESTS} tests. The owner corrects the number."


def all_done(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Every planned test has its result."""
    kept: RetestPlan = body_of(record)
    done = LabResult.objects.filter(plan_id=record.pk).count()
    if done == kept.tests:
        return None
    return f"{done} of {kept.tests} results are entered. The analyst enters the others, or the plan is ended early with a reason."


SEGREGATED = (NOT_THE_OWNER, Guard("not_the_analyst", not_the_analyst))

PROCESS = register(
    Process(
        kind=PLAN,
        label="Retest plan",
        plural="Retest plans",
        icon="document",
        start="draft",
        numbering="RTP-{year}-{n:04}",
        opens=RIGHT,
        parents=(INVESTIGATION,),
        body=RetestPlan,
        manifest="retest_plan/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="as the record it belongs to",
        sections=(
            Section(
                "plan",
                "Plan",
                (
                    Field("type", "What is tested", "choice", required=True, choices=words.PLANNED),
                    Field("sample", "Sample", required=True, help="Its number, and how it is taken."),
                    Field(
                        "tests",
                        "How many tests",
                        "whole",
                        required=True,
                        help="Fixed by the approval; more need another plan.",
                    ),
                    Field(
                        "analyst",
                        "Analyst",
                        "person",
                        required=True,
                        help="Another one than for the original result, where there is one.",
                    ),
                    Field("justification", "Justification", "longtext", required=True),
                    Field(
                        "rule",
                        "How the results are judged",
                        "longtext",
                        required=True,
                        help="Before they are known. Each counts; a mean hides none.",
                    ),
                ),
                states=("draft",),
                at_opening=True,
            ),
        ),
        states=(
            State(
                "draft",
                "In preparation",
                "neutral",
                "pen",
                asks=(Ask("owner", "submit", "Send the plan for approval", business_days=2),),
            ),
            State(
                "laboratory_approval",
                "In approval by the laboratory",
                "info",
                "sign",
                asks=(
                    Ask(
                        "laboratory",
                        "approve_laboratory",
                        "Approve the plan for the laboratory",
                        business_days=1,
                    ),
                ),
            ),
            State(
                "quality_approval",
                "In approval by Quality",
                "info",
                "sign",
                asks=(Ask("quality", "approve", "Approve the plan for Quality", business_days=1),),
            ),
            State(
                "approved",
                "Approved, tests running",
                "info",
                "check",
                asks=(Ask("owner", "complete", "See that the planned tests are done", business_days=5),),
                explains="The analyst enters each result; none beyond the plan.",
            ),
            State("completed", "Completed", "good", "check", final=True),
            State("ended_early", "Ended early", "warn", "alert", final=True, rail=False),
            State("cancelled", "Cancelled", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule("laboratory", "Laboratory approver", LABORATORY, maximum=2, inherited=True),
            PartRule("quality", "Quality approver", QUALITY, maximum=3, inherited=True),
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move(
                "submit",
                "Send for approval",
                ("draft",),
                "laboratory_approval",
                part="owner",
                guards=(
                    filled_in("plan"),
                    named("laboratory", "quality"),
                    Guard("sensible_number", sensible_number),
                ),
                primary=True,
            ),
            Move(
                "approve_laboratory",
                "Approve and sign for the laboratory",
                ("laboratory_approval",),
                "quality_approval",
                permission=LABORATORY,
                part="laboratory",
                meaning=Meaning("laboratory_approval", "Laboratory approval"),
                guards=SEGREGATED,
                primary=True,
            ),
            Move(
                "approve",
                "Approve and sign for Quality",
                ("quality_approval",),
                "approved",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("retest_plan_approved", "Retest plan approved"),
                guards=(
                    *SEGREGATED,
                    not_who_did(
                        "approve_laboratory",
                        sentence="You approved it for the laboratory, so somebody else approves it for Quality.",
                    ),
                ),
                primary=True,
            ),
            Move(
                "send_back",
                "Send back",
                ("laboratory_approval", "quality_approval"),
                "draft",
                permission=RIGHT,
                part="laboratory",
                instead=QUALITY,
                meaning=Meaning("retest_plan_refused", "Retest plan not approved"),
                reason=True,
                negative=True,
                guards=SEGREGATED,
            ),
            Move(
                "complete",
                "Tests completed",
                ("approved",),
                "completed",
                part="owner",
                guards=(Guard("all_done", all_done),),
                primary=True,
            ),
            Move(
                "end_early",
                "End early",
                ("approved",),
                "ended_early",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("retest_ended", "Testing ended early"),
                reason=True,
                guards=(NOT_THE_OWNER,),
                help="Results that are there stay and count.",
            ),
            Move(
                "cancel", "Cancel the plan", ("draft",), "cancelled", part="owner", reason=True, negative=True
            ),
        ),
    )
)
