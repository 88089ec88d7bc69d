"""Reads the register of a document collection: Excel, CSV in any usual encoding and separator, or a table in Markdown.

The bytes are hostile: limits hold, nothing is computed, and what cannot be read is refused with a sentence.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from probatum.output.limits import MIB, UploadRefused
from probatum.output.workbook import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Cell, sheets_of

LARGEST = 50 * MIB
ENCODINGS = (
    ("", "Found by itself"),
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-16", "Unicode (UTF-16)"),
    ("cp1252", "Western European (Windows-1252)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("cp932", "Japanese (Shift JIS)"),
    ("gb18030", "Chinese (GB 18030)"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RULE = re.compile(r"^[\s|:-]+$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Table:
    """One sheet of a register: every row that holds something, by its number in the file, and how it was read."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    read_as: str


def tables_of(path: Path, *, filename: str, encoding: str = "") -> list[Table]:
    """The tables of a register. Raises UploadRefused with the sentence that says what is wrong."""
    size = path.stat().st_size
    if not size:
        raise UploadRefused("The register is empty. Check that it was saved and choose it again.")
    if size > LARGEST:
        raise UploadRefused(f"The register has more than {LARGEST // MIB} MB. Split it and import the parts.")
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04"):
        found = [Table(one.name, one.rows, "Excel workbook") for one in sheets_of(path) if one.rows]
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise UploadRefused(
            "The register is an older Excel workbook, a PDF, or protected with a password. "
            "Save it as .xlsx or .csv without a password first."
        )
    else:
        found = [_text_table(content, filename=filename, encoding=encoding)]
    if not any(len(table.rows) > 1 for table in found):
        raise UploadRefused("The register holds no table with a row of headings and rows below it.")
    return found


def _text_table(content: bytes, *, filename: str, encoding: str) -> Table:
    text, read_as = _decoded(content, encoding)
    if _CONTROL.search(text[: 256 * 1024]):
        raise UploadRefused("The register is no text. Save it as .xlsx or .csv and choose that file.")
    if filename.lower().endswith((".md", ".markdown")):
        return Table("", list(_markdown_rows(text)), f"table in Markdown, {read_as}")
    separator = _separator(text)
    words = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[separator]
    return Table("", list(_csv_rows(text, separator)), f"CSV separated by {words}, {read_as}")


def _decoded(content: bytes, encoding: str) -> tuple[str, str]:
    mark = next((name for start, name in _MARKS if content.startswith(start)), "")
    for name in [mark] if mark else [encoding] if encoding else ["utf-8", "cp1252", "latin-1"]:
        try:
            return content.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    raise UploadRefused("The register cannot be read in this encoding. Choose another one.")


def _separator(text: str) -> str:
    """The separator that cuts the first lines into the most cells, as many in each as can be."""
    best, most = ",", 0.0
    sample = text[: 64 * 1024]
    for one in (",", ";", "\t", "|"):
        try:
            widths = [len(row) for row in _parsed(sample, one, limit=40) if any(row)]
        except csv.Error:
            continue
        usual = max(widths, key=widths.count, default=1)
        score = (usual - 1) * widths.count(usual) / max(1, len(widths))
        if score > most:
            best, most = one, score
    return best


def _parsed(text: str, separator: str, *, limit: int = MOST_ROWS + 1) -> list[list[str]]:
    csv.field_size_limit(4 * MIB)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    return [row for _, row in zip(range(limit), reader, strict=False)]


def _csv_rows(text: str, separator: str) -> list[tuple[int, list[Cell]]]:
    """Rows by their place in the table; a cell may hold line breaks, so a row is not a line."""
    try:
        rows = _parsed(text, separator)
    except csv.Error as error:
        raise UploadRefused(f"The register cannot be cut into cells ({error}). Save it as .xlsx.") from None
    if len(rows) > MOST_ROWS:
        raise UploadRefused(f"The register has more than {MOST_ROWS:,} rows. Split it and import the parts.")
    return [(number, _cells(row)) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]


def _markdown_rows(text: str) -> list[tuple[int, list[Cell]]]:
    found: list[tuple[int, list[Cell]]] = []
    for number, line in enumerate(text.splitlines()[:MOST_ROWS], 1):
        if line.lstrip().startswith("|") and not _RULE.match(line):
            found.append((number, _cells([cell.strip() for cell in line.strip().strip("|").split("|")])))
    return found


def _cells(row: list[str]) -> list[Cell]:
    return [cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
