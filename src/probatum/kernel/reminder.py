"""What was sent to people about their tasks: each thing once, so that a worker that starts again sends nothing twice (UX-09)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.task import Task

NEW, REMINDER, DIGEST = "new", "reminder", "digest"
KINDS = ((NEW, "New task"), (REMINDER, "Reminder"), (DIGEST, "Digest"))


class Reminder(models.Model):
    """One thing sent to a person on a day: that a task is new, that it is due, or a digest of all."""

    person = points_to(Person)
    task = points_to(Task, optional=True)
    kind = models.CharField(max_length=10, choices=KINDS)
    day = models.DateField()
    mailed = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [
            # the last digest of a person
            models.Index(fields=["person", "-day"], name="digest_of_person", condition=Q(task=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "person", "kind", "day"], name="reminded_once_a_day", nulls_distinct=False
            )
        ]
