"""Pins: records that a person keeps at hand. A pin gives no right and decides nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
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
