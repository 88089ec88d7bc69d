"""The process of a determination: is an authority to be told of this event with this product, and was it told in time.

One for each event, product and authority, never one verdict for several (21 CFR 803.17, EU 2017/745 Art. 87). Decided with a
signature; a report is sent, followed up, acknowledged or taken back, and each of these stays readable (CMP-04 to CMP-06).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel import clock as clocks
from probatum.kernel.body import body_of
from probatum.kernel.clock import DONE, NOT_NEEDED, Clock
from probatum.kernel.errors import Refused
from probatum.kernel.gates import NOT_THE_OWNER, filled_in
from probatum.kernel.process import Ask, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.quality.complaints.bodies import Reportability, ReportSent
from probatum.quality.complaints.reporting import CLOCK, KIND, take_up
from probatum.quality.complaints.words import SCOPES, SEVERITIES, VERDICTS
from probatum.quality.events import ways

DECIDE = "complaint.report"
Values = Mapping[str, Any]


def way_on(record: Record) -> str:
    """A report is due when it is reportable, or reported while that is uncertain."""
    return "report_due" if body_of(record).verdict in ("reportable", "uncertain") else "not_reportable"


def decide(act: Any, record: Record, values: Values) -> None:
    """A report gets its number; without one the statutory clock is over."""
    kept: Reportability = body_of(record)
    if way_on(record) == "report_due":
        kept.report_number += 1
        kept.save(update_fields=["report_number"])
    else:
        _stop(act, record, outcome=NOT_NEEDED, note="Not reportable")


def send(act: Any, record: Record, values: Values) -> None:
    """The day and the reference are kept, and the clock of the report stops."""
    kept: Reportability = body_of(record)
    kept.sent_on, kept.reference = _day(values, act.at), str(values.get("reference") or "")[:120]
    kept.acknowledged_on = None
    kept.save(update_fields=["sent_on", "reference", "acknowledged_on"])
    _keep(act, record, "sent", day=kept.sent_on, reference=kept.reference)
    _stop(act, record, outcome=DONE, note=f"Sent on {kept.sent_on.isoformat()}")


def acknowledge(act: Any, record: Record, values: Values) -> None:
    """The day and the number that the authority gave are kept."""
    kept: Reportability = body_of(record)
    kept.acknowledged_on, kept.reference = _day(values, act.at), str(values["reference"])[:120]
    kept.save(update_fields=["acknowledged_on", "reference"])
    _keep(act, record, "acknowledged", day=kept.acknowledged_on, reference=kept.reference)


def report_again(act: Any, record: Record, values: Values) -> None:
    """A further report under the next number, with the same period from the day of the new information (21 CFR 803.56)."""
    kept: Reportability = body_of(record)
    kept.report_number += 1
    kept.save(update_fields=["report_number"])
    first = Clock.objects.filter(record=record, name=CLOCK).order_by("id").first()
    if first is None:
        return
    clock = clocks.start(
        act,
        record,
        name=CLOCK,
        label=first.label,
        span=first.span,
        statutory=True,
        source=f"{first.source}, new information",
    )
    record.due = clock.due


def take_back(act: Any, record: Record, values: Values) -> None:
    """The report is cancelled; what was sent stays readable."""
    _keep(act, record, "cancelled", day=act.at.date(), reference=body_of(record).reference)
    _stop(act, record, outcome=NOT_NEEDED, note="Report cancelled")


def decide_again(act: Any, record: Record, values: Values) -> None:
    """The question is open again, with the clock of the complaint as it stands now."""
    take_up(act, record)


def _day(values: Values, at: dt.datetime) -> dt.date:
    given = values.get("day")
    try:
        day = given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
    except ValueError:
        raise Refused("Enter the day, such as 2026-12-01.", field="day") from None
    if day > (at + dt.timedelta(days=1)).date():
        raise Refused("Enter a day that has come.", field="day")
    return day


def _keep(act: Any, record: Record, what: str, *, day: dt.date, reference: str) -> None:
    ReportSent.objects.create(
        record=record,
        report_number=body_of(record).report_number,
        what=what,
        day=day,
        reference=reference,
        entered_by=act.person,
        entered_at=act.at,
    )


def _stop(act: Any, record: Record, *, outcome: str, note: str) -> None:
    for clock in Clock.objects.filter(record=record, name=CLOCK, stopped_at=None):
        clocks.stop(act, clock, outcome=outcome, note=note)


DAY = Input("day", "Day", type="date", help="The day on which it was sent or came in.")

PROCESS = register(
    Process(
        kind=KIND,
        label="Reportability decision",
        plural="Reportability decisions",
        icon="flag",
        start="assessment",
        numbering="RPA-{year}-{n:04}",
        opens=DECIDE,
        staffs=DECIDE,
        parents=("complaint",),
        body=Reportability,
        opened=take_up,
        manifest="reportability/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="as the complaint that it belongs to",
        sections=(
            Section(
                "whom",
                "Product and authority",
                (
                    Field("authority", "Authority", required=True),
                    Field("about", "Product", "item", required=True, register="product"),
                    Field("market", "Country", "item", required=True, register="market"),
                ),
                states=("assessment",),
                parts=("decider",),
                permission=DECIDE,
                at_opening=True,
            ),
            Section(
                "rule",
                "Rule",
                (
                    Field("severity", "Severity", "choice", choices=SEVERITIES),
                    Field("rule", "Rule applied"),
                    Field("scope", "Report scope", "choice", choices=SCOPES),
                ),
                derived=True,
            ),
            Section(
                "assessment",
                "Assessment",
                (
                    Field(
                        "contributed",
                        "May the product have caused or contributed to it?",
                        "yes_no",
                        required=True,
                        help="A suspicion is enough for yes.",
                    ),
                    Field("expected", "Is it described in the information for users?", "yes_no"),
                    Field("verdict", "Decision", "choice", required=True, choices=VERDICTS),
                    Field(
                        "rationale",
                        "Why",
                        "longtext",
                        required=True,
                        help="Also and above all when nothing is reported (21 CFR 803.18).",
                    ),
                    Field("deliberation", "Who took part", "longtext"),
                ),
                states=("assessment",),
                parts=("decider",),
                permission=DECIDE,
            ),
            Section(
                "report",
                "Report",
                (Field("report_text", "What is reported", "longtext", required=True),),
                states=("report_due",),
                parts=("decider",),
                permission=DECIDE,
            ),
            Section(
                "sending",
                "Sending",
                (
                    Field("report_number", "Report no.", "whole"),
                    Field("sent_on", "Sent on", "date"),
                    Field("acknowledged_on", "Acknowledged on", "date"),
                    Field("reference", "Reference of the authority"),
                ),
                derived=True,
            ),
        ),
        states=(
            State(
                "assessment",
                "To be decided",
                "warn",
                "clock",
                asks=(
                    Ask(
                        "decider", "decide", "Decide whether it is reported", business_days=3, instead=DECIDE
                    ),
                ),
                explains="Somebody who reports to authorities decides for this product and this authority, and signs.",
            ),
            State(
                "report_due",
                "Report due",
                "warn",
                "flag",
                asks=(Ask("decider", "send", "Send the report", with_record=True, instead=DECIDE),),
                explains="The statutory clock runs until the report is sent.",
            ),
            State(
                "sent",
                "Report sent",
                "info",
                "upload",
                asks=(Ask("decider", "acknowledge", "Enter the acknowledgement", days=14, instead=DECIDE),),
                explains="The authority has it. Its acknowledgement is entered when it comes.",
            ),
            State("acknowledged", "Acknowledged", "good", "check", final=True),
            State("not_reportable", "Not reportable", "muted", "check", final=True, rail=False),
            State("cancelled", "Report cancelled", "muted", "cross", final=True, rail=False),
        ),
        parts=(PartRule("decider", "Decides on reporting", DECIDE, maximum=3, help="Is not the owner."),),
        sees=(Sees("event.read"), Sees(DECIDE), Sees("audit_trail.read")),
        moves=(
            Move(
                "decide",
                "Decide and sign",
                ("assessment",),
                "report_due",
                also=("not_reportable",),
                chooses=way_on,
                permission=DECIDE,
                meaning=Meaning("reportability_decision", "Reportability decision"),
                guards=(filled_in("whom", "assessment"), NOT_THE_OWNER),
                apply=decide,
                primary=True,
            ),
            Move(
                "send",
                "Report is sent",
                ("report_due",),
                "sent",
                permission=DECIDE,
                inputs=(DAY, Input("reference", "Reference", required=False)),
                guards=(filled_in("report"),),
                apply=send,
                primary=True,
            ),
            Move(
                "acknowledge",
                "Enter the acknowledgement",
                ("sent",),
                "acknowledged",
                permission=DECIDE,
                inputs=(DAY, Input("reference", "Number of the authority")),
                apply=acknowledge,
                primary=True,
            ),
            Move(
                "follow_up",
                "Report again",
                ("sent",),
                "report_due",
                permission=DECIDE,
                reason=True,
                apply=report_again,
                help="There is new information. The next report of the same number is due.",
            ),
            Move(
                "cancel_report",
                "Cancel the report",
                ("report_due", "sent"),
                "cancelled",
                permission=DECIDE,
                meaning=Meaning("report_cancelled", "Report cancelled"),
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
                apply=take_back,
            ),
            Move(
                "decide_again",
                "Decide again",
                ("acknowledged", "not_reportable", "cancelled"),
                "assessment",
                reopens=True,
                permission=DECIDE,
                meaning=ways.REOPENED,
                reason=True,
                guards=(NOT_THE_OWNER,),
                apply=decide_again,
                help="New information came in, or the severity changed.",
            ),
        ),
    )
)
