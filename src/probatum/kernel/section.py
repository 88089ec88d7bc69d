"""What a kind asks and keeps, as data: fields in sections, each section with who fills it in and while the record stands where.

A field names a column of the typed body; items of master data are kept as concerns. Pages, paper and interfaces derive from this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TEXTS = ("text", "longtext")
TYPES = (
    *TEXTS,
    "date",
    "moment",
    "choice",
    "yes_no",
    "whole",
    "number",
    "person",
    "department",
    "item",
    "items",
)
LONGEST = {"text": 300, "longtext": 20_000, "choice": 60}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. `required` is demanded at once where the section opens a record, else by the gate that names its section.

    type: one of TYPES; `item` and `items` point at the master data of `register`. when: another field of the record and the
    values under which this one is asked at all. personal: about a person outside; kept from exports and search.
    shields: answered yes, every text of the record and of what belongs to it is personal (`kernel/personal.py`).
    proposed: what a new record begins with, from who opens it.
    """

    name: str
    label: str
    type: str = "text"
    required: bool = False
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    register: str = ""
    when: tuple[str, tuple[Any, ...]] | None = None
    personal: bool = False
    shields: bool = False
    unit: str = ""
    proposed: Callable[[Any], Any] | None = None

    @property
    def of_master_data(self) -> bool:
        """Whether it points at items of master data."""
        return self.type in ("item", "items")


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that are filled in together. Editable in `states` (none: in every state that does not end) by whoever holds
    one of `parts` or the permission.

    at_opening: asked when a record of the kind is opened. signed: part of what signatures are bound to. check: what the
    values must keep among each other; gets them with the moment of entry, raises Refused naming a field. derived: its fields
    follow from other fields and from moves; they are shown, and nobody fills them in. instead: what can be done where it
    does not change any more, as a sentence.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    states: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("owner",)
    permission: str = ""
    help: str = ""
    at_opening: bool = False
    signed: bool = True
    derived: bool = False
    instead: str = ""
    check: Callable[[Mapping[str, Any], dt.datetime], None] | None = None

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError when the section has none."""
        return {one.name: one for one in self.fields}[name]


def faults_of(sections: tuple[Section, ...], *, body: Any, parts: set[str], states: set[str]) -> list[str]:
    """Everything wrong with the sections of a process, as sentences."""
    if sections and body is None:
        return ["it has sections, but no body that keeps their fields"]
    found: list[str] = []
    columns = {one.name for one in body._meta.get_fields()} if body is not None else set()
    names: list[str] = []
    for section in sections:
        found += [
            f"section {section.name} names {name!r}, which does not exist"
            for name in sorted(
                (set(section.parts) - parts - {"owner", "opener"}) | (set(section.states) - states)
            )
        ]
        for field in section.fields:
            names.append(field.name)
            found += [f"field {field.name} {fault}" for fault in _faults_of_field(field, columns)]
    return [
        *found,
        *(f"field {name} stands twice" for name in sorted({n for n in names if names.count(n) > 1})),
    ]


def _faults_of_field(field: Field, columns: set[str]) -> list[str]:
    found = []
    if field.type not in TYPES:
        found.append(f"is of type {field.type!r}, which there is not")
    if not field.of_master_data and field.name not in columns:
        found.append("is no column of the body")
    if field.of_master_data and not field.register:
        found.append("names no register of master data")
    if (field.type == "choice") != bool(field.choices):
        found.append("is a choice without values, or has values without being a choice")
    return found


def as_data(section: Section) -> list[Any]:
    """A section as the stored definition holds it."""
    fields = [
        [one.name, one.label, one.type, one.required, [value for value, _ in one.choices], one.register]
        + (["personal"] if one.personal else [])
        + (["shields"] if one.shields else [])
        for one in section.fields
    ]
    return [
        section.name,
        section.label,
        list(section.states),
        list(section.parts),
        section.permission,
        fields,
    ]
