"""Retirement of a document: asked of Quality, approved by somebody independent, and true for every reader at once (DOC-22, DOC-38)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.documents.content import FINISHED_STATES, Document, Draft, Version
from probatum.kernel import search
from probatum.kernel.asking import open_task
from probatum.kernel.authz import can_see, decide, holders
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import advance
from probatum.kernel.particulars import open_tasks_of, parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record, Step
from probatum.kernel.task import Task

RIGHT = "version.approve_quality"
APPROVER = "retirement_approver"
ASKING = ("ask_retirement", "propose_retirement")
MOST_ASKED = 10
NOBODY = (
    "Nobody independent can approve the retirement for Quality. An access administrator gives the right to "
    "somebody who neither wrote nor owns this document."
)

Values = Mapping[str, Any]


def last_in_force(record: Record) -> Version | None:
    """The version that is in force, or was when the document was retired."""
    issued = Version.objects.filter(document_id=record.pk).exclude(effective_at=None)
    return issued.select_related("record", "draft__source", "draft__rendition").order_by("-major").first()


def no_version_open(record: Record, actor: Actor, values: Values) -> str | None:
    """No version is on its way."""
    versions = Version.objects.filter(document_id=record.pk)
    open_version = versions.exclude(record__state__in=FINISHED_STATES).first()
    return (
        f"Version {open_version.label} is still open. Discard it or make it effective first."
        if open_version
        else None
    )


def not_asked_yet(record: Record, actor: Actor, values: Values) -> str | None:
    """Quality is asked once."""
    names = sorted({task.person.name for task in open_tasks_of(record) if task.part == APPROVER})
    return f"The retirement waits for {', '.join(names)} already." if names else None


def is_independent(record: Record, actor: Actor, values: Values) -> str | None:
    """Who wrote or owns the document, or asked for its retirement, does not approve it (DOC-16, SIG-3)."""
    if actor.pk == record.owner_id:
        return "You own this document, so somebody else has to approve its retirement."
    if actor.pk in _writers(record):
        return "You wrote this document, so somebody else has to approve its retirement."
    asked = Step.objects.filter(record=record, move__in=ASKING).order_by("-id").first()
    if asked is not None and asked.person_id == actor.pk:
        return "You asked for this retirement, so somebody else has to approve it."
    return None


def _writers(record: Record) -> set[int]:
    """Who wrote the version in force."""
    version = last_in_force(record)
    if version is None:
        return set()
    wrote = set(Draft.objects.filter(version=version).values_list("made_by_id", flat=True))
    return wrote | {held.person_id for held in parts_of(version.record) if held.name == "author"}


def approvers(record: Record, *, besides: Person) -> list[Person]:
    """Whom to ask: who approved the version in force for Quality and still may, else whoever holds the right here."""
    version, barred = last_in_force(record), {*_writers(record), record.owner_id, besides.pk}
    before = (
        [held.person for held in parts_of(version.record) if held.name == "quality_approver"]
        if version
        else []
    )
    able = [
        person
        for person in before
        if person.is_active and person.pk not in barred and decide(person, RIGHT, site=record.site)
    ]
    if able:
        return able
    others = list(holders(RIGHT, site=record.site).exclude(pk__in=barred))
    if record.confidential:  # whom nobody let in is not let in by being asked
        others = [person for person in others if can_see(person, record)]
    return others[:MOST_ASKED]


def ask_quality(act: Any, record: Record, values: Values) -> None:
    """Ask Quality, under the open action of who wants the document retired. Raises Refused when nobody can be asked."""
    process = process_of(record)
    people = approvers(record, besides=act.person)
    if not people:
        raise Refused(NOBODY)
    set_parts(act, record, process=process, name=APPROVER, people=people)
    for ask in process.state("effective").asks:
        for person in people:
            open_task(act, record, person=person, ask=ask)
    record.__dict__.pop("_open_tasks", None)


def stop_asking(act: Any, record: Record, values: Values) -> None:
    """Quality refused: nobody is asked any more, and the document stays in force."""
    Task.objects.filter(record=record, part=APPROVER, closed_at=None).update(
        closed_at=act.at, closed_by=act.person, outcome="refused"
    )
    set_parts(act, record, process=process_of(record), name=APPROVER, people=[])


def retire_effective(act: Any, record: Record, values: Values) -> None:
    """The effective version becomes obsolete in the same instant; readers see that the document is retired, not what it said."""
    document = Document.objects.select_related("effective__record").get(pk=record.pk)
    if document.effective is not None:
        advance(act, document.effective.record, "retire")
        Version.objects.filter(pk=document.effective.pk).update(superseded_at=act.at)
        Document.objects.filter(pk=document.pk).update(effective=None, next_review=None)
        search.find_elsewhere(document.effective.record, yes=False)
    search.index(record, text="")
