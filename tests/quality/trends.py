"""Trend rules in the small company: mira prepares, hanna approves; emma owns the CAPAs that follow."""

from __future__ import annotations

from typing import Any

from probatum.kernel.models import Record
from probatum.kernel.opening import open_new
from probatum.quality.recurrence.trending import Trend
from tests.quality import matrices
from tests.quality.events import company
from tests.world import World


def rule(world: World, **given: Any) -> Record:
    """A rule in draft: two events of one category in 90 days."""
    matrices.staff(world)
    company.staff(world)
    values = {
        "code": "CATEGORY-90",
        "kind": "every",
        "alike_in": "category",
        "at_least": 2,
        "days": 90,
        "capa_owner": world.emma,
        "why": "Two in a quarter are no accident.",
        **given,
    }
    return open_new(world.mira, "trend_rule", title=f"Events by {values['alike_in']}", values=values)


def in_force(world: World, **given: Any) -> Record:
    """A rule that hanna has signed."""
    made = rule(world, **given)
    world.move(world.mira, made, "submit")
    return world.move(world.hanna, made, "approve")


def raised(world: World) -> Record:
    """The trend of two deviations of one category."""
    in_force(world)
    for _ in range(2):
        company.triaged(world, company.deviation(world))
    return Record.objects.get(pk=Trend.objects.get().pk)
