"""How often original results were invalidated: by site, analyst and method, a classic of quality metrics (LAB-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.quality.laboratory.bodies import LabInvestigation, LabResult
from probatum.quality.laboratory.results import KIND, ORIGINAL

#: what the rate is told by -> the column of the investigation
BY = {"site": "record__site__name", "analyst": "analyst__name", "method": "method"}
MOST = 200


@dataclass(frozen=True, slots=True)
class Rate:
    """Of so many investigations so many ended with an invalid original result."""

    name: str
    investigations: int
    invalidated: int

    @property
    def percent(self) -> float:
        """The share in percent, to one decimal."""
        return round(100 * self.invalidated / self.investigations, 1) if self.investigations else 0.0


def rates(actor: Person, *, by: str, since: dt.datetime | None = None) -> list[Rate]:
    """The rates over the investigations that somebody may see, the most investigations first. Raises KeyError for another `by`."""
    column = BY[by]
    seen = visible(actor, KIND)
    if since is not None:
        seen = seen.filter(opened_at__gte=since)
    invalid = LabResult.objects.filter(type=ORIGINAL, invalidated_at__isnull=False).values("record_id")
    rows = (
        LabInvestigation.objects.filter(pk__in=seen.values("pk"))
        .order_by()
        .values_list(column)
        .annotate(many=Count("pk"), invalid=Count("pk", filter=Q(pk__in=invalid)))
    )
    found = [Rate(name or "Not said", many, bad) for name, many, bad in rows]
    return sorted(found, key=lambda one: (-one.investigations, one.name))[:MOST]
