"""Business processes of the organisation, such as batch release: a small catalogue, and which records belong to which.

A record belongs to as many as it serves; a belonging is ended and never removed (DOC-34).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q, QuerySet

from probatum.kernel.action import Act
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.record import Record

MOST = 20


class BusinessProcess(models.Model):
    """A process of the organisation by which people look for what applies to their work."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Belonging(models.Model):
    """That a record belongs to a business process, from and until."""

    record = points_to(Record, related="belongings")
    process = points_to(BusinessProcess, related="belongings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["record", "process", "id"]
        indexes = [
            # a list narrowed to one process
            models.Index(fields=["process", "record"], name="belonging_open", condition=Q(until=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "process"], name="belonging_held_once", condition=Q(until=None)
            )
        ]


def processes_of(record: Record) -> list[BusinessProcess]:
    """The processes that a record belongs to now, by code."""
    held = Belonging.objects.filter(record=record, until=None).select_related("process")
    return [one.process for one in held.order_by("process__code")]


def belonging_to(code: str) -> QuerySet[Belonging, int]:
    """The keys of the records that belong to the process of a code now."""
    return Belonging.objects.filter(process__code=code, until=None).values_list("record_id", flat=True)


def belonging_to_any() -> QuerySet[Belonging, int]:
    """The keys of the records that belong to some process now."""
    return Belonging.objects.filter(until=None).values_list("record_id", flat=True)


def set_processes(act: Act, record: Record, *, processes: Iterable[BusinessProcess]) -> None:
    """Say to which processes a record belongs, under an open action. Raises Refused for too many or one out of use."""
    wanted = {process.pk: process for process in processes}
    if len(wanted) > MOST:
        raise Refused(f"Choose at most {MOST} processes.", field="processes")
    for held in Belonging.objects.select_for_update(no_key=True).filter(record=record, until=None):
        if held.process_id in wanted:
            wanted.pop(held.process_id)
        else:
            held.until = act.at
            held.save(update_fields=["until"])
    for process in wanted.values():
        if not process.active:
            raise Refused(f"“{process.name}” is out of use; choose another process.", field="processes")
        Belonging.objects.create(record=record, process=process, since=act.at)
