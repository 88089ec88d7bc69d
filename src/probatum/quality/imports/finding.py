"""What a migrated record is found by, for ever: its number in the older system (MIG-10), and where it came from."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from probatum.documents.identifiers import fold
from probatum.kernel import search
from probatum.kernel.authz import visible
from probatum.kernel.particulars import steps_of
from probatum.kernel.people import Actor
from probatum.kernel.record import Record
from probatum.quality.imports import kinds as kinds
from probatum.quality.imports.bodies import MigratedEvent
from probatum.quality.imports.declared import WAY
from probatum.quality.imports.declared import kinds as declared_kinds


def known_as(actor: Actor, number: str) -> list[Record]:
    """The records that this person may see and that had this number in an older system."""
    named = MigratedEvent.objects.filter(folded=fold(number)).values("record_id")
    return list(visible(actor).filter(pk__in=named).order_by("number"))


def past_of(record: Record) -> MigratedEvent | None:
    """Where a record came from; None for one that began here, which costs no query."""
    steps = steps_of(record)
    if not steps or steps[0].move != WAY:
        return None
    known = MigratedEvent.objects.select_related("record", "collection__record", "file__file")
    return known.filter(pk=record.pk).first()


def _names(record: Record) -> list[str]:
    return list(MigratedEvent.objects.filter(pk=record.pk).values_list("old_number", flat=True))


def _rows() -> QuerySet[Any]:
    return MigratedEvent.objects.all()


_LISTED = search.OtherNames(rows=_rows, record="record_id", name="old_number")
for place, legacy in enumerate(declared_kinds()):  # one list holds the names of all kinds
    search.also_by(legacy.kind, _names, listed=None if place else _LISTED)
