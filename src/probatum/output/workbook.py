"""Reads the cells of an Excel workbook that `zip_check` let pass: texts, numbers and dates, sheet by sheet.

Formulas are not computed: their last value, kept in the file, is read. Limits bound rows and columns, whatever a sheet claims.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from probatum.output import zip_check
from probatum.output.limits import LIMITS, UploadRefused
from probatum.output.xml_parts import DAMAGED

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LAST_ROW = 1_048_576
LONGEST_CELL = 5_000

Cell = str | float | dt.date
#: Formats 14 to 22 and 45 to 47 are dates or times in every workbook; others say so by their letters.
_DATES = {14, 15, 16, 17, 22}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_LETTERS = re.compile(r"[dy]", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": True}


@dataclass(frozen=True)
class Sheet:
    """One visible sheet: its rows by their number in the file."""

    name: str
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


def sheets_of(path: Path) -> list[Sheet]:
    """The visible sheets of a workbook. Raises UploadRefused for what is no workbook, hostile or damaged."""
    found, _ = zip_check.check(path, limits=LIMITS)
    if found != "xlsx":
        raise UploadRefused(
            "The register is no Excel workbook. Save it as .xlsx or .csv and choose that file."
        )
    try:
        with zipfile.ZipFile(path) as package:
            return _sheets(package)
    except (KeyError, IndexError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile, OverflowError):
        raise UploadRefused(DAMAGED) from None


def _sheets(package: zipfile.ZipFile) -> list[Sheet]:
    book = _tree(package, "xl/workbook.xml")
    targets = {
        one.get("Id"): _part(one.get("Target", ""))
        for one in _tree(package, "xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
    }
    from_1904 = any(one.get("date1904") in ("1", "true") for one in book.iterfind("{*}workbookPr"))
    texts, dates = _shared(package), _date_styles(package)
    found = []
    for one in book.iterfind("{*}sheets/{*}sheet"):
        link = next((value for key, value in one.attrib.items() if str(key).endswith("}id")), "")
        part = targets.get(link, "")
        if one.get("state", "visible") != "visible" or part not in package.namelist():
            continue
        rows = list(_rows(package, part, texts=texts, dates=dates, from_1904=from_1904))
        found.append(Sheet(name=str(one.get("name", "")), rows=rows))
    return found


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tree(package: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(package.read(name), etree.XMLParser(**_PARSER))


def _shared(package: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in package.namelist():
        return []
    return [_text(item) for item in _tree(package, name).iterfind("{*}si")]


def _text(item: etree._Element) -> str:
    """The words of a cell, without the reading aids of Japanese."""
    parts = (node.text or "" for node in item.iter("{*}t") if not str(node.getparent().tag).endswith("}rPh"))
    return "".join(parts)[:LONGEST_CELL]


def _date_styles(package: zipfile.ZipFile) -> set[int]:
    if "xl/styles.xml" not in package.namelist():
        return set()
    styles = _tree(package, "xl/styles.xml")
    days = set(_DATES)
    for one in styles.iterfind("{*}numFmts/{*}numFmt"):
        if _DAY_LETTERS.search(_QUOTED.sub("", one.get("formatCode", ""))):
            days.add(int(one.get("numFmtId", "0")))
    formats = styles.iterfind("{*}cellXfs/{*}xf")
    return {place for place, one in enumerate(formats) if int(one.get("numFmtId", "0")) in days}


def _rows(
    package: zipfile.ZipFile, part: str, *, texts: list[str], dates: set[int], from_1904: bool
) -> Iterator[tuple[int, list[Cell]]]:
    with package.open(part) as stream:
        number = kept = 0
        for _, row in etree.iterparse(stream, tag="{*}row", **_PARSER):
            number = _following(row.get("r"), number)
            cells: list[Cell] = []
            for cell in row.iterfind("{*}c"):
                place = _column(cell.get("r"), len(cells))
                if place >= MOST_COLUMNS:
                    break
                cells += [""] * (place - len(cells))
                cells.append(_value(cell, texts=texts, dates=dates, from_1904=from_1904))
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]
            if any(cell != "" for cell in cells):
                kept += 1
                yield number, cells
            if kept > MOST_ROWS:
                raise UploadRefused(
                    f"The register has more than {MOST_ROWS:,} rows. Split it and import the parts."
                )


def _following(said: str | None, number: int) -> int:
    """The number that a row claims; rows only go on, so that none takes the place of another."""
    claimed = int(said) if said else 0
    if claimed > LAST_ROW:
        raise ValueError("row")
    return claimed if claimed > number else number + 1


def _column(place: str | None, following: int) -> int:
    letters = _PLACE.fullmatch(place or "")
    if letters is None:
        return following
    column = 0
    for letter in letters[1]:
        column = column * 26 + ord(letter) - 64
    return max(column - 1, following)


def _value(cell: etree._Element, *, texts: list[str], dates: set[int], from_1904: bool) -> Cell:
    kind, inline = cell.get("t", "n"), cell.find("{*}is")
    if inline is not None:
        return _text(inline)
    found = cell.find("{*}v")
    raw = (found.text or "") if found is not None else ""
    if kind == "s":
        return texts[int(raw)] if raw else ""
    if kind == "b":
        return "yes" if raw == "1" else "no"
    if kind == "d":
        return dt.date.fromisoformat(raw[:10])
    if kind in ("str", "e") or not raw:
        return raw[:LONGEST_CELL]
    value = float(raw)
    if int(cell.get("s", "0")) in dates and 1 <= value < 2_958_466:
        return _day(value, from_1904=from_1904)
    return value


def _day(value: float, *, from_1904: bool) -> dt.date:
    """The day of a serial number; Excel believes that 1900 was a leap year."""
    if from_1904:
        return dt.date(1904, 1, 1) + dt.timedelta(days=int(value))
    return dt.date(1899, 12, 30 if value >= 60 else 31) + dt.timedelta(days=int(value))
