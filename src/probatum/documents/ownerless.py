"""Documents whose owner has left: found by their owner's account, so that none can be forgotten (DOC-35)."""

from __future__ import annotations

from django.db.models import QuerySet

from probatum.kernel.authz import SeenQuestion, held_by, visible
from probatum.kernel.people import Person
from probatum.kernel.record import Record

CONTROL = "document.control"
LIVING = ("in_preparation", "effective")


def ownerless(actor: Person) -> QuerySet[Record]:
    """The documents without an active owner that the actor controls."""
    return _controlled(actor, _without_owner(visible(actor, "document")))


def how_many(actor: Person) -> int:
    """How many there are; nobody who controls no documents is asked."""
    if not _sites(actor):
        return 0
    return len(_COUNTED.ask(actor, "document", *_sites(actor)))


def _without_owner(rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows.filter(owner__is_active=False, state__in=LIVING)


def _sites(actor: Person) -> tuple[int | None, ...]:
    """The sites whose documents somebody controls; None among them stands for all."""
    sites = {held.site_id for held in held_by(actor) if CONTROL in held.permissions}
    return tuple(sorted(sites, key=lambda site: site or 0))


def _controlled(actor: Person, rows: QuerySet[Record]) -> QuerySet[Record]:
    return _at(rows, *_sites(actor))


def _at(rows: QuerySet[Record], *sites: int | None) -> QuerySet[Record]:
    if None in sites:
        return rows
    return rows.filter(site_id__in=[site for site in sites if site is not None])


_COUNTED = SeenQuestion(
    lambda rows, *sites: _at(_without_owner(rows), *sites).order_by().values_list("pk")[:1000]
)
