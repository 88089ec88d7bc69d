"""The acts of an import of registers: begin it, say how sheets are read, keep what the dry run found, import a batch, end it.

Each is one action. The interface reads the files; here they are rows (MIG-01).
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

from probatum.documents.collection import KNOWN, REFUSED
from probatum.documents.importing import NOT_STORED
from probatum.kernel import file as files
from probatum.kernel import search
from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.file import StoredFile
from probatum.kernel.lifecycle import advance, enter_state, lock, refuse_if_stale, touch
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of, process_of
from probatum.kernel.record import Record, Step, issue_number, open_record
from probatum.quality.imports import references
from probatum.quality.imports.arriving import bring_in
from probatum.quality.imports.bodies import (
    KIND,
    NUMBERING,
    MigratedEvent,
    RegisterFile,
    RegisterImport,
    RowLeftOut,
    files_of,
    import_of,
)
from probatum.quality.imports.declared import RIGHT
from probatum.quality.imports.line import ERROR, WARNING, Line
from probatum.quality.imports.line import KNOWN as KNOWN_LINE
from probatum.quality.imports.values import Around

log = logging.getLogger(__name__)
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A register as it lies on disk, looked at by the interface."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a whole import: numbers, and whether people are asked for what is still open."""

    numbering: str = "new"
    asks: bool = False


def open_import(
    actor: Person, given: Sequence[GivenFile], *, system: str, reading: Mapping[str, Any]
) -> RegisterImport:
    """Begin an import of registers of an older system. Raises NotAllowed without the right, Refused for what is missing."""
    verdict = demand(actor, RIGHT)
    name = " ".join(system.split())
    if not name or len(name) > 120:
        raise Refused("Enter the name of the older system, in at most 120 characters.", field="system")
    if not 1 <= len(given) <= MOST_FILES:
        raise Refused(f"Choose 1 to {MOST_FILES} files.", field="registers")
    process = process_of(KIND)
    with action(actor, "register_import.open", role=verdict.role) as act:
        record = open_record(
            act,
            kind=KIND,
            number=issue_number("IMP-{n:04}", values={}),
            title=f"{name}: {', '.join(one.name for one in given)}"[:300],
            state=process.start,
            owner=actor,
            definition=definition_of(act, process),
        )
        made: RegisterImport = RegisterImport.objects.create(
            record=record, system=name, reading=dict(reading)
        )
        for position, one in enumerate(given):
            kept = files.store_path(act, one.path, media_type="application/octet-stream")
            RegisterFile.objects.create(collection=made, position=position, file=kept, name=one.name[:200])
        enter_state(act, record, process)
        search.index(record, text="")
    return made


def change_reading(
    actor: Person,
    collection: RegisterImport,
    *,
    reading: Mapping[str, Any],
    choices: Choices,
    based_on: int,
) -> RegisterImport:
    """Say how sheets are read. Raises StaleRecord, NotAllowed without the right, Refused once it was tried dry."""
    verdict = demand(actor, RIGHT, record=collection.record)
    if choices.numbering not in dict(NUMBERING):
        raise Refused("Choose what happens to the old numbers.", field="numbering")
    with action(actor, "register_import.map", record=collection.record, role=verdict.role) as act:
        record = lock(collection.record)
        refuse_if_stale(record, based_on=based_on)
        if record.state != "draft":
            raise Refused("The mapping changes only while the import is in preparation.")
        RegisterImport.objects.filter(pk=record.pk).update(
            reading=dict(reading), numbering=choices.numbering, asks=choices.asks
        )
        touch(act, record)
    return import_of(record)


def keep_findings(collection: RegisterImport, lines: Sequence[Line]) -> None:
    """Keep what the dry run found, as a file that the import then follows. Nothing else is written."""
    with action(SYSTEM.for_trigger("dry run"), "register_import.check", record=collection.record) as act:
        record = lock(collection.record)
        if record.state != "checking":
            return
        data = json.dumps([line.as_data() for line in lines], ensure_ascii=False)
        RegisterImport.objects.filter(pk=record.pk).update(
            findings=files.store(act, data.encode(), media_type="application/json"),
            rows=len(lines),
            ready=sum(line.level not in (ERROR, KNOWN_LINE) for line in lines),
            warned=sum(line.level == WARNING for line in lines),
            faulty=sum(line.level == ERROR for line in lines),
            known=sum(line.level == KNOWN_LINE for line in lines),
            note="",
        )
        advance(act, record, "be_checked")


def fail_check(collection: RegisterImport, *, says: str) -> None:
    """The dry run could not be made: the import goes back to its preparation, with the sentence."""
    with action(SYSTEM.for_trigger("dry run"), "register_import.check", record=collection.record) as act:
        record = lock(collection.record)
        if record.state == "checking":
            RegisterImport.objects.filter(pk=record.pk).update(note=says[:300])
            advance(act, record, "fail_check")


def lines_of(collection: RegisterImport) -> Sequence[Line]:
    """The rows with their findings, in the order of the registers; none before the dry run."""
    return _told(collection.findings.sha256) if collection.findings else ()


@lru_cache(maxsize=2)
def _told(sha256: str) -> tuple[Line, ...]:
    """The findings of a file that never changes: ten thousand rows are not read anew for each page."""
    told = json.loads(files.read(StoredFile.objects.get(sha256=sha256)))
    return tuple(Line(**one) for one in told)


def done_rows(collection: RegisterImport) -> set[tuple[int, int]]:
    """The rows of which it stands what became of them, by sheet and row."""
    made = MigratedEvent.objects.filter(collection=collection).values_list("place", "row")
    left = RowLeftOut.objects.filter(collection=collection).values_list("place", "row")
    return {*made, *left}


def runner_of(collection: RegisterImport) -> Person:
    """Who let the import run; what it makes is made by them."""
    steps = Step.objects.filter(record_id=collection.pk, move__in=("run", "go_on")).order_by("-id")
    person: Person = steps.select_related("person")[0].person
    return person


def import_batch(collection: RegisterImport, lines: Sequence[Line], *, known: Around) -> bool:
    """Import a batch under the name of who let the import run. False when the import does not run any more.

    Rows that cannot be stored are refused by themselves and named; the others of the batch stand. Raises NotAllowed when
    that person may not import any more.
    """
    actor = runner_of(collection)
    demand(actor, RIGHT)
    why = f"{collection.record.number}, from {collection.system}"
    with action(actor, "event.import", record=collection.record, reason=why) as act:
        if lock(collection.record).state != "running":
            return False
        told = {one.position: one for one in files_of(collection)}
        by_place = {place: told[sheet["file"]] for place, sheet in enumerate(collection.reading["sheets"])}
        done = _done_among(collection, lines)
        left = [line for line in lines if line.key not in done]
        fresh = [line for line in left if line.level not in (ERROR, KNOWN_LINE)]
        _leave_out(act, collection, [line for line in left if line.level in (ERROR, KNOWN_LINE)])
        if fresh and (says := _try(act, collection, fresh, files=by_place, known=known)):
            log.info("%s: a batch is imported row by row: %s", collection.record.number, says)
            for line in fresh:
                if says := _try(act, collection, [line], files=by_place, known=known):
                    _leave_out(act, collection, [line], says=says)
    return True


def _done_among(collection: RegisterImport, lines: Sequence[Line]) -> set[tuple[int, int]]:
    rows = {line.row for line in lines}
    made = MigratedEvent.objects.filter(collection=collection, row__in=rows).values_list("place", "row")
    left = RowLeftOut.objects.filter(collection=collection, row__in=rows).values_list("place", "row")
    return {*made, *left}


def _try(
    act: Act,
    collection: RegisterImport,
    lines: Sequence[Line],
    *,
    files: Mapping[int, RegisterFile],
    known: Around,
) -> str:
    """Bring rows in, all or none; the sentence that says why they could not be, empty where they stand."""
    try:
        with transaction.atomic():
            bring_in(act, collection, lines, files=files, known=known)
            return ""
    except Refused as refusal:
        return str(refusal)
    except (IntegrityError, DataError) as fault:
        log.warning("%s, row %s: %s", collection.record.number, lines[0].row, fault)
        return NOT_STORED


def _leave_out(act: Act, collection: RegisterImport, lines: Sequence[Line], *, says: str = "") -> None:
    RowLeftOut.objects.bulk_create(
        RowLeftOut(
            collection=collection,
            place=line.place,
            sheet=line.sheet,
            row=line.row,
            outcome=KNOWN if line.level == KNOWN_LINE else REFUSED,
            says=(says or " ".join(line.findings))[:600],
            at=act.at,
        )
        for line in lines
    )


def break_off(collection: RegisterImport, *, says: str) -> None:
    """The import cannot go on: it is halted with the sentence, and a person decides."""
    with action(SYSTEM.for_trigger("import"), "register_import.halt", record=collection.record) as act:
        record = lock(collection.record)
        if record.state == "running":
            RegisterImport.objects.filter(pk=record.pk).update(note=says[:300])
            advance(act, record, "be_halted")


def resolve(collection: RegisterImport, *, after: int = 0) -> int:
    """Link the next references of this system that led nowhere before; where it came to, 0 at the end."""
    actor = runner_of(collection)
    with action(actor, "event.refer", record=collection.record, reason=collection.record.number) as act:
        return references.resolve(act, collection, after=after)


def keep_comparison(collection: RegisterImport, *, compared: int, agreeing: int, finish: bool) -> None:
    """Keep how many rows agree with their source; with `finish`, a running import is over."""
    with action(SYSTEM.for_trigger("import"), "register_import.compare", record=collection.record) as act:
        record = lock(collection.record)
        RegisterImport.objects.filter(pk=record.pk).update(compared=compared, agreeing=agreeing)
        if finish and record.state == "running":
            advance(act, record, "finish")


def record_of(collection: RegisterImport) -> Record:
    """The record of an import as it is now."""
    return Record.objects.get(pk=collection.pk)
