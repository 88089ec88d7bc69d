"""The process of a complaint: triage questions first, then what the law wants reported, the investigation or why none, the answer.

21 CFR 211.198, 820.198 (QMSR 820.35(a)), EU GMP chapter 8, ISO 13485 8.2.2. Reads from top to bottom as data. Who complained stands
apart (`complaints/complainants.py`), determinations, hand-overs, examinations and letters are records of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel import body
from probatum.kernel.body import body_of
from probatum.kernel.concern import items_of
from probatum.kernel.errors import Missing
from probatum.kernel.family import children_closed, children_of
from probatum.kernel.gates import NOT_THE_OWNER, filled_in, named
from probatum.kernel.people import Actor
from probatum.kernel.process import (
    Arrival,
    Ask,
    Guard,
    Input,
    Meaning,
    Move,
    PartRule,
    Process,
    Sees,
    State,
    register,
)
from probatum.kernel.record import Record
from probatum.kernel.timer import Timer
from probatum.quality.capa.gates import CAPA_DECIDED, CHECK_DECIDED
from probatum.quality.capa.plans import planned
from probatum.quality.causes.declared import analysed
from probatum.quality.complaints import asked, cases, reporting, triage
from probatum.quality.complaints.bodies import Complaint
from probatum.quality.complaints.complainants import COMPLAINANT_KNOWN
from probatum.quality.complaints.handover import ask_for_handover
from probatum.quality.complaints.letter import INTERIM
from probatum.quality.events import due, ways
from probatum.quality.events.triage import AUTHORITIES_ASKED, SETTLED
from probatum.quality.recurrence.declared import compared
from probatum.quality.recurrence.judging import RECURRENCE_JUDGED
from probatum.quality.risk.rating import rated

KIND = cases.KIND
TRIAGE, QUALITY, HANDLE = "event.triage", "event.approve_quality", "complaint.handle"
OPEN = ("intake", "triage", "investigation", "capa_decision", "response", "closing")
Values = Mapping[str, Any]


def opened(act: Any, record: Record) -> None:
    """Severity from the answers, the due day from when it became known, and the hand-over of a possible adverse event."""
    triage.weigh(act, record)
    due.propose(record, since=body_of(record).aware_at)
    ask_for_handover(act, record)


def edited(act: Any, record: Record, section: str) -> None:
    """What follows from an answer or a moment that was changed follows at once."""
    if section == "waiver":
        cases.keep_equivalent(act, record)
    if section not in ("questions", "intake"):
        return
    triage.weigh(act, record)
    if record.state == "intake":
        due.propose(record, since=body_of(record).aware_at)
    else:
        reporting.open_determinations(act, record)
    ask_for_handover(act, record)


def to_triage(act: Any, record: Record, values: Values) -> None:
    """One determination for each product, country and authority concerned (CMP-05)."""
    reporting.open_determinations(act, record)


def identified(record: Record, actor: Actor, values: Values) -> Missing | None:
    """Lot or serial number is there, or why it is not known (QMSR 820.35(a)(3))."""
    kept: Complaint = body_of(record)
    if items_of(record, "lot") or kept.serial or kept.udi or kept.unidentified:
        return None
    return Missing(
        "Neither lot nor serial number is entered. Enter one, or why it is not known.",
        record=record,
        section="intake",
    )


def answered(record: Record, actor: Actor, values: Values) -> Missing | None:
    """The answer was sent, or it says why nobody is answered (CMP-13)."""
    if body_of(record).no_answer_reason:
        return None
    letters = children_of(record, "response_letter")
    if any(one.state == "sent" and body_of(one).purpose == "final" for one in letters):
        return None
    waiting = [one for one in letters if one.state not in ("sent", "withdrawn")]
    if waiting:
        return Missing(f"The letter {waiting[0].number} is not sent.", record=waiting[0])
    return Missing(
        "No answer was sent. Add a letter, or say why nobody is answered.", record=record, section="answer"
    )


IDENTIFIED = Guard("identified", identified)
ANSWERED = Guard("answered", answered)
COMPLETE = (filled_in("questions", "intake"), IDENTIFIED, COMPLAINANT_KNOWN)

#: where a record of an older system can stand
MIGRATED = ("triage", "investigation", "response", "closing", "closed", "cancelled")

PROCESS = register(
    Process(
        kind=KIND,
        label="Complaint",
        plural="Complaints",
        icon="comment",
        start="intake",
        numbering="CMP-{year}-{n:04}",
        opens="event.report",
        staffs=TRIAGE,
        body=Complaint,
        opened=opened,
        edited=edited,
        due_open=("intake",),
        manifest="complaint/1",
        content=body.content,
        subject=body.subject,
        files=body.files,
        retention="complaint",
        sections=asked.SECTIONS,
        timers=(
            Timer(
                INTERIM,
                "Interim report to the complainant",
                due.interim_span,
                runs_in=OPEN,
                since="aware_at",
            ),
        ),
        states=(
            State(
                "intake",
                "Intake",
                "info",
                "inbox",
                asks=(Ask("owner", "submit", "Complete the intake", business_days=1),),
                explains="What is known is entered; who complained stands on a page of its own.",
            ),
            State(
                "triage",
                "Triage",
                "warn",
                "flag",
                asks=(Ask("quality", "accept", "Triage the complaint", business_days=3, instead=TRIAGE),),
                explains="For every authority concerned somebody decides whether it is told. Clocks run from awareness.",
            ),
            State(
                "investigation",
                "In investigation",
                "info",
                "search",
                asks=(
                    Ask(
                        "investigator",
                        "complete_investigation",
                        "Investigate the complaint",
                        with_record=True,
                        ahead=10,
                    ),
                ),
                explains="Sample, batch record, earlier complaints and risk are looked at.",
            ),
            State(
                "capa_decision",
                "CAPA decision",
                "info",
                "sign",
                asks=(Ask("quality", "decide_capa", "Decide on a CAPA", days=3),),
            ),
            State(
                "response",
                "Response",
                "info",
                "document",
                asks=(Ask("owner", "ask_closure", "Answer the complainant", with_record=True, ahead=5),),
            ),
            State(
                "closing",
                "In closure",
                "info",
                "sign",
                asks=(Ask("quality", "close", "Close the complaint", with_record=True),),
            ),
            State("closed", "Closed", "good", "check", final=True),
            State(
                cases.MERGED,
                "Merged into another complaint",
                "muted",
                "copy",
                final=True,
                rail=False,
                explains="It is the same as another complaint, which goes on. Both numbers stay.",
            ),
            *ways.CANCEL_STATES,
        ),
        parts=(
            PartRule("quality", "Quality approver", QUALITY, minimum=1, maximum=3, help="Is not the owner."),
            PartRule("investigator", "Investigator", "event.handle", maximum=3),
            PartRule("team", "Team", "event.read", help="Works on it and sees it."),
        ),
        sees=(Sees("event.read"), Sees(HANDLE), Sees("complaint.report"), Sees("audit_trail.read")),
        arrivals=(Arrival("import", "Be migrated", MIGRATED, "event.import"),),
        moves=(
            Move(
                "submit",
                "Send to triage",
                ("intake",),
                "triage",
                part="owner",
                instead=HANDLE,
                guards=COMPLETE,
                apply=to_triage,
                primary=True,
            ),
            Move(
                "accept",
                "Accept for investigation",
                ("triage",),
                "investigation",
                permission=TRIAGE,
                guards=(
                    *COMPLETE,
                    named("quality", "investigator"),
                    reporting.DECIDED,
                    AUTHORITIES_ASKED,
                    children_closed("safety_handover", but=("handed_over",)),
                ),
                primary=True,
                help="Every determination is decided, and a possible adverse event is handed over.",
            ),
            Move(
                "send_back",
                "Send back to intake",
                ("triage",),
                "intake",
                permission=TRIAGE,
                reason=True,
                negative=True,
            ),
            Move(
                "complete_investigation",
                "Investigation is complete: sign",
                ("investigation",),
                "capa_decision",
                part="investigator",
                meaning=Meaning("investigation_complete", "Investigation complete"),
                guards=(filled_in("investigation"), children_closed("examination", "investigation")),
                primary=True,
            ),
            Move(
                "waive",
                "Waive the investigation",
                ("investigation",),
                "capa_decision",
                permission=QUALITY,
                meaning=Meaning("investigation_waived", "Investigation waived"),
                reason=True,
                guards=(NOT_THE_OWNER, filled_in("waiver"), cases.EARLIER_CASE),
                help="Only with the reason and a link to an equivalent earlier case that was investigated.",
            ),
            Move(
                "decide_capa",
                "Decide and sign",
                ("capa_decision",),
                "response",
                permission=QUALITY,
                meaning=Meaning("capa_decision", "CAPA decision"),
                guards=(NOT_THE_OWNER, filled_in("decision"), CAPA_DECIDED, CHECK_DECIDED),
                primary=True,
            ),
            Move(
                "return_investigation",
                "Back to the investigation",
                ("capa_decision",),
                "investigation",
                permission=QUALITY,
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "ask_closure",
                "Send for closure",
                ("response",),
                "closing",
                part="owner",
                instead=HANDLE,
                guards=(ANSWERED, RECURRENCE_JUDGED),
                primary=True,
            ),
            Move(
                "close",
                "Close and sign",
                ("closing",),
                "closed",
                permission=QUALITY,
                meaning=Meaning("complaint_closure", "Complaint closure"),
                guards=(
                    NOT_THE_OWNER,
                    filled_in("decision"),
                    ANSWERED,
                    reporting.DECIDED,
                    reporting.ALL_SENT,
                    SETTLED,
                    RECURRENCE_JUDGED,
                    children_closed(
                        "investigation", "examination", "safety_handover", "response_letter", "extension"
                    ),
                ),
                primary=True,
            ),
            Move(
                "return_response",
                "Back to the owner",
                ("closing",),
                "response",
                permission=QUALITY,
                reason=True,
                negative=True,
                guards=(NOT_THE_OWNER,),
            ),
            Move(
                "merge",
                "Merge into another complaint",
                ("intake", "triage"),
                cases.MERGED,
                permission=QUALITY,
                meaning=Meaning("duplicate_confirmed", "Duplicate confirmed"),
                reason=True,
                inputs=(Input("into", "Goes on as", help="The number of the complaint that goes on."),),
                guards=(NOT_THE_OWNER, cases.CAN_MERGE),
                apply=cases.merge,
                help="Both numbers stay and lead to each other.",
            ),
            *ways.cancelling("intake", "triage", "investigation", right=QUALITY),
            ways.reopening(
                "closed",
                "cancelled",
                to=(("triage", "Triage"), ("investigation", "Investigation"), ("response", "Response")),
                right=QUALITY,
            ),
        ),
    )
)
rated(KIND, states=("triage", "investigation"), parts=("quality",), permission=TRIAGE)
analysed(KIND, states=("investigation",), parts=("owner", "investigator", "team", "quality"))
planned(
    KIND,
    written_in=("investigation", "capa_decision", "response"),
    runs_in=("closed",),
    by=("close",),
    dropped_by=("approve_cancellation",),
)
compared(
    KIND,
    states=("intake", "triage", "investigation", "capa_decision", "response", "closing"),
    parts=("owner", "investigator", "quality"),
    category="nature",
)
