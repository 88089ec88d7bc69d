"""A process as data: states, moves, guards, parts, meanings, tasks and who sees what. Compiled, checked and stored by digest.

A process says everything in one module of an area; nothing outside asks for a kind by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from probatum.kernel.errors import Missing
from probatum.kernel.people import Actor
from probatum.kernel.process_data import as_data as as_data
from probatum.kernel.process_data import declared
from probatum.kernel.process_faults import faults as faults
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Body, Definition, Record
from probatum.kernel.section import Section
from probatum.kernel.timer import Timer

#: what a guard answers: None when it holds, else a sentence, or what is missing with where it is mended
Verdict = str | Missing | tuple[Missing, ...] | None
Check = Callable[[Record, Actor, Mapping[str, Any]], Verdict]
Apply = Callable[[Any, Record, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """A task that a state opens for each holder of a part; performing the move closes it.

    `instead`, where nobody holds the part yet: everybody who holds this permission there is asked, and the first who acts does it.

    Due so many business days later, so many calendar `days` later, or `with_record` on the day on which the record itself
    is due, `ahead` so many days before it.
    """

    part: str
    move: str
    label: str
    business_days: int | None = None
    with_record: bool = False
    days: int | None = None
    ahead: int = 0
    instead: str = ""

    @property
    def due(self) -> int | str | None:
        """When it is due, as the stored definition says it."""
        if self.with_record:
            return f"record -{self.ahead}" if self.ahead else "record"
        return f"{self.days} days" if self.days is not None else self.business_days


@dataclass(frozen=True, slots=True)
class State:
    """Where a record stands. `final` ends the lifecycle; `rail` puts it on the line of steps people see."""

    name: str
    label: str
    tone: str = "neutral"
    icon: str = "circle"
    final: bool = False
    rail: bool = True
    asks: tuple[Ask, ...] = ()
    explains: str = ""


#: Where every record ends when its time is over, whatever its kind: the content is gone, the record of it stays (ADR-0018).
DISPOSED = State(
    "disposed",
    "Disposed of",
    "muted",
    "archive",
    final=True,
    rail=False,
    explains="Its time was over. The content is gone; number, title, versions, hashes and signatures stay.",
)


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition of the record; `check` returns None when it holds, else what is missing: a sentence, or a list with links.

    route: it says whether a move lies on the way of this record at all. Where it does not hold the move is not offered,
    because nobody can mend that; making it is refused with the sentence all the same.
    """

    name: str
    check: Check
    route: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a signature (21 CFR 11.50(a)(3)), from the closed list of its process."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Input:
    """A value asked for when a move is made. ticks: what of a record can be ticked; the value is the keys ticked, between blanks."""

    name: str
    label: str
    type: str = "text"  # text | longtext | date | choice
    required: bool = True
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    default: Callable[[Record], Any] | None = None
    ticks: Callable[[Record], tuple[tuple[str, str], ...]] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One way from states to a state, and who may take it.

    also and chooses: where the way on depends on the record, every other target and the function that picks one.
    permission and part: the actor must hold each that is named; `instead` is a permission that stands in for the part.
    to: the input by which the actor chooses among the targets. back: it leads only to where the record stood before, so it
    passes by nothing. reopens: it leads back out of a state that ends the lifecycle,
    signed and with a reason. each: every asked holder makes the move, the last one
    changes the state; a rule of the record may say whether it is so. meaning: a signature is taken. automatic: only the system makes it.
    """

    name: str
    label: str
    source: tuple[str, ...]
    target: str
    also: tuple[str, ...] = ()
    chooses: Callable[[Record], str] | None = None
    to: str = ""
    back: bool = False
    reopens: bool = False
    permission: str = ""
    part: str = ""
    instead: str = ""
    each: bool | Callable[[Record], bool] = False
    meaning: Meaning | None = None
    reason: bool = False
    guards: tuple[Guard, ...] = ()
    inputs: tuple[Input, ...] = ()
    primary: bool = False
    negative: bool = False
    automatic: bool = False
    apply: Apply | None = None
    help: str = ""
    outcome: str = "done"

    @property
    def targets(self) -> tuple[str, ...]:
        """Every state the move can lead to."""
        return (self.target, *self.also)

    @property
    def leads_back(self) -> bool:
        """Whether it leads only to states in which the record stood before."""
        return self.back or self.reopens

    def of_each(self, record: Record) -> bool:
        """Whether every asked holder makes this move on a record, or any one of them."""
        return self.each(record) if callable(self.each) else self.each

    def leads_to(self, record: Record, values: Mapping[str, Any] | None = None) -> str:
        """The state this move leads to for a record: a route chosen by data (DOC-13) or by who makes it, else the one target."""
        chosen = self.chooses(record) if self.chooses else self.target
        if self.to and values:
            chosen = str(values.get(self.to) or self.target)
        if chosen not in self.targets:
            raise FaultyProcess(f"move {self.name} leads to {chosen!r}, which it does not declare")
        return chosen


@dataclass(frozen=True, slots=True)
class PartRule:
    """A part people hold in a record of this kind, and the permission whoever holds it must have.

    inherited: a new record takes its holders over from the record that it is part of.
    """

    name: str
    label: str
    permission: str
    minimum: int = 0
    maximum: int = 20
    help: str = ""
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Sees:
    """Holders of a permission see records in these states (all states when none is named)."""

    permission: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A way for a record whose past lies in another system to begin in a later state.

    Under a permission and with words that say where its past is; never signed, and nobody is asked for anything.
    """

    name: str
    label: str
    states: tuple[str, ...]
    permission: str


@dataclass(frozen=True, slots=True)
class Process:
    """A kind. `content` gives the signed content as plain data; `manifest` names its version.

    sections: what is asked and kept, in the columns of `body`. opens: the permission to open one by hand, numbered by
    `numbering`; parents: the kinds of which it can be part (none: it stands alone). opened and edited: what follows, under
    the open action. staffs: the permission to name its people and owner, besides the owner. owned: the permission that
    an owner must hold; none: the one to open it. joins: why nothing of the kind becomes part of a record as it stands.
    """

    kind: str
    label: str
    plural: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    start: str
    parts: tuple[PartRule, ...] = ()
    sees: tuple[Sees, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    body: type[Body] | None = None
    sections: tuple[Section, ...] = ()
    opens: str = ""
    numbering: str = ""
    parents: tuple[str, ...] = ()
    staffs: str = ""
    owned: str = ""
    joins: Callable[[Record], str] | None = None
    opened: Callable[[Any, Record], None] | None = None
    edited: Callable[[Any, Record, str], None] | None = None
    #: states in which the owner may still set the due day by hand; afterwards only an extension moves it
    due_open: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()
    #: parts whose holders accept or reject remarks, besides the owner; none: whoever takes part resolves them
    settles: tuple[str, ...] = ()
    manifest: str = ""
    content: Callable[[Record], dict[str, Any]] | None = None
    files: Callable[[Record], list[dict[str, Any]]] | None = None
    subject: Callable[[Record], str] | None = None
    retention: str = "unlimited"
    icon: str = "document"
    by_name: dict[str, State] = field(default_factory=dict, compare=False)
    by_move: dict[str, Move] = field(default_factory=dict, compare=False)
    digest: str = field(default="", compare=False)

    def state(self, name: str) -> State:
        return DISPOSED if name == DISPOSED.name else self.by_name[name]

    def move(self, name: str) -> Move:
        return self.by_move[name]

    def arrival(self, name: str) -> Arrival:
        return next(arrival for arrival in self.arrivals if arrival.name == name)

    def called_way(self, name: str) -> str:
        """What a move, or the way in by which a record began, is called. Raises KeyError for neither."""
        arrivals = {way.name: way.label for way in self.arrivals}
        return arrivals[name] if name in arrivals else self.by_move[name].label

    def moves_from(self, state: str) -> list[Move]:
        return [move for move in self.moves if state in move.source]

    def section(self, name: str) -> Section:
        """The section of that name. Raises KeyError when there is none."""
        return {section.name: section for section in self.sections}[name]

    def part(self, name: str) -> PartRule:
        return next(rule for rule in self.parts if rule.name == name)

    def called(self, part: str) -> str:
        """What who holds a part is called; every record has an owner besides the parts of its process."""
        return "Owner" if part == "owner" else self.part(part).label


class FaultyProcess(Exception):
    """The definition contradicts itself; the text names each fault."""


_registry: dict[str, Process] = {}


def register(process: Process) -> Process:
    """Compile, check and register a process. Raises FaultyProcess naming every fault."""
    for state in process.states:
        process.by_name[state.name] = state
    for move in process.moves:
        process.by_move[move.name] = move
    found = faults(process)
    if found:
        raise FaultyProcess(f"{process.kind}: " + "; ".join(found))
    _registry[process.kind] = process
    _digest(process)
    return process


def declare(kind: str, name: str, data: Any) -> None:
    """Say something of a kind beside its process, as plain data; it becomes part of the definition and changes its digest."""
    declared.setdefault(kind, {})[name] = data
    for process in registered(kind):
        _digest(process)


def _digest(process: Process) -> None:
    data = json.dumps(as_data(process), sort_keys=True, separators=(",", ":"))
    object.__setattr__(process, "digest", hashlib.sha256(data.encode()).hexdigest())


def process_of(record: Record | str) -> Process:
    """The process of a record or of a kind. Raises KeyError for a kind nobody registered."""
    return _registry[record if isinstance(record, str) else record.kind]


def registered(kind: str | None = None) -> Iterator[Process]:
    """All registered processes, or the one of a kind."""
    if kind is None:
        yield from _registry.values()
    elif kind in _registry:
        yield _registry[kind]


_DEFINITION = Question(lambda: Definition.objects.filter(digest=Asked("digest")).order_by())


def definition_of(act: Any, process: Process) -> Definition:
    """The stored definition under which a new record runs; stored at its first use."""
    known: Definition | None = _DEFINITION.first(digest=process.digest)
    if known is None:  # two first records at once: one stores it, the other finds it
        facts = {"kind": process.kind, "data": as_data(process), "first_seen": act.at}
        known, _ = Definition.objects.get_or_create(digest=process.digest, defaults=facts)
    return known
