"""How a record begins in a later state because its past lies in another system: declared, under a permission, with words."""

from __future__ import annotations

from typing import Any

from probatum.kernel.action import Act
from probatum.kernel.authz import decide
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.process import Process, definition_of
from probatum.kernel.record import Record, Step, open_record
from probatum.kernel.words import inside


def arrive(
    act: Act, *, process: Process, way: str, state: str, number: str, title: str, says: str, **facts: Any
) -> Record:
    """Open a record in a later state under an open action of a person, because its past lies in another system.

    `says` tells where that past is and stands in its history. Raises NotAllowed without the permission of the way,
    Refused for a state that it does not lead to or without words. Nobody is asked for anything.
    """
    arrival = process.arrival(way)
    if act.person is None:
        raise NotAllowed(f"“{arrival.label}” is for a person.")
    verdict = decide(act.person, arrival.permission, site=facts.get("site")).or_refuse()
    if state not in arrival.states:
        raise Refused(f"{number} cannot begin as {inside(process.state(state).label)}; nothing was changed.")
    if not says.strip():
        raise Refused(f"Say where the past of {number} is to be found.")
    opened = {"number": number, "title": title, "definition": definition_of(act, process), **facts}
    record = open_record(act, kind=process.kind, state=state, **opened)
    Step.objects.create(
        record=record,
        move=arrival.name,
        from_state="",
        to_state=state,
        person=act.person,
        name=act.actor.name,
        role=verdict.role,
        reason=says,
        at=act.at,
    )
    return record
