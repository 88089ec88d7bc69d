"""Starting and stopping the clocks of a process as a record moves through its states (QE-35, CMP-17, LAB-08)."""

from __future__ import annotations

import datetime as dt

from probatum.kernel import clock as clocks
from probatum.kernel.action import Act
from probatum.kernel.calendar import start_of_day
from probatum.kernel.clock import Clock
from probatum.kernel.process import Process
from probatum.kernel.record import Record
from probatum.kernel.timer import Timer


def keep_time(act: Act, record: Record, process: Process) -> None:
    """Start and stop what the state of a record asks for, under an open action; one that has run once does not begin again.

    With the end of a record all its internal clocks stop. Statutory ones run on until what the law asks for is done.
    """
    record.__dict__.pop("_clocks", None)
    if process.state(record.state).final:
        if process.timers or process.due_open:
            clocks.stop_all(act, record)
        return
    for timer in process.timers:
        if record.state not in timer.runs_in:
            clocks.stop_all(act, record, names=[timer.name])
        elif not Clock.objects.filter(record=record, name=timer.name).exists():
            _start(act, record, process, timer)


def _start(act: Act, record: Record, process: Process, timer: Timer) -> None:
    clocks.start(
        act,
        record,
        name=timer.name,
        label=timer.label,
        span=timer.span_for(record),
        since=_moment(act, record, process, timer),
        with_record=timer.with_record,
        source=process.label,
    )


def _moment(act: Act, record: Record, process: Process, timer: Timer) -> dt.datetime:
    """From when a timer counts: a moment of the body, or a day there, which counts from its beginning at the site."""
    if not timer.since or process.body is None:
        return act.at
    known: dt.datetime | dt.date | None = process.body._default_manager.values_list(
        timer.since, flat=True
    ).get(pk=record.pk)
    if known is None:
        return act.at
    return min(known if isinstance(known, dt.datetime) else start_of_day(known, site=record.site), act.at)
