"""The risk matrix in the small company: mira prepares it, hanna approves it."""

from __future__ import annotations

from dataclasses import replace

from probatum.kernel.models import Record
from probatum.quality.risk import drafting, editions
from probatum.quality.risk.matrix import in_force
from probatum.quality.risk.plan import MatrixPlan
from probatum.quality.risk.proposal import proposed
from probatum.quality.risk.scale import TABLE, RiskMatrix
from tests.world import World

FIVE = {"severity": 5, "likelihood": 5}


def staff(world: World) -> World:
    """mira prepares the matrix, hanna approves it."""
    for username, role in (("mira", "rating_keeper"), ("hanna", "rating_head")):
        if username not in world.people:
            world.person(username, role)
    return world


def plan(
    *, severity: int = 5, likelihood: int = 5, detectability: int = 0, method: str = TABLE
) -> MatrixPlan:
    """A matrix of so many levels with every word filled in."""
    counts = {"severity": severity, "likelihood": likelihood}
    if detectability:
        counts["detectability"] = detectability
    return filled(proposed(counts=counts, method=method))


def filled(wanted: MatrixPlan) -> MatrixPlan:
    """The plan with words where the proposal leaves them to be written."""
    return replace(
        wanted,
        dimensions=tuple(
            replace(
                one,
                levels=tuple(
                    replace(
                        level, label=level.label or f"Level {at}", anchor=level.anchor or f"Words for {at}."
                    )
                    for at, level in enumerate(one.levels, start=1)
                ),
            )
            for one in wanted.dimensions
        ),
    )


def draft(world: World, wanted: MatrixPlan | None = None, *, title: str = "Risk matrix 5 × 5") -> RiskMatrix:
    """A version in draft with everybody named."""
    staff(world)
    return drafting.open_version(
        world.mira, title=title, note="First version.", approvers=[world.hanna], plan=wanted or plan()
    )


def brought_into_force(world: World, wanted: MatrixPlan | None = None) -> RiskMatrix:
    """A version that hanna has signed."""
    matrix = draft(world, wanted)
    world.move(world.mira, matrix.record, "submit")
    world.move(world.hanna, matrix.record, "approve")
    found = in_force()
    assert found is not None and found.pk == matrix.pk
    return found


def contents(matrix: RiskMatrix) -> MatrixPlan:
    """What a version says now."""
    fresh = RiskMatrix.objects.select_related("edition").get(pk=matrix.pk)
    return editions.read(fresh.edition)


def state(matrix: RiskMatrix) -> str:
    return Record.objects.get(pk=matrix.pk).state
