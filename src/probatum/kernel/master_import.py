"""Bringing a register of master data in from a table: tried dry, told row by row, the same table twice changes nothing.

The file is kept with the import. A row that does not fit stays out and is named; no row adds an item to another register.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from probatum.kernel import file as files
from probatum.kernel.action import action
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.file import StoredFile
from probatum.kernel.headings import Fields
from probatum.kernel.identity.charge import require, require_reason
from probatum.kernel.master import MANAGE, REGISTERS, Item, Register
from probatum.kernel.mastering import Values, clean_code, fitted
from probatum.kernel.people import Person, Site
from probatum.kernel.spreadsheet import as_entered

MOST_ROWS = 20_000
NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
_COMPARED = ("name", "status", "parent_id", "site_id", "country", "made_on", "note")
FIELDS: Fields = {
    "parent": (
        "Belongs to",
        False,
        ("belongs to", "product code", "parent", "material number", "product", "produkt", "gehört zu"),
    ),
    "code": (
        "Code",
        True,
        (
            "code",
            "batch number",
            "batch no",
            "batch",
            "lot number",
            "lot no",
            "lot",
            "charge",
            "equipment number",
            "equipment no",
            "tag",
            "vendor number",
            "supplier number",
            "protocol number",
            "number",
            "no",
            "nr",
            "id",
            "nummer",
            "kennung",
        ),
    ),
    "name": (
        "Name",
        False,
        ("name", "description", "title", "designation", "bezeichnung", "beschreibung", "titel"),
    ),
    "status": ("Status", False, ("status", "state", "zustand")),
    "site": ("Site", False, ("site", "location", "plant", "standort", "werk")),
    "country": ("Country", False, ("country", "land")),
    "made_on": (
        "Made on",
        False,
        ("made on", "manufactured", "manufacturing date", "date of manufacture", "herstelldatum"),
    ),
    "note": ("Note", False, ("note", "remark", "comment", "bemerkung", "notiz")),
}


class ItemImport(models.Model):
    """A table brought in for one register: the file as it came, and once carried out, what became of its rows."""

    register = models.CharField(max_length=20)
    file = points_to(StoredFile)
    filename = models.CharField(max_length=200)
    begun_by = points_to(Person)
    begun_at = models.DateTimeField()
    carried_out_by = points_to(Person, optional=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]


@dataclass(frozen=True, slots=True)
class Line:
    """What one row of the table would do, with the sentences that say what is wrong with it."""

    row: int
    code: str
    name: str
    outcome: str
    says: tuple[str, ...] = ()
    item: Item | None = None


@dataclass(slots=True)
class Plan:
    """Every row of a table with what it would do."""

    lines: list[Line] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many rows come out so."""
        return sum(one.outcome == outcome for one in self.lines)


def fields_of(register: str) -> dict[str, str]:
    """The fields that a register has, with their labels."""
    kept = REGISTERS[register]
    absent = {
        name
        for name, there in (
            ("parent", kept.under),
            ("site", kept.located),
            ("country", kept.national),
            ("made_on", kept.dated),
        )
        if not there
    }
    return {name: label for name, (label, _, _) in FIELDS.items() if name not in absent}


def begin_import(
    actor: Person, *, register: str, content: bytes, filename: str, media_type: str
) -> ItemImport:
    """Keep a table for one register; nothing is changed yet. Raises NotAllowed without the right for every site."""
    role = require(actor, MANAGE, site=None)
    if register not in REGISTERS:
        raise Refused("Choose a register of the list.", field="register")
    with action(actor, "item_import.begin", role=role) as act:
        kept = files.store(act, content, media_type=media_type)
        made: ItemImport = ItemImport.objects.create(
            register=register, file=kept, filename=filename[:200], begun_by=actor, begun_at=act.at
        )
    return made


def plan(register: str, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Plan:
    """What the rows of a table would do; reads only. Raises Refused for more rows than one import takes."""
    found = [
        (number, {name: as_entered(str(value).strip()) for name, value in row.items()})
        for number, row in rows
    ]
    if len(found) > MOST_ROWS:
        raise Refused(f"The table has more than {MOST_ROWS:,} rows. Split it and import the parts.")
    around = _Around.read(register, [row for _, row in found])
    planned = Plan()
    for number, row in found:
        planned.lines.append(_line(around, number, row))
    return planned


def carry_out(
    actor: Person, done: ItemImport, *, rows: Sequence[tuple[int, Mapping[str, Any]]], reason: str
) -> ItemImport:
    """Add and change what the rows say; rows that do not fit stay out. Raises NotAllowed, or Refused when it was done before."""
    role = require(actor, MANAGE, site=None)
    why = f"{require_reason(reason)} (from “{done.filename}”, {done.file.fingerprint})"
    with action(actor, "item.import", reason=why, role=role) as act:
        kept = ItemImport.objects.select_for_update(no_key=True).get(pk=done.pk)
        if kept.carried_out_at is not None:
            raise Refused("This import was carried out already. Begin another one with the newer file.")
        planned = plan(kept.register, rows)
        fresh = [one.item for one in planned.lines if one.outcome == NEW and one.item]
        Item.objects.bulk_create(fresh)
        for one in planned.lines:
            if one.outcome == CHANGED and one.item is not None:
                one.item.save()
        kept.carried_out_by, kept.carried_out_at = actor, act.at
        kept.added, kept.changed = planned.count(NEW), planned.count(CHANGED)
        kept.same, kept.left_out = planned.count(SAME), planned.count(FAULTY)
        kept.save()
    return kept


@dataclass(slots=True)
class _Around:
    """What the rows are compared with, read at once: the register, the items there, parents and sites by code."""

    register: str
    kept: Register
    known: dict[str, Item]
    parents: dict[str, Item]
    sites: dict[str, Site]
    seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, register: str, rows: Sequence[Mapping[str, str]]) -> _Around:
        kept = REGISTERS[register]
        under = _by_code(kept.under, {row.get("parent", "") for row in rows}) if kept.under else {}
        sites = {one.code.upper(): one for one in Site.objects.all()} if kept.located else {}
        known = _by_code(register, {row.get("code", "") for row in rows})
        return cls(register, kept, known, under, sites)


def _by_code(register: str, codes: Iterable[str]) -> dict[str, Item]:
    wanted = {" ".join(code.split()).upper() for code in codes if code}
    rows = Item.objects.annotate(_typed=models.functions.Upper("code")).filter(register=register)
    return {one.code.upper(): one for one in rows.filter(_typed__in=wanted).select_related("parent", "site")}


def _line(around: _Around, number: int, row: Mapping[str, str]) -> Line:
    said, name = row.get("code", ""), row.get("name", "")
    try:
        code = clean_code(said)
        twice = around.seen.setdefault(code.upper(), number)
        if twice != number:
            raise Refused(f"The code stands in row {twice} already.")
        known = around.known.get(code.upper())
        before = [getattr(known, one) for one in _COMPARED] if known else None
        item = fitted(known or Item(register=around.register, code=code), _values(around, row, known))
    except Refused as refusal:
        return Line(number, said, name, FAULTY, (str(refusal),))
    if before is None:
        return Line(number, code, item.name, NEW, item=item)
    after = [getattr(item, one) for one in _COMPARED]
    return Line(number, item.code, item.name, SAME if after == before else CHANGED, item=item)


def _values(around: _Around, row: Mapping[str, str], known: Item | None) -> Values:
    """The values of a row; what the table has no column for, or leaves empty, stays as it is."""
    parent, site = known.parent if known else None, known.site if known else None
    if said := row.get("parent", ""):
        parent = around.parents.get(" ".join(said.split()).upper())
        if parent is None and around.kept.under:
            raise Refused(f"There is no {REGISTERS[around.kept.under].one} {said}. Add it first.")
    if said := row.get("site", ""):
        site = around.sites.get(said.upper())
        if site is None and around.kept.located:
            raise Refused(f"There is no site {said}. Use the code of a site, such as BSL.")
    return Values(
        name=row.get("name", "") or (known.name if known else ""),
        status=_status(around.kept, row.get("status", "")),
        parent=parent,
        site=site,
        country=row.get("country", "") or (known.country if known else ""),
        made_on=_day(row.get("made_on", "")) or (known.made_on if known else None),
        note=row.get("note", "") or (known.note if known else ""),
    )


def _day(said: str) -> dt.date | None:
    """A day as it stands in a cell, without the time that some tables add. Raises Refused for what is none."""
    try:
        return dt.date.fromisoformat(said[:10]) if said else None
    except ValueError:
        raise Refused(f"{said[:20]} is no day. Write it as 2026-12-01.") from None


def _status(kept: Register, said: str) -> str:
    """The state that a word names, by its code or its label; a word that names none is refused by the register."""
    words = said.casefold()
    for name, one in kept.standings.items():
        if words in (name, one.label.casefold()):
            return name
    return said
