"""Bulk acts on documents: what each would do is said first, then the possible ones are done together with one reason (DOC-34).

Each document gets an action of its own with the common reason; all of them stand in one transaction (ADR-0017).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from probatum.documents import properties, retirement, review_schedule, reviewing
from probatum.documents.classification import classify, may_classify
from probatum.documents.content import Document
from probatum.kernel import moments
from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import decide, visible
from probatum.kernel.business_process import BusinessProcess, processes_of
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.lifecycle import lock, perform, refuse_if_stale, refuse_unless_open
from probatum.kernel.people import Department, Person

CONTROL = "document.control"
MOST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of the chosen documents; only the value that the act needs is given."""

    act: str
    owner: Person | None = None
    department: Department | None = None
    process: BusinessProcess | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a preview: what will happen, or why nothing will."""

    document: Document
    does: str
    refused: str = ""


def preview(actor: Person, keys: Iterable[int], wanted: Wanted) -> list[Line]:
    """What would become of each chosen document that the actor may see, by number. Raises Refused for too many."""
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise Refused("Choose documents first.")
    if len(chosen) > MOST:
        raise Refused(f"Choose at most {MOST} documents at once.")
    rows = (
        visible(actor, "document")
        .filter(pk__in=chosen)
        .select_related(
            "owner",
            "site",
            "department",
            "circle",
            "documents_document__type",
            "documents_document__effective",
        )
    )
    return [_line(actor, record.documents_document, wanted) for record in rows.order_by("number")]


def carry_out(actor: Person, shown: dict[int, int], wanted: Wanted, *, reason: str) -> list[str]:
    """Do it for the documents that were shown as possible, by key and version; all of them or none. Returns their numbers.

    Raises StaleRecord when one of them has changed since, Refused when one is not possible any more.
    """
    why = require_reason(reason, ask="Say why; the reason stands in the history of each document.")
    with transaction.atomic():
        lines = preview(actor, shown, wanted)
        if len(lines) != len(shown):
            raise StaleRecord("One of the documents is not there for you any more. Look at the list again.")
        for line in lines:
            if line.refused:
                raise Refused(f"{line.document.record.number}: {line.refused} Nothing was changed.")
            ACTS[wanted.act].do(actor, line.document, wanted, why, shown[line.document.pk])
    return [line.document.record.number for line in lines]


def _line(actor: Person, document: Document, wanted: Wanted) -> Line:
    try:
        return Line(document, ACTS[wanted.act].tell(actor, document, wanted))
    except (Refused, NotAllowed) as refusal:
        return Line(document, "", str(refusal))


# --- what each act tells and does ---
def _tell_owner(actor: Person, document: Document, wanted: Wanted) -> str:
    assert wanted.owner is not None  # demanded by the form
    properties.may_change(actor, document).or_refuse()
    present = document.record.owner
    if present.pk == wanted.owner.pk:
        raise Refused(f"{present.name} owns it already.")
    properties.refuse_owner(document, wanted.owner)
    return f"Owner changes from {present.name} to {wanted.owner.name}."


def _do_owner(actor: Person, document: Document, wanted: Wanted, why: str, based_on: int) -> None:
    assert wanted.owner is not None
    record = document.record
    properties.change_properties(
        actor,
        document,
        owner=wanted.owner,
        site=record.site,
        confidential=record.confidential,
        circle=record.circle.code if record.circle else "",
        reason=why,
        based_on=based_on,
    )


def _tell_department(actor: Person, document: Document, wanted: Wanted) -> str:
    assert wanted.department is not None
    may_classify(actor, document).or_refuse()
    present = document.record.department
    if present is not None and present.pk == wanted.department.pk:
        raise Refused(f"It belongs to {present.name} already.")
    before = present.name if present else "none"
    return f"Department changes from {before} to {wanted.department.name}. The number stays."


def _do_department(actor: Person, document: Document, wanted: Wanted, why: str, based_on: int) -> None:
    classify(actor, document, department=wanted.department, reason=why, based_on=based_on)


def _tell_process(actor: Person, document: Document, wanted: Wanted) -> str:
    assert wanted.process is not None
    may_classify(actor, document).or_refuse()
    held = {one.pk for one in processes_of(document.record)}
    adds = wanted.act == "add_process"
    if (wanted.process.pk in held) == adds:
        name = wanted.process.name
        raise Refused(f"It belongs to {name} already." if adds else f"It does not belong to {name}.")
    return f"{'Belongs to' if adds else 'No longer belongs to'} {wanted.process.name}."


def _do_process(actor: Person, document: Document, wanted: Wanted, why: str, based_on: int) -> None:
    assert wanted.process is not None
    kept = [one for one in processes_of(document.record) if one.pk != wanted.process.pk]
    if wanted.act == "add_process":
        kept.append(wanted.process)
    classify(actor, document, processes=kept, reason=why, based_on=based_on)


def _tell_review(actor: Person, document: Document, wanted: Wanted) -> str:
    decide(actor, CONTROL, record=document.record).or_refuse()
    if document.record.state != "effective":
        raise Refused("It is not in force, so there is nothing to review.")
    due = review_schedule.due_when_asked(document)
    if due is None:
        raise Refused("It has no review date. Its type can give an interval.")
    if document.periodic_reviews.filter(ended_at=None).exists():
        raise Refused("A review of it is open already.")
    return f"A review opens now; {document.record.owner.name} is asked, due {moments.day(due)}."


def _do_review(actor: Person, document: Document, wanted: Wanted, why: str, based_on: int) -> None:
    role = decide(actor, CONTROL, record=document.record).role
    with action(actor, "periodic_review.open", record=document.record, reason=why, role=role) as act:
        parent = lock(document.record)
        refuse_if_stale(parent, based_on=based_on)
        due = review_schedule.due_when_asked(document, at=act.at)
        reviewing.begin(act, document, parent=parent, due=due)


def _tell_retirement(actor: Person, document: Document, wanted: Wanted) -> str:
    record = document.record
    decide(actor, CONTROL, record=record).or_refuse()
    refuse_unless_open(actor, record, "ask_retirement", based_on=record.version, reason="preview")
    people = retirement.approvers(record, besides=actor)
    if not people:
        raise Refused(retirement.NOBODY)
    names = ", ".join(person.name for person in people)
    return f"Quality is asked to retire it: {names}. It stays in force until they have signed."


def _do_retirement(actor: Person, document: Document, wanted: Wanted, why: str, based_on: int) -> None:
    perform(actor, document.record, "ask_retirement", based_on=based_on, reason=why)


@dataclass(frozen=True, slots=True)
class Act:
    """One bulk act: its label, the value it needs, what it tells of a document and what it does."""

    label: str
    needs: str
    tell: Callable[[Person, Document, Wanted], str]
    do: Callable[[Person, Document, Wanted, str, int], Any]


ACTS = {
    "owner": Act("Change the owner", "owner", _tell_owner, _do_owner),
    "department": Act("Change the department", "department", _tell_department, _do_department),
    "add_process": Act("Add a business process", "process", _tell_process, _do_process),
    "end_process": Act("Take a business process away", "process", _tell_process, _do_process),
    "review": Act("Start a periodic review", "", _tell_review, _do_review),
    "retirement": Act("Ask to retire", "", _tell_retirement, _do_retirement),
}
