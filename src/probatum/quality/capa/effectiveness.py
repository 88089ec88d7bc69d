"""The process of an effectiveness check: planned with its criteria, begun on its day, concluded and approved (CAP-11 to CAP-15).

21 CFR 820.100(a)(4), ISO 13485 8.5.2(f). A check that did not hold forces a new CAPA or the reopening of what was checked. Reads as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.family import children_closed, is_over
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named, not_who_did
from probatum.kernel.people import Actor
from probatum.kernel.process import (
    Ask,
    Guard,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    process_of,
    register,
)
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.kernel.words import inside
from probatum.quality.capa import checking, choices
from probatum.quality.capa.bodies import EffectivenessCheck
from probatum.quality.capa.content import plan_changed
from probatum.quality.capa.gates import is_heavy, standing
from probatum.quality.capa.plans import (
    CHECK,
    WRITE,
    closed_sentence,
    is_written,
    no_room,
    refuse_unless_written,
)
from probatum.quality.events.due import BY_EXTENSION

CARRY_OUT, QUALITY = "capa.carry_out", "capa.approve_quality"
CHECKED = ("capa", "deviation", "nonconformance", "complaint", "lab_investigation")
NOT_HELD = (choices.INEFFECTIVE, choices.INCONCLUSIVE)
Values = Mapping[str, Any]


def days_fit(values: Values, at: dt.datetime) -> None:
    """It is due after it starts, and what it waits for can come. Raises Refused."""
    if (values.get("after_days") or 0) > checking.LONGEST:
        raise Refused(f"Enter at most {checking.LONGEST} days.", field="after_days")
    if values.get("after_batches") and not values.get(checking.PRODUCT, True):
        raise Refused("Choose the product whose batches are counted.", field=checking.PRODUCT)
    start, due = values.get("start_on"), values.get("due_on")
    if start and due and due < start:
        raise Refused("A check cannot be due before it starts.", field="due_on")


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: what was checked, by which criteria, and what was found."""
    return {**body.content(record), "part_of": record.parent.number if record.parent else ""}


def opened(act: Any, record: Record) -> None:
    """It is due as planned."""
    record.due = body_of(record).due_on
    plan_changed(act, record.parent)


def edited(act: Any, record: Record, section: str) -> None:
    """Criteria and days change only while the plan is written."""
    if section != "check" or record.parent is None:
        return
    refuse_unless_written(record.parent)
    record.due = body_of(record).due_on
    plan_changed(act, record.parent)


def late_enough(record: Record, actor: Actor, values: Values) -> str | None:
    """So many days have passed since the last action that its effect can be told (CAP-14)."""
    sentence = checking.too_early(record, timezone.now())
    return " ".join(("It is too early to conclude.", sentence)) if sentence else None


def still_planned(record: Record, actor: Actor, values: Values) -> str | None:
    """A check is taken off only while its plan is written; later Quality cancels it."""
    if record.parent is None or is_written(record.parent):
        return None
    return closed_sentence(record.parent)


def not_mandatory(record: Record, actor: Actor, values: Values) -> str | None:
    """The last check of what is major, critical or a medical device is not cancelled (CAP-15)."""
    parent = record.parent
    if parent is None or not is_heavy(parent) or len(standing(parent, CHECK)) > 1:
        return None
    return (
        f"{parent.number} is major or critical, or concerns a medical device, so its check is mandatory. "
        "Plan another one first."
    )


def reopened_first(record: Record, actor: Actor, values: Values) -> Missing | None:
    """Where the decision is to reopen, Quality reopens what was checked before the check is closed (CAP-13)."""
    kept: EffectivenessCheck = body_of(record)
    parent = record.parent
    if (
        kept.outcome not in NOT_HELD
        or kept.follow_up != choices.REOPEN
        or parent is None
        or not is_over(parent)
    ):
        return None
    sentence = f"{parent.number} is {inside(process_of(parent).state(parent.state).label)}. Quality reopens it first."
    return Missing(sentence, record=parent)


PROCESS = register(
    Process(
        kind=CHECK,
        label="Effectiveness check",
        plural="Effectiveness checks",
        icon="search",
        start="initiated",
        numbering="EC-{year}-{n:04}",
        opens=WRITE,
        owned=CARRY_OUT,
        staffs=WRITE,
        parents=CHECKED,
        body=EffectivenessCheck,
        joins=no_room,
        opened=opened,
        edited=edited,
        manifest="effectiveness_check/1",
        content=content,
        subject=body.subject,
        files=body.files,
        retention="as the record it belongs to",
        sections=(
            Section(
                "check",
                "What is checked",
                (
                    Field("criteria", "Criteria of success", "longtext", required=True),
                    Field("method", "Method", "longtext", help="How it is found out."),
                    Field("sample_size", "Sample size", help="How many batches, records or months."),
                    Field(
                        "start_on",
                        "Start",
                        "date",
                        required=True,
                        help="Moved behind the time that has to pass since the last action.",
                    ),
                    Field(
                        "after_days",
                        "Days after the last action",
                        "whole",
                        help="Not before so many have passed. Left empty, the number of the settings.",
                    ),
                    Field(
                        "after_batches",
                        "Or batches made since then",
                        "whole",
                        help="With so many batches it can begin and conclude earlier, such as 5.",
                    ),
                    Field(
                        checking.PRODUCT,
                        "Product whose batches are counted",
                        "item",
                        register="product",
                        help="By the day on which each batch was made, in the master data.",
                    ),
                    Field("due_on", "Due", "date", required=True),
                ),
                states=("initiated",),
                parts=("owner", "opener"),
                permission=WRITE,
                at_opening=True,
                instead=BY_EXTENSION,
                check=days_fit,
            ),
            Section(
                "result",
                "Result",
                (
                    Field("results", "What was found, and the proof", "longtext", required=True),
                    Field("outcome", "Outcome", "choice", required=True, choices=choices.OUTCOMES),
                    Field("conclusion", "Why", "longtext", required=True),
                    Field(
                        "follow_up",
                        "What follows",
                        "choice",
                        required=True,
                        choices=choices.FOLLOW_UPS,
                        when=("outcome", NOT_HELD),
                        help="A new CAPA is opened and linked when Quality signs.",
                    ),
                ),
                states=("in_progress",),
            ),
        ),
        states=(
            State(
                "initiated", "Initiated", "neutral", "circle", explains="It waits for the end of its record."
            ),
            State(
                "pending_start",
                "Waiting for its day",
                "neutral",
                "clock",
                explains="It begins by itself on its start day, when enough time has passed since the last action.",
            ),
            State(
                "in_progress",
                "In progress",
                "info",
                "search",
                asks=(
                    Ask("owner", "submit", "Carry out the effectiveness check", with_record=True, ahead=3),
                ),
                explains="The owner finds out whether the measures held.",
            ),
            State(
                "in_approval",
                "In approval",
                "info",
                "sign",
                asks=(Ask("quality", "approve", "Approve the effectiveness check", with_record=True),),
                explains="Quality looks at criteria, findings and outcome.",
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
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        moves=(
            Move("wait", "Wait for its day", ("initiated",), "pending_start", automatic=True),
            Move("begin", "Begin on its day", ("pending_start",), "in_progress", automatic=True),
            Move(
                "submit",
                "Send the result to Quality",
                ("in_progress",),
                "in_approval",
                part="owner",
                guards=(
                    filled_in("result"),
                    Guard("late_enough", late_enough),
                    named("quality"),
                    children_closed("extension"),
                ),
                primary=True,
            ),
            Move(
                "approve",
                "Approve the check and sign",
                ("in_approval",),
                "closed",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("effectiveness_approved", "Effectiveness approved"),
                guards=(
                    NOT_THE_OWNER,
                    not_who_did("submit", sentence="You carried it out, so somebody else has to approve it."),
                    Guard("reopened_first", reopened_first),
                ),
                primary=True,
                help="Where it did not hold, what follows is done at once.",
            ),
            Move(
                "reject",
                "Send back",
                ("in_approval",),
                "in_progress",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("effectiveness_refused", "Effectiveness check not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "withdraw",
                "Take off the plan",
                ("initiated",),
                "cancelled",
                permission=WRITE,
                reason=True,
                negative=True,
                guards=(Guard("still_planned", still_planned),),
            ),
            Move(
                "cancel",
                "Cancel the check",
                ("initiated", "pending_start", "in_progress"),
                "cancelled",
                permission=QUALITY,
                meaning=Meaning("check_cancelled", "Effectiveness check cancelled"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER, Guard("not_mandatory", not_mandatory), children_closed("extension")),
            ),
            Move(
                "end_with_parent",
                "End with its record",
                ("initiated", "pending_start", "in_progress", "in_approval"),
                "cancelled",
                automatic=True,
            ),
        ),
    )
)
