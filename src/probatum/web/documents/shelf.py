"""My work beyond tasks: drafts checked out to this person, and drafts they own or write."""

from __future__ import annotations

from typing import Any

from probatum.documents.in_hand import InHand, in_hand
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url


def shelf(actor: Person) -> list[dict[str, Any]]:
    """The groups with their rows; none where nothing is in hand."""
    found = in_hand(actor)
    groups = (
        ("Checked out to you", [_held(one) for one in found if one.since]),
        ("Your drafts", [_draft(one) for one in found if not one.since]),
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
