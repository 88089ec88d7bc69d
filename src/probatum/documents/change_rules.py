"""The guards of a change request: each returns None when it holds, else the sentence that says what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from probatum.documents import gates
from probatum.documents.change_list import (
    CONCERNED,
    EFFECTIVE,
    FUNCTION_BEFORE,
    RETIRE,
    ChangeItem,
    ChangeRequest,
    listed,
)
from probatum.documents.content import FINISHED_STATES, Draft, Version
from probatum.kernel import moments
from probatum.kernel.calendar import today_at
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

Values = Mapping[str, Any]
#: states of a version whose content stands, so that approving the change can begin
READY = ("reviewed", "in_approval", "in_quality_approval", "approved")
SHOWN = 5


def items_of(record: Record) -> list[ChangeItem]:
    """The list of a request, read once for each loaded record."""
    if "_listed" not in record.__dict__:
        record.__dict__["_listed"] = listed(record.pk)
    known: list[ChangeItem] = record.__dict__["_listed"]
    return known


def body_of(record: Record) -> ChangeRequest:
    """The body of a request, read once for each loaded record."""
    if "_change" not in record.__dict__:
        record.__dict__["_change"] = ChangeRequest.objects.get(pk=record.pk)
    known: ChangeRequest = record.__dict__["_change"]
    return known


def told(sentences: list[str]) -> str | None:
    """The first few sentences, and how many more there are; None where there are none."""
    if not sentences:
        return None
    more = len(sentences) - SHOWN
    tail = [f"{more} more of the list {'is' if more == 1 else 'are'} not ready."] if more > 0 else []
    return " ".join([*sentences[:SHOWN], *tail])


def _holders(record: Record, part: str) -> set[int]:
    return {held.person_id for held in parts_of(record) if held.name == part}


def _names(record: Record, people: set[int]) -> str:
    return ", ".join(sorted({held.person.name for held in parts_of(record) if held.person_id in people}))


def described(record: Record, actor: Actor, values: Values) -> str | None:
    """What changes and what it touches is written down."""
    body = body_of(record)
    absent = [word for word in ("reason", "description", "impact") if not getattr(body, word).strip()]
    if not absent:
        return None
    return f"Not written yet: {', '.join(absent)}. A coordinator of the change writes it."


def something_listed(record: Record, actor: Actor, values: Values) -> str | None:
    """At least one document, and for each what happens to it."""
    items = items_of(record)
    if not items:
        return "No document is listed. A coordinator of the change adds those that change."
    open_ones = [item.document.record.number for item in items if item.end == CONCERNED]
    if open_ones:
        return f"Not decided yet for {', '.join(open_ones[:SHOWN])}: make effective or retire. A coordinator decides."
    return None


def reviewers_named(record: Record, actor: Actor, values: Values) -> str | None:
    """Somebody other than the coordinators reviews the change."""
    reviewers = _holders(record, "reviewer")
    if not reviewers:
        return "No reviewer is named. A coordinator of the change names at least one."
    return (
        "Name at least one reviewer who is not a coordinator."
        if reviewers <= _holders(record, "coordinator")
        else None
    )


def approvers_named(record: Record, actor: Actor, values: Values) -> str | None:
    """Function and Quality each have an approver."""
    words = (("approver", "approver of the function"), ("quality_approver", "Quality approver"))
    absent = [label for part, label in words if not _holders(record, part)]
    if not absent:
        return None
    return f"No {' and no '.join(absent)} is named. A coordinator of the change names them."


def approvers_are_independent(record: Record, actor: Actor, values: Values) -> str | None:
    """Who prepares a change never approves it; nobody fills both approval steps (SIG-3)."""
    prepared = _holders(record, "coordinator")
    quality, function = _holders(record, "quality_approver"), _holders(record, "approver")
    if clash := (quality | function) & prepared:
        return f"{_names(record, clash)} prepares this change and cannot approve it. Name somebody else."
    if clash := quality & function:
        return f"{_names(record, clash)} stands in both approval steps. Name two people."
    return None


def not_who_prepared(record: Record, actor: Actor, values: Values) -> str | None:
    """Whoever prepared the change or wrote a draft in it does not approve it, also not for somebody absent (DOC-16)."""
    if actor.pk in _holders(record, "coordinator"):
        return "You prepare this change, so somebody else has to approve it."
    versions = [item.version_id for item in items_of(record) if item.end == EFFECTIVE and item.version_id]
    own = Draft.objects.filter(version__in=versions, made_by_id=actor.pk).select_related(
        "version__document__record"
    )
    if (wrote := own.first()) is not None:
        number = wrote.version.document.record.number
        return (
            f"You wrote {number} version {wrote.version.major}.0, so somebody else has to approve the change."
        )
    return None


def versions_ready(record: Record, actor: Actor, values: Values) -> str | None:
    """Every version listed has passed its review, every document to retire is in force."""
    return told([sentence for item in items_of(record) if (sentence := _not_as_far(item, READY))])


def versions_approved(record: Record, actor: Actor, values: Values) -> str | None:
    """Every version listed carries its own approvals."""
    return told([sentence for item in items_of(record) if (sentence := _not_as_far(item, ("approved",)))])


def not_releasable(item: ChangeItem) -> str | None:
    """Why one document of the list cannot be released now; None when it can."""
    if sentence := _not_as_far(item, ("approved",)):
        return sentence
    version = item.version
    if item.end == EFFECTIVE and version is not None:
        if version.issue_id is None:
            return f"{_name(version, item)} is not stamped and sealed yet; this happens by itself."
        return gates.held_back(version)
    return None


def _not_as_far(item: ChangeItem, states: tuple[str, ...]) -> str | None:
    record = item.document.record
    if item.end == RETIRE:
        if record.state != "effective":
            return f"{record.number} is {_state(record)} and cannot be retired. A coordinator takes it off the list."
        running = Version.objects.filter(document_id=item.document_id).exclude(
            record__state__in=FINISHED_STATES
        )
        if running.exists():
            return f"{record.number} has a version on its way and cannot be retired. It is discarded or released first."
        return None
    version = item.version
    if version is None:
        return (
            f"{record.number} has no version on its way. An author starts one, or it is taken off the list."
        )
    if version.record.state in states:
        return None
    need = "It has to be approved first." if states == ("approved",) else "Its review has to be closed first."
    return f"{_name(version, item)} is {_state(version.record)}. {need}"


def _name(version: Version, item: ChangeItem) -> str:
    return f"{item.document.record.number} version {version.major}.0"


def _state(record: Record) -> str:
    label = process_of(record).state(record.state).label
    return label[:1].lower() + label[1:]


def quality_day_is_ahead(record: Record, actor: Actor, values: Values) -> str | None:
    """Quality's day leaves the function its three days (DOC-18)."""
    day = values.get("quality_due")
    if day is None:
        return None
    if not isinstance(day, dt.date):
        return "Enter the day for Quality as a date."
    first = today_at(record.site, at=timezone.now()) + FUNCTION_BEFORE
    if day < first:
        return f"Enter {moments.day(first)} or later: the function approves {FUNCTION_BEFORE.days} days before Quality."
    if day > first + dt.timedelta(days=730):
        return "Enter a day within the next two years."
    return None
