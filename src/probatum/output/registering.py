"""Carries an import of registers out: reads the files, makes the plan, hands batches to the quality area, reads all rows again.

Safe to repeat at any point: what stands is passed over.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from probatum.documents.identifiers import fold
from probatum.kernel import file as files
from probatum.kernel.errors import Refused
from probatum.kernel.headings import Headings, find_headings
from probatum.output.limits import UploadRefused
from probatum.output.register import Table, tables_of
from probatum.quality.imports import importing
from probatum.quality.imports.bodies import MigratedEvent, RegisterImport, files_of
from probatum.quality.imports.declared import Legacy, fields_of, kinds, legacy_of
from probatum.quality.imports.line import ERROR, KNOWN, Asked, Line, Sheet
from probatum.quality.imports.plan import plan
from probatum.quality.imports.reading import digest, text_of
from probatum.quality.imports.values import MAPPED, Around, around, state_for

AT_ONCE = 500
#: columns that a sheet names at least, so that it is taken for a register of a kind
ENOUGH = 3
PREVIEW = 3
_NOT_WORDS = re.compile(r"[\W_]+")


def propose(given: Sequence[tuple[Path, str]]) -> dict[str, Any]:
    """How registers would be read: of each sheet its kind, its headings, what each column holds. Raises Refused."""
    sheets = [
        sheet
        for place, (path, name) in enumerate(given)
        for sheet in _sheets(_tables(path, name=name, encoding=""), place=place, filename=name, encoding="")
    ]
    return {"sheets": sheets}


def _tables(path: Path, *, name: str, encoding: str) -> list[Table]:
    try:
        return tables_of(path, filename=name, encoding=encoding)
    except UploadRefused as refusal:
        raise Refused(f"{name}: {refusal.sentence}", field="registers") from refusal


def _sheets(tables: Sequence[Table], *, place: int, filename: str, encoding: str) -> Iterator[dict[str, Any]]:
    for table in tables:
        if len(table.rows) < 2:
            continue
        legacy = _kind_of(table, filename=filename)
        yield read_as(table, legacy) | {
            "file": place,
            "name": f"{filename}, {table.name}" if table.name else filename,
            "sheet": table.name,
            "encoding": encoding,
            "read_as": table.read_as,
        }


def read_as(table: Table, legacy: Legacy | None) -> dict[str, Any]:
    """How a sheet is read as a register of a kind; of none, only its headings."""
    headings = _headings(table, legacy)
    return {
        "kind": legacy.kind if legacy else "",
        "heading_row": headings.row,
        "headings": list(headings.texts),
        "columns": dict(headings.columns) if legacy else {},
        "order": "",
        "values": {},
        "otherwise": {},
    }


def _headings(table: Table, legacy: Legacy | None) -> Headings:
    fields = fields_of(legacy) if legacy else fields_of(kinds()[0])
    return find_headings(table.rows, fields=fields, two_rows=True)


def _kind_of(table: Table, *, filename: str) -> Legacy | None:
    """The kind that the column of the number names, else the name of the sheet or file; none for another table."""
    best: tuple[tuple[int, int], Legacy] | None = None
    for legacy in kinds():
        found = _headings(table, legacy)
        place = found.columns.get("number")
        if place is None or len(found.columns) < ENOUGH:
            continue
        heading, called = _spaced(found.texts[place]), _spaced(f"{table.name} {filename}")
        named = sum(
            (2 if f" {word} " in heading else 0)
            + (1 if f" {word} " in called or f" {word}s " in called else 0)
            for word in legacy.called
        )
        score = (named, len(found.columns))
        if named and (best is None or score > best[0]):
            best = score, legacy
    return best[1] if best else None


def _spaced(text: str) -> str:
    """The words of a text, each between blanks."""
    return f" {_NOT_WORDS.sub(' ', text).strip().casefold()} "


def table_of(collection: RegisterImport, sheet: Mapping[str, Any]) -> Table:
    """The table of a sheet, as its mapping says to read the file. Raises Refused."""
    one = files_of(collection)[sheet["file"]]
    found = _kept_tables(one.file.sha256, one.name, sheet["encoding"])
    return next((table for table in found if table.name == sheet["sheet"]), found[0])


@lru_cache(maxsize=4)
def _kept_tables(sha256: str, name: str, encoding: str) -> tuple[Table, ...]:
    """The tables of a file that never changes, read once for all its sheets and pages."""
    return tuple(_tables(files.path_of(sha256), name=name, encoding=encoding))


def rows_of(collection: RegisterImport, sheet: Mapping[str, Any]) -> list[tuple[int, Sequence[Any]]]:
    """The rows below the headings that hold something."""
    table = table_of(collection, sheet)
    return [(number, cells) for number, cells in table.rows if number > sheet["heading_row"]]


def sheets_of(collection: RegisterImport) -> list[Sheet]:
    """The sheets that are imported, with their rows. Raises Refused."""
    return [
        Sheet(
            place=place,
            name=one["name"],
            legacy=legacy_of(one["kind"]),
            headings=one["headings"],
            columns=one["columns"],
            values=one["values"],
            otherwise=one["otherwise"],
            rows=rows_of(collection, one),
            order=one["order"],
        )
        for place, one in enumerate(collection.reading["sheets"])
        if one["kind"]
    ]


def check(collection: RegisterImport) -> None:
    """The dry run: every row looked at, nothing made."""
    try:
        lines = plan(
            Asked(
                system=collection.system,
                numbering=collection.numbering,
                sheets=sheets_of(collection),
                known=around(),
                today=timezone.localdate(),
            )
        )
    except Refused as refusal:
        importing.fail_check(collection, says=str(refusal))
        return
    importing.keep_findings(collection, lines)


def run(collection: RegisterImport, *, at_once: int = AT_ONCE, seconds: float | None = None) -> bool:
    """Import what the dry run found ready, batch by batch, until it is done or halted; then link, compare and end.

    After so many seconds it stops behind a batch and answers True: there is more to do.
    """
    try:
        return _run(collection, at_once=at_once, seconds=seconds)
    except Refused as refusal:
        importing.break_off(collection, says=str(refusal))
        compare(collection)
        return False


def _run(collection: RegisterImport, *, at_once: int, seconds: float | None) -> bool:
    begun = time.monotonic()
    done, known = importing.done_rows(collection), around()
    left = [line for line in importing.lines_of(collection) if line.key not in done]
    left.sort(key=_what_is_referred_to_first)
    for start in range(0, len(left), at_once):
        if not importing.import_batch(collection, left[start : start + at_once], known=known):
            return False
        if seconds is not None and time.monotonic() - begun > seconds:
            return True
    after = 0
    while after := importing.resolve(collection, after=after):
        continue
    compare(collection, finish=True)
    return False


def _what_is_referred_to_first(line: Line) -> tuple[bool, bool]:
    return line.level not in (ERROR, KNOWN), bool(line.refers)


def compare(collection: RegisterImport, *, finish: bool = False) -> None:
    """Read every imported row again from its file, and count those that say what was kept of them."""
    told = {(sheet.place, row): digest(cells) for sheet in sheets_of(collection) for row, cells in sheet.rows}
    made = MigratedEvent.objects.filter(collection=collection)
    rows = list(made.values_list("place", "row", "row_sha256"))
    agreeing = sum(told.get((place, row)) == sha256 for place, row, sha256 in rows)
    importing.keep_comparison(collection, compared=len(rows), agreeing=agreeing, finish=finish)


def distinct(collection: RegisterImport, sheet: Mapping[str, Any], known: Around) -> dict[str, list[str]]:
    """The values of a sheet that are not found here: states, severities, owners, sites, departments."""
    if not sheet["kind"]:
        return {}
    legacy = legacy_of(sheet["kind"])
    found: dict[str, dict[str, str]] = {name: {} for name in MAPPED}
    for _, cells in rows_of(collection, sheet):
        for name, values in found.items():
            place = sheet["columns"].get(name, -1)
            said = " ".join(text_of(cells[place]).split()) if 0 <= place < len(cells) else ""
            if said and fold(said) not in values and not _is_known(legacy, known, name, said):
                values[fold(said)] = said
    return {name: sorted(values.values(), key=str.casefold) for name, values in found.items()}


def _is_known(legacy: Legacy, known: Around, name: str, said: str) -> bool:
    if name == "state":
        return bool(state_for(legacy, said, {}))
    if name == "severity":
        from_words = legacy.column("severity").values
        return any(word in fold(said) for _, words in from_words for word in words)
    return bool(known.code_for(name, said))


def read_again(
    collection: RegisterImport, sheet: Mapping[str, Any], *, kind: str, encoding: str
) -> dict[str, Any]:
    """How a sheet would be read as another kind or in another encoding, with what was chosen for its values. Raises Refused."""
    table = table_of(collection, {**sheet, "encoding": encoding})
    fresh = read_as(table, legacy_of(kind) if kind else None)
    kept = {name: sheet[name] for name in ("file", "name", "sheet", "order", "values", "otherwise")}
    if kind != sheet["kind"]:
        kept |= {"values": {**sheet["values"], "state": {}}, "otherwise": {**sheet["otherwise"], "state": ""}}
    return {**fresh, **kept, "encoding": encoding, "read_as": table.read_as}


def preview(collection: RegisterImport, sheet: Mapping[str, Any]) -> list[list[str]]:
    """The first rows below the headings, as they are read."""
    width = len(sheet["headings"])
    shown = []
    for _, cells in rows_of(collection, sheet)[:PREVIEW]:
        texts = [" ".join(text_of(cell).split())[:60] for cell in cells[:width]]
        shown.append(texts + [""] * (width - len(texts)))
    return shown
