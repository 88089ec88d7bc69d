"""The inbox: what a person must do, for whom, and what others do on the records that are theirs. Reads tasks only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from probatum.kernel.authz import standing_in_for, visible
from probatum.kernel.configuration import SETTINGS
from probatum.kernel.people import Person
from probatum.kernel.record import Part, Record
from probatum.kernel.task import Task


def open_tasks(person: Person) -> QuerySet[Task]:
    """The open tasks of a person and of those this person stands in for, the most urgent first."""
    whose = [person.pk, *(delegation.absent_id for delegation in standing_in_for(person))]
    return Task.objects.filter(person_id__in=whose, closed_at=None).order_by("due", "id")


@dataclass(frozen=True, slots=True)
class Glance:
    """What the frame of every page shows."""

    company: str
    site: str
    tasks: int


#: One question for the frame of a page, written out because every page asks it.
_GLANCE = """SELECT (SELECT value #>> '{}' FROM kernel_setting WHERE key = 'company.name'),
  (SELECT name FROM kernel_site WHERE id = %s),
  (SELECT count(*) FROM kernel_task WHERE person_id = ANY (%s) AND closed_at IS NULL)"""


def at_a_glance(person: Person) -> Glance:
    """Name of the organisation, the person's site and the number of open tasks."""
    whose = [person.pk, *(delegation.absent_id for delegation in standing_in_for(person))]
    with connection.cursor() as cursor:
        cursor.execute(_GLANCE, [person.site_id, whose])
        company, site, tasks = cursor.fetchone()
    return Glance(company=company or SETTINGS["company.name"][0], site=site or "", tasks=tasks)


def waiting_on_others(person: Person) -> QuerySet[Task]:
    """Open tasks that others hold on records this person owns, opened or writes."""
    whose = [person.pk, *(delegation.absent_id for delegation in standing_in_for(person))]
    # Three short lists by index; one condition with "or" would read every open task.
    mine = Record.objects.filter(owner=person).order_by().values("pk")
    mine = mine.union(
        visible(person)
        .filter(opened_by=person)
        .order_by()
        .values("pk"),  # the others are seen by owning or writing
        Part.objects.filter(person=person, name="author", until=None).order_by().values("record_id"),
    )
    return (
        Task.objects.filter(record_id__in=mine, closed_at=None)
        .exclude(person_id__in=whose)
        .order_by("due", "id")
    )
