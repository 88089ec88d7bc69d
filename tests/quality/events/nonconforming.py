"""Nonconformances in the small company: emma owns one, quentin and helga approve."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.kernel.models import Record
from probatum.kernel.opening import open_new
from probatum.quality.risk import matrix
from tests.quality import matrices
from tests.quality.events import company
from tests.world import World


def nonconformance(world: World, **given: Any) -> Record:
    """Emma reported that 500 kg of a material do not conform; quentin approves for Quality."""
    company.staff(world)
    aware = timezone.now() - dt.timedelta(hours=2)
    values = {
        "description": "Water content 0.9 % instead of at most 0.5 %.",
        "requirement": "SPC-QC-001, water at most 0.5 %.",
        "found_where": "incoming",
        "occurred_at": aware - dt.timedelta(hours=1),
        "aware_at": aware,
        "quantity": "500",
        "quantity_unit": "kg",
        **given,
    }
    return open_new(
        world.emma,
        "nonconformance",
        title="Lactose too wet",
        values=values,
        site=world.basel,
        department=world.quality_department,
        parts={"quality": [world.quentin]},
    )


def contained(world: World, record: Record, **given: Any) -> Record:
    """Quentin has accepted it, emma has contained it; it stands in disposition."""
    company.fill(world.quentin, record, "triage", category="material", external=False)
    if matrix.in_force() is None:
        matrices.brought_into_force(world)
    company.rate(world.quentin, record, 1, 1)
    world.move(world.quentin, record, "accept")
    values = {
        "containment": "Locked in the cage, red label.",
        "contained_on": company.day(0).isoformat(),
        "location": "Cage 4",
        "delivered": False,
        **given,
    }
    company.fill(world.emma, record, "containment", **values)
    return world.move(world.emma, record, "contain")


def disposition(
    world: World, record: Record, decision: str = "scrap", *, quantity: str = "500", **given: Any
) -> Record:
    """What emma proposes to do with a quantity."""
    return open_new(
        world.emma,
        "disposition",
        title=f"{decision} {quantity} kg",
        values={"decision": decision, "quantity": quantity, "quantity_unit": "kg", **given},
        parent=company.fresh(record),
    )


def approved(world: World, made: Record) -> Record:
    """Quentin has approved what emma proposed."""
    world.move(world.emma, made, "submit")
    return world.move(world.quentin, made, "approve")


def carried_out(world: World, made: Record) -> Record:
    """It is carried out today."""
    values = {"carried_out_on": company.day(0).isoformat(), "evidence": "Destruction record 77"}
    return world.move(world.emma, made, "carry_out", values=values)
