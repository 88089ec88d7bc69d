"""Records, definitions and what belongs to them as plain data, from the definitions and with nothing that may not be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from probatum.api.refusals import missing
from probatum.api.scope import actor_of, records_seen
from probatum.kernel.body import value_of
from probatum.kernel.lifecycle import Offer
from probatum.kernel.link import LINK_TYPES, links_of
from probatum.kernel.master import Item
from probatum.kernel.particulars import open_tasks_of, parts_of
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.personal import withheld
from probatum.kernel.process import Move, Process, process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section
from probatum.kernel.task import Task


# --- People, places, items ---
def person(one: Person | None) -> dict[str, Any] | None:
    """A person by user name and printed name."""
    return {"username": one.username, "name": one.name} if one is not None else None


def place(one: Site | Department | None) -> dict[str, Any] | None:
    """A site or department by code and name."""
    return {"code": one.code, "name": one.name} if one is not None else None


def item(one: Item) -> dict[str, Any]:
    """An item of the master data."""
    return {"register_name": one.register, "code": one.code, "name": one.name, "status": one.status}


# --- Definitions ---
def kind(process: Process) -> dict[str, Any]:
    """A kind, short."""
    return {
        "kind": process.kind,
        "label": process.label,
        "plural": process.plural,
        "definition": process.digest,
        "can_be_opened": bool(process.opens),
    }


def definition(process: Process) -> dict[str, Any]:
    """Everything that a process says, but for code."""
    return {
        **kind(process),
        "start": process.start,
        "parents": list(process.parents),
        "states": [{"name": one.name, "label": one.label, "final": one.final} for one in process.states],
        "moves": [_move(one) for one in process.moves],
        "parts": [
            {"name": one.name, "label": one.label, "minimum": one.minimum, "maximum": one.maximum}
            for one in process.parts
        ],
        "sections": [_section(one) for one in process.sections],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "label": move.label,
        "source": list(move.source),
        "targets": list(move.targets),
        "meaning": move.meaning.text if move.meaning else "",
        "automatic": move.automatic,
        "reason": move.reason,
        "inputs": [
            {
                "name": one.name,
                "label": one.label,
                "type": one.type,
                "required": one.required,
                "choices": _choices(one.choices),
            }
            for one in move.inputs
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "label": section.label,
        "at_opening": section.at_opening,
        "states": list(section.states),
        "parts": list(section.parts),
        "permission": section.permission,
        "fields": [_field(one) for one in section.fields],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "required": field.required,
        "help": field.help,
        "choices": _choices(field.choices),
        "register_name": field.register,
        "unit": field.unit,
    }


def _choices(choices: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in choices]


# --- Records ---
def row(record: Record) -> dict[str, Any]:
    """A record as it stands in a list."""
    return {
        "uuid": record.uuid,
        "kind": record.kind,
        "number": record.number,
        "title": record.title,
        "state": record.state,
        "owner": person(record.owner),
        "site": place(record.site),
        "department": place(record.department),
        "due": record.due,
        "version": record.version,
        "opened_at": record.opened_at,
        "changed_at": record.changed_at,
    }


def whole(request: HttpRequest, record: Record, offers: list[Offer]) -> dict[str, Any]:
    """A record with everything that belongs to it, as far as the request may see it."""
    children = records_seen(request).filter(parent=record).select_related("owner", "site", "department")
    parent = record.parent
    return {
        **row(record),
        "confidential": record.confidential,
        "opened_by": person(record.opened_by),
        "definition": process_of(record).digest,
        "parent": parent.uuid if parent and records_seen(request).filter(pk=parent.pk).exists() else None,
        "values": values(actor_of(request), record),
        "parts": [{"part": held.name, "person": person(held.person)} for held in parts_of(record)],
        "tasks": [task(one, record) for one in open_tasks_of(record)],
        "links": links(request, record),
        "children": [row(one) for one in children.order_by("id")],
        "moves": [offer(one) for one in offers],
    }


def values(actor: Person, record: Record) -> dict[str, Any]:
    """The value of every field but for what this account may not read of people."""
    hidden = withheld(actor, record)
    return {
        field.name: written(value_of(record, field))
        for section in process_of(record).sections
        for field in section.fields
        if field.name not in hidden
    }


def written(value: Any) -> Any:
    """A value as JSON: days and moments as text, numbers with their digits as entered, people and items by their codes."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Person):
        return person(value)
    if isinstance(value, Department):
        return place(value)
    if isinstance(value, list):
        return [item(one) for one in value]
    return value


def offer(one: Offer) -> dict[str, Any]:
    """A move from the present state with the verdict for this account."""
    signed = one.move.meaning is not None
    return {
        "name": one.move.name,
        "label": one.move.label,
        "signed": signed,
        "open": one.open and not signed,
        "sentence": one.decision.reason,
        "missing": [missing(each) for each in one.missing],
    }


def task(one: Task, record: Record) -> dict[str, Any]:
    """An open task of a record."""
    return {
        "record": record.uuid,
        "number": record.number,
        "move": one.move,
        "label": one.label,
        "person": person(one.person),
        "due": one.due,
    }


def links(request: HttpRequest, record: Record) -> list[dict[str, Any]]:
    """The links of a record to others that the request may see."""
    found = links_of([record.pk])
    others = {one.target_id if one.source_id == record.pk else one.source_id for one in found}
    seen = {one.pk: one for one in records_seen(request).filter(pk__in=others)}
    told = []
    for one in found:
        outward = one.source_id == record.pk
        other = seen.get(one.target_id if outward else one.source_id)
        if other is not None:
            told.append(
                {
                    "id": one.pk,
                    "says": LINK_TYPES[one.type][0 if outward else 1],
                    "record": other.uuid,
                    "kind": other.kind,
                    "number": other.number,
                    "title": other.title,
                    "note": one.note,
                }
            )
    return told
