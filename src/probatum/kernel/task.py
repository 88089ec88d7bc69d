"""Tasks: what a person must do by when. The lifecycle opens and closes them; the inbox reads only this."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.record import Record


class Task(models.Model):
    """One thing asked of one person; it ends by being done or by being withdrawn, never by deletion."""

    record = points_to(Record, related="tasks")
    person = points_to(Person, related="tasks")
    move = models.CharField(max_length=40)
    part = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    due = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = points_to(Person, optional=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["due", "id"]
        indexes = [
            # My work: open tasks of a person by due date
            models.Index(
                fields=["person", "due", "id"], name="task_open_of_person", condition=Q(closed_at=None)
            ),
            # lifecycle: open tasks of a record
            models.Index(fields=["record"], name="task_open_of_record", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "person", "move"], name="task_asked_once", condition=Q(closed_at=None)
            )
        ]
