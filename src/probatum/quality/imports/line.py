"""One row of a register: what it says, what would be made of it, and what was found; and what a whole plan is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from probatum.documents.import_plan import ERROR, KNOWN, OK, WARNING
from probatum.quality.imports.declared import Legacy
from probatum.quality.imports.values import Around

__all__ = ["ERROR", "KNOWN", "OK", "WARNING", "Asked", "Line", "Sheet"]


@dataclass
class Line:
    """One row; what it says stands in `values` by the fields of the body, in `extra` where it is only compared or joined."""

    place: int
    sheet: str
    row: int
    kind: str
    number: str = ""
    title: str = ""
    state: str = ""
    over: bool = False
    severity: str = ""
    effect: str = ""
    owner: str = ""
    site: str = ""
    department: str = ""
    opened: str = ""
    occurred: str = ""
    closed: str = ""
    due: str = ""
    on_time: bool | None = None
    refers: list[str] = field(default_factory=list)
    refers_kind: str = ""
    outside: str = ""
    keeps: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[int]] = field(default_factory=dict)
    said: str = ""
    sha256: str = ""
    level: str = OK
    findings: list[str] = field(default_factory=list)
    errors: int = 0

    @property
    def key(self) -> tuple[int, int]:
        """Where it stands."""
        return self.place, self.row

    def error(self, text: str) -> None:
        """What keeps the row out stands before what is only worth knowing."""
        self.level = ERROR
        self.findings.insert(self.errors, text)
        self.errors += 1

    def warn(self, text: str) -> None:
        """What contradicts itself is reported; the row comes in as it says."""
        self.level = WARNING if self.level == OK else self.level
        self.findings.append(text)

    def as_data(self) -> dict[str, Any]:
        """What is kept of it; the values are shared, because they are written out at once."""
        return dict(vars(self))


@dataclass(frozen=True)
class Sheet:
    """A sheet as its mapping says to read it: its kind, what its columns hold, and the rows below its headings."""

    place: int
    name: str
    legacy: Legacy
    headings: Sequence[str]
    columns: Mapping[str, int]
    values: Mapping[str, Mapping[str, str]]
    otherwise: Mapping[str, str]
    rows: Sequence[tuple[int, Sequence[Any]]]
    order: str = ""


@dataclass(frozen=True)
class Asked:
    """What a plan is made from."""

    system: str
    numbering: str
    sheets: Sequence[Sheet]
    known: Around
    today: dt.date
