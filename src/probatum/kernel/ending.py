"""The end of a record when its time is over: its state says so, nobody is asked for anything any more, and its people stay named."""

from __future__ import annotations

from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import enter_state, touch
from probatum.kernel.process import DISPOSED, process_of
from probatum.kernel.record import Record, Step
from probatum.kernel.words import inside


def end_for_good(act: Act, record: Record) -> None:
    """Put a locked record into the state of what was disposed of, under an open action; it is found by number and title alone.

    Raises Refused for one that has not come to its end.
    """
    process = process_of(record)
    if record.state == DISPOSED.name:
        return
    if not process.state(record.state).final:
        label = inside(process.state(record.state).label)
        raise Refused(f"{record.number} is {label}; only what has come to its end is disposed of.")
    Step.objects.create(
        record=record,
        move="dispose",
        from_state=record.state,
        to_state=DISPOSED.name,
        person=act.person,
        name=act.actor.name,
        role=act.role,
        reason=act.reason,
        at=act.at,
    )
    record.state = DISPOSED.name
    enter_state(act, record, process)
    found = search.SearchEntry.objects.filter(pk=record.pk).values_list("found_elsewhere", flat=True).first()
    if found is not None:
        search.index(record, text="", found_elsewhere=found)
    touch(act, record)
