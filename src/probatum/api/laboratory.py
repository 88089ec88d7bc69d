"""Results of a laboratory investigation: read, and entered under an approved plan by the analyst whom it names; never taken out (LAB-04, LAB-05)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from probatum.api import schemas, shown
from probatum.api.routing import READING, WRITING, router
from probatum.api.scope import actor_of, demand_writing, seen
from probatum.kernel.record import Record
from probatum.quality.laboratory import results as kept
from probatum.quality.laboratory.bodies import LabResult


@router.get("/records/{uuid}/results", tags=READING, response=list[schemas.ResultOut])
def results(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """Every result of an investigation, or of one of its plans, in the order entered; an invalidated one stays."""
    return [_told(one) for one in _results(request, uuid)]


@router.post("/records/{uuid}/results", tags=WRITING, response={201: schemas.ResultOut})
def add_result(request: HttpRequest, uuid: UUID, given: schemas.NewResult) -> Any:
    """Enter one further result under a plan: as measured, not rounded, and when it was tested."""
    plan = seen(request, uuid)
    demand_writing(request)
    if plan.kind != kept.PLAN:
        raise Http404("Results are entered under a plan.")
    made = kept.enter(actor_of(request), plan, value=given.value, tested_at=given.tested_at, note=given.note)
    return 201, _told(made)


@router.delete("/records/{uuid}/results/{number}", tags=WRITING, response={204: None})
def take_out_result(request: HttpRequest, uuid: UUID, number: int) -> Any:
    """Always refused, with what can be done instead: no result is ever deleted."""
    found = next((one for one in _results(request, uuid) if one.pk == number), None)
    demand_writing(request)
    if found is None:
        raise Http404("There is no such result.")
    kept.take_out(actor_of(request), found)
    return 204, None


def _results(request: HttpRequest, uuid: UUID) -> list[LabResult]:
    """The results of an investigation, or those of one plan where the record is a plan. Raises Http404 for other kinds."""
    record = seen(request, uuid)
    if record.kind == kept.KIND:
        return kept.results_of(record)
    if record.kind == kept.PLAN:
        return [one for one in kept.results_of(_of(request, record)) if one.plan_id == record.pk]
    raise Http404("No results are kept for this record.")


def _of(request: HttpRequest, plan: Record) -> Record:
    if plan.parent is None:
        raise Http404("This plan belongs to no investigation.")
    return seen(request, plan.parent.uuid)


def _told(one: LabResult) -> dict[str, Any]:
    return {
        "id": one.pk,
        "type": one.type,
        "ordinal": one.ordinal,
        "value": one.entered,
        "unit": one.unit,
        "sample": one.sample,
        "plan": one.plan.record.uuid if one.plan is not None else None,
        "analyst": shown.person(one.analyst),
        "tested_at": one.tested_at,
        "note": one.note,
        "entered_at": one.entered_at,
        "invalidated_at": one.invalidated_at,
        "invalid_reason": one.invalid_reason,
    }
