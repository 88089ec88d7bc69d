"""The table of extensions, and how many a record has had (QE-06)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Count

from probatum.kernel.body import SectionBody
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.record import Record

KIND = "extension"
GRANTED = "granted"
OPEN = ("requested", "rework")
BY_QUALITY = "extension.by_quality"

SETTINGS[BY_QUALITY] = (2, "Extensions of one record that Quality grants; later ones need its head", 0, 9)


class Extension(SectionBody):
    """One request for more time: the day asked for and why, the day that stood then, and which request of the record it is."""

    new_due = models.DateField("new due day")
    justification = models.TextField()
    was_due = models.DateField("due day when asked", null=True)
    ordinal = models.PositiveSmallIntegerField("extension no.", default=1)


def granted_for(records: Iterable[int]) -> dict[int, int]:
    """How many extensions each of some records was granted; one query, shown in lists and figures."""
    found = Record.objects.filter(kind=KIND, state=GRANTED, parent__in=list(records))
    rows = found.order_by().values_list("parent").annotate(count=Count("pk"))
    return {parent: count for parent, count in rows if parent is not None}


def granted_count(record: Record) -> int:
    """How many extensions a record was granted."""
    return granted_for([record.pk]).get(record.pk, 0)


def needs_head(ordinal: int) -> bool:
    """Whether the extension of this number is beyond what Quality grants without its head."""
    return ordinal > int(setting(BY_QUALITY))
