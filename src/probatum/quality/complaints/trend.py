"""How often it is complained: by product, lot and subject, per units distributed, and where complaints cluster (CMP-15).

Counted is what the reader may see; merged and cancelled complaints do not count, so that one told twice is one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from probatum.kernel.action import action
from probatum.kernel.authz import Decision, decide, visible
from probatum.kernel.concern import Concern
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.errors import Refused
from probatum.kernel.master import Item
from probatum.kernel.people import Actor, Person
from probatum.kernel.record import Record
from probatum.quality.complaints.bodies import UnitsDistributed
from probatum.quality.complaints.cases import KIND, MERGED
from probatum.quality.complaints.words import NATURES

MANAGE = "complaint.handle"
PER = 10_000
COUNT, DAYS = "complaint.cluster_count", "complaint.cluster_days"
SETTINGS[COUNT] = (3, "Complaints about one lot, or alike about one product, that make a cluster", 2, 100)
SETTINGS[DAYS] = (30, "Days within which complaints make a cluster", 1, 365)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One product in one month: complaints, units distributed, and complaints per 10,000 units where units are entered."""

    month: dt.date
    complaints: int
    units: int | None

    @property
    def rate(self) -> float | None:
        return self.complaints * PER / self.units if self.units else None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Complaints that stand close together: about one lot, or about one product and the same subject."""

    what: str
    item: int
    code: str
    subject: str
    complaints: int


def counted(actor: Actor, *, since: dt.datetime) -> QuerySet[Record]:
    """The complaints that became known since a moment and count, as far as somebody may see them."""
    found = visible(actor, KIND).exclude(state__in=(MERGED, "cancelled"))
    return found.filter(quality_complaint__aware_at__gte=since)


def first_of(day: dt.date, *, months_ago: int = 0) -> dt.date:
    """The first day of the month so many months before that of a day."""
    at = day.year * 12 + day.month - 1 - months_ago
    return dt.date(at // 12, at % 12 + 1, 1)


def by_product(actor: Actor, *, today: dt.date, months: int = MONTHS) -> dict[Item, list[Month]]:
    """For each product complained of or distributed, the last months, the newest first."""
    start = first_of(today, months_ago=months - 1)
    since = dt.datetime.combine(start, dt.time(), tzinfo=dt.UTC)
    rows = (
        _concerning(actor, "product", since)
        .annotate(month=TruncMonth("record__quality_complaint__aware_at", tzinfo=dt.UTC))
        .values_list("item_id", "month")
        .annotate(count=Count("record_id", distinct=True))
    )
    counts = {(item, month.date()): count for item, month, count in rows}
    units = {
        (one.product_id, one.month): one.units for one in UnitsDistributed.objects.filter(month__gte=start)
    }
    products = Item.objects.in_bulk({item for item, _ in (*counts, *units)})
    shown = [first_of(today, months_ago=ago) for ago in range(months)]
    return {
        product: [
            Month(month, counts.get((product.pk, month), 0), units.get((product.pk, month)))
            for month in shown
        ]
        for product in sorted(products.values(), key=lambda one: one.code)
    }


def clusters(actor: Actor, *, now: dt.datetime) -> list[Cluster]:
    """Lots, and products with one subject, about which there were too many complaints in too few days; most first."""
    since = now - dt.timedelta(days=int(setting(DAYS)))
    least = int(setting(COUNT))
    many = Count("record_id", distinct=True)
    lots = _concerning(actor, "lot", since).values_list("item_id", "item__code").annotate(count=many)
    alike = (
        _concerning(actor, "product", since)
        .values_list("item_id", "item__code", "record__quality_complaint__nature")
        .annotate(count=many)
    )
    words = dict(NATURES)
    found = [Cluster("Lot", key, code, "", count) for key, code, count in lots.filter(count__gte=least)]
    found += [
        Cluster("Product", key, code, words.get(subject, "not said"), count)
        for key, code, subject, count in alike.filter(count__gte=least)
    ]
    return sorted(found, key=lambda one: (-one.complaints, one.code, one.subject))


def _concerning(actor: Actor, field: str, since: dt.datetime) -> QuerySet[Concern]:
    seen = counted(actor, since=since).order_by().values("pk")
    return Concern.objects.filter(field=field, until=None, record__in=seen).order_by()


def queue(actor: Actor) -> QuerySet[Record]:
    """The complaints in intake and triage in the order in which they are looked at: severity first, then who waits longest."""
    found = visible(actor, KIND).filter(state__in=("intake", "triage"))
    return found.select_related("owner", "quality_complaint").order_by(
        "quality_complaint__queue_rank", "quality_complaint__aware_at", "pk"
    )


def may_enter_units(actor: Actor) -> Decision:
    """Whether somebody may enter how many units were distributed."""
    return decide(actor, MANAGE)


def enter_units(
    actor: Person, product: Item, *, month: dt.date, units: int, reason: str = ""
) -> UnitsDistributed:
    """Enter or correct how many units of a product were distributed in a month; a correction needs a reason.

    Raises NotAllowed without the right, Refused for what is no product, a month to come, or a correction without a reason.
    """
    verdict = may_enter_units(actor).or_refuse()
    if product.register != "product":
        raise Refused("Choose a product.", field="product")
    first = month.replace(day=1)
    known = UnitsDistributed.objects.filter(product=product, month=first).first()
    if known is not None and not reason.strip():
        raise Refused(f"{known.units:,} units are entered already. Say why this changes.", field="reason")
    with action(actor, "complaint.enter_units", role=verdict.role, reason=reason.strip()) as act:
        if first > act.at.date():
            raise Refused("Enter a month that has begun.", field="month")
        facts = {"units": units, "entered_by": actor, "entered_at": act.at}
        made, _ = UnitsDistributed.objects.update_or_create(product=product, month=first, defaults=facts)
    return made
