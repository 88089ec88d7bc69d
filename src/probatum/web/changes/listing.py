"""The list of a change request as a page and a print show it; what the reader may not see keeps its name."""

from __future__ import annotations

from typing import Any

from probatum.documents.change_list import CONCERNED, EFFECTIVE, ENDS, ChangeItem
from probatum.documents.change_rules import items_of, not_releasable
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url
from probatum.web.documents.tabs import holds_any, list_views
from probatum.web.paths import reverse

HIDDEN = "A document that you may not see"


def around(actor: Person) -> dict[str, Any]:
    """The list of change requests stands beside the library; who may edit documents opens one."""
    found: dict[str, Any] = {
        "tabs": list_views(actor, current="change-requests"),
        "empty": "A change request takes documents that belong together through review and approval, and releases them in one instant.",
    }
    if holds_any(actor, "document.edit", "document.control"):
        found["begin"] = {"label": "New change request", "url": reverse("change-request-new")}
    return found


def seen_of(actor: Person, items: list[ChangeItem]) -> set[int]:
    """The documents and versions of a list that the person may see, by key."""
    keys = {item.document_id for item in items} | {item.version_id for item in items if item.version_id}
    return set(visible(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def rows(actor: Person, record: Record, *, editable: bool) -> list[dict[str, Any]]:
    """One row a document: what happens to it, where its version stands, and what it still lacks."""
    items = items_of(record)
    seen = seen_of(actor, items)
    return [_row(item, record, seen, editable=editable) for item in items]


def _row(item: ChangeItem, record: Record, seen: set[int], *, editable: bool) -> dict[str, Any]:
    if item.document_id not in seen:
        return {"number": HIDDEN, "hidden": True, "end": dict(ENDS)[item.end]}
    parent, version = item.document.record, item.version
    stands = version.record if version is not None else parent
    state = process_of(stands).state(stands.state)
    lacks = not_releasable(item) if record.state == "approved" else None
    return {
        "number": parent.number,
        "title": version.record.title if version is not None else parent.title,
        "url": reverse("document", args=[parent.number]),
        "end": dict(ENDS)[item.end],
        "open": item.end == CONCERNED,
        "version": f"{version.major}.0" if version is not None else "",
        "version_url": _version_url(item, parent, seen),
        "none": "No version on its way" if item.end == EFFECTIVE and version is None else "",
        "state": marks.badge(state.label, tone=state.tone, icon_name=state.icon),
        "lacks": lacks or "",
        "off_url": reverse("change-request-off", args=[record.uuid, parent.number]) if editable else "",
    }


def _version_url(item: ChangeItem, parent: Record, seen: set[int]) -> str:
    if item.version is None or item.version_id not in seen:
        return ""
    item.version.document = item.document
    item.document.record = parent
    return version_url(item.version)


def printed(actor: Person, record: Record) -> tuple[str, list[tuple[str, str]]]:
    """The list for the print of the record."""
    pairs = []
    for row in rows(actor, record, editable=False):
        told = [row["end"]]
        if not row.get("hidden"):
            told += [f"version {row['version']}"] if row["version"] else []
            told += [row["title"]]
        pairs.append((row["number"], ", ".join(told)))
    return "Documents", pairs
