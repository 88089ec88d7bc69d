"""What a person has in hand: drafts checked out to them, and versions they own or write whose next step is the author's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from probatum.documents.content import CheckOut, Version
from probatum.kernel.authz import SeenQuestion
from probatum.kernel.people import Person
from probatum.kernel.question import Asked
from probatum.kernel.record import Part, Record

MOST = 50
#: states in which the next step is the author's: writing, and deciding after the review
OPEN = ("draft", "reviewed")


@dataclass(frozen=True, slots=True)
class InHand:
    """A draft, and since when it is checked out to this person."""

    version: Version
    since: dt.datetime | None


def in_hand(person: Person) -> list[InHand]:
    """Drafts checked out to a person, the longest first; then drafts they own or write, the latest change first."""
    found = [
        InHand(record.documents_version, record.held_since if record.held_by == person.pk else None)
        for record in _IN_HAND.ask(person, "version", person=person.pk)
    ]
    held = sorted((one for one in found if one.since), key=lambda one: str(one.since))
    return [*held, *(one for one in found if one.since is None)]


def _composed(rows: QuerySet[Record]) -> QuerySet[Record]:
    # Three short lists by index; one condition with "or" would read every draft.
    owned = Record.objects.filter(owner_id=Asked("person"), kind="version", state__in=OPEN).order_by()
    written = Part.objects.filter(person_id=Asked("person"), name="author", until=None).order_by()
    held = CheckOut.objects.filter(person_id=Asked("person"), ended_at=None).order_by()
    mine = owned.values("pk").union(written.values("record_id"), held.values("version_id"))
    open_ones = CheckOut.objects.filter(version_id=OuterRef("pk"), ended_at=None)
    return (
        rows.filter(pk__any=mine, state__in=OPEN)
        .annotate(
            held_by=Subquery(open_ones.values("person_id")[:1]),
            held_since=Subquery(open_ones.values("since")[:1]),
        )
        .select_related("documents_version__document__record", "documents_version__draft__version")
        .order_by("-changed_at", "-pk")[:MOST]
    )


_IN_HAND = SeenQuestion(_composed)
