"""Any record as a PDF for paper: its sections, signatures, history and files, with who printed it and when.

A value changed since it was first entered is marked (EU GMP Annex 11, 8.2).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from probatum.kernel import moments
from probatum.output.signature_page import Signed, signed_data
from probatum.output.typesetting import EPOCH, typeset

#: what a print can hold, in the order that it has where none is chosen
PARTS = ("sections", "pictures", "signatures", "files", "history")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One labelled value; `changed` says that it is not the first entry."""

    label: str
    value: str
    changed: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """A group of fields under a heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value before and after; `first` says that it was entered for the first time."""

    label: str
    old: str
    new: str
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class Event:
    """One action in the history: who, in which role, when, what, why."""

    at: datetime
    name: str
    username: str
    role: str
    what: str
    why: str = ""
    on_behalf_of: str = ""
    changes: tuple[Change, ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class File:
    """An attached file, named by its hash."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing as SVG with its title; a wide one gets a sheet of its own, turned."""

    title: str
    svg: str
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordPrint:
    """Everything a printed record shows; `parts` of it, in their order."""

    kind: str
    number: str
    title: str
    state: str
    organisation: str
    site: str
    version: str = ""
    parts: tuple[str, ...] = PARTS
    sections: tuple[Section, ...] = field(default=())
    pictures: tuple[Picture, ...] = field(default=())
    signatures: tuple[Signed, ...] = field(default=())
    history: tuple[Event, ...] = field(default=())
    narrowed: bool = False  # only a part of the history is printed
    files: tuple[File, ...] = field(default=())
    printed_by: str = ""
    printed_at: datetime = EPOCH
    zone: str = "UTC"
    checkpoint: str = ""


def record_pdf(record: RecordPrint) -> tuple[bytes, tuple[str, ...]]:
    """Typeset the record as PDF/A-2b; return it with warnings about letters no font can show."""
    return typeset("record", data=record_data(record), files=drawn(record), at=record.printed_at)


def drawn(record: RecordPrint, *, prefix: str = "") -> dict[str, bytes]:
    """The pictures of a record as files beside the template."""
    return {f"{prefix}picture-{at}.svg": one.svg.encode() for at, one in enumerate(record.pictures)}


def record_data(record: RecordPrint, *, prefix: str = "") -> dict[str, Any]:
    """A record as the template takes it; `prefix` tells its pictures from those of others in the same file."""
    return {
        "kind": record.kind,
        "number": record.number,
        "title": record.title,
        "standing": " · ".join(
            part for part in (record.state, record.version and f"version {record.version}") if part
        ),
        "organisation": record.organisation,
        "site": record.site,
        "parts": list(record.parts),
        "sections": [
            {"title": s.title, "fields": [[f.label, f.value, f.changed] for f in s.fields]}
            for s in record.sections
        ],
        "pictures": [
            [one.title, f"{prefix}picture-{at}.svg", one.wide] for at, one in enumerate(record.pictures)
        ],
        "changed": any(f.changed for s in record.sections for f in s.fields),
        "signatures": [signed_data(signed) for signed in record.signatures],
        "history": [_event(event, zone=record.zone) for event in record.history],
        "narrowed": record.narrowed,
        "files": [[f.name, _size(f.size), f.sha256] for f in record.files],
        "printed": f"Printed by {record.printed_by} on {moments.local(record.printed_at, zone=record.zone)}",
        "checkpoint": record.checkpoint,
    }


def _event(event: Event, *, zone: str) -> dict[str, object]:
    return {
        "local": moments.local(event.at, zone=zone, seconds=True),
        "utc": moments.universal(event.at),
        "name": event.name,
        "who": " · ".join(part for part in (event.username, event.role) if part),
        "behalf": event.on_behalf_of,
        "what": event.what,
        "why": event.why,
        "changes": [[change.label, change.old, change.new, change.first] for change in event.changes],
    }


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
