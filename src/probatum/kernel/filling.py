"""Filling in sections: what was entered is read by the type of each field and kept in the columns of the body or as concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from probatum.kernel import values as reading
from probatum.kernel.action import Act
from probatum.kernel.body import body_of
from probatum.kernel.concern import items_of, set_concerns
from probatum.kernel.errors import Refused
from probatum.kernel.master import Item, resolve
from probatum.kernel.people import Actor
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Field, Section


def read_all(
    sections: Iterable[Section], given: Mapping[str, Any], *, actor: Actor, record: Record | None = None
) -> dict[str, Any]:
    """The values of the fields of some sections, each read by its type; what is not asked is emptied.

    Raises Refused for a field that there is not, a value that does not fit, and at the opening for a required one missing.
    """
    sections = list(sections)
    fields = [field for section in sections for field in section.fields]
    _refuse_unknown(fields, given)
    found = {
        field.name: _read(field, given, actor=actor, record=record) for field in fields if field.name in given
    }
    before = {**_held(_every_field(record), record), **found}
    for field in fields:
        if not reading.is_asked(field, before):
            found[field.name] = [] if field.of_master_data else reading.EMPTY.get(field.type)
    if record is None:
        for section in sections:
            reading.demand_required(section, {**before, **found})
    return found


def check_together(
    sections: Iterable[Section], given: Mapping[str, Any], *, at: dt.datetime, record: Record | None = None
) -> None:
    """Ask each section whether its values fit together, what is held already included. Raises Refused."""
    for section in sections:
        if section.check is not None:
            section.check({**_held(list(section.fields), record), **given}, at)


def keep(act: Act, record: Record, section: Section, given: Mapping[str, Any]) -> list[str]:
    """Write what changed in a section under an open action; returns the names of the fields that changed."""
    body = body_of(record)
    columns = [
        field.name
        for field in section.fields
        if not field.of_master_data
        and field.name in given
        and not reading.same(getattr(body, field.name), given[field.name])
    ]
    for name in columns:
        setattr(body, name, given[name])
    if columns:
        body.save(update_fields=columns)
    return [*columns, *keep_items(act, record, [section], given)]


def keep_items(act: Act, record: Record, sections: Iterable[Section], given: Mapping[str, Any]) -> list[str]:
    """Let the record point at the items given, under an open action; returns the fields that point elsewhere now."""
    changed = []
    for section in sections:
        for field in section.fields:
            if not field.of_master_data or field.name not in given:
                continue
            wanted = given[field.name] or []
            if {item.pk for item in items_of(record, field.name)} != {item.pk for item in wanted}:
                set_concerns(act, record, field=field.name, items=wanted)
                changed.append(field.name)
    return changed


def _every_field(record: Record | None) -> list[Field]:
    """The fields of all sections: whether one is asked may depend on another section."""
    sections = process_of(record).sections if record is not None else ()
    return [field for section in sections for field in section.fields]


def _held(fields: list[Field], record: Record | None) -> dict[str, Any]:
    if record is None:
        return {}
    body = body_of(record)
    return {field.name: getattr(body, field.name) for field in fields if not field.of_master_data}


def _read(field: Field, given: Mapping[str, Any], *, actor: Actor, record: Record | None) -> Any:
    value = reading.read(field, given[field.name])
    if not field.of_master_data:
        return value
    items = [one for one in value or [] if isinstance(one, Item)]
    codes = [str(one) for one in value or [] if not isinstance(one, Item)]
    strange = next((one for one in items if one.register != field.register), None)
    if strange is not None:
        raise Refused(f"{strange.code} does not belong under “{field.label}”.", field=field.name)
    known = items_of(record, field.name) if record is not None else ()
    try:
        return [*items, *resolve(field.register, codes, known=known)] if codes else items
    except Refused as refusal:
        raise Refused(str(refusal), field=field.name) from refusal


def _refuse_unknown(fields: list[Field], given: Mapping[str, Any]) -> None:
    strange = sorted(set(given) - {field.name for field in fields})
    if strange:
        names = ", ".join(f"“{name[:40]}”" for name in strange[:5])
        raise Refused(f"There is no field {names} here. Reload the page and try again; nothing was changed.")
