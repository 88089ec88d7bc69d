"""What is part of an extended record and still open: proposed with its new day, and moved where the signer ticks it (QE-06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from probatum.kernel import moments
from probatum.kernel.action import Act
from probatum.kernel.body import body_of
from probatum.kernel.due import move_due
from probatum.kernel.errors import Refused
from probatum.kernel.family import children_of, is_over
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.record import Record
from probatum.quality.events.extended import KIND

TICKED = "parts"


def offered(record: Record) -> tuple[tuple[str, str], ...]:
    """The open parts of what an extension extends, by number, each with the day it has and the day it would get."""
    return tuple(
        (child.number, f"{child.number} {child.title}: {moments.day(child.due)} becomes {moments.day(day)}")
        for child, day in _open_parts(record)
        if child.due is not None
    )


def move_parts(act: Act, record: Record, ticked: str) -> None:
    """Move the due days of the parts that were ticked, named by their numbers. Raises Refused for one that is not offered."""
    wanted = set(ticked.split())
    open_parts = {child.number: (child, day) for child, day in _open_parts(record)}
    if strange := sorted(wanted - set(open_parts)):
        raise Refused(
            f"{strange[0][:80]} is no open part with a due day any more. Look at the request again.",
            field=TICKED,
        )
    for number in sorted(wanted):
        child, day = open_parts[number]
        locked = lock(child)
        move_due(act, locked, due=day, because=record)
        touch(act, locked)


def _open_parts(record: Record) -> Iterator[tuple[Record, dt.date]]:
    """Each open part with its new day: as many days later as the record, yet not after it."""
    asked, parent = body_of(record), record.parent
    if parent is None or asked.was_due is None:
        return
    days = asked.new_due - asked.was_due
    for child in children_of(parent):
        if child.kind != KIND and child.due is not None and not is_over(child):
            yield child, max(child.due, min(child.due + days, asked.new_due))
