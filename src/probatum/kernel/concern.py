"""Which record points at which item of the master data, and by which of its fields; ended when changed, never removed (QE-12)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q, QuerySet

from probatum.kernel.action import Act
from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.master import MOST_PICKED, Item
from probatum.kernel.people import Actor
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record


class Concern(models.Model):
    """That a record points at an item by one of its fields, from and until."""

    record = points_to(Record, related="concerns")
    field = models.CharField(max_length=40)
    item = points_to(Item, related="concerns")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["record", "field", "id"]
        indexes = [
            # where an item is used, and what recurs at the same item
            models.Index(fields=["item", "record"], name="concern_open", condition=Q(until=None)),
        ]
        constraints = [
            # also what finds the items of a record
            models.UniqueConstraint(
                fields=["record", "field", "item"], name="concern_held_once", condition=Q(until=None)
            )
        ]


_CONCERNS = Question(
    lambda: (
        Concern.objects.filter(record_id__any=Asked("records"), until=None)
        .select_related("item", "item__parent", "item__site")
        .order_by("record_id", "field", "item__code", "id")
    )
)


def concerns_among(records: Iterable[int]) -> dict[int, list[Concern]]:
    """What several records point at now, by the key of the record, in one query."""
    found: dict[int, list[Concern]] = {}
    for one in _CONCERNS.ask(records=list(records)):
        found.setdefault(one.record_id, []).append(one)
    return found


def concerns_of(record: Record, field: str = "") -> list[Concern]:
    """What a record points at now, read once for each loaded record: by field and code, or by one field only."""
    if "_concerns" not in record.__dict__:
        record.__dict__["_concerns"] = concerns_among([record.pk]).get(record.pk, [])
    known: list[Concern] = record.__dict__["_concerns"]
    return [one for one in known if not field or one.field == field]


def items_of(record: Record, field: str) -> list[Item]:
    """The items that a record points at by one field, by code."""
    return [one.item for one in concerns_of(record, field)]


def set_concerns(act: Act, record: Record, *, field: str, items: Iterable[Item]) -> None:
    """Let a record point at these items by a field and at no others, under an open action.

    Raises Refused for too many, or for one that is out of use and was not pointed at before.
    """
    wanted = {item.pk: item for item in items}
    if len(wanted) > MOST_PICKED:
        raise Refused(f"Choose at most {MOST_PICKED} items.", field=field)
    held = Concern.objects.select_for_update(no_key=True).filter(record=record, field=field, until=None)
    ended = [one.pk for one in held if wanted.pop(one.item_id, None) is None]
    for item in wanted.values():
        if not item.standing.offered:
            raise Refused(f"{item.code} is {item.standing.label.lower()}; choose one in use.", field=field)
    if ended:
        Concern.objects.filter(pk__in=ended).update(until=act.at)
    Concern.objects.bulk_create(
        Concern(record=record, field=field, item=item, since=act.at) for item in wanted.values()
    )
    record.__dict__.pop("_concerns", None)


def where_used(actor: Actor, item: Item) -> QuerySet[Record]:
    """The records that point at an item now, as far as somebody may see them."""
    pointing = Concern.objects.filter(item=item, until=None).values("record_id")
    return visible(actor).filter(pk__in=pointing)
