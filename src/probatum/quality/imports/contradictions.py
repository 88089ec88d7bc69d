"""What contradicts itself in a register, reported with sheet and row: days out of order, states that deny each other, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from probatum.quality.imports.declared import FAILED, HALF, WAITS, WORKED
from probatum.quality.imports.line import ERROR, Line

CAPA = "capa"
_EFFECT = {
    WORKED: "effective",
    HALF: "partly effective",
    FAILED: "not effective",
    WAITS: "still to be verified",
}


def within(line: Line, *, has_closed: bool) -> None:
    """What one row contradicts by itself. `has_closed`: the sheet has a column for the day of closure."""
    began = line.opened or line.occurred
    told = f"it {'was opened' if line.opened else 'occurred'} on {began}"
    if line.closed and began and line.closed < began:
        line.warn(f"It was closed on {line.closed}, before {told}.")
    if line.due and began and line.due < began:
        line.warn(f"It was due on {line.due}, before {told}.")
    if line.occurred and line.opened and line.opened < line.occurred:
        line.warn(f"It was opened on {line.opened}, before it occurred on {line.occurred}.")
    if line.closed and line.state and not line.over:
        line.warn(f"It was closed on {line.closed}, but its state says that it is open.")
    if has_closed and line.state == "closed" and not line.closed:
        line.warn("It is closed, but no day of closure is given.")
    if line.effect == WORKED and line.state and not line.over:
        line.warn("It is called effective, but its state says that it is open.")
    if line.effect in (FAILED, WAITS) and line.state == "closed":
        line.warn(f"It is closed, but {_EFFECT[line.effect]}.")
    _punctual(line)


def _punctual(line: Line) -> None:
    if line.on_time is None or not (line.closed and line.due):
        return
    late = line.closed > line.due
    if line.on_time and late:
        line.warn(f"It is called on time, but was closed on {line.closed} and due on {line.due}.")
    if not line.on_time and not late:
        line.warn(f"It is called late, but was closed on {line.closed} and due on {line.due}.")


def between(lines: Sequence[Line], targets: Mapping[tuple[int, int], Iterable[Line]]) -> None:
    """What rows contradict in each other; `targets` are the rows of this import to which a row refers, by its place."""
    answered: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        for other in targets.get(line.key, ()):
            if line.kind == CAPA:
                answered.setdefault(other.key, []).append(line)
                _capa_of(line, other)
    if not any(line.kind == CAPA for line in lines):
        return
    for line in lines:
        if line.kind != CAPA and line.level != ERROR:
            _event_with(line, answered.get(line.key, []))


def _capa_of(line: Line, event: Line) -> None:
    if event.over and line.state and not line.over:
        line.warn(f"It is open, but {_where(event)} is closed, which it addresses.")
    began = event.opened or event.occurred
    if line.opened and began and line.opened < began:
        line.warn(f"It was opened on {line.opened}, before {_where(event)} on {began}.")


def _event_with(line: Line, capas: Sequence[Line]) -> None:
    needed = line.values.get("capa_needed")
    if needed is True and not capas:
        line.warn("A CAPA was raised, it says, but no row of a CAPA refers to it.")
    if needed is False and capas:
        line.warn(f"No CAPA was raised, it says, but {_where(capas[0])} refers to it.")
    if capas and line.state and not line.over and all(one.over for one in capas):
        line.warn(f"It is open, but every CAPA that refers to it is closed, such as {_where(capas[0])}.")


def _where(line: Line) -> str:
    return f"{line.number} ({line.sheet}, row {line.row})"
