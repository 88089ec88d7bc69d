"""The risk rating of a record: read, and given by whoever may do so on its page, by the matrix in force (RSK-15)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from probatum.api import schemas, shown
from probatum.api.routing import READING, WRITING, router
from probatum.api.scope import actor_of, demand_writing, seen
from probatum.quality.risk.rated import Rating
from probatum.quality.risk.rating import earlier_of, rate


@router.get("/records/{uuid}/ratings", tags=READING, response=list[schemas.RatingOut])
def ratings(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """Every rating of a record, the newest first; that one counts."""
    return [_told(one) for one in earlier_of(seen(request, uuid))]


@router.post("/records/{uuid}/ratings", tags=WRITING, response={201: schemas.RatingOut})
def add_rating(request: HttpRequest, uuid: UUID, given: schemas.NewRating) -> Any:
    """Rate a record: a level, from 1, for each dimension of the matrix in force, and why."""
    record = seen(request, uuid)
    demand_writing(request)
    made = rate(
        actor_of(request),
        record,
        levels=given.levels,
        rationale=given.rationale,
        based_on=given.based_on,
    )
    return 201, _told(made)


def _told(one: Rating) -> dict[str, Any]:
    levels = (one.severity, one.likelihood, one.detectability)
    return {
        "matrix": one.matrix.record.number,
        "levels": {level.dimension.name: level.position for level in levels if level is not None},
        "score": one.score,
        "result": one.result.label,
        "path": one.path,
        "rationale": one.rationale,
        "rated_by": shown.person(one.rated_by),
        "rated_at": one.rated_at,
    }
