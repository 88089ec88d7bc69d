"""The acts of an import: begin it, say how the register is read, keep what the dry run found, import a batch, end it.

Each is one action. The interface reads the files and converts them first; here they are rows and contents (MIG-01).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from probatum.documents import restriction
from probatum.documents.arriving import Arriving, bring_in, note_row
from probatum.documents.collection import (
    KIND,
    KNOWN,
    NUMBERING,
    REFUSED,
    CollectionImport,
    ImportedRow,
    Migrated,
    collection_of,
)
from probatum.documents.collection_import import RIGHT
from probatum.documents.import_plan import ERROR, WARNING, Line
from probatum.documents.import_plan import KNOWN as KNOWN_LINE
from probatum.documents.import_values import Existing
from probatum.kernel import file as files
from probatum.kernel import search
from probatum.kernel.action import SYSTEM, Act, action, event
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.file import StoredFile
from probatum.kernel.lifecycle import advance, enter_state, lock, refuse_if_stale, touch
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of, process_of
from probatum.kernel.record import Record, Step, issue_number, open_record

log = logging.getLogger(__name__)
NOT_STORED = "It could not be stored because it contradicts what is here; a system administrator finds more in the log."


@dataclass(frozen=True, slots=True)
class Given:
    """A register and a collection as they lie on disk, looked at by the interface."""

    register: Path
    register_name: str
    register_type: str
    archive: Path
    archive_name: str
    reading: Mapping[str, Any]


def open_import(actor: Person, given: Given, *, system: str, numbering: str = "keep") -> CollectionImport:
    """Begin an import of the collection of an older system. Raises NotAllowed without the right, Refused for what is missing."""
    verdict = demand(actor, RIGHT)
    name = " ".join(system.split())
    if not name or len(name) > 120:
        raise Refused("Enter the name of the older system, in at most 120 characters.", field="system")
    if numbering not in dict(NUMBERING):
        raise Refused("Choose what happens to the old numbers.", field="numbering")
    process = process_of(KIND)
    with action(actor, "collection_import.open", role=verdict.role) as act:
        record = open_record(
            act,
            kind=KIND,
            number=issue_number("IMP-{n:04}", values={}),
            title=f"{name}: {given.register_name}"[:300],
            state=process.start,
            owner=actor,
            definition=definition_of(act, process),
        )
        made: CollectionImport = CollectionImport.objects.create(
            record=record,
            system=name,
            numbering=numbering,
            register=files.store_path(act, given.register, media_type=given.register_type),
            register_name=given.register_name[:200],
            archive=files.store_path(act, given.archive, media_type="application/zip"),
            archive_name=given.archive_name[:200],
            reading=dict(given.reading),
        )
        enter_state(act, record, process)
        search.index(record, text="")
    return made


def change_reading(
    actor: Person, collection: CollectionImport, *, reading: Mapping[str, Any], numbering: str, based_on: int
) -> CollectionImport:
    """Say how the register is read. Raises StaleRecord, NotAllowed without the right, Refused once it was tried dry."""
    verdict = demand(actor, RIGHT, record=collection.record)
    if numbering not in dict(NUMBERING):
        raise Refused("Choose what happens to the old numbers.", field="numbering")
    with action(actor, "collection_import.map", record=collection.record, role=verdict.role) as act:
        record = lock(collection.record)
        refuse_if_stale(record, based_on=based_on)
        if record.state != "draft":
            raise Refused("The mapping changes only while the import is in preparation.")
        CollectionImport.objects.filter(pk=record.pk).update(reading=dict(reading), numbering=numbering)
        touch(act, record)
    return collection_of(record)


def keep_findings(collection: CollectionImport, *, lines: Sequence[Line], told: Mapping[str, Any]) -> None:
    """Keep what the dry run found, as a file that the import then follows. Nothing else is written."""
    with action(SYSTEM.for_trigger("dry run"), "collection_import.check", record=collection.record) as act:
        record = lock(collection.record)
        if record.state != "checking":
            return
        data = json.dumps({**told, "lines": [line.as_data() for line in lines]}, ensure_ascii=False)
        CollectionImport.objects.filter(pk=record.pk).update(
            findings=files.store(act, data.encode(), media_type="application/json"),
            rows=len(lines),
            ready=sum(line.level not in (ERROR, KNOWN_LINE) for line in lines),
            warned=sum(line.level == WARNING for line in lines),
            faulty=sum(line.level == ERROR for line in lines),
            known=sum(line.level == KNOWN_LINE for line in lines),
            note="",
        )
        advance(act, record, "be_checked")


def fail_check(collection: CollectionImport, *, says: str) -> None:
    """The dry run could not be made: the import goes back to its preparation, with the sentence."""
    with action(SYSTEM.for_trigger("dry run"), "collection_import.check", record=collection.record) as act:
        record = lock(collection.record)
        if record.state == "checking":
            CollectionImport.objects.filter(pk=record.pk).update(note=says[:300])
            advance(act, record, "fail_check")


def keep_for(collection: CollectionImport, types: Sequence[Any]) -> None:
    """An import of restricted types is kept for their circle, like what it makes (DOC-37). Raises Refused for two circles."""
    circles = {circle.pk: circle for circle in map(restriction.circle_of, types) if circle is not None}
    if not circles:
        return
    if len(circles) > 1:
        raise Refused("The register mixes types kept for different circles. Import each circle by itself.")
    circle = next(iter(circles.values()))
    with action(SYSTEM.for_trigger("dry run"), "collection_import.restrict", record=collection.record):
        Record.objects.filter(pk=collection.pk).update(circle=circle, confidential=True)


def findings_of(collection: CollectionImport) -> dict[str, Any]:
    """What the dry run found besides its rows; empty before it."""
    return _told(collection.findings.sha256)[0] if collection.findings else {}


def lines_of(collection: CollectionImport) -> Sequence[Line]:
    """The rows with their findings, in the order of the register."""
    return _told(collection.findings.sha256)[1] if collection.findings else ()


@lru_cache(maxsize=4)
def _told(sha256: str) -> tuple[dict[str, Any], tuple[Line, ...]]:
    """The findings of a file that never changes: ten thousand rows are not read anew for each page."""
    told = json.loads(files.read(StoredFile.objects.get(sha256=sha256)))
    return told, tuple(Line(**one) for one in told.pop("lines"))


def done_rows(collection: CollectionImport) -> set[int]:
    """The rows of which it stands what became of them."""
    return set(ImportedRow.objects.filter(collection=collection).values_list("row", flat=True))


def runner_of(collection: CollectionImport) -> Person:
    """Who let the import run; what it makes is made by them."""
    steps = Step.objects.filter(record_id=collection.pk, move__in=("run", "go_on")).order_by("-id")
    person: Person = steps.select_related("person")[0].person
    return person


@dataclass(frozen=True, slots=True)
class Batch:
    """What is imported in one action: the versions of some numbers, and rows of which only the outcome is kept."""

    groups: Sequence[Sequence[Arriving]]
    refused: Sequence[tuple[Line, str]] = ()
    known: Sequence[Line] = ()


def import_batch(collection: CollectionImport, batch: Batch, *, known: Existing) -> bool:
    """Import a batch under the name of who let the import run. False when the import does not run any more.

    A number that cannot be stored is refused by itself and named; the others of the batch stand. Raises NotAllowed when
    that person may not import any more.
    """
    actor = runner_of(collection)
    demand(actor, RIGHT)
    why = f"{collection.record.number}, from {collection.system}"
    with action(actor, "document.import", record=collection.record, reason=why) as act:
        if lock(collection.record).state != "running":
            return False
        done = done_rows(collection)
        for group in batch.groups:
            if not done & {one.line.row for one in group}:
                _bring_in(act, collection, group, known=known)
        for line, says in batch.refused:
            if line.row not in done:
                note_row(act, collection, line, outcome=REFUSED, says=says)
        for line in batch.known:
            if line.row not in done:
                note_row(act, collection, line, outcome=KNOWN, says=" ".join(line.findings))
    return True


def break_off(collection: CollectionImport, *, says: str) -> None:
    """The import cannot go on: it is halted with the sentence, and a person decides."""
    with action(SYSTEM.for_trigger("import"), "collection_import.halt", record=collection.record) as act:
        record = lock(collection.record)
        if record.state == "running":
            CollectionImport.objects.filter(pk=record.pk).update(note=says[:300])
            advance(act, record, "be_halted")


def _bring_in(act: Act, collection: CollectionImport, group: Sequence[Arriving], *, known: Existing) -> None:
    says = NOT_STORED
    try:
        with transaction.atomic():
            bring_in(act, collection, group, known=known)
            return
    except Refused as refusal:
        says = str(refusal)
    except (IntegrityError, DataError) as fault:
        log.warning("%s, row %s: %s", collection.record.number, group[-1].line.row, fault)
    for one in group:
        note_row(act, collection, one.line, outcome=REFUSED, says=says)


def keep_comparison(collection: CollectionImport, *, compared: int, agreeing: int, finish: bool) -> None:
    """Keep how many imported files agree with their source; with `finish`, a running import is over."""
    with action(SYSTEM.for_trigger("import"), "collection_import.compare", record=collection.record) as act:
        record = lock(collection.record)
        CollectionImport.objects.filter(pk=record.pk).update(compared=compared, agreeing=agreeing)
        if finish and record.state == "running":
            advance(act, record, "finish")


def note_source_taken(actor: Person, collection: CollectionImport, one: Migrated) -> None:
    """Note that somebody took the file of a row out of the collection. Raises NotAllowed without the right to sources."""
    verdict = demand(actor, "document.source", record=one.version.record)
    facts = {"row": one.row, "sha256": one.sha256, "document": one.version.record.number}
    event(actor, "document.source", facts, record=collection.record, role=verdict.role)
