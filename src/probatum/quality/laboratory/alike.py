"""Other batches that were examined with the same method or the same instrument around the same time (LAB-07).

What is wrong with a method or an instrument is wrong with more than one batch (FDA guidance on OOS results, 2022).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from probatum.kernel.authz import visible
from probatum.kernel.body import body_of
from probatum.kernel.concern import concerns_among, items_of
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.master import Item
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.laboratory.bodies import LabInvestigation
from probatum.quality.laboratory.results import KIND

WINDOW = "laboratory.window_days"
SETTINGS[WINDOW] = (
    90,
    "Days before and after a test in which other tests by the same method are listed",
    1,
    730,
)
MOST = 100
BATCH, INSTRUMENT = "batch", "equipment"


@dataclass(frozen=True, slots=True)
class Alike:
    """Another investigation: its batches, and the method and instruments that it shares."""

    record: Record
    batches: tuple[Item, ...]
    method: str
    instruments: tuple[Item, ...]
    tested: dt.datetime | None
    on_hold: bool


def number_of(method: str) -> str:
    """What a method is called by without its edition: its first word where that holds a digit, else all of it."""
    words = method.replace(",", " ").replace(";", " ").split()
    first = words[0] if words else ""
    return first if any(sign.isdigit() for sign in first) else " ".join(words)


def alike(actor: Person, record: Record) -> list[Alike]:
    """The investigations that somebody may see with the same method or instrument in the window, latest test first."""
    own: LabInvestigation = body_of(record)
    instruments = {one.pk for one in items_of(record, INSTRUMENT)}
    by_instrument = Q(
        record__concerns__item__in=instruments,
        record__concerns__field=INSTRUMENT,
        record__concerns__until=None,
    )
    method = number_of(own.method)
    wanted = by_instrument | Q(method__istartswith=method) if method else by_instrument
    rows = LabInvestigation.objects.filter(wanted, record__in=visible(actor, KIND)).exclude(pk=own.pk)
    if own.occurred_at is not None:
        days = dt.timedelta(days=int(setting(WINDOW)))
        rows = rows.filter(occurred_at__range=(own.occurred_at - days, own.occurred_at + days))
    found = list(rows.select_related("record__owner").distinct().order_by("-occurred_at", "-pk")[:MOST])
    pointed = concerns_among([one.pk for one in found])
    told = []
    for one in found:
        concerns = pointed.get(one.pk, [])
        shared = tuple(c.item for c in concerns if c.field == INSTRUMENT and c.item_id in instruments)
        same = one.method if method and number_of(one.method).casefold() == method.casefold() else ""
        if shared or same:
            batches = tuple(c.item for c in concerns if c.field == BATCH)
            told.append(Alike(one.record, batches, same, shared, one.occurred_at, bool(one.on_hold)))
    return told
