"""The process of a nonconformance: contained, disposed of, investigated or why not, closed by Quality (QE-20).

21 CFR 820.90, 211.192, ISO 13485 8.3. Containment and disposition are dated steps of their own, each with its clock; what becomes of
which quantity stands in dispositions, and together they account for all of it. Reads from top to bottom as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.errors import Missing
from probatum.kernel.family import children_closed, children_of
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
from probatum.kernel.timer import Timer
from probatum.quality.capa.gates import CAPA_DECIDED, CHECK_DECIDED, addressing
from probatum.quality.capa.plans import planned
from probatum.quality.causes.declared import analysed
from probatum.quality.events import decisions, due, facts, ways
from probatum.quality.events.approver import SOMEBODY_APPROVES, name_approver
from probatum.quality.events.nonconforming import (
    FOUND,
    INVESTIGATED_BY,
    Nonconformance,
    containment_span,
    disposition_span,
)
from probatum.quality.events.triage import AUTHORITIES_ASKED, SETTLED
from probatum.quality.recurrence.declared import compared
from probatum.quality.recurrence.judging import RECURRENCE_JUDGED
from probatum.quality.risk.rating import RISK_RATED, rated, rating_of

KIND = "nonconformance"
TRIAGE, QUALITY = "event.triage", "event.approve_quality"
WORKED_ON = ("reported", "containment", "disposition", "investigation")
Values = Mapping[str, Any]

REPORT = Section(
    "report",
    "What does not conform",
    (
        facts.DESCRIPTION,
        Field(
            "requirement",
            "Requirement not met",
            "longtext",
            required=True,
            help="The specification, drawing or procedure, and what it says.",
        ),
        Field("found_where", "Where it was found", "choice", required=True, choices=FOUND),
        facts.OCCURRED,
        facts.AWARE,
        facts.LATE,
        Field("batch", "Batches", "items", register="batch"),
        Field("material", "Materials", "items", register="material"),
        Field("product", "Products", "items", register="product"),
        Field("supplier", "Suppliers", "items", register="supplier"),
        Field("equipment", "Equipment", "items", register="equipment"),
        Field("quantity", "Quantity affected", "number"),
        Field("quantity_unit", "Unit"),
        facts.AT_ONCE,
    ),
    states=("reported", "containment"),
    parts=("owner", "opener"),
    permission=TRIAGE,
    at_opening=True,
    check=facts.moments_fit,
)
TRIAGED = Section(
    "triage",
    "Triage",
    (facts.CATEGORY, facts.EXTERNAL, facts.PERSONAL),
    states=("reported", "containment"),
    parts=("quality",),
    permission=TRIAGE,
)
CONTAINMENT = Section(
    "containment",
    "Containment",
    (
        Field("containment", "What was done to contain it", "longtext", required=True),
        Field("contained_on", "Contained on", "date", required=True),
        Field(
            "location", "Where it is kept apart", required=True, help="Place and label; or where it is now."
        ),
        Field("delivered", "Was any of it delivered?", "yes_no", required=True),
        Field(
            "customer_told", "Is the customer notified?", "yes_no", required=True, when=("delivered", (True,))
        ),
        Field(
            "customer_reason",
            "Whom and when, or why not",
            "longtext",
            required=True,
            when=("delivered", (True,)),
        ),
        Field(
            "advisory",
            "Advisory notice or recall considered",
            "longtext",
            required=True,
            when=("delivered", (True,)),
            help="ISO 13485 8.3.3.",
        ),
    ),
    states=("containment",),
)
INVESTIGATION = Section(
    "investigation",
    "Investigation",
    (
        Field("investigated_by", "How it is investigated", "choice", required=True, choices=INVESTIGATED_BY),
        Field(
            "not_investigated",
            "Why it is not investigated",
            "longtext",
            required=True,
            when=("investigated_by", ("none",)),
            help="21 CFR 820.90(b)(1).",
        ),
        Field("conclusion", "Conclusion", "longtext", required=True),
        *decisions.DECISIONS,
    ),
    states=("disposition", "investigation"),
)


def opened(act: Any, record: Record) -> None:
    """The due day that its kind and source ask for, counted from when it became known (QE-04)."""
    _propose(record)


def edited(act: Any, record: Record, section: str) -> None:
    """Until it is accepted the due day follows what is entered; then it is fixed (QE-05)."""
    facts.flag_by_category(record)
    if record.state == "reported":
        _propose(record)


def accept(act: Any, record: Record, values: Values) -> None:
    """Somebody approves for Quality from here on, and the due day is fixed."""
    name_approver(act, record, values)
    _propose(record)


def _propose(record: Record) -> None:
    kept: Nonconformance = body_of(record)
    rating = rating_of(record)
    path = rating.path if rating is not None else ""
    due.propose(record, since=kept.aware_at, external=bool(kept.external), path=path)


def quantities_balance(record: Record, actor: Actor, values: Values) -> tuple[Missing, ...]:
    """Every disposition is approved, and together they account for the quantity affected, in its unit (ISO 13485 8.3)."""
    kept: Nonconformance = body_of(record)
    made = [one for one in children_of(record, "disposition") if one.state != "withdrawn"]
    if not made:
        return (Missing("There is no disposition yet. The owner adds one.", record=record),)
    waiting = [one for one in made if one.state not in ("approved", "carried_out")]
    if waiting:
        return tuple(Missing(f"{one.number} is not approved.", record=one) for one in waiting)
    if kept.quantity is None:
        return (Missing("“Quantity affected” is not filled in.", record=record, section="report"),)
    strange = [one for one in made if body_of(one).quantity_unit != kept.quantity_unit]
    if strange:
        unit = kept.quantity_unit or "no unit"
        return tuple(
            Missing(f"{one.number} counts in another unit than {unit}.", record=one) for one in strange
        )
    total = sum((body_of(one).quantity or Decimal() for one in made), Decimal())
    if total == kept.quantity:
        return ()
    said = f"Of {_plain(kept.quantity)} {kept.quantity_unit} {_plain(total)} are disposed of."
    return (Missing(f"{said} Together the dispositions have to account for all of it.", record=record),)


def _plain(quantity: Decimal) -> str:
    return format(quantity.normalize(), "f")


def investigated(record: Record, actor: Actor, values: Values) -> Missing | None:
    """It is investigated as was chosen: by an investigation that is approved, or by a CAPA that is linked."""
    way = body_of(record).investigated_by
    if way == "own" and not any(one.state == "closed" for one in children_of(record, "investigation")):
        return Missing("There is no approved investigation yet. The owner adds one.", record=record)
    if way == "capa" and not addressing(record):
        return Missing("No CAPA that addresses it is linked yet. The owner raises one.", record=record)
    return None


QUANTITIES_BALANCE = Guard("quantities_balance", quantities_balance)
INVESTIGATED = Guard("investigated", investigated)

#: where a record of an older system can stand
MIGRATED = ("containment", "disposition", "investigation", "closing", "closed", "cancelled")

PROCESS = register(
    Process(
        kind=KIND,
        label="Nonconformance",
        plural="Nonconformances",
        icon="event",
        start="reported",
        numbering="NC-{year}-{n:04}",
        opens="event.report",
        staffs=TRIAGE,
        body=Nonconformance,
        opened=opened,
        edited=edited,
        due_open=("reported",),
        manifest="nonconformance/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="event",
        sections=(REPORT, TRIAGED, CONTAINMENT, INVESTIGATION),
        timers=(
            Timer(
                "containment",
                "Containment",
                containment_span,
                runs_in=("reported", "containment"),
                since="aware_at",
            ),
            Timer("disposition", "Disposition", disposition_span, runs_in=("disposition",)),
        ),
        states=(
            State(
                "reported",
                "Reported",
                "info",
                "inbox",
                asks=(
                    Ask("quality", "accept", "Triage the nonconformance", business_days=1, instead=TRIAGE),
                ),
                explains="Quality looks at what was reported, rates it and names its owner.",
            ),
            State(
                "containment",
                "Containment",
                "warn",
                "lock",
                asks=(Ask("owner", "contain", "Contain the nonconformance", days=7),),
                explains="It is identified and kept apart, so that nobody uses it by mistake.",
            ),
            State(
                "disposition",
                "Disposition",
                "info",
                "archive",
                asks=(Ask("owner", "dispose", "Decide what becomes of it", days=7),),
                explains="For each quantity it is decided what becomes of it, and approved with a signature.",
            ),
            State(
                "investigation",
                "In investigation",
                "info",
                "search",
                asks=(
                    Ask("owner", "submit_closure", "Complete the investigation", with_record=True, ahead=3),
                ),
                explains="It is found out why it does not conform, here or in a CAPA; or it says why not.",
            ),
            State(
                "closing",
                "In closure",
                "info",
                "sign",
                asks=(Ask("quality", "close", "Close the nonconformance", with_record=True),),
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
                "accept",
                "Accept",
                ("reported",),
                "containment",
                permission=TRIAGE,
                guards=(filled_in("report", "triage"), RISK_RATED, AUTHORITIES_ASKED, SOMEBODY_APPROVES),
                apply=accept,
                primary=True,
                help="The due day is fixed from here on; only an extension moves it.",
            ),
            Move(
                "contain",
                "It is contained",
                ("containment",),
                "disposition",
                part="owner",
                guards=(filled_in("containment"),),
                primary=True,
            ),
            Move(
                "dispose",
                "Dispositions are approved",
                ("disposition",),
                "investigation",
                part="owner",
                guards=(QUANTITIES_BALANCE,),
                primary=True,
            ),
            Move(
                "submit_closure",
                "Send for closure",
                ("investigation",),
                "closing",
                part="owner",
                guards=(
                    filled_in("investigation"),
                    INVESTIGATED,
                    RECURRENCE_JUDGED,
                    CAPA_DECIDED,
                    CHECK_DECIDED,
                ),
                primary=True,
            ),
            Move(
                "close",
                "Close and sign",
                ("closing",),
                "closed",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("quality_final_approval", "Quality final approval"),
                guards=(
                    NOT_THE_OWNER,
                    filled_in("containment", "investigation"),
                    QUANTITIES_BALANCE,
                    INVESTIGATED,
                    RECURRENCE_JUDGED,
                    CAPA_DECIDED,
                    CHECK_DECIDED,
                    SETTLED,
                    children_closed("disposition", "investigation", "extension"),
                ),
                primary=True,
            ),
            Move(
                "return_closure",
                "Send back to the owner",
                ("closing",),
                "investigation",
                permission=QUALITY,
                part="quality",
                meaning=Meaning("closure_refused", "Closure not approved"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            *ways.cancelling(*WORKED_ON, right=QUALITY),
            ways.reopening(
                "closed",
                "cancelled",
                to=(
                    ("containment", "Containment"),
                    ("disposition", "Disposition"),
                    ("investigation", "Investigation"),
                ),
                right=QUALITY,
            ),
        ),
    )
)
rated(KIND, states=WORKED_ON, parts=("quality",), permission=TRIAGE)
analysed(KIND, states=("disposition", "investigation"), parts=("owner", "team", "quality"))
planned(
    KIND,
    written_in=("containment", "disposition", "investigation"),
    runs_in=("closed",),
    by=("close",),
    dropped_by=("approve_cancellation",),
)
compared(KIND, states=WORKED_ON, parts=("owner", "quality"), category="category")
