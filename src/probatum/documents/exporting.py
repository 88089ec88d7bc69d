"""Taking documents out of the system with everything that belongs to them: what goes out, and the note that it went (P11-10-b).

Only what the person may see and download goes out. What goes out is noted in the ledger with the fingerprint of its manifest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from probatum.documents.content import Document, Version
from probatum.kernel.action import action, event
from probatum.kernel.authz import Decision, decide, demand, visible
from probatum.kernel.file import StoredFile
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record

#: Files that leave in bulk are for who controls documents or reads the whole trail, such as an inspector's host.
IN_BULK = ("document.control", "audit_trail.read")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One effective document as it leaves: what the register says of it, and its files."""

    number: str
    title: str
    version: str
    state: str
    effective: dt.date | None
    next_review: dt.date | None
    owner: str
    type: str
    department: str
    site: str
    source_name: str
    rendition: StoredFile
    source: StoredFile | None


def may_export_library(actor: Person) -> Decision:
    """Whether somebody may take many documents at once."""
    for permission in IN_BULK:
        if verdict := decide(actor, permission):
            return decide(actor, "document.download") and verdict
    return verdict


def may_export(actor: Person, document: Document) -> Decision:
    """Whether somebody may take a document with its whole history."""
    return decide(actor, "audit_trail.read", record=document.record)


def leaves(actor: Person, rows: QuerySet[Record]) -> Iterator[Leaf]:
    """The documents among `rows` as they leave, by number. `rows` start at what the actor may see."""
    found = Version.objects.filter(pk__in=rows.values("documents_document__effective"))
    found = found.select_related(
        "record__owner", "record__site", "record__department", "document__record", "document__type",
        "draft__source", "draft__rendition", "issue",
    ).order_by("document__record__number")  # fmt: skip
    for version in found.iterator(chunk_size=500):
        if version.draft is not None and decide(actor, "document.download", record=version.record):
            yield _leaf(version, sourced=bool(decide(actor, "document.source", record=version.record)))


def _leaf(version: Version, *, sourced: bool) -> Leaf:
    record, draft = version.record, version.draft
    assert draft is not None  # asked by the caller
    zone = record.site.zone if record.site else None
    return Leaf(
        number=version.document.record.number,
        title=record.title,
        version=version.label,
        state=process_of(record).state(record.state).label,
        effective=version.effective_at.astimezone(zone).date() if version.effective_at else None,
        next_review=version.document.next_review,
        owner=record.owner.username,
        type=version.document.type.code,
        department=record.department.code if record.department else "",
        site=record.site.code if record.site else "",
        source_name=draft.source_name,
        rendition=version.issue or draft.rendition,
        source=draft.source if sourced else None,
    )


def note_library_taken(actor: Person, *, facts: dict[str, Any]) -> None:
    """Note that documents left in bulk. Raises NotAllowed without the right."""
    verdict = may_export_library(actor).or_refuse()
    with action(actor, "document.export_library", role=verdict.role) as act:
        act.note(facts)


def note_package_taken(actor: Person, document: Document, *, facts: dict[str, Any]) -> None:
    """Note that a document left with its history. Raises NotAllowed without the right."""
    verdict = demand(actor, "audit_trail.read", record=document.record)
    event(actor, "document.export_package", facts, record=document.record, role=verdict.role)


def effective(actor: Person) -> QuerySet[Record]:
    """The effective documents that somebody may see."""
    return visible(actor, "document").filter(state="effective")


def person_named(username: str) -> Person | None:
    """The active account whose rights decide what goes out on the command line."""
    return Person.objects.filter(username=username, is_active=True).first()
