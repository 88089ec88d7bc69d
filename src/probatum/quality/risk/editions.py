"""Editions of a risk matrix in the database: written once, read back as plain values."""

from __future__ import annotations

from probatum.kernel.action import Act
from probatum.kernel.people import Person
from probatum.quality.risk.plan import DimensionPlan, LevelPlan, MatrixPlan, ResultPlan
from probatum.quality.risk.scale import (
    TABLE,
    MatrixCell,
    MatrixDimension,
    MatrixEdition,
    MatrixLevel,
    MatrixResult,
    RiskMatrix,
)


def write(act: Act, matrix: RiskMatrix, plan: MatrixPlan, *, by: Person) -> MatrixEdition:
    """Insert an edition with everything in it, under an open action; who calls has asked `plan.faults`."""
    edition = MatrixEdition.objects.create(matrix=matrix, method=plan.method, made_by=by, made_at=act.at)
    levels: dict[str, list[MatrixLevel]] = {}
    for position, one in enumerate(plan.dimensions, start=1):
        dimension = MatrixDimension.objects.create(
            matrix=matrix, edition=edition, position=position, name=one.name, label=one.label.strip()
        )
        levels[one.name] = MatrixLevel.objects.bulk_create(
            MatrixLevel(
                matrix=matrix,
                dimension=dimension,
                position=at,
                score=level.score,
                label=level.label.strip(),
                anchor=level.anchor.strip(),
            )
            for at, level in enumerate(one.levels, start=1)
        )
    results = MatrixResult.objects.bulk_create(
        MatrixResult(
            matrix=matrix,
            edition=edition,
            position=at,
            label=one.label.strip(),
            tone=one.tone,
            path=one.path,
            from_score=one.from_score if plan.method != TABLE else None,
        )
        for at, one in enumerate(plan.results, start=1)
    )
    if plan.method == TABLE:
        _write_cells(edition, plan, levels, results)
    return edition


def _write_cells(
    edition: MatrixEdition,
    plan: MatrixPlan,
    levels: dict[str, list[MatrixLevel]],
    results: list[MatrixResult],
) -> None:
    names = [one.name for one in plan.dimensions]
    MatrixCell.objects.bulk_create(
        MatrixCell(
            matrix_id=edition.matrix_id,
            edition=edition,
            result=results[plan.cells[place] - 1],
            **{name: levels[name][at - 1] for name, at in zip(names, place, strict=True)},
        )
        for place in plan.places()
    )


def read(edition: MatrixEdition) -> MatrixPlan:
    """The contents of an edition."""
    dimensions = list(edition.dimensions.order_by("position").prefetch_related("levels"))
    results = list(edition.results.order_by("position"))
    keys = [f"{one.name}__position" for one in dimensions]
    rows = edition.cells.order_by("id").values_list(*keys, "result__position")
    return MatrixPlan(
        edition.method,
        tuple(
            DimensionPlan(
                one.name,
                one.label,
                tuple(
                    LevelPlan(level.label, level.anchor, level.score)
                    for level in sorted(one.levels.all(), key=lambda level: level.position)
                ),
            )
            for one in dimensions
        ),
        tuple(ResultPlan(one.label, one.tone, one.path, one.from_score) for one in results),
        {tuple(row[:-1]): row[-1] for row in rows},
    )
