"""My work beyond tasks: drafts checked out to this person, and drafts they own or write."""

from __future__ import annotations

from typing import Any

from probatum.documents.citations import Stale, citing_retired
from probatum.documents.in_hand import InHand, in_hand
from probatum.documents.ownerless import how_many
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url
from probatum.web.paths import reverse


def shelf(actor: Person) -> list[dict[str, Any]]:
    """The groups with their rows; none where nothing is in hand."""
    found = in_hand(actor)
    groups: tuple[tuple[str, list[dict[str, Any]]], ...] = (
        ("Checked out to you", [_held(one) for one in found if one.since]),
        ("Your drafts", [_draft(one) for one in found if not one.since]),
        ("Your documents that cite what was retired", [_cites(one) for one in citing_retired(actor)]),
        ("Document control", _without_owner(actor)),
    )
    return [{"heading": heading, "rows": rows} for heading, rows in groups if rows]


def _held(one: InHand) -> dict[str, Any]:
    assert one.since is not None  # chosen by it
    editor = one.version.draft is not None and one.version.draft.editor
    return {
        **_draft(one),
        "icon": "lock",
        "note": f"since {marks.when_text(one.since, short=True)}",
        "button": "Continue" if editor else "Check in",
        "button_url": version_url(one.version, "version-editor" if editor else "version-check-in"),
        "sheet": not editor,
    }


def _note(record: Record) -> str:
    if record.state == "reviewed":
        return "review closed: decide what follows"
    return f"changed {marks.when_text(record.changed_at, short=True)}"


def _draft(one: InHand) -> dict[str, Any]:
    record = one.version.record
    return {
        "icon": "document",
        "number": one.version.document.record.number,
        "title": record.title,
        "label": one.version.label if one.version.draft else "no draft yet",
        "note": _note(record),
        "url": version_url(one.version),
    }


def _cites(one: Stale) -> dict[str, Any]:
    """A line that nobody has to close: it goes when the text, or its link, no longer names what was retired."""
    return {
        "icon": "link",
        "number": one.document.number,
        "title": one.document.title,
        "label": f"cites {one.number}",
        "note": "which is retired",
        "url": reverse("document-where-used", args=[one.document.number]),
    }


def _without_owner(actor: Person) -> list[dict[str, Any]]:
    count = how_many(actor)
    if not count:
        return []
    return [
        {
            "icon": "users",
            "number": str(count),
            "title": "Documents without an owner",
            "label": "their owner's account is not active",
            "note": "give each a new owner",
            "url": reverse("documents-ownerless"),
        }
    ]
