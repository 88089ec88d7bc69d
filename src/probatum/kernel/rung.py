"""The ladder of escalation as data: after how long without an act, or past its day, a task is put to whom; and what was put (QE-29)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.permissions import PERMISSIONS
from probatum.kernel.record import Record
from probatum.kernel.span import UNITS, Span
from probatum.kernel.task import Task

IDLE, OVERDUE = "idle", "overdue"
TRIGGERS = (
    (IDLE, "after the last act on a task or its record"),
    (OVERDUE, "after the due day of a task"),
)
#: told besides the holders of a permission: whom the person of a task reports to
MANAGER = "manager"


class Rung(models.Model):
    """One rung: so long after this, the manager or whoever holds a permission is told. Set out of use, never deleted."""

    position = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=10, choices=TRIGGERS)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10, choices=UNITS)
    whom = models.CharField(max_length=60)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # none: of every kind
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "rung of the escalation"

    def __str__(self) -> str:
        return f"{self.span} {dict(TRIGGERS)[self.trigger]}"

    @property
    def span(self) -> Span:
        return Span(self.amount, self.unit)

    @property
    def called(self) -> str:
        """Who is told, in words."""
        return "the manager" if self.whom == MANAGER else f"who may {PERMISSIONS[self.whom].text}"


class Escalated(models.Model):
    """That a task was put to somebody by a rung; each rung tells once. Nobody is named where nobody could be told, and why."""

    record = points_to(Record)
    task = points_to(Task, related="escalations")
    rung = points_to(Rung)
    told = points_to(Person, optional=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "escalation"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "rung", "told"], name="escalated_once", nulls_distinct=False
            )
        ]
