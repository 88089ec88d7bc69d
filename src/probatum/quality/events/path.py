"""Which way an event takes: its rating and whether it came from outside decide how strict the path is (QE-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel.body import body_of
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard, Verdict
from probatum.kernel.record import Record
from probatum.quality.events import due
from probatum.quality.risk.rating import path_of as path_of

MINOR = "minor"


def due_day(record: Record) -> dt.date | None:
    """The day by which an event is to be closed, counted from when it became known (QE-04)."""
    kept = body_of(record)
    if kept.aware_at is None:
        return None
    return due.due_day(
        record.kind,
        since=kept.aware_at,
        site=record.site,
        external=bool(kept.external),
        path=path_of(record),
    )


def is_short(record: Record) -> bool:
    """Whether the event closes with its assessment: rated minor, or reported from outside."""
    return path_of(record) == MINOR or bool(body_of(record).external)


def where_short(guard: Guard) -> Guard:
    """A gate that stands only where the event closes with its assessment."""

    def check(record: Record, actor: Actor, values: Mapping[str, Any]) -> Verdict:
        """The gate, for an event that closes with its assessment."""
        return guard.check(record, actor, values) if is_short(record) else None

    return Guard(f"{guard.name}_where_short", check)
