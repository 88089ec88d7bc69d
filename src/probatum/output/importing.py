"""Carries an import out: reads register and collection, makes the plan, converts the files, hands batches to the document area.

Two threads convert, each with a PDF worker that stays; the caller's thread alone writes. Safe to repeat at any point.
"""

from __future__ import annotations

import hashlib
import logging
import posixpath
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils import timezone

from probatum.documents import importing, restriction
from probatum.documents.arriving import Arriving
from probatum.documents.collection import CollectionImport, Migrated
from probatum.documents.columns import find_headings
from probatum.documents.drafts import Content
from probatum.documents.identifiers import fold
from probatum.documents.import_plan import ERROR, KNOWN, Asked, Line, plan
from probatum.documents.import_values import Chosen, existing
from probatum.kernel import file as files
from probatum.kernel.authz import can_see
from probatum.kernel.errors import LedgerBroken, Refused
from probatum.kernel.file import StoredFile
from probatum.output import pdf_staying
from probatum.output.collection import Collection, files_in, opened
from probatum.output.content import content_from_upload
from probatum.output.limits import UploadRefused
from probatum.output.register import Table, tables_of

log = logging.getLogger(__name__)
#: Numbers in one action, and files converted at the same time.
AT_ONCE = 20
THREADS = 2


def propose(path: Path, *, filename: str, encoding: str = "", sheet: str = "") -> dict[str, Any]:
    """How a register would be read: its sheet, its row of headings, what each column holds. Raises Refused."""
    try:
        tables = tables_of(path, filename=filename, encoding=encoding)
    except UploadRefused as refusal:
        raise Refused(refusal.sentence, field="register") from refusal
    by_name = {table.name: (table, find_headings(table.rows)) for table in tables}
    best = max(by_name.values(), key=lambda one: (len(one[1].columns), len(one[0].rows)))
    table, headings = by_name.get(sheet, best)
    return {
        "encoding": encoding,
        "sheet": table.name,
        "sheets": list(by_name),
        "read_as": table.read_as,
        "heading_row": headings.row,
        "headings": list(headings.texts),
        "columns": dict(headings.columns),
        "order": "",
        "values": {},
        "otherwise": {},
    }


def rows_of(collection: CollectionImport) -> list[tuple[int, Sequence[Any]]]:
    """The rows below the headings, as the mapping says to read them. Raises Refused."""
    table = _table(collection)
    return [(number, cells) for number, cells in table.rows if number > collection.reading["heading_row"]]


def _table(collection: CollectionImport) -> Table:
    reading = collection.reading
    try:
        tables = tables_of(
            files.path_of(collection.register.sha256),
            filename=collection.register_name,
            encoding=reading["encoding"],
        )
    except UploadRefused as refusal:
        raise Refused(refusal.sentence, field="register") from refusal
    return next((table for table in tables if table.name == reading["sheet"]), tables[0])


def check(collection: CollectionImport) -> None:
    """The dry run: every row and every file looked at, nothing made."""
    try:
        with ExitStack() as stack:
            stack.enter_context(pdf_staying.staying())
            try:
                package = stack.enter_context(opened(files.path_of(collection.archive.sha256)))
            except UploadRefused as refusal:
                raise Refused(refusal.sentence) from refusal
            _check(collection, package)
    except Refused as refusal:
        importing.fail_check(collection, says=str(refusal))


def _check(collection: CollectionImport, package: Collection) -> None:
    reading, rows, known = collection.reading, rows_of(collection), existing()
    place = reading["columns"].get("file", -1)
    said = {str(cells[place]).strip() for _, cells in rows if 0 <= place < len(cells)}
    found = files_in(package, said=said)
    owner = collection.record.owner
    verdicts = {code: restriction.may_use(owner, type) for code, type in known.things["type"].items()}
    lines = plan(
        Asked(
            system=collection.system,
            numbering=collection.numbering,
            order=reading["order"],
            columns=reading["columns"],
            rows=rows,
            files=found,
            known=known,
            chosen=Chosen(reading["values"], reading["otherwise"]),
            today=timezone.localdate(),
            type_allowed=verdicts.__getitem__,
            seen=lambda record: can_see(owner, record),
        )
    )
    unnamed = found.unnamed({line.file for line in lines})
    used = {line.type for line in lines if line.type and line.level != ERROR}
    importing.keep_for(collection, [known.things["type"][code] for code in sorted(used)])
    told = {"unnamed": [one.name for one in unnamed]}
    importing.keep_findings(collection, lines=lines, told=told)


def run(collection: CollectionImport, *, at_once: int = AT_ONCE, seconds: float | None = None) -> bool:
    """Import what the dry run found ready, batch by batch, until it is done or halted; then compare and end.

    After so many seconds it stops behind a batch and answers True: there is more to do.
    """
    try:
        return _run(collection, at_once=at_once, seconds=seconds)
    except Refused as refusal:
        importing.break_off(collection, says=str(refusal))
        compare(collection)
        return False


def _run(collection: CollectionImport, *, at_once: int, seconds: float | None) -> bool:
    begun = time.monotonic()
    lines, done, known = importing.lines_of(collection), importing.done_rows(collection), existing()
    left = [line for line in lines if line.row not in done]
    faulty = [(line, " ".join(line.findings)) for line in left if line.level == ERROR]
    there = [line for line in left if line.level == KNOWN]
    first = importing.Batch((), faulty, there)
    if (faulty or there) and not importing.import_batch(collection, first, known=known):
        return False
    groups = _groups(line for line in left if line.level not in (ERROR, KNOWN))
    with ExitStack() as stack:
        package = stack.enter_context(opened(files.path_of(collection.archive.sha256)))
        pool = stack.enter_context(_Converters(package))
        for batch in pool.batches(groups, at_once=at_once):
            if not importing.import_batch(collection, batch, known=known):
                return False
            if seconds is not None and time.monotonic() - begun > seconds:
                return True
    compare(collection, finish=True)
    return False


def _groups(lines: Iterator[Line] | Sequence[Line]) -> list[list[Line]]:
    """The versions of each number, oldest first."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(fold(line.number), []).append(line)
    return [sorted(group, key=lambda line: line.major) for group in groups.values()]


class _Converters:
    """Threads that turn files into contents, a batch ahead of the writing."""

    def __init__(self, package: Collection) -> None:
        self._package = package
        self._workers: list[pdf_staying.Staying] = []
        self._pool = ThreadPoolExecutor(
            THREADS, thread_name_prefix="probatum-import", initializer=self._begin_thread
        )

    def __enter__(self) -> _Converters:
        return self

    def __exit__(self, *_: Any) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.end()

    def _begin_thread(self) -> None:
        self._workers.append(pdf_staying.begin())

    def batches(self, groups: Sequence[Sequence[Line]], *, at_once: int) -> Iterator[importing.Batch]:
        cuts = [groups[start : start + at_once] for start in range(0, len(groups), at_once)]
        ahead = [self._begun(cut) for cut in cuts[:1]]
        for following in range(1, len(cuts) + 1):
            ahead += [self._begun(cut) for cut in cuts[following : following + 1]]
            yield _batch([[(line, one.result()) for line, one in group] for group in ahead.pop(0)])

    def _begun(self, cut: Sequence[Sequence[Line]]) -> list[list[tuple[Line, Any]]]:
        return [
            [(line, self._pool.submit(_converted, self._package, line)) for line in group] for group in cut
        ]


def _converted(package: Collection, line: Line) -> Content | str:
    """The content of a row, or the sentence of its refusal."""
    try:
        with package.unpacked(line.file) as path:
            content = content_from_upload(path, filename=posixpath.basename(line.file.replace("\\", "/")))
            if isinstance(content.source, Path):  # the unpacked file is gone before the batch is written
                content = replace(content, source=content.source.read_bytes())
    except (Refused, UploadRefused) as refusal:
        return f"The file is refused: {refusal}"
    if content.sha256 != line.sha256:
        return "The file is not the one that the dry run looked at."
    return content


def _batch(groups: Sequence[Sequence[tuple[Line, Content | str]]]) -> importing.Batch:
    """What can be imported; a number whose newest version is refused does not come in with an older one."""
    bring, refused = [], []
    for group in groups:
        fine = [Arriving(line, content) for line, content in group if not isinstance(content, str)]
        refused += [(line, content) for line, content in group if isinstance(content, str)]
        newest = group[-1][0]
        if fine and fine[-1].line is newest:
            bring.append(fine)
        else:
            says = f"The newest version (row {newest.row}) was refused, so this one is not imported either."
            refused += [(one.line, says) for one in fine]
    return importing.Batch(bring, refused)


def compare(collection: CollectionImport, *, finish: bool = False) -> None:
    """Read every imported file again, from the store and from the collection, and count those that agree."""
    made = Migrated.objects.filter(collection=collection).select_related("version__draft__source")
    compared = agreeing = 0
    with opened(files.path_of(collection.archive.sha256)) as package:
        for one in made.iterator(chunk_size=500):
            compared += 1
            agreeing += _agrees(package, one)
    importing.keep_comparison(collection, compared=compared, agreeing=agreeing, finish=finish)


def _source(one: Migrated) -> StoredFile:
    """The file that came in with a version."""
    found: StoredFile = one.version.drafts.order_by("minor").select_related("source")[0].source
    return found


def _agrees(package: Collection, one: Migrated) -> bool:
    try:
        stored = hashlib.sha256(files.read(_source(one))).hexdigest()
    except (LedgerBroken, Refused) as fault:
        log.error("%s", fault)
        return False
    return bool(one.sha256 == stored == package.describe(one.file_name).sha256)


def source_of(collection: CollectionImport, one: Migrated) -> bytes:
    """The file of an imported version as it lies in the collection.

    Raises Refused when it is not there, or when the content was disposed of here; LedgerBroken when the store lost it.
    """
    files.read(_source(one))
    try:
        with (
            opened(files.path_of(collection.archive.sha256)) as package,
            package.unpacked(one.file_name) as path,
        ):
            return path.read_bytes()
    except (UploadRefused, KeyError) as fault:
        raise Refused("The file cannot be read from the collection.") from fault


def distinct(collection: CollectionImport, columns: Mapping[str, int]) -> dict[str, list[str]]:
    """The values that the register names for types, owners, sites and departments."""
    found: dict[str, dict[str, str]] = {name: {} for name in ("type", "owner", "site", "department")}
    for _, cells in rows_of(collection):
        for name, values in found.items():
            place = columns.get(name, -1)
            said = " ".join(str(cells[place]).split()) if 0 <= place < len(cells) else ""
            if said:
                values.setdefault(fold(said), said)
    return {name: sorted(values.values(), key=str.casefold) for name, values in found.items()}


def propose_again(collection: CollectionImport, *, encoding: str, sheet: str) -> dict[str, Any]:
    """How the register of an import would be read in another encoding or from another sheet. Raises Refused."""
    path = files.path_of(collection.register.sha256)
    return propose(path, filename=collection.register_name, encoding=encoding, sheet=sheet)


def preview(collection: CollectionImport, *, rows: int = 3) -> list[list[str]]:
    """The first rows below the headings, as they are read."""
    width = len(collection.reading["headings"])
    shown = []
    for _, cells in rows_of(collection)[:rows]:
        texts = [" ".join(str(cell).split())[:60] for cell in cells[:width]]
        shown.append(texts + [""] * (width - len(texts)))
    return shown
