"""What can be read: the account, the kinds, records and what belongs to them, tasks, master data."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query

from probatum.api import description, schemas, shown
from probatum.api.bearer import token_of
from probatum.api.listing import Filters, page, refuse_unknown
from probatum.api.routing import READING, router
from probatum.api.scope import actor_of, demand_inside, process_covered, records_seen, seen
from probatum.kernel import master
from probatum.kernel.authz import acting_for, held_by
from probatum.kernel.closed import told_to
from probatum.kernel.ledger import history as ledger_history
from probatum.kernel.lifecycle import available
from probatum.kernel.process import process_of, registered
from probatum.kernel.reading import note_history_taken
from probatum.kernel.signature import digest_of, status
from probatum.kernel.task import Task

MOST_TASKS = 500
MOST_ITEMS = 200


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: HttpRequest) -> Any:
    """This description."""
    return description.document()


@router.get("/me", tags=READING, response=schemas.MeOut)
def me(request: HttpRequest) -> dict[str, Any]:
    """The account under which the token works, and what it holds."""
    actor, token = actor_of(request), token_of(request)
    held = held_by(actor)
    return {
        "person": shown.person(actor),
        "token": {
            "name": token.name,
            "kinds": token.kinds,
            "writes": token.writes,
            "expires_at": token.expires_at,
        },
        "roles": sorted({one.role for one in held}),
        "permissions": sorted({name for one in held for name in one.permissions}),
    }


@router.get("/tasks", tags=READING, response=list[schemas.TaskOut])
def tasks(request: HttpRequest) -> list[dict[str, Any]]:
    """The open tasks of the account, and of those it stands in for, the most urgent first."""
    mine = Task.objects.filter(person_id__in=acting_for(actor_of(request)), closed_at=None)
    seen_now = mine.filter(record__in=records_seen(request).order_by().values("pk"))
    found = seen_now.select_related("record", "person").order_by("due", "id")[:MOST_TASKS]
    return [shown.task(one, one.record) for one in found]


@router.get("/kinds", tags=READING, response=list[schemas.KindOut])
def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Every kind of record that the token covers."""
    token = token_of(request)
    return [shown.kind(process) for process in registered() if token.covers(process.kind)]


@router.get("/kinds/{kind}", tags=READING, response=schemas.DefinitionOut)
def kind(request: HttpRequest, kind: str) -> dict[str, Any]:
    """One kind: states, moves, parts, sections and fields, as its process says."""
    return shown.definition(process_covered(request, kind))


@router.get("/kinds/{kind}/records", tags=READING, response=schemas.PageOut)
def records_of_kind(request: HttpRequest, kind: str, filters: Query[Filters]) -> dict[str, Any]:
    """The records of a kind that the account may see."""
    return page(request, filters, kind=process_covered(request, kind).kind)


@router.get("/records", tags=READING, response=schemas.PageOut)
def records(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The records of every kind that the account may see and the token covers."""
    return page(request, filters)


@router.get("/records/{uuid}", tags=READING, response=schemas.WholeOut)
def record(request: HttpRequest, uuid: UUID) -> dict[str, Any]:
    """One record with its values, people, tasks, links, children and the moves that lead on."""
    found = seen(request, uuid)
    return shown.whole(request, found, available(actor_of(request), found))


@router.get("/records/{uuid}/signatures", tags=READING, response=list[schemas.SignatureOut])
def signatures(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """The signatures of a record in the order given, each with its validity now."""
    found = seen(request, uuid)
    demand_inside(request, found)
    process = process_of(found)
    given = list(found.signatures.order_by("id"))
    present = digest_of(process, found) if given else ""
    return [
        {
            "name": one.printed_name,
            "validity": status(one, process=process, record=found, present=present),
            "meaning": one.meaning_text,
            **{name: getattr(one, name) for name in _OF_SIGNATURE},
        }
        for one in given
    ]


_OF_SIGNATURE = (
    "username",
    "role",
    "on_behalf_of",
    "move",
    "subject",
    "refused",
    "reason",
    "at",
    "content_sha256",
)


@router.get("/records/{uuid}/history", tags=READING)
def history(request: HttpRequest, uuid: UUID) -> Any:
    """Everything done on a record, newest first, with every changed value; that it was taken is itself noted."""
    refuse_unknown(request.GET, ())
    found = seen(request, uuid)
    demand_inside(request, found)
    actor = actor_of(request)
    note_history_taken(actor, found, form="json", narrowed="")
    return json.loads(ledger_history.as_json(told_to(actor, ledger_history.every(found))))


@router.get("/records/{uuid}/comments", tags=READING, response=list[schemas.CommentOut])
def comments(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """The remarks on a record, the earliest first."""
    found = seen(request, uuid)
    demand_inside(request, found)
    return [comment(one) for one in found.comments.select_related("author").order_by("id")]


def comment(one: Any) -> dict[str, Any]:
    """A remark as data."""
    return {
        "id": one.pk,
        "author": shown.person(one.author),
        "text": one.text,
        "at": one.at,
        "answers": one.answers_id,
        "resolved_at": one.resolved_at,
        "outcome": one.outcome,
    }


@router.get("/registers/{register_name}/items", tags=READING, response=list[schemas.ItemOut])
def items(request: HttpRequest, register_name: str, q: str = "", after: str = "") -> list[dict[str, Any]]:
    """The items of a register of master data, by code; the next ones by `after`, the last code of the page before."""
    refuse_unknown(request.GET, ("q", "after"))
    master.may_read(actor_of(request)).or_refuse()
    if register_name not in master.REGISTERS:
        raise Http404("There is no such register.")
    found = master.items(register_name, words=q[:200])
    if after:
        found = found.filter(code__gt=after)
    return [shown.item(one) for one in found[:MOST_ITEMS]]
