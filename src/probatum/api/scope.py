"""What a request reaches: what the person of the token may see, and of that only the kinds that the token covers."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from probatum.api.bearer import token_of
from probatum.kernel.authz import acting_for, decide, visible
from probatum.kernel.errors import NotAllowed
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import Process, process_of, registered
from probatum.kernel.reading import note_confidential_view
from probatum.kernel.record import Record


def actor_of(request: HttpRequest) -> Person:
    """The person under whose account the program works."""
    person: Person = token_of(request).person
    return person


def process_covered(request: HttpRequest, kind: str) -> Process:
    """The process of a kind that the token covers. Raises Http404."""
    found = next(registered(kind), None)
    if found is None or not token_of(request).covers(kind):
        raise Http404("There is no such kind.")
    return found


def records_seen(request: HttpRequest, kind: str | None = None) -> QuerySet[Record]:
    """Every record that the request may see; the start of each list and look-up."""
    rows = visible(actor_of(request), kind)
    kinds = token_of(request).kinds
    return rows.filter(kind__in=kinds) if kinds and kind is None else rows


def seen(request: HttpRequest, uuid: UUID) -> Record:
    """A record by its uuid. Raises Http404 alike for one that does not exist and one that is not to be seen.

    That a confidential one was looked at is kept each time, because a program has no session in which it could be remembered.
    """
    rows = records_seen(request).filter(uuid=uuid)
    found = rows.select_related("owner", "site", "department", "opened_by", "parent").first()
    if found is None:
        raise Http404("There is no such record for you.")
    actor = actor_of(request)
    found.__dict__["_seen_by"] = {actor.pk: True}  # the query above was the decision
    if request.method == "GET":
        note_confidential_view(actor, found)
    return found


def demand_writing(request: HttpRequest) -> None:
    """Raise NotAllowed for a token that only reads."""
    token = token_of(request)
    if not token.writes:
        raise NotAllowed(
            f"The token “{token.name}” only reads. A holder of the right to manage tokens can allow one that writes."
        )


def demand_inside(request: HttpRequest, record: Record) -> None:
    """Raise NotAllowed unless the person takes part in a record whose kind keeps its discussion from mere readers.

    Kinds with sections show it to whoever sees the record, as their pages do.
    """
    if process_of(record).sections:
        return
    actor = actor_of(request)
    people = {record.owner_id, *(held.person_id for held in parts_of(record))}
    if not people.intersection(acting_for(actor)) and not decide(actor, "audit_trail.read", record=record):
        raise NotAllowed(
            f"This is for those who work on {record.number}. Its owner ({record.owner.name}) can tell you."
        )
