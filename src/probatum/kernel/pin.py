"""Pins: records that a person keeps at hand. A pin gives no right and decides nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery

from probatum.kernel.action import action
from probatum.kernel.authz import SeenQuestion, decide
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.question import Asked
from probatum.kernel.record import Record


class Pin(models.Model):
    """A record that a person keeps at hand, from and until."""

    person = points_to(Person)
    record = points_to(Record)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "record"], name="pinned_once", condition=Q(until=None))
        ]


MOST = 50


def pin(actor: Person, record: Record) -> None:
    """Keep a record at hand. Raises NotAllowed for one that may not be seen, Refused for too many."""
    decide(actor, "record.view", record=record).or_refuse()
    held = Pin.objects.filter(person=actor, until=None)
    if held.filter(record=record).exists():
        return
    if held.count() >= MOST:
        raise Refused(f"You have {MOST} pins, which is the most. Take one away first.")
    with action(actor, "record.pin") as act:
        Pin.objects.get_or_create(person=actor, record=record, until=None, defaults={"since": act.at})


def unpin(actor: Person, record: Record) -> None:
    """Keep a record at hand no more."""
    with action(actor, "record.unpin") as act:
        Pin.objects.filter(person=actor, record=record, until=None).update(until=act.at)


def is_pinned(actor: Person, record: Record) -> bool:
    """Whether the person has pinned a record."""
    return Pin.objects.filter(person=actor, record=record, until=None).exists()


def held_by_person(key: int | Asked) -> QuerySet[Pin, int]:
    """The keys of the records that a person has pinned."""
    return Pin.objects.filter(person_id=key, until=None).values_list("record_id", flat=True)


def pinned(actor: Person) -> list[Record]:
    """The pinned records that the person may still see, the latest pin first."""
    return _PINNED.ask(actor, None, person=actor.pk)


def _pinned(rows: QuerySet[Record]) -> QuerySet[Record]:
    pins = Pin.objects.filter(person_id=Asked("person"), record_id=OuterRef("pk"), until=None)
    held = rows.filter(pk__in=held_by_person(Asked("person")))
    return held.annotate(pinned_at=Subquery(pins.values("since")[:1])).order_by("-pinned_at", "-pk")[:MOST]


_PINNED = SeenQuestion(_pinned)
