"""How records of an older register arrive: many at once, each in the state that its row says, with where it came from (MIG-02).

Nobody is told, no approval and no rating is claimed: what the register says of them is kept as its words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from probatum.documents.identifiers import fold
from probatum.kernel.action import Act
from probatum.kernel.arrival import Arriving, arrive_together
from probatum.kernel.asking import begin_state
from probatum.kernel.calendar import today_at
from probatum.kernel.master import Item
from probatum.kernel.process import Process, process_of
from probatum.kernel.record import Record, count_from, issue_numbers
from probatum.quality.imports import references
from probatum.quality.imports.bodies import MigratedEvent, RegisterFile, RegisterImport, source_key
from probatum.quality.imports.declared import WAY, legacy_of
from probatum.quality.imports.line import Line
from probatum.quality.imports.plan import kept_count
from probatum.quality.imports.values import Around

Made = list[tuple[Record, Line]]


def bring_in(
    act: Act,
    collection: RegisterImport,
    lines: Sequence[Line],
    *,
    files: Mapping[int, RegisterFile],
    known: Around,
) -> Made:
    """Make the records of some rows of any kinds, with their past and their links, under an open action of the importer.

    All or none: raises what `arrive_together` raises. `files` are those of the import by the place of the sheet.
    """
    by_kind: dict[str, list[Line]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, []).append(line)
    items = Item.objects.in_bulk(
        sorted({key for one in lines for keys in one.items.values() for key in keys})
    )
    made: Made = []
    for kind, some in by_kind.items():
        made += _bring_in(act, collection, some, process=process_of(kind), known=known, items=items)
    past = MigratedEvent.objects.bulk_create(
        _past(collection, record, line, files[line.place]) for record, line in made
    )
    references.refer(act, collection, [(one, line) for one, (_, line) in zip(past, made, strict=True)])
    return made


def _bring_in(
    act: Act,
    collection: RegisterImport,
    lines: Sequence[Line],
    *,
    process: Process,
    known: Around,
    items: Mapping[int, Item],
) -> Made:
    numbers = _numbers(act, lines, process=process, known=known)
    arriving = [
        _arriving(collection, line, number=numbers[line.key], process=process, known=known, items=items)
        for line in lines
    ]
    made = list(zip(arrive_together(act, process=process, way=WAY, arriving=arriving), lines, strict=True))
    after = legacy_of(process.kind).after
    if after is not None:
        after(act, made)
    if collection.asks:
        for record, line in made:
            if not line.over:
                begin_state(act, record, process)
    return made


def _numbers(
    act: Act, lines: Sequence[Line], *, process: Process, known: Around
) -> dict[tuple[int, int], str]:
    """The number of each: its old one, with the counter behind it (MIG-17), or the next ones, taken together."""
    found: dict[tuple[int, int], str] = {}
    highest: dict[tuple[tuple[str, str], ...], int] = {}
    fresh: dict[str, list[Line]] = {}
    for line in lines:
        kept = kept_count(line) if line.keeps else None
        if kept is None:
            fresh.setdefault(line.site if "{site" in process.numbering else "", []).append(line)
            continue
        found[line.key] = line.number
        series = tuple(sorted(kept[0].items()))
        highest[series] = max(highest.get(series, 0), kept[1])
    for series, last in highest.items():
        count_from(process.numbering, values=dict(series), last=last)
    for code, some in fresh.items():
        year = today_at(known.things["site"].get(code), at=act.at).year
        numbers = issue_numbers(process.numbering, values={"year": year, "site": code}, many=len(some))
        found |= {line.key: number for line, number in zip(some, numbers, strict=True)}
    return found


def _arriving(
    collection: RegisterImport,
    line: Line,
    *,
    number: str,
    process: Process,
    known: Around,
    items: Mapping[int, Item],
) -> Arriving:
    legacy, things = legacy_of(line.kind), known.things
    values: dict[str, Any] = dict(line.values)
    for name in legacy.moments:
        if name in values:
            values[name] = dt.datetime.fromisoformat(values[name])
    for name in legacy.days:
        if name in values:
            values[name] = dt.date.fromisoformat(values[name])
    return Arriving(
        number=number,
        title=line.title,
        state=line.state,
        says=f"Migrated from {collection.system}, where its number is {line.number}.",
        owner=things["owner"][line.owner],
        site=things["site"].get(line.site),
        department=things["department"].get(line.department),
        due=_day(line.due),
        values=values,
        items={name: [items[key] for key in keys if key in items] for name, keys in line.items.items()},
        names=(line.number,),
        text=line.said,
    )


def _day(said: str) -> dt.date | None:
    return dt.date.fromisoformat(said) if said else None


def _past(collection: RegisterImport, record: Record, line: Line, file: RegisterFile) -> MigratedEvent:
    return MigratedEvent(
        record=record,
        collection=collection,
        file=file,
        place=line.place,
        sheet=line.sheet,
        row=line.row,
        system=collection.system,
        old_number=line.number,
        folded=fold(line.number),
        source_key=source_key(collection.system, line.kind, line.number),
        row_sha256=line.sha256,
        severity=line.severity,
        opened_on=_day(line.opened),
        closed_on=_day(line.closed),
        said=line.said,
    )
