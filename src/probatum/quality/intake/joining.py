"""What becomes of a report: an event opened from it, or one that it belongs to; its files go along, and so does who complained."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db.models.functions import Upper

from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.authz import Decision, decide, visible
from probatum.kernel.body import body_of, repeats, text_of
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.family import is_over
from probatum.kernel.file import Attachment
from probatum.kernel.lifecycle import perform
from probatum.kernel.link import link
from probatum.kernel.master import Item
from probatum.kernel.opening import begin, may_open
from probatum.kernel.people import Person
from probatum.kernel.process import process_of, registered
from probatum.kernel.record import Record
from probatum.kernel.words import start, with_article
from probatum.quality.complaints.bodies import Complainant
from probatum.quality.events import facts
from probatum.quality.intake.bodies import EventReport, Reporter

#: what a report can be opened as
OPENED_AS = (
    ("deviation", "Deviation"),
    ("nonconformance", "Nonconformance"),
    ("complaint", "Complaint"),
    ("lab_investigation", "Laboratory investigation"),
)
#: those that a report tells enough for; the others ask more first, in a form that what was told is filled into
AT_ONCE = ("deviation", "nonconformance")
#: under this name the answers of such a form come with the move
ANSWERS = "answers"
#: what a report can belong to
EVENTS = ("deviation", "nonconformance", "complaint", "lab_investigation")
COMPLAINT = "complaint"
EVIDENCE = "evidence_for"


def open_event(act: Act, report: Record, values: Mapping[str, Any]) -> None:
    """Open an event from a report, owned by who triages until another owner is named; under the open action of the move."""
    person, kind = _person(act), str(values["kind"])
    if next(registered(kind), None) is None:
        raise Refused("Choose what it is.", field="kind")
    may_open(person, kind, site=report.site).or_refuse()
    answers = values.get(ANSWERS)
    if answers is None and kind not in AT_ONCE:
        label = process_of(kind).label
        raise Refused(
            f"{start(with_article(label))} asks for more than the report tells. Use “{opening_label(kind)}” on its page.",
            field="kind",
        )
    made = begin(
        act,
        process_of(kind),
        title=str(values.get("title") or report.title),
        values=proposed(report, kind, at=act.at) if answers is None else answers,
        owner=person,
        site=report.site,
        department=report.department,
    )
    _carry(act, report, made)


def open_as(
    actor: Person, report: Record, kind: str, *, title: str, answers: Mapping[str, Any], based_on: int
) -> Record:
    """Open an event of a kind from a report with what its form asks; the report is taken up in the same transaction.

    Raises NotAllowed without the right, StaleRecord for one that was triaged meanwhile, Refused for what is missing.
    """
    values = {"kind": kind, "title": title, ANSWERS: answers}
    perform(actor, report, "open_event", based_on=based_on, values=values)
    return events_of(report)[-1]


def may_open_as(actor: Person, report: Record, kind: str) -> Decision:
    """Whether somebody may open an event of a kind from a report that still waits for its triage."""
    move = process_of(report).move("open_event")
    if report.state not in move.source:
        return Decision(False, f"{report.number} is triaged already.")
    verdict = decide(actor, move.permission, record=report)
    return may_open(actor, kind, site=report.site) if verdict else verdict


def opening_label(kind: str) -> str:
    """What the button to such a form says."""
    return f"Open {with_article(process_of(kind).label)}"


def proposed(report: Record, kind: str, *, at: dt.datetime) -> dict[str, Any]:
    """What was told, for the fields that a kind asks for at its opening."""
    asked = [one for section in process_of(kind).sections if section.at_opening for one in section.fields]
    told = _facts(report, at=at)
    named = items_told(report)
    for one in asked:
        if one.of_master_data and not told.get(one.name):
            fitting = [item for item in named if item.register == one.register]
            told[one.name] = fitting[:1] if one.type == "item" else fitting
    return {one.name: told[one.name] for one in asked if told.get(one.name) not in (None, "", [])}


def items_told(report: Record) -> list[Item]:
    """The items whose codes stand under product, batch or machine, typed or scanned; asked for who triages, never for who reports."""
    codes = {one.strip().upper() for one in re.split(r"[,;\n]", body_of(report).product_told) if one.strip()}
    if not codes:
        return []
    rows = Item.objects.annotate(_typed=Upper("code")).filter(_typed__in=codes).order_by("register", "code")
    return [one for one in rows if one.standing.offered]


def join_event(act: Act, report: Record, values: Mapping[str, Any]) -> None:
    """Let a report belong to an event that is there, under the open action of the move."""
    event = found(_person(act), report, str(values["number"]), kinds=EVENTS)
    if is_over(event):
        raise Refused(
            f"{event.number} has ended. It has to be reopened first, or open another event.", field="number"
        )
    _carry(act, report, event)


def point_to_double(act: Act, report: Record, values: Mapping[str, Any]) -> None:
    """Say that a report tells what another one told, under the open action of the move."""
    other = found(_person(act), report, str(values["number"]), kinds=(report.kind,))
    link(act, source=report, target=other, type="duplicate_of")


def found(person: Person, report: Record, number: str, *, kinds: tuple[str, ...]) -> Record:
    """The record of a number that the triager sees. Raises Refused alike for one that is not there and one that is not to be seen."""
    wanted = number.strip().upper()
    rows = visible(person).filter(number=wanted, kind__in=kinds).exclude(pk=report.pk)
    known: Record | None = rows.select_related("site", "owner").first()
    if known is None:
        raise Refused(f"There is no such record {wanted[:80]} for you. Enter its number.", field="number")
    return known


def events_of(report: Record) -> list[Record]:
    """The events that a report became or belongs to; who asks shows only what may be seen."""
    links = report.links_out.filter(type=EVIDENCE, voided_at=None)
    return [one.target for one in links.select_related("target").order_by("id")]


repeats("event_report", events_of)


def _person(act: Act) -> Person:
    if act.person is None:
        raise NotAllowed("A person has to triage a report.")
    return act.person


def _facts(report: Record, *, at: dt.datetime) -> dict[str, Any]:
    """The first facts of an event: it became known when the report came in."""
    kept: EventReport = body_of(report)
    told = [kept.description]
    told += [f"Where: {kept.place}"] if kept.place else []
    told += [f"Product, batch or machine as told: {kept.product_told}"] if kept.product_told else []
    aware = report.opened_at
    late = at - aware > dt.timedelta(hours=int(setting(facts.LATE_AFTER)))
    return {
        "description": "\n\n".join(told),
        "occurred_at": min(kept.occurred_at or aware, aware),
        "aware_at": aware,
        "immediate_action": kept.immediate_action,
        "late_reason": f"Reported as {report.number} when it became known; triaged later." if late else "",
        "channel": "email" if kept.channel == "email" else "form",
        "equipment": [kept.point.equipment] if kept.point and kept.point.equipment else [],
    }


def _carry(act: Act, report: Record, event: Record) -> None:
    link(act, source=report, target=event, type=EVIDENCE)
    search.index(report, text=text_of(report))
    for one in Attachment.objects.filter(record=report, voided_at=None).order_by("id"):
        Attachment.objects.create(
            record=event,
            file_id=one.file_id,
            name=one.name,
            note=f"From {report.number}",
            added_by=act.person,
            added_at=act.at,
        )
    if event.kind == COMPLAINT:
        _carry_identity(act, report, event)


def _carry_identity(act: Act, report: Record, event: Record) -> None:
    """Who reported goes on as who complained, apart as before and without being shown."""
    told = Reporter.objects.filter(record=report).first()
    if told is None or Complainant.objects.filter(record=event).exists():
        return
    mail = "@" in told.contact
    Complainant.objects.create(
        record=event,
        name=told.name,
        withheld_reason="" if told.name else "Only a way to answer was given.",
        email=told.contact if mail else "",
        phone="" if mail else told.contact[:60],
        entered_by=_person(act),
        entered_at=act.at,
    )
