"""Asking people: the tasks that a state opens for those who hold a part in the record, and by when."""

from __future__ import annotations

import datetime as dt

from probatum.kernel.action import Act
from probatum.kernel.authz import holders
from probatum.kernel.calendar import add_business_days, today_at
from probatum.kernel.people import Person
from probatum.kernel.process import Ask, Process
from probatum.kernel.record import Part, Record
from probatum.kernel.task import Task
from probatum.kernel.timing import keep_time


def begin_state(act: Act, record: Record, process: Process) -> None:
    """Open the tasks of the state that a record is in, and start its clocks, under an open action; for a new record this is all there is to do."""
    keep_time(act, record, process)
    for ask in process.state(record.state).asks:
        people = [
            held.person
            for held in Part.objects.filter(record=record, name=ask.part, until=None).select_related("person")
        ]
        if ask.part == "owner":
            people = [record.owner]
        if not people and ask.instead:
            people = list(holders(ask.instead, site=record.site))
        for person in people:
            open_task(act, record, person=person, ask=ask)


def open_task(act: Act, record: Record, *, person: Person, ask: Ask) -> Task:
    """Ask one person for one move, due with the record or by the business days of its site."""
    return Task.objects.create(
        record=record,
        person=person,
        move=ask.move,
        part=ask.part,
        state=record.state,
        label=ask.label,
        due=due_of(ask, record, at=act.at),
        opened_at=act.at,
    )


def due_of(ask: Ask, record: Record, *, at: dt.datetime) -> dt.date | None:
    """The day by which a task asked for at a moment is due, at the site of its record; None for no day."""
    if ask.with_record:
        return record.due - dt.timedelta(days=ask.ahead) if record.due else None
    today = today_at(record.site, at=at)
    if ask.days is not None:
        return today + dt.timedelta(days=ask.days)
    if ask.business_days is None:
        return None
    return add_business_days(today, days=ask.business_days, site=record.site)
