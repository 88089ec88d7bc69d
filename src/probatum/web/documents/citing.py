"""Which effective documents cite one: shown on the sheet of what takes it, or its version in force, out of force (DOC-30)."""

from __future__ import annotations

from typing import Any

from probatum.documents.citations import citing
from probatum.documents.content import Version
from probatum.documents.template import made_from
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.paths import reverse

#: moves of a document, and of a version that supersedes one, on whose sheet the list stands
RETIRING = ("ask_retirement", "retire")
SUPERSEDING = ("approve_quality",)
SHOWN = 20


def of_document(actor: Person, record: Record, move: str) -> dict[str, Any] | None:
    """For the retirement of a document."""
    if move not in RETIRING:
        return None
    return _told(actor, record.pk, "that cite it; their owners see it in My work once it is retired")


def of_version(actor: Person, record: Record, move: str) -> dict[str, Any] | None:
    """For the approval of a version that will supersede another."""
    if move not in SUPERSEDING:
        return None
    version: Version = record.documents_version
    if version.major == 1:
        return None
    return _with_made(actor, version, _told(actor, version.document_id, "that cite this document"))


def _with_made(actor: Person, version: Version, told: dict[str, Any] | None) -> dict[str, Any] | None:
    """For a template the documents made from it, which follow the version that goes (DOC-07)."""
    made = made_from(actor, version.document)
    count = len(made.seen) + made.hidden
    if not count:
        return told
    words = "1 document was" if count == 1 else f"{count} documents were"
    own = f"{words} made from this template"
    rows = [
        {
            "number": one.document.number,
            "title": one.document.title,
            "url": reverse("document", args=[one.document.number]),
        }
        for one in made.seen
    ]
    told = told or {"heading": "", "rows": [], "more": 0, "hidden": 0}
    known = {row["number"] for row in told["rows"]}
    both = [*told["rows"], *(row for row in rows if row["number"] not in known)]
    return {
        "heading": f"{told['heading']}; {own}" if told["heading"] else own,
        "rows": both[:SHOWN],
        "more": told["more"] + max(0, len(both) - SHOWN),
        "hidden": max(told["hidden"], made.hidden),
    }


def _told(actor: Person, document_id: int, words: str) -> dict[str, Any] | None:
    found = citing(actor, document_id)
    if not found.count:
        return None
    many = "1 effective document" if found.count == 1 else f"{found.count} effective documents"
    said = words.replace("cite", "cites", 1) if found.count == 1 else words
    return {
        "heading": f"{many} {said}",
        "rows": [
            {"number": one.number, "title": one.title, "url": reverse("document", args=[one.number])}
            for one in found.seen[:SHOWN]
        ],
        "more": max(0, len(found.seen) - SHOWN),
        "hidden": found.hidden,
    }


pages.register("document", concerns=of_document)
pages.register("version", concerns=of_version)
