"""The facet of business processes: a record may have several, so it is counted apart from the facets that share one count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, FilteredRelation, Q, QuerySet

from probatum.kernel.business_process import belonging_to, belonging_to_any
from probatum.kernel.record import Record
from probatum.kernel.tally import tally
from probatum.web.documents import listing

PROCESS = listing.Facet("process", "Process", "held__process__code", "held__process__name", "No process")


def narrow(rows: QuerySet[Record], chosen: Mapping[str, str]) -> QuerySet[Record]:
    """The rows that belong to the chosen process, or to none."""
    code = chosen.get(PROCESS.name)
    if not code:
        return rows
    if code == "-":
        return rows.exclude(pk__in=belonging_to_any())
    return rows.filter(pk__in=belonging_to(code))


def counted(rows: QuerySet[Record], *, kind: str) -> list[dict[str, Any]]:
    """How many rows belong to each process; a row that belongs to two counts in both."""
    held = FilteredRelation("belongings", condition=Q(belongings__until=None))
    found = rows.annotate(held=held).order_by().values(PROCESS.key, PROCESS.text)
    return tally(found.annotate(rows=Count("pk")), kind=kind)


def without(chosen: Mapping[str, str]) -> dict[str, str]:
    """The choices of the other facets."""
    return {name: value for name, value in chosen.items() if name != PROCESS.name}


def only(chosen: Mapping[str, str]) -> dict[str, str]:
    """The choice of this facet."""
    return {name: value for name, value in chosen.items() if name == PROCESS.name}
