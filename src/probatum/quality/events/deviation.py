"""The process of a deviation, planned or not: reported, triaged, assessed, investigated where it matters, closed by Quality.

21 CFR 211.192, EU GMP 1.8(vii) and 8.16, ICH Q10 3.2.2. Minor or external events close with their assessment, the others need an
investigation (QE-07). Reads from top to bottom as data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.calendar import today_at
from probatum.kernel.errors import Refused
from probatum.kernel.family import children_closed, has_child
from probatum.kernel.gates import NOT_THE_OWNER, filled_in
from probatum.kernel.people import Actor
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
from probatum.quality.capa.gates import CAPA_DECIDED, CHECK_DECIDED
from probatum.quality.capa.plans import planned
from probatum.quality.causes.declared import analysed
from probatum.quality.causes.gates import cause_found, method_chosen
from probatum.quality.events import decisions, facts, path, preliminary, ways
from probatum.quality.events.approver import SOMEBODY_APPROVES, name_approver
from probatum.quality.events.bodies import Deviation
from probatum.quality.events.path import due_day
from probatum.quality.events.preliminary import SOMEBODY_LOOKS_FIRST
from probatum.quality.events.triage import AUTHORITIES_ASKED, SETTLED, settled_where
from probatum.quality.recurrence.declared import compared
from probatum.quality.recurrence.judging import RECURRENCE_JUDGED
from probatum.quality.risk.rating import RISK_RATED, rated, rating_as_approved

KIND = "deviation"
TRIAGE, QUALITY = "event.triage", "event.approve_quality"
FINAL = "final_preliminary"


REPORT = Section(
    "report",
    "What happened",
    (
        facts.DESCRIPTION,
        facts.OCCURRED,
        facts.AWARE,
        facts.AT_ONCE,
        facts.LATE,
    ),
    states=("reported", "assessment", "investigation"),
    parts=("owner", "opener"),
    permission=TRIAGE,
    at_opening=True,
    check=facts.moments_fit,
)


def days_fit(values: Mapping[str, Any], at: dt.datetime) -> None:
    """A planned deviation says from when until when (QE-23). Raises Refused, naming the field."""
    begins, ends = values.get("planned_from"), values.get("planned_until")
    if begins and ends and ends < begins:
        raise Refused("It cannot end before it begins.", field="planned_until")


TRIAGED = Section(
    "triage",
    "Triage",
    (
        facts.CATEGORY,
        Field("area", "Area", "choice", required=True, choices=facts.AREAS),
        Field("planned", "Planned (temporary)", "yes_no", required=True),
        Field("planned_from", "From", "date", required=True, when=("planned", (True,))),
        Field("planned_until", "Until", "date", required=True, when=("planned", (True,))),
        facts.EXTERNAL,
        Field("study", "Study", "item", register="study", required=True, when=("area", ("gcp",))),
        Field("country", "Country", "text", when=("area", ("gcp",)), help="Two letters, such as AT."),
        Field("subjects", "Participants affected", "whole", when=("area", ("gcp",))),
        facts.PERSONAL,
    ),
    states=("reported", "assessment"),
    parts=("quality",),
    permission=TRIAGE,
    check=days_fit,
)

ASSESSMENT = Section(
    "assessment",
    "Assessment",
    (
        Field("impact", "Impact on product, patients and data", "longtext", required=True),
        Field(
            "further", "Other batches and records looked at", "longtext", help="21 CFR 211.192 asks for them."
        ),
        Field("batch", "Batches", "items", register="batch"),
        Field("product", "Products", "items", register="product"),
        Field("material", "Materials", "items", register="material"),
        Field("equipment", "Equipment", "items", register="equipment"),
        Field("system", "Computerised systems", "items", register="system"),
        Field("supplier", "Suppliers", "items", register="supplier"),
        Field("market", "Markets", "items", register="market"),
        *decisions.DECISIONS,
    ),
    states=("assessment", "investigation"),
)

CONCLUSION = Section(
    "conclusion",
    "Conclusion",
    (
        Field(
            "conclusion",
            "Conclusion",
            "longtext",
            required=True,
            help="Cause, what follows for the batches, why it is enough.",
        ),
    ),
    states=("investigation",),
)


def opened(act: Any, record: Record) -> None:
    """The due day that its kind and source ask for, counted from when it became known (QE-04)."""
    record.due = due_day(record)


def edited(act: Any, record: Record, section: str) -> None:
    """Until the assessment begins the due day follows what is entered; then it is fixed (QE-05)."""
    if section == "triage":
        facts.flag_by_category(record)
    if record.state == "reported":
        record.due = due_day(record)


def accept(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """Somebody approves for Quality from here on, and the due day is fixed."""
    name_approver(act, record, values)
    fix_due(act, record, values)


def fix_due(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The day that the rating asks for is fixed with triage (QE-04, QE-05)."""
    record.due = due_day(record)


def after_assessment(record: Record) -> str:
    """Minor and external events are over with their assessment, the others are investigated."""
    return "closed" if path.is_short(record) else "investigation"


def is_over(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """A planned deviation closes when its time is over (QE-23)."""
    kept: Deviation = body_of(record)
    if not kept.planned or kept.planned_until is None:
        return None
    if today_at(record.site, at=dt.datetime.now(dt.UTC)) > kept.planned_until:
        return None
    return f"It is planned until {kept.planned_until:%Y-%m-%d}, and closes when that day is over."


PLANNED_TIME_OVER = Guard("planned_time_over", is_over)
DECIDED = (filled_in("assessment"), PLANNED_TIME_OVER)
#: what an event that closes with its assessment decides there; the others decide it in their investigation
AT_ONCE = (path.where_short(CAPA_DECIDED), path.where_short(CHECK_DECIDED))

#: where a record of an older system can stand
MIGRATED = ("assessment", "investigation", "final_approval", "closed", "cancelled")

PROCESS = register(
    Process(
        kind=KIND,
        label="Deviation",
        plural="Deviations",
        icon="alert",
        start="reported",
        numbering="DEV-{year}-{n:04}",
        opens="event.report",
        staffs=TRIAGE,
        body=Deviation,
        opened=opened,
        edited=edited,
        due_open=("reported",),
        manifest="deviation/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="event",
        sections=(REPORT, TRIAGED, ASSESSMENT, CONCLUSION),
        states=(
            State(
                "reported",
                "Reported",
                "info",
                "inbox",
                asks=(Ask("quality", "accept", "Triage the deviation", business_days=1, instead=TRIAGE),),
                explains="Quality looks at what was reported, rates it and names its owner.",
            ),
            State(
                "assessment",
                "In assessment",
                "info",
                "pen",
                asks=(Ask("owner", "submit_assessment", "Assess the deviation", days=5),),
                explains="The owner says what it means for product, patients and data, and what follows.",
            ),
            preliminary.state(),
            State(
                "approval",
                "Assessment in approval",
                "info",
                "sign",
                asks=(Ask("quality", "approve_assessment", "Approve the assessment", days=3),),
                explains="Quality approves the assessment. A minor event is closed with it.",
            ),
            State(
                "investigation",
                "In investigation",
                "info",
                "search",
                asks=(
                    Ask(
                        "owner",
                        "submit_investigation",
                        "Complete the investigation",
                        with_record=True,
                        ahead=3,
                    ),
                ),
                explains="Causes are searched for, and actions planned. At least one investigation is approved.",
            ),
            preliminary.state(FINAL, "Preliminary review of the investigation", ready="ready_finally"),
            State(
                "final_approval",
                "In final approval",
                "info",
                "sign",
                asks=(Ask("quality", "close", "Give the final approval", with_record=True),),
                explains="Quality gives the final approval.",
            ),
            State("closed", "Closed", "good", "check", final=True),
            *ways.CANCEL_STATES,
        ),
        parts=(
            PartRule("quality", "Quality approver", QUALITY, minimum=1, maximum=3, help="Is not the owner."),
            PartRule("team", "Team", "event.read", help="Works on it and sees it."),
            preliminary.RULE,
        ),
        sees=(Sees("event.read"), Sees("audit_trail.read")),
        arrivals=(Arrival("import", "Be migrated", MIGRATED, "event.import"),),
        moves=(
            Move(
                "accept",
                "Accept and send to assessment",
                ("reported",),
                "assessment",
                permission=TRIAGE,
                guards=(filled_in("triage"), SOMEBODY_APPROVES, RISK_RATED, AUTHORITIES_ASKED),
                apply=accept,
                primary=True,
                help="The due day is fixed from here on; only an extension moves it. Where no Quality approver is named, it is you.",
            ),
            Move(
                "submit_assessment",
                "Send the assessment to Quality",
                ("assessment",),
                "approval",
                also=("preliminary",),
                chooses=preliminary.first("approval"),
                part="owner",
                guards=(filled_in("assessment"), RECURRENCE_JUDGED, *AT_ONCE, SOMEBODY_LOOKS_FIRST),
                primary=True,
            ),
            *preliminary.moves(on="approval", back="assessment"),
            Move(
                "approve_assessment",
                "Approve the assessment and sign",
                ("approval",),
                "closed",
                also=("investigation",),
                chooses=after_assessment,
                permission=QUALITY,
                part="quality",
                meaning=Meaning("quality_approval", "Quality approval"),
                guards=(NOT_THE_OWNER, *DECIDED, RECURRENCE_JUDGED, *AT_ONCE, settled_where(path.is_short)),
                primary=True,
            ),
            Move(
                "return_assessment",
                "Send back to the owner",
                ("approval",),
                "assessment",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("assessment_refused", "Assessment not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "submit_investigation",
                "Send for final approval",
                ("investigation",),
                "final_approval",
                also=(FINAL,),
                chooses=preliminary.first("final_approval", by=FINAL),
                part="owner",
                guards=(
                    SOMEBODY_LOOKS_FIRST,
                    method_chosen,
                    cause_found,
                    has_child(
                        "investigation",
                        sentence="There is no approved investigation yet. The owner adds one, its investigator completes it.",
                        states=("closed",),
                    ),
                    filled_in("conclusion"),
                    CAPA_DECIDED,
                    CHECK_DECIDED,
                ),
                primary=True,
            ),
            *preliminary.moves(FINAL, on="final_approval", back="investigation", suffix="_finally"),
            Move(
                "close",
                "Approve finally and sign",
                ("final_approval",),
                "closed",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("quality_final_approval", "Quality final approval"),
                guards=(
                    NOT_THE_OWNER,
                    *DECIDED,
                    SETTLED,
                    RECURRENCE_JUDGED,
                    CAPA_DECIDED,
                    CHECK_DECIDED,
                    rating_as_approved("quality_approval"),
                    children_closed("investigation", "extension"),
                ),
                primary=True,
            ),
            Move(
                "return_investigation",
                "Send back to the owner",
                ("final_approval",),
                "investigation",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("investigation_refused", "Investigation not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            *ways.cancelling("reported", "assessment", "investigation", right=QUALITY),
            ways.reopening(
                "closed",
                "cancelled",
                to=(("assessment", "Assessment"), ("investigation", "Investigation")),
                right=QUALITY,
            ),
        ),
    )
)
rated(KIND, states=("reported", "assessment", "investigation"), parts=("quality",), permission=TRIAGE)
analysed(KIND, states=("assessment", "investigation"), parts=("owner", "team", "quality"))
planned(
    KIND,
    written_in=("assessment", "investigation"),
    runs_in=("closed",),
    by=("approve_assessment", "close"),
    dropped_by=("approve_cancellation",),
)
compared(
    KIND, states=("reported", "assessment", "investigation"), parts=("owner", "quality"), category="category"
)
