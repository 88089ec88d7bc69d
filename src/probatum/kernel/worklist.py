"""Work lists: kinds that are looked at together, as data, with what their records are told apart by besides what each record keeps.

A list holds nothing. What it shows starts at `visible`, like every other list (QE, CAP-20, CAP-21).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from probatum.kernel.process import Process, registered

Expression = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something by which records are told apart: a field that the bodies have, or what `value` makes of a record.

    words: its values with what people read, in their order.
    """

    name: str
    label: str
    words: tuple[tuple[str, str], ...]
    none: str
    field: str = ""
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """What was decided not to be needed, and why: a field answered with no, beside the field that holds the reason (CAP-21)."""

    name: str
    label: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """A list over several kinds. `kinds` that are not there (yet) are passed over; `shown_to` holds one permission of these."""

    name: str
    label: str
    one: str
    icon: str
    kinds: tuple[str, ...]
    shown_to: tuple[str, ...]
    aspects: tuple[Aspect, ...] = ()
    waived: tuple[Waived, ...] = ()

    @property
    def processes(self) -> list[Process]:
        """The processes of its kinds, in their order."""
        return [process for kind in self.kinds for process in registered(kind)]

    def open_states(self) -> Q:
        """The rows of records that have not come to an end."""
        rule = Q(pk__in=[])
        for process in self.processes:
            states = [state.name for state in process.states if not state.final]
            rule |= Q(kind=process.kind, state__in=states)
        return rule

    def waiver(self, name: str) -> Waived | None:
        """What was waived under that name, where a kind of the list keeps it."""
        found = next((one for one in self.waived if one.name == name), None)
        return found if found is not None and self.columns(found.field) else None

    def columns(self, field: str) -> list[str]:
        """Where the bodies of its kinds keep a field, as paths from the record."""
        return [
            f"{process.body._meta.get_field('record').remote_field.related_name}__{field}"
            for process in self.processes
            if process.body is not None and field in {one.name for one in process.body._meta.get_fields()}
        ]

    def expression(self, aspect: Aspect) -> Any:
        """The value of an aspect for each row; empty where nothing was entered."""
        if aspect.value is not None:
            return aspect.value()
        return self.text(aspect.field)

    def text(self, field: str) -> Any:
        """The text that a body keeps in a field, whichever kind it is; empty where nothing was entered."""
        empty = Value("", output_field=TextField())
        parts = [NullIf(Cast(path, TextField()), empty) for path in self.columns(field)]
        if not parts:
            return Value(None, output_field=TextField())
        return Coalesce(*parts) if len(parts) > 1 else parts[0]


_lists: dict[str, WorkList] = {}


def register(worklist: WorkList) -> WorkList:
    """Offer a list. Raises ValueError for a name that is taken."""
    if worklist.name in _lists:
        raise ValueError(f"there is a list {worklist.name} already")
    _lists[worklist.name] = worklist
    return worklist


def worklists() -> Iterator[WorkList]:
    """Every list of which at least one kind is there."""
    yield from (one for one in _lists.values() if one.processes)


def worklist_of(name: str) -> WorkList | None:
    """The list of that name."""
    return next((one for one in worklists() if one.name == name), None)
