"""How a record begins in a later state because its past lies in another system: declared, under a permission, with words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.authz import decide
from probatum.kernel.body import holds_personal, text_of
from probatum.kernel.concern import Concern
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.master import Item
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import Arrival, Process, definition_of
from probatum.kernel.record import Definition, Record, Step, open_record
from probatum.kernel.words import inside


@dataclass(frozen=True, slots=True)
class Arriving:
    """One of many records that begin in a later state: its words, the columns of its body, the items it points at, by field."""

    number: str
    title: str
    state: str
    says: str
    owner: Person
    site: Site | None = None
    department: Department | None = None
    due: dt.date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    #: what else it is found by: other names, and words that no field holds
    names: tuple[str, ...] = ()
    text: str = ""


def arrive(
    act: Act, *, process: Process, way: str, state: str, number: str, title: str, says: str, **facts: Any
) -> Record:
    """Open a record in a later state under an open action of a person, because its past lies in another system.

    `says` tells where that past is and stands in its history. Raises NotAllowed without the permission of the way,
    Refused for a state that it does not lead to or without words. Nobody is asked for anything.
    """
    arrival = process.arrival(way)
    role = _role(act, arrival, facts.get("site"))
    _refuse_unless_said(process, arrival, number=number, state=state, says=says)
    opened = {"number": number, "title": title, "definition": definition_of(act, process), **facts}
    record = open_record(act, kind=process.kind, state=state, **opened)
    Step.objects.create(
        record=record,
        move=arrival.name,
        from_state="",
        to_state=state,
        person=act.person,
        name=act.actor.name,
        role=role,
        reason=says,
        at=act.at,
    )
    return record


def arrive_together(act: Act, *, process: Process, way: str, arriving: Sequence[Arriving]) -> list[Record]:
    """Open many records with their bodies in later states, as `arrive` opens one, in a few statements; found at once.

    All or none: raises NotAllowed without the permission of the way at the site of any, Refused for a state that it does
    not lead to or without words. Items out of use may be pointed at, because the past points at them.
    """
    arrival, definition = process.arrival(way), definition_of(act, process)
    roles = {site: _role(act, arrival, site) for site in {one.site for one in arriving}}
    for one in arriving:
        _refuse_unless_said(process, arrival, number=one.number, state=one.state, says=one.says)
    records = Record.objects.bulk_create(_thin(act, process, definition, one) for one in arriving)
    Step.objects.bulk_create(
        Step(
            record=record,
            move=arrival.name,
            from_state="",
            to_state=one.state,
            person=act.person,
            name=act.actor.name,
            role=roles[one.site],
            reason=one.says,
            at=act.at,
        )
        for record, one in zip(records, arriving, strict=True)
    )
    _keep_bodies(act, process, list(zip(records, arriving, strict=True)))
    return records


def _role(act: Act, arrival: Arrival, site: Site | None) -> str:
    if act.person is None:
        raise NotAllowed(f"“{arrival.label}” is for a person.")
    return decide(act.person, arrival.permission, site=site).or_refuse().role


def _refuse_unless_said(process: Process, arrival: Arrival, *, number: str, state: str, says: str) -> None:
    if state not in arrival.states:
        raise Refused(f"{number} cannot begin as {inside(process.state(state).label)}; nothing was changed.")
    if not says.strip():
        raise Refused(f"Say where the past of {number} is to be found.")


def _thin(act: Act, process: Process, definition: Definition, one: Arriving) -> Record:
    return Record(
        kind=process.kind,
        number=one.number,
        title=one.title,
        state=one.state,
        owner=one.owner,
        site=one.site,
        department=one.department,
        due=one.due,
        definition=definition,
        opened_at=act.at,
        opened_by=act.person,
        changed_at=act.at,
    )


def _keep_bodies(act: Act, process: Process, made: Sequence[tuple[Record, Arriving]]) -> None:
    """The bodies, what they point at, and the index over both."""
    if process.body is None:
        raise LookupError(f"A {process.kind} has no body.")
    bodies = [process.body(record=record, **one.values) for record, one in made]
    process.body._default_manager.bulk_create(bodies)
    for (record, _), body in zip(made, bodies, strict=True):
        record.__dict__["_body"] = body  # so that nothing is asked anew for each
    Concern.objects.bulk_create(
        Concern(record=record, field=name, item=item, since=act.at)
        for record, one in made
        for name, items in one.items.items()
        for item in items
    )
    search.index_together([search.Indexed(record, _words_of(record, one), one.names) for record, one in made])


def _words_of(record: Record, one: Arriving) -> str:
    """What it is found by besides its names; nothing that is about people."""
    told = text_of(record, {**one.values, **one.items})
    return told if holds_personal(record) else f"{told}\n{one.text}"
