"""Links and clocks of a record: links made and ended as on the page of its trace, clocks read (QE-19, QE-35)."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Schema

from probatum.api import schemas, shown
from probatum.api.routing import READING, WRITING, router
from probatum.api.schemas import Given
from probatum.api.scope import actor_of, demand_writing, records_seen, seen
from probatum.kernel.clock import Clock, clocks_of
from probatum.kernel.errors import Refused
from probatum.kernel.link import links_of
from probatum.quality.trace import joining


class ClockOut(Schema):
    """A countdown of a record: from when it counts, by which rule, when it runs out, and how it ended."""

    name: str
    label: str
    period: str
    source: str
    statutory: bool
    since: dt.datetime
    due_at: dt.datetime
    paused_at: dt.datetime | None
    stopped_at: dt.datetime | None
    outcome: str
    note: str


class NewLink(Given):
    """Another record by its number, and how the two belong together; without `way` the first that is legal."""

    number: str
    way: str = ""
    related: bool = False
    note: str = ""


class LinkEnd(Given):
    """Why a link ends."""

    reason: str


@router.get("/records/{uuid}/clocks", tags=READING, response=list[ClockOut])
def clocks(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """The clocks of a record, those that run and those that stopped."""
    return [_clock(one) for one in clocks_of(seen(request, uuid))]


@router.get("/records/{uuid}/links", tags=READING, response=list[schemas.LinkOut])
def links(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """The links of a record to others that may be seen."""
    return shown.links(request, seen(request, uuid))


@router.post("/records/{uuid}/links", tags=WRITING, response={201: list[schemas.LinkOut]})
def add_link(request: HttpRequest, uuid: UUID, given: NewLink) -> Any:
    """Link a record with another one; answers with the links as they stand."""
    record = seen(request, uuid)
    demand_writing(request)
    if not records_seen(request).filter(number__iexact=given.number.strip()).exists():
        raise Refused("Enter the number of a record that you may see.", field="number")
    joining.join(
        actor_of(request), record, number=given.number, note=given.note, related=given.related, way=given.way
    )
    return 201, shown.links(request, seen(request, uuid))


@router.post("/records/{uuid}/links/{number}/end", tags=WRITING, response=list[schemas.LinkOut])
def end_link(request: HttpRequest, uuid: UUID, number: int, given: LinkEnd) -> list[dict[str, Any]]:
    """End a link that people made, with the reason."""
    record = seen(request, uuid)
    demand_writing(request)
    told = {one["id"] for one in shown.links(request, record)}
    made = next((one for one in links_of([record.pk]) if one.pk == number and one.pk in told), None)
    if made is None:
        raise Http404("There is no such link of this record.")
    joining.part(actor_of(request), record, made, reason=given.reason)
    return shown.links(request, seen(request, uuid))


def _clock(one: Clock) -> dict[str, Any]:
    plain = (
        "name",
        "label",
        "source",
        "statutory",
        "since",
        "due_at",
        "paused_at",
        "stopped_at",
        "outcome",
        "note",
    )
    return {**{name: getattr(one, name) for name in plain}, "period": str(one.span)}
