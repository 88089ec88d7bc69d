"""A chain in the small company: a deviation of emma, its CAPA with action and check, a change that implements it, a document."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.link import link
from probatum.kernel.models import Record
from probatum.quality.capa.raising import raise_capa
from tests.processes import examples
from tests.quality.capa import measures
from tests.quality.events import company
from tests.world import World


@dataclass
class Chain:
    """The records of the chain."""

    event: Record
    capa: Record
    action: Record
    check: Record
    change: Record


def chain(world: World) -> Chain:
    """Ursula sees all of it; emma sees no change and no draft of a document."""
    event = company.deviation(world)
    world.person("ursula", "event_owner", "controller")
    values = {"source": "deviation", "weight": "minor", "device": False, "shape": "full", "problem": "Doors."}
    capa = raise_capa(world.emma, event, title="Doors", values=values, parts={"quality": [world.quentin]})
    done, check = measures.add_action(world, capa), measures.add_check(world, capa)
    change = examples.change_request(world)
    with action(SYSTEM, "test.link") as act:
        link(act, source=change, target=capa, type="implements")
    return Chain(*(company.fresh(one) for one in (event, capa, done, check, change)))
