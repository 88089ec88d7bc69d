"""The inbox: what a person must do, for whom, and what others do on the records that are theirs. Reads tasks only."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from probatum.kernel.authz import standing_in_for
from probatum.kernel.people import Person
from probatum.kernel.record import Part
from probatum.kernel.task import Task


def open_tasks(person: Person) -> QuerySet[Task]:
    """The open tasks of a person and of those this person stands in for, the most urgent first."""
    whose = [person.pk, *(delegation.absent_id for delegation in standing_in_for(person))]
    return Task.objects.filter(person_id__in=whose, closed_at=None).order_by("due", "id")


def waiting_on_others(person: Person) -> QuerySet[Task]:
    """Open tasks that others hold on records this person owns, opened or writes."""
    whose = [person.pk, *(delegation.absent_id for delegation in standing_in_for(person))]
    written = Part.objects.filter(person=person, name="author", until=None).values("record_id")
    mine = Q(record__owner=person) | Q(record__opened_by=person) | Q(record_id__in=written)
    return Task.objects.filter(mine, closed_at=None).exclude(person_id__in=whose).order_by("due", "id")
