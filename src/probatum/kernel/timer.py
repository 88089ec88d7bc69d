"""Clocks that a process starts by itself, as data: for what, by which span, from when, and in which states it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from probatum.kernel.span import Span


@dataclass(frozen=True, slots=True)
class Timer:
    """One clock of every record of a kind. It starts when one of its states is entered first and stops when they are left.

    span: how long, or what gives it for a record, such as a setting. since: the field of the body that holds the moment from
    which it counts; without one, when the first of its states was entered.
    """

    name: str
    label: str
    span: Span | Callable[[Any], Span]
    runs_in: tuple[str, ...]
    since: str = ""
    with_record: bool = False

    def span_for(self, record: Any) -> Span:
        """The span for one record."""
        return self.span if isinstance(self.span, Span) else self.span(record)


def faults_of(timers: tuple[Timer, ...], *, body: Any, states: set[str]) -> list[str]:
    """Everything wrong with the timers of a process, as sentences."""
    columns = {one.name for one in body._meta.get_fields()} if body is not None else set()
    found = [
        f"timer {timer.name} runs in {state!r}, which does not exist"
        for timer in timers
        for state in timer.runs_in
        if state not in states
    ]
    return found + [
        f"timer {timer.name} counts from {timer.since!r}, which is no column of the body"
        for timer in timers
        if timer.since and timer.since not in columns
    ]


def as_data(timer: Timer) -> list[Any]:
    """A timer as the stored definition holds it; a span from a setting is named by what gives it."""
    span = str(timer.span) if isinstance(timer.span, Span) else timer.span.__qualname__
    return [timer.name, timer.label, span, list(timer.runs_in), timer.since, timer.with_record]
