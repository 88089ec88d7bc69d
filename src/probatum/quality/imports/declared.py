"""What a register may say of records of a kind, as data: its columns, its words for states, and what becomes of them.

A kind says it once, in `kinds`; reading, mapping, dry run and import derive from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from probatum.documents.identifiers import fold
from probatum.kernel.headings import Fields
from probatum.kernel.process import process_of

WAY, RIGHT = "import", "event.import"
TEXT, DAY, CHOICE, ITEMS, YES_NO, PEOPLE_OUTSIDE = "text", "day", "choice", "items", "yes_no", "outside"


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a column may hold. `into`: the field of the body that takes it; empty for what is kept beside.

    words: headings that mean it. register: the master data that `items` point at. values: for a choice, each value with
    the words that mean it wherever they stand in the cell.
    """

    name: str
    label: str
    words: tuple[str, ...]
    type: str = TEXT
    into: str = ""
    register: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Legacy:
    """A kind whose records an older register may hold.

    called: what such a record is called in headings and names of sheets. states: each state with the words for it.
    moments and days: columns of the body, each with the days that give it, the first that is said. story: the field that
    tells what it is about. withheld: words in headings of columns about people outside, which are taken nowhere.
    finish: further values, from all that the row says. after: what else is kept of the records that were made.
    """

    kind: str
    called: tuple[str, ...]
    states: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]
    story: str
    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    finish: Callable[[Any], dict[str, Any]] | None = None
    after: Callable[[Any, Any], None] | None = None

    @property
    def label(self) -> str:
        """What one is called here."""
        return process_of(self.kind).label

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when the kind has none."""
        return _by_name(self.kind)[name]


#: link from the first kind to the second; between other kinds records are related
LINKS: tuple[tuple[str, str, str], ...] = (
    ("capa", "addresses", "deviation"),
    ("capa", "addresses", "nonconformance"),
    ("capa", "addresses", "complaint"),
    ("complaint", "caused_by", "deviation"),
    ("complaint", "caused_by", "nonconformance"),
    ("deviation", "caused_by", "nonconformance"),
)
SEVERITIES = (
    ("critical", ("critical", "kritisch", "serious")),
    ("major", ("major", "high", "significant", "schwer")),
    ("minor", ("minor", "low", "medium", "gering", "leicht")),
)
#: what the effect of a CAPA is said to be
WORKED, HALF, FAILED, WAITS = "effective", "partly", "ineffective", "waits"
EFFECTS = (
    (WAITS, ("pending", "open", "not verified", "to be verified", "in progress", "ausstehend")),
    (HALF, ("partial", "partly", "teilweise")),
    (FAILED, ("ineffective", "not effective", "failed", "unwirksam", "nicht wirksam")),
    (WORKED, ("effective", "verified", "wirksam", "yes")),
)
_NUMBERED = ("id", "no", "number", "nr", "ref", "reference", "nummer")
_registry: dict[str, Legacy] = {}


def declare(legacy: Legacy) -> Legacy:
    """Let registers of a kind be imported."""
    _registry[legacy.kind] = legacy
    return legacy


def kinds() -> tuple[Legacy, ...]:
    """Every kind whose registers can be imported."""
    return tuple(_registry.values())


def legacy_of(kind: str) -> Legacy:
    """What is said of a kind. Raises KeyError for one that is not imported."""
    return _registry[kind]


def link_between(kind: str, other: str) -> tuple[str, bool]:
    """The link from a record to one of another kind that it refers to, and whether it begins at the first."""
    for source, type, target in LINKS:
        if (source, target) == (kind, other):
            return type, True
        if (source, target) == (other, kind):
            return type, False
    return "related", True


def all_columns(legacy: Legacy) -> tuple[Column, ...]:
    """What a register of a kind may hold; what is more particular stands first."""
    return tuple(_by_name(legacy.kind).values())


@cache
def _by_name(kind: str) -> dict[str, Column]:
    """Composed once, because every row asks for it; all kinds are declared before the first is read."""
    return {one.name: one for one in _composed(legacy_of(kind))}


def _composed(legacy: Legacy) -> tuple[Column, ...]:
    own = tuple(f"{word} {mark}" for word in legacy.called for mark in _NUMBERED)
    others = tuple(
        f"{word} {mark}"
        for one in kinds()
        if one.kind != legacy.kind
        for word in one.called
        for mark in _NUMBERED
    )
    return (
        Column("refers", "Refers to", (*others, "related event", "related record", "source record", "origin", "parent id")),
        *legacy.columns,
        *_BESIDE,
        Column("number", "Number", (*own, "record id", "record no", "artifact id", "number", "id", "no", "nr", *legacy.called)),
    )  # fmt: skip


_BESIDE = (
    Column("on_time", "Was on time", ("on time", "closed on time", "in time", "fristgerecht"), YES_NO),
    Column(
        "closed", "Closed on",
        ("actual closure date", "actual closure", "closure date", "date closed", "closed on", "close date",
         "closing date", "completion date", "completed on", "date completed", "abgeschlossen am", "geschlossen am"),
        DAY,
    ),
    Column(
        "due", "Due on",
        ("target closure date", "target closure", "target date", "due date", "due on", "expected close date",
         "expected closure date", "planned closure", "deadline", "due", "fällig am", "zieldatum"),
        DAY,
    ),
    Column(
        "occurred", "Occurred on",
        ("occurrence date", "date of occurrence", "occurred on", "event date", "date of event", "incident date",
         "deviation date", "aufgetreten am", "ereignisdatum"),
        DAY,
    ),
    Column(
        "opened", "Opened on",
        ("open date", "date opened", "opened on", "opened", "date reported", "reported on", "report date", "date raised",
         "raised on", "initiation date", "initiated on", "date received", "received on", "received date", "creation date",
         "created on", "created", "erfasst am", "eröffnet am", "date", "datum"),
        DAY,
    ),
    Column("state", "State", ("status", "state", "status name", "lifecycle state", "zustand")),
    Column(
        "severity", "Severity",
        ("severity", "classification", "criticality", "risk class", "class", "schweregrad", "einstufung"),
        CHOICE, values=SEVERITIES,
    ),
    Column(
        "owner", "Owner",
        ("responsible person", "owner", "responsible", "assigned to", "assigned to name", "assignee", "handled by",
         "verantwortlich", "verantwortliche person", "zuständig"),
    ),
    Column("site", "Site", ("site", "plant", "facility", "standort", "werk")),
    Column("department", "Department", ("department", "dept", "abteilung", "bereich")),
    Column(
        "title", "Title",
        ("title", "subject", "summary", "short description", "headline", "titel", "betreff", "kurzbeschreibung",
         "dev type", "deviation type", "capa type", "nc type", "complaint type", "event type", "type"),
    ),
)  # fmt: skip


def fields_of(legacy: Legacy) -> Fields:
    """The columns as the headings of a sheet are compared with them."""
    return {one.name: (one.label, one.name == "number", one.words) for one in all_columns(legacy)}


def meant(values: tuple[tuple[str, tuple[str, ...]], ...], said: str) -> str:
    """The value that a cell means by the words in it; empty for none."""
    text = fold(said)
    return next((value for value, words in values if any(word in text for word in words)), "")
