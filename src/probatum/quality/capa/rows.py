"""The rows of a plan as they are typed: what each cell means, and every fault at its cell (CAP-02 to CAP-04, CAP-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.capa.built_in import EFFECTS
from probatum.quality.capa.plans import ACTION, CHECK

INVESTIGATION = "investigation"
KINDS = (INVESTIGATION, ACTION, CHECK)
Cell = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it is, its place among those of its kind (from 1), which record it is if there is one, and its cells."""

    kind: str
    place: int
    cells: Mapping[str, str]
    record: Record | None = None

    @property
    def is_blank(self) -> bool:
        """A new line in which nobody has typed what is to be done."""
        return self.record is None and not self.text(HEADS[self.kind])

    def text(self, name: str) -> str:
        """A cell without the blanks around it."""
        return self.cells.get(name, "").strip()


#: the cell of each kind that says what is to be done; a new line without it is left out
HEADS = {INVESTIGATION: "title", ACTION: "title", CHECK: "criteria"}


class PlanFaulty(Refused):
    """The plan was not saved: cells have faults, each with its sentence."""

    def __init__(self, faults: Mapping[Cell, str]) -> None:
        count = len(faults)
        what = "One cell has" if count == 1 else f"{count} cells have"
        super().__init__(f"Nothing was saved. {what} to be mended first.")
        self.faults = dict(faults)


@dataclass(slots=True)
class Faults:
    """What is wrong, gathered over all rows so that a person sees it at once."""

    found: dict[Cell, str] = field(default_factory=dict)

    def read(self, row: Row, name: str, reader: Callable[[], Any]) -> Any:
        """What a reader makes of a cell; None and a fault where it refuses."""
        try:
            return reader()
        except Refused as refusal:
            self.add(row, refusal.field if refusal.field in row.cells else name, str(refusal))
            return None

    def add(self, row: Row, name: str, sentence: str) -> None:
        """Keep the first fault of a cell."""
        self.found.setdefault((row.kind, row.place, name), sentence)

    def raise_any(self) -> None:
        """Raise PlanFaulty when there are any."""
        if self.found:
            raise PlanFaulty(self.found)


def person(typed: str, *, default: Person) -> Person:
    """Who is meant by a user name, a name, or “Name (user name)”; nobody typed means the default. Raises Refused."""
    if not typed:
        return default
    username = typed.rsplit("(", 1)[-1].rstrip(")").strip() if typed.endswith(")") else typed
    found = list(Person.objects.filter(username__iexact=username, is_active=True)[:2])
    found = found or list(Person.objects.filter(name__iexact=typed, is_active=True)[:2])
    if len(found) != 1:
        many = "Several people are" if found else "Nobody here is"
        raise Refused(f"{many} called “{typed[:60]}”. Choose somebody from the list.", field="owner")
    return found[0]


def day(typed: str, *, label: str) -> dt.date | None:
    """A day, or None where nothing is typed. Raises Refused."""
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Refused(f"Enter “{label}” as a day, such as 2026-12-01.") from None


def places(typed: str, *, own: int, count: int) -> set[int]:
    """The places of the actions before one, from “1, 2”. Raises Refused for a place that there is not."""
    found = set()
    for word in typed.replace(";", ",").replace(" ", ",").split(","):
        if not word:
            continue
        if not word.isdecimal() or not 1 <= int(word) <= count or int(word) == own:
            raise Refused(
                f"“{word[:10]}” is no other action of this plan. Enter its place, such as 1.", field="after"
            )
        found.add(int(word))
    return found


def brought_about(actor: Person, effect: str, typed: str) -> Record | None:
    """The record that an action waits for, by its number or by that of the document; the newest that is not there yet.

    Raises Refused for one that is not to be seen, or where the type names none.
    """
    wanted = EFFECTS.get(effect)
    if not typed or wanted is None:
        return None
    if not wanted.kind:
        raise Refused("Only an action that makes a document effective names one.", field="brings_about")
    label = process_of(wanted.kind).label.lower()
    seen = visible(actor, wanted.kind)
    found = seen.filter(number__iexact=typed).first()
    if found is None:
        versions = list(seen.filter(number__istartswith=f"{typed} ").order_by("-id")[:20])
        ahead = [one for one in versions if not process_of(one).state(one.state).final]
        found = next(iter(ahead or versions), None)
    if found is None:
        raise Refused(f"There is no {label} of “{typed[:60]}” that you may see.", field="brings_about")
    return found
