"""A record as plain data for its print (ATR-11): what it says, what is no longer the first entry, who signed, what happened.

EU GMP Annex 11, 8.2: the mark looks at the whole history, also where only a part of it is printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils import timezone

from probatum.kernel import integrity, moments, readable
from probatum.kernel.closed import told_to
from probatum.kernel.concern import items_of
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.ledger import history as ledger_history
from probatum.kernel.ledger.history import Change, HistoryAction
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.personal import WITHHELD, reads_texts, withheld
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.section import Field as Asked
from probatum.kernel.signature import digest_of, status
from probatum.output import record_pdf
from probatum.output.issue import signed
from probatum.output.record_pdf import Event, Field, File, RecordPrint, Section
from probatum.output.signature_page import Signed
from probatum.web import pages, sentences, timeline
from probatum.web.attestation import VALIDITY
from probatum.web.causes import printing as causes
from probatum.web.paths import reverse

MOST_ACTIONS = 2_000
#: columns of the thin row that say something about the thing itself, not about its way
OWN = ("title", "owner_id", "site_id", "department_id", "confidential", "due")
COUNTERS = {("kernel_record", "version"), ("kernel_record", "changed_at")}
KEYS = (
    "id",
    "uuid",
    "record_id",
    "person_id",
    "definition_id",
    "app_signature",
    "statement",
    "evidence",
    "entry",
)
Place = tuple[str, str]


def item(record: Record) -> dict[str, Any]:
    """The entry of a menu that leads to the print."""
    url = reverse("record-history-export", args=[record.uuid, "pdf"])
    return {"label": "Print record (PDF)", "icon": "print", "url": url}


def printed(
    actor: Person,
    record: Record,
    *,
    filters: dict[str, Any],
    parts: tuple[str, ...] = record_pdf.PARTS,
    sections: tuple[str, ...] = (),
) -> RecordPrint:
    """The print for one reader: all of it, or the parts and sections chosen, in their order. Raises Refused for a history too long for paper."""
    whole = list(ledger_history.every(record))
    told = told_to(actor, ledger_history.every(record, **filters) if filters else whole)
    if len(told) > MOST_ACTIONS:
        raise Refused(
            f"The history has {len(told):,} actions; a print holds {MOST_ACTIONS:,}. Choose a period in the history "
            "and print that, or export all of it as CSV or JSON."
        )
    changed = _changed(record, whole)
    process = process_of(record)
    facts, reads = integrity.standing(), reads_texts(actor, record)
    return RecordPrint(
        kind=process.label,
        number=record.number,
        title=record.title,
        state=process.state(record.state).label,
        organisation=str(setting("company.name")),
        site=record.site.name if record.site else "All sites",
        parts=parts,
        sections=(*_sections(actor, record, changed, sections), *(causes.sections(record) if reads else ())),
        pictures=causes.pictures(record) if reads else (),
        signatures=_signatures(record),
        history=_events(actor, record, told),
        narrowed=bool(filters),
        files=_files(record),
        printed_by=f"{actor.name} ({actor.username})",
        printed_at=timezone.now().replace(microsecond=0),
        zone=actor.time_zone,
        checkpoint=f"leaf {facts.size:,}, {facts.root[:16]}" if facts.size else "",
    )


def pdf(actor: Person, record: Record, *, filters: dict[str, Any]) -> bytes:
    """The print as PDF/A."""
    return record_pdf.record_pdf(printed(actor, record, filters=filters))[0]


def _changed(record: Record, acts: list[HistoryAction]) -> set[Place]:
    """The fields whose first entry was replaced; filling what was empty changes no entry."""
    return {
        (change.table, change.column)
        for act in acts
        for change in act.changes
        if change.after_first_entry
        and change.old not in (None, "")
        and change.pk == str(record.pk)
        and readable.is_record(change.table)
    }


def _sections(
    actor: Person, record: Record, changed: set[Place], chosen: tuple[str, ...]
) -> tuple[Section, ...]:
    own = tuple(_fields(actor, record, record, [*OWN], changed).values())
    held = process_of(record).parts
    people = tuple(
        Field(label=rule.label, value=", ".join(names))
        for rule in held
        if (names := [part.person.name for part in parts_of(record) if part.name == rule.name])
    )
    found = [Section(title="Record", fields=own)]
    found += _content(actor, record, changed, chosen)
    heading, pairs = pages.printed_section(actor, record)
    found.append(
        Section(title=heading, fields=tuple(Field(label=label, value=value) for label, value in pairs))
    )
    if people:
        found.append(Section(title="People", fields=people))
    return tuple(section for section in found if section.fields)


def _content(
    actor: Person, record: Record, changed: set[Place], chosen: tuple[str, ...]
) -> Iterator[Section]:
    """What the body holds: by the sections of its process where there are any, those chosen in their order, else as one."""
    body = readable.body_of(record)
    if body is None:
        return
    told = _fields(actor, record, body, readable.columns_of(body), changed)
    process = process_of(record)
    for section in map(process.section, chosen) if chosen else process.sections:
        cells = [_cell(record, field, told) for field in section.fields]
        yield Section(title=section.label, fields=tuple(cell for cell in cells if cell is not None))
    if told and not chosen:
        yield Section(title="Further content" if process.sections else "Content", fields=tuple(told.values()))


def _cell(record: Record, field: Asked, told: dict[str, Field]) -> Field | None:
    """One field of a section, taken out of what is told; items of the master data by code and name."""
    if field.of_master_data:
        items = ", ".join(str(one) for one in items_of(record, field.name))
        return Field(label=field.label, value=items) if items else None
    found = told.pop(field.name, None) or told.pop(f"{field.name}_id", None)
    return replace(found, label=field.label) if found is not None else None


def _fields(
    actor: Person, record: Record, row: Any, columns: list[str], changed: set[Place]
) -> dict[str, Field]:
    table = row._meta.db_table
    cells = [
        Change(table, str(record.pk), column, None, readable.raw_value(row, column), "I")
        for column in columns
    ]
    cells = [cell for cell in cells if cell.new not in (None, "", [])]
    names = readable.names_for(actor, cells)
    hidden = withheld(actor, record)
    return {
        cell.column: Field(
            label=readable.column_label(table, cell.column),
            value=WITHHELD if cell.column in hidden else text,
            changed=(table, cell.column) in changed,
        )
        for cell in cells
        if not (text := _value(actor, cell, cell.new, names, record.kind)).startswith(readable.UNNAMED)
    }


def _value(actor: Person, change: Change, value: Any, names: readable.Names, kind: str) -> str:
    """A value as paper shows it: dates in words, long hashes with places to break."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return moments.day(value)
    at = value if isinstance(value, dt.datetime) else readable.moment(change, value)
    if at:
        return moments.local(at, zone=actor.time_zone)
    return timeline.in_pieces(readable.value_text(change, value, names=names, kind=kind))


def _signatures(record: Record) -> tuple[Signed, ...]:
    process = process_of(record)
    given = list(record.signatures.select_related("person").order_by("id"))
    present = digest_of(process, record) if given else ""
    found = []
    for one in given:
        standing = status(one, process=process, record=record, present=present)
        found.append(replace(signed(one), invalid="" if standing == "valid" else VALIDITY[standing]))
    return tuple(found)


def _events(actor: Person, record: Record, acts: list[HistoryAction]) -> tuple[Event, ...]:
    names = readable.names_for(actor, (change for act in acts for change in act.changes))
    return tuple(_event(actor, record, act, names) for act in acts)


def _event(actor: Person, record: Record, act: HistoryAction, names: readable.Names) -> Event:
    what = sentences.what(act.name)
    facts = [text for text in (timeline.event_text(event) for event in act.events) if text]
    more = [f"signed: {act.meaning}"] if act.meaning else []
    if act.on_behalf_of and not act.person_id:  # what made the system act
        more.append(f"because of the {act.on_behalf_of}")
    return Event(
        at=act.at,
        name=act.person or "System",
        username="",
        role=act.role,
        on_behalf_of=act.on_behalf_of if act.person_id else "",
        what="; ".join([what[:1].upper() + what[1:], *more, *facts]),
        why=act.why,
        changes=(*_replaced(actor, record, act, names), *_entered(actor, record, act, names)),
    )


def _replaced(
    actor: Person, record: Record, act: HistoryAction, names: readable.Names
) -> Iterator[record_pdf.Change]:
    """Each earlier value with the one that took its place; counters and the moment of the action itself say nothing new."""
    for change in act.changes:
        if change.after_first_entry and (change.table, change.column) not in COUNTERS:
            yield record_pdf.Change(
                label=timeline.label_of(change, names, record),
                old=_value(actor, change, change.old, names, record.kind),
                new=_value(actor, change, change.new, names, record.kind),
            )


def _entered(
    actor: Person, record: Record, act: HistoryAction, names: readable.Names
) -> Iterator[record_pdf.Change]:
    """First entries, one line a row; what machines need (statements, content as signed) is in the exports."""
    rows: dict[Place, list[str]] = {}
    labels: dict[Place, str] = {}
    for change in act.changes:
        if change.after_first_entry or change.new in (None, "", [], {}):
            continue
        text = _value(actor, change, change.new, names, record.kind)
        if text.startswith((readable.UNNAMED, "{", "[")) or change.column in KEYS:
            continue
        place = (change.table, change.pk)
        labels.setdefault(place, f"{readable.row_label(change, names=names)}, entered")
        label = readable.column_label(change.table, change.column)
        rows.setdefault(place, []).append(f"{label[:1].lower()}{label[1:]} {text}")
    for place, told in rows.items():
        yield record_pdf.Change(label=labels[place], old="", new="; ".join(told), first=True)


def _files(record: Record) -> tuple[File, ...]:
    process = process_of(record)
    signed_files = process.files(record) if process.files else []
    attached = record.attachments.filter(voided_at=None).select_related("file")
    return (
        *(File(name=one["name"], size=one["size"], sha256=one["sha256"]) for one in signed_files),
        *(File(name=one.name, size=one.file.size, sha256=one.file.sha256) for one in attached),
    )
