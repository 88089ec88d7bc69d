"""The tables of a plan as they are shown: lines that are there, lines as they were typed, faults at their cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel.authz import holders, visible
from probatum.kernel.body import body_of, read_bodies
from probatum.kernel.family import children_of
from probatum.kernel.people import Person
from probatum.kernel.personal import WITHHELD, closed_among, withheld
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.capa.order import before
from probatum.quality.capa.planning import WRITTEN
from probatum.quality.capa.plans import ACTION
from probatum.quality.capa.rows import Cell, Row
from probatum.web import anatomy, pages
from probatum.web.components import marks
from probatum.web.plans.columns import GRIDS, Column, Grid

MOST = 60


def grids_for(record: Record) -> list[Grid]:
    """The tables that the kind of a record has."""
    return [grid for grid in GRIDS if record.kind in process_of(grid.kind).parents]


def lines_of(actor: Person, record: Record) -> dict[str, list[Row]]:
    """The lines of a plan as they are kept, by kind; what the reader may not see is left out."""
    closed = closed_among(actor, [child.pk for child in children_of(record)])
    seen = set(visible(actor).filter(parent=record).values_list("pk", flat=True))
    found: dict[str, list[Row]] = {}
    for grid in grids_for(record):
        kept = [child for child in children_of(record, grid.kind) if child.pk in seen]
        kept = [child for child in kept if child.state not in ("cancelled", "withdrawn")]
        found[grid.kind] = _rows(actor, grid, kept, closed)
    return found


def _rows(actor: Person, grid: Grid, kept: list[Record], closed: set[int]) -> list[Row]:
    read_bodies(kept)
    if grid.kind == ACTION:
        kept = sorted(kept, key=lambda child: (body_of(child).position, child.pk))
    places = {child.pk: str(place) for place, child in enumerate(kept, start=1)}
    waits = before(places) if grid.kind == ACTION else {}
    rows = []
    for place, child in enumerate(kept, start=1):
        hidden = withheld(actor, child) if child.pk in closed else frozenset()
        cells = {
            column.name: WITHHELD if column.name in hidden else _held(child, column)
            for column in grid.columns
        }
        if grid.kind == ACTION:
            cells["after"] = ", ".join(places[one.pk] for one in waits.get(child.pk, []) if one.pk in places)
        rows.append(Row(grid.kind, place, cells, child))
    return rows


def _held(child: Record, column: Column) -> str:
    if column.name == "title":
        return child.title
    if column.name == "owner":
        return called(child.owner)
    value = getattr(body_of(child), column.name, "")
    if isinstance(value, Record):
        return value.number
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def called(person: Person) -> str:
    """A person as the list of a cell offers them."""
    return f"{person.name} ({person.username})"


def is_locked(row: Row) -> bool:
    """Whether a line has begun, so that it is changed on its own page."""
    return row.record is not None and row.record.state != WRITTEN.get(row.kind)


def with_blanks(record: Record, lines: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """The lines with the empty ones that a table begins with; one more where some are there already."""
    return {
        grid.kind: extended(lines[grid.kind], grid, by=1 if lines[grid.kind] else grid.blank)
        for grid in grids_for(record)
    }


def extended(rows: list[Row], grid: Grid, *, by: int) -> list[Row]:
    """The lines with so many empty ones at their end."""
    start = len(rows) + 1
    blank = {column.name: column.start for column in grid.columns}
    return [*rows, *(Row(grid.kind, place, blank) for place in range(start, min(start + by, MOST + 1)))]


def tables(
    record: Record, lines: Mapping[str, list[Row]], *, editing: bool, faults: Mapping[Cell, str]
) -> list[dict[str, Any]]:
    """What the page shows of each table."""
    return [
        {
            "kind": grid.kind,
            "label": grid.label,
            "one": grid.one,
            "help": grid.help,
            "columns": grid.columns,
            "count": len(lines[grid.kind]),
            "kept": sum(row.record is not None for row in lines[grid.kind]),
            "rows": [_shown(grid, row, editing, faults, record) for row in lines[grid.kind]],
        }
        for grid in grids_for(record)
    ]


def _shown(grid: Grid, row: Row, editing: bool, faults: Mapping[Cell, str], parent: Record) -> dict[str, Any]:
    locked = is_locked(row) or not editing
    return {
        "place": row.place,
        "record": row.record,
        "url": pages.page_of(row.record) if row.record is not None else "",
        "state": anatomy.state_of(row.record) if row.record is not None else None,
        "locked": locked,
        "cells": [_cell(grid, row, column, locked, faults, parent) for column in grid.columns],
    }


def _cell(
    grid: Grid, row: Row, column: Column, locked: bool, faults: Mapping[Cell, str], parent: Record
) -> dict[str, Any]:
    value = row.cells.get(column.name, "")
    due = row.record.due if locked and row.record is not None and column.name == "due_on" else None
    return {
        "column": column,
        "name": f"{grid.kind}-{row.place}-{column.name}",
        "value": value,
        "told": _told(column, due.isoformat() if due else value),
        "error": faults.get((grid.kind, row.place, column.name), ""),
        "hint": parent.owner.name if column.type == "person" else "",
        "list": f"holders-{grid.kind}",
    }


def _told(column: Column, value: str) -> Any:
    if column.type == "choice":
        return dict(column.choices).get(value, value)
    if column.type == "date" and value:
        return marks.day_text(dt.date.fromisoformat(value))
    return value.rsplit(" (", 1)[0] if column.type == "person" else value


def lists(record: Record) -> list[dict[str, Any]]:
    """Who can be picked as owner in each table."""
    return [
        {
            "id": f"holders-{grid.kind}",
            "people": [called(one) for one in holders(grid.holders, site=record.site)],
        }
        for grid in grids_for(record)
    ]
