"""The body of a kind whose fields stand in sections: its values, and what of them signatures are bound to.

Signed content grows as a record is worked on, so each change makes a new edition and a signature names the edition it was
given on: one given earlier shows as earlier, and a column altered behind the edition shows as broken (21 CFR 11.70).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from probatum.kernel.action import Act
from probatum.kernel.concern import items_of
from probatum.kernel.file import Attachment
from probatum.kernel.people import Department, Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Body, Record
from probatum.kernel.section import TEXTS, Field

Part = Callable[[Record], Any]


class SectionBody(Body):
    """Typed columns that the sections of a process name; `edition` counts the changes of what is signed."""

    edition = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


#: what belongs to the signed content of records besides their sections: name -> the part, None for a record without one
_PARTS: dict[str, Part] = {}


def also_signed(name: str, part: Part) -> None:
    """Bind signatures to one more part of a record, such as its rating; asked of every record with sections."""
    _PARTS[name] = part


def read_bodies(records: Iterable[Record]) -> None:
    """Read the bodies of several records of one kind at once, so that `body_of` asks nothing more for each."""
    wanted = {record.pk: record for record in records if "_body" not in record.__dict__}
    for pk, found in _bodies(next(iter(wanted.values()))).in_bulk(list(wanted)).items() if wanted else ():
        wanted[pk].__dict__["_body"] = found


def body_of(record: Record) -> Any:
    """The body of a record, read once for each loaded record. Raises LookupError for a kind without sections."""
    if "_body" not in record.__dict__:
        record.__dict__["_body"] = _bodies(record).get(pk=record.pk)
    return record.__dict__["_body"]


def _bodies(record: Record) -> models.QuerySet[Any]:
    kept = process_of(record).body
    if kept is None:
        raise LookupError(f"A {record.kind} has no body with sections.")
    people = [one.name for one in kept._meta.fields if one.many_to_one]
    return kept._default_manager.select_related(*people)


def value_of(record: Record, field: Field) -> Any:
    """What a record holds in a field: a typed value, or a list of items."""
    if field.of_master_data:
        return items_of(record, field.name)
    return getattr(body_of(record), field.name)


def values_of(record: Record) -> dict[str, Any]:
    """Every field of every section with its value."""
    sections = process_of(record).sections
    return {field.name: value_of(record, field) for section in sections for field in section.fields}


def content(record: Record) -> dict[str, Any]:
    """What a signature is bound to: title, place, every signed section, and the parts that others add."""
    process = process_of(record)
    found: dict[str, Any] = {
        "title": record.title,
        "site": record.site.code if record.site else "",
        "department": record.department.code if record.department else "",
    }
    for section in process.sections:
        if section.signed:
            found |= {field.name: written(value_of(record, field)) for field in section.fields}
    parts = {name: part(record) for name, part in _PARTS.items()}
    return {**found, **{name: part for name, part in parts.items() if part is not None}}


def subject(record: Record) -> str:
    """Which edition of the content is signed."""
    return f"edition {body_of(record).edition}"


def files(record: Record) -> list[dict[str, Any]]:
    """The files attached, with their hashes."""
    attached = Attachment.objects.filter(record=record, voided_at=None).select_related("file").order_by("id")
    return [{"name": one.name, "sha256": one.file.sha256} for one in attached]


def new_edition(act: Act, record: Record) -> None:
    """Count a change of what is signed, under an open action; a kind without sections has no editions."""
    kept = process_of(record).body
    if kept is None or not issubclass(kept, SectionBody):
        return
    body = body_of(record)
    body.edition += 1
    body.save(update_fields=["edition"])


def written(value: Any) -> Any:
    """A value as signatures are bound to it: text, whole numbers and lists only."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")  # with its zeros: 2.0 says another precision than 2.00
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Person):
        return value.username
    if isinstance(value, Department):
        return value.code
    return [f"{item.register}:{item.code}" for item in value]


#: kind -> the records beside one of that kind whose texts it repeats, such as the event that a report became
_REPEATED: dict[str, Callable[[Record], Iterable[Record]]] = {}


def repeats(kind: str, others: Callable[[Record], Iterable[Record]]) -> None:
    """Say that records of a kind repeat the texts of others, and are as personal as these."""
    _REPEATED[kind] = others


def repeating() -> tuple[str, ...]:
    """The kinds that repeat the texts of others."""
    return tuple(_REPEATED)


def holds_personal(record: Record) -> bool:
    """Whether the texts of a record are personal: by its own flag, by that of what it is part of, or of what it repeats."""
    if is_shielded(record):
        return True
    beside = _REPEATED[record.kind](record) if record.kind in _REPEATED else ()
    above = (record.parent,) if record.parent_id is not None and record.parent is not None else ()
    return any(holds_personal(other) for other in (*above, *beside))


def is_shielded(record: Record) -> bool:
    """Whether a flag of the record itself says that its texts are personal."""
    sections = process_of(record).sections
    flags = [field.name for section in sections for field in section.fields if field.shields]
    return any(getattr(body_of(record), flag) for flag in flags)


def text_of(record: Record, values: Mapping[str, Any] | None = None) -> str:
    """The words by which a record is found: its texts and the items it points at; nothing personal."""
    values = values if values is not None else values_of(record)
    shielded = holds_personal(record)
    found = []
    for section in process_of(record).sections:
        for field in section.fields:
            value = values.get(field.name)
            if field.personal or not value:
                continue
            if field.type in TEXTS and not shielded:
                found.append(str(value))
            elif field.of_master_data:
                found += [f"{item.code} {item.name}" for item in value]
    return "\n".join(found)
