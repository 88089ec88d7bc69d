"""Writing a plan: investigations, actions in their order and checks, saved together or not at all (CAP-02 to CAP-04, CAP-09, CAP-11).

One action for the whole plan; every line is opened or changed as it would be on its own page, by the same rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from probatum.kernel import filling
from probatum.kernel.action import Act, action
from probatum.kernel.body import body_of, new_edition
from probatum.kernel.calendar import today_at
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.opening import begin, refuse_unless_can_own, titled
from probatum.kernel.people import Person
from probatum.kernel.process import Process, process_of
from probatum.kernel.record import Record
from probatum.quality.capa import choices
from probatum.quality.capa.bodies import PlannedAction
from probatum.quality.capa.built_in import TASK
from probatum.quality.capa.checking import AFTER
from probatum.quality.capa.order import refuse_circles, set_before
from probatum.quality.capa.plans import ACTION, CHECK, may_plan
from probatum.quality.capa.rows import HEADS, INVESTIGATION, Faults, Row, brought_about, day, person, places
from probatum.quality.events.due import suggested_due

#: in which state a line of each kind is still being planned
WRITTEN = {ACTION: "define_team", CHECK: "initiated"}
CHECK_TAKES = 30


def write_plan(actor: Person, record: Record, rows: Sequence[Row], *, based_on: int) -> Record:
    """Save a plan as it is typed. One transaction: all of it or nothing.

    Raises NotAllowed without the right, StaleRecord for an old page, PlanFaulty with every fault at its cell.
    """
    verdict = may_plan(actor, record).or_refuse()
    refuse_if_stale(record, based_on=based_on)
    with action(actor, f"{record.kind}.plan", record=record, role=verdict.role) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_plan(actor, locked).or_refuse()
        wanted = [row for row in rows if not row.is_blank]
        faults = Faults()
        written = {
            (row.kind, row.place): faults.read(
                row, HEADS[row.kind], partial(_write, act, locked, row, faults)
            )
            for row in wanted
        }
        actions = [row for row in wanted if row.kind == ACTION]
        _order(act, actions, {row.place: written[ACTION, row.place] for row in actions}, faults)
        faults.raise_any()
        locked = lock(record)  # as the lines have left it
        new_edition(act, locked)
        touch(act, locked)
    return locked


def _write(act: Act, parent: Record, row: Row, faults: Faults) -> Record | None:
    """Open or change the record of one line. Raises Refused for a line that its own rules refuse."""
    owner = faults.read(row, "owner", lambda: person(row.text("owner"), default=_owner_of(row, parent)))
    values = _VALUES[row.kind](act, parent, row, faults)
    if owner is None or values is None:
        return None
    process = process_of(row.kind)
    title = titled(row.text(HEADS[row.kind])[:300])
    if row.record is None:
        made = begin(
            act,
            process,
            title=title,
            values=values,
            owner=owner,
            site=parent.site,
            department=parent.department,
            parent=parent,
        )
        _set_apart(act, made, row)
        return made
    return _change(act, row.record, row, process, owner=owner, title=title, values=values)


def _owner_of(row: Row, parent: Record) -> Person:
    owner: Person = row.record.owner if row.record is not None else parent.owner
    return owner


def _change(
    act: Act,
    record: Record,
    row: Row,
    process: Process,
    *,
    owner: Person,
    title: str,
    values: Mapping[str, Any],
) -> Record:
    locked = lock(record)
    if locked.state != WRITTEN.get(row.kind):
        return locked
    section = process.sections[0]
    given = filling.read_all([section], values, actor=act.actor, record=locked)
    filling.check_together([section], given, at=locked.opened_at, record=locked)
    changed = filling.keep(act, locked, section, given)
    if owner.pk != locked.owner_id:
        refuse_unless_can_own(owner, process, site=locked.site)
        locked.owner = owner
        changed.append("owner")
    if title != locked.title:
        locked.title = title
        changed.append("title")
    changed += _set_apart(act, locked, row)
    if changed:
        locked.due = body_of(locked).due_on
        new_edition(act, locked)
        touch(act, locked)
    return locked


def _set_apart(act: Act, record: Record, row: Row) -> list[str]:
    """What an action holds besides its section: its place, and what it brings about."""
    if row.kind != ACTION or act.person is None:
        return []
    body: PlannedAction = body_of(record)
    brings = brought_about(act.person, body.effect, row.text("brings_about"))
    changed = [
        name
        for name, value in (("position", row.place), ("brings_about", brings))
        if getattr(body, name) != value
    ]
    body.position, body.brings_about = row.place, brings
    if changed:
        body.save(update_fields=changed)
    return changed


def _order(act: Act, rows: list[Row], written: Mapping[int, Record | None], faults: Faults) -> None:
    """Keep which action begins after which others; a circle is a fault of every line in it."""
    count = max((row.place for row in rows), default=0)
    waits: dict[int, set[int]] = {}
    for row in rows:
        found = faults.read(row, "after", partial(places, row.text("after"), own=row.place, count=count))
        waits[row.place] = (found or set()) & set(written)
    try:
        refuse_circles(waits)
    except Refused as refusal:
        faults.add(rows[0], "after", str(refusal))
        return
    for row in rows:
        record = written[row.place]
        before = [other for place in sorted(waits[row.place]) if (other := written[place]) is not None]
        if record is not None and record.state == WRITTEN[ACTION]:
            set_before(act, record, after=before)


def _investigation(act: Act, parent: Record, row: Row, faults: Faults) -> dict[str, Any]:
    return {"scope": row.text("title")}


def _action(act: Act, parent: Record, row: Row, faults: Faults) -> dict[str, Any] | None:
    today = today_at(parent.site, at=act.at)
    category = row.text("category") or TASK
    due = faults.read(row, "due_on", lambda: day(row.text("due_on"), label="Due"))
    if (row.kind, row.place, "due_on") in faults.found:
        return None
    return {
        "nature": row.text("nature") or choices.NATURES[0][0],
        "category": category,
        "effect": row.text("effect") or TASK,
        "due_on": due or within(parent, suggested_due(category, start=today)),
        "description": row.text("description"),
    }


def within(parent: Record, proposed: dt.date) -> dt.date:
    """A day that is proposed for an action: not after the record that it is for."""
    return min(proposed, parent.due) if parent.due else proposed


def _check(act: Act, parent: Record, row: Row, faults: Faults) -> dict[str, Any] | None:
    start = faults.read(row, "start_on", lambda: day(row.text("start_on"), label="Start"))
    due = faults.read(row, "due_on", lambda: day(row.text("due_on"), label="Due"))
    if any((row.kind, row.place, name) in faults.found for name in ("start_on", "due_on")):
        return None
    start = start or proposed_start(parent, at=act.at)
    return {
        "criteria": row.text("criteria"),
        "method": row.text("method"),
        "sample_size": row.text("sample_size"),
        "start_on": start,
        "due_on": due or start + dt.timedelta(days=CHECK_TAKES),
    }


def proposed_start(parent: Record, *, at: dt.datetime) -> dt.date:
    """When a check begins as a rule: so many days after what it checks is due."""
    last = parent.due or today_at(parent.site, at=at)
    return last + dt.timedelta(days=int(setting(AFTER)))


_VALUES = {INVESTIGATION: _investigation, ACTION: _action, CHECK: _check}
