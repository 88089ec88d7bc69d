"""Following: a person is told what becomes of a record. Who follows what is nobody else's business.

Following gives no right: whoever no longer sees the record is told nothing more, and earlier notices are not shown either.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
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
