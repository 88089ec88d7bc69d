"""Following: a person is told what becomes of a record. Who follows what is nobody else's business.

Following gives no right: whoever no longer sees the record is told nothing more, and earlier notices are not shown either.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q, QuerySet

from probatum.kernel.action import Act, action
from probatum.kernel.authz import SeenQuestion, can_see, decide
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.question import Asked
from probatum.kernel.record import Record


class Follow(models.Model):
    """That a person wants to be told what becomes of a record, from and until."""

    person = points_to(Person)
    record = points_to(Record)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # also serves "who follows this record", asked when something becomes of it
            models.UniqueConstraint(
                fields=["record", "person"], name="followed_once", condition=Q(until=None)
            )
        ]


class Notice(models.Model):
    """One thing that a follower is told of a record, until it is taken note of."""

    person = points_to(Person)
    record = points_to(Record)
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            # My work: what a person was told and has not taken note of
            models.Index(fields=["person", "-at"], name="notice_unread", condition=Q(read_at=None))
        ]


MOST_SHOWN = 50


def follow(actor: Person, record: Record) -> None:
    """Be told what becomes of a record. Raises NotAllowed for one that may not be seen."""
    decide(actor, "record.view", record=record).or_refuse()
    with action(actor, "record.follow") as act:
        Follow.objects.get_or_create(person=actor, record=record, until=None, defaults={"since": act.at})


def unfollow(actor: Person, record: Record) -> None:
    """Be told no more."""
    with action(actor, "record.unfollow") as act:
        Follow.objects.filter(person=actor, record=record, until=None).update(until=act.at)


def followed_by_person(key: int | Asked) -> QuerySet[Follow, int]:
    """The keys of the records that a person follows."""
    return Follow.objects.filter(person_id=key, until=None).values_list("record_id", flat=True)


def tell(act: Act, record: Record, text: str) -> None:
    """Tell who follows a record and may see it as it now is, under an open action; nobody is told of an act of their own."""
    followers = Person.objects.filter(
        pk__in=Follow.objects.filter(record=record, until=None).values("person_id"), is_active=True
    )
    record.__dict__.pop("_seen_by", None)  # what somebody saw before the change does not count
    Notice.objects.bulk_create(
        Notice(person=person, record=record, text=text[:300], at=act.at)
        for person in followers
        if person.pk != act.actor.pk and can_see(person, record)
    )


def notices_for(person: Person) -> list[Notice]:
    """What a person was told and has not taken note of, of records that the person may still see; the latest first."""
    return _UNREAD.ask(person, None, person=person.pk)


_UNREAD = SeenQuestion(
    lambda rows: (
        Notice.objects.filter(
            person_id=Asked("person"), read_at=None, record__in=rows.order_by().values("pk")
        )
        .select_related("record")
        .order_by("-at", "-id")[:MOST_SHOWN]
    )
)


def take_note(actor: Person, keys: Iterable[int]) -> None:
    """Put notices aside; those of others stay as they are."""
    with action(actor, "notice.take_note") as act:
        Notice.objects.filter(person=actor, pk__in=list(keys), read_at=None).update(read_at=act.at)
