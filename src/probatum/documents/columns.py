"""The columns of a register: which heading means what, proposed from the words people use, changed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: field -> (label, needed, words found in headings; the first field that fits a heading takes it)
FIELDS: dict[str, tuple[str, bool, tuple[str, ...]]] = {
    "approved_on": (
        "Approved on",
        False,
        ("approved on", "approval date", "date of approval", "date approved", "freigabedatum", "freigegeben am"),
    ),
    "approved_by": (
        "Approved by",
        False,
        ("approved by", "approver", "freigegeben von", "genehmigt von", "authorised by", "authorized by"),
    ),
    "next_review": (
        "Next review",
        False,
        ("next review", "review due", "due for review", "review date", "review by", "expiry", "expires",
         "nächste prüfung", "nächste überprüfung", "gültig bis"),
    ),
    "effective": (
        "Effective from",
        False,
        ("effective", "valid from", "in force", "issue date", "date issued", "issued on", "gültig ab",
         "gültig seit", "inkraft", "in kraft", "release date", "released on", "date"),
    ),
    "file": (
        "File name",
        True,
        ("file name", "filename", "file path", "file", "path", "location", "attachment", "dateiname", "datei",
         "ablageort", "pfad"),
    ),
    "version": (
        "Version",
        True,
        ("version", "revision", "rev", "issue", "edition", "ver", "ausgabe", "revisionsstand", "stand"),
    ),
    "state": ("Status", False, ("status", "state", "lifecycle", "zustand")),
    "type": (
        "Type",
        True,
        ("document type", "doc type", "type", "category", "class", "dokumententyp", "dokumenttyp",
         "dokumentenart", "dokumentart", "art", "kategorie"),
    ),
    "owner": (
        "Owner",
        True,
        ("document owner", "process owner", "owner", "responsible", "author", "verantwortlich", "eigentümer",
         "besitzer", "dokumentverantwortlicher", "autor"),
    ),
    "site": ("Site", False, ("site", "plant", "facility", "standort", "werk")),
    "department": ("Department", False, ("department", "dept", "function", "unit", "abteilung", "bereich")),
    "title": (
        "Title",
        True,
        ("document title", "title", "document name", "name", "titel", "bezeichnung", "dokumentname",
         "description", "beschreibung"),
    ),
    "number": (
        "Number",
        True,
        ("document number", "doc number", "doc no", "document no", "document id", "doc id", "old number",
         "number", "no", "nr", "id", "code", "dokumentennummer", "dokumentnummer", "nummer", "dokument nr"),
    ),
}  # fmt: skip
LABELS = {name: label for name, (label, _, _) in FIELDS.items()}
#: In this order on the page and in the list of findings.
ORDER = (
    "number", "title", "version", "file", "type", "owner", "site", "department",
    "effective", "next_review", "state", "approved_by", "approved_on",
)  # fmt: skip
_HEADINGS_WITHIN = 15
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings of a table and the proposal which column holds what."""

    row: int
    texts: tuple[str, ...]
    columns: Mapping[str, int]


def find_headings(rows: Sequence[tuple[int, Sequence[Any]]]) -> Headings:
    """The row among the first that names the most fields; title rows above it are passed over."""
    best = Headings(rows[0][0], _texts(rows[0][1]), propose(_texts(rows[0][1])))
    for number, cells in rows[1:_HEADINGS_WITHIN]:
        texts = _texts(cells)
        columns = propose(texts)
        if len(columns) > len(best.columns):
            best = Headings(number, texts, columns)
    return best


def propose(headings: Sequence[str]) -> dict[str, int]:
    """For each field the column whose heading fits best: whole words first, then words within."""
    words = [_words(heading) for heading in headings]
    found: dict[str, int] = {}
    for exact in (True, False):
        for name, (_, _, names) in FIELDS.items():
            if name in found:
                continue
            for wanted in names:
                place = _place(words, wanted, exact=exact, taken=set(found.values()))
                if place is not None:
                    found[name] = place
                    break
    return {name: found[name] for name in ORDER if name in found}


def _place(words: Sequence[str], wanted: str, *, exact: bool, taken: set[int]) -> int | None:
    for place, heading in enumerate(words):
        fits = heading == wanted if exact else f" {wanted} " in f" {heading} "
        if fits and place not in taken:
            return place
    return None


def _texts(cells: Sequence[Any]) -> tuple[str, ...]:
    return tuple(" ".join(str(cell).split())[:80] for cell in cells)


def _words(heading: str) -> str:
    return _NOT_WORDS.sub(" ", heading).strip().casefold()
