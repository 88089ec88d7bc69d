"""Shared pages (history, comments) of kinds with pages of their own: the same header, rail and tabs as there."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import Version
from probatum.kernel.particulars import steps_of
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web import anatomy, pages
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.rights import may_see_drafts
from probatum.web.documents.standing import rail
from probatum.web.documents.tabs import version_tabs


def register() -> None:
    """Tell the registry; called once with the addresses."""
    pages.register("version", frame=_version_frame, inside=_works_on_version)


def _version(actor: Person, record: Record) -> Version:
    """The version of a record, looked up once for each loaded record."""
    known: dict[int, Version] = record.__dict__.setdefault("_version_shown", {})
    if actor.pk not in known:
        number, _, major = record.number.rpartition(" v")
        version = version_or_404(actor, number, int(major))
        version.record = record  # what was read of it, parts and steps, is read once
        known[actor.pk] = version
    return known[actor.pk]


def _version_frame(actor: Person, record: Record, current: str) -> dict[str, Any]:
    version = _version(actor, record)
    inside = _works_on_version(actor, record)
    meta = [{"label": "Version", "value": version.label}, *anatomy.header(record)["meta"]]
    tabs = version_tabs(version, current=current, counts={})
    return {
        **anatomy.header(record),
        "number": version.document.record.number,
        "kind": version.document.type.name,
        "back": {
            "label": f"{version.document.record.number}, version {version.label}",
            "url": pages.page_of(record),
        },
        "meta": meta,
        "steps": rail(version, steps_of(record)),
        "tabs": [tab for tab in tabs if inside or tab["label"] != "Comments"],
    }


def _works_on_version(actor: Person, record: Record) -> bool:
    return bool(may_see_drafts(actor, _version(actor, record)))
