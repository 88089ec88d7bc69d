"""The columns of a register: which heading means what, proposed from the words people use, changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from probatum.kernel import headings
from probatum.kernel.headings import Headings

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


def find_headings(rows: Sequence[tuple[int, Sequence[Any]]]) -> Headings:
    """The row among the first that names the most fields of a document; title rows above it are passed over."""
    found = headings.find_headings(rows, fields=FIELDS)
    return Headings(found.row, found.texts, _in_order(found.columns))


def propose(texts: Sequence[str]) -> dict[str, int]:
    """For each field of a document the column whose heading fits best."""
    return _in_order(headings.propose(texts, fields=FIELDS))


def _in_order(columns: Mapping[str, int]) -> dict[str, int]:
    return {name: columns[name] for name in ORDER if name in columns}
