"""The inbox: what a person must do, for whom, and what others do on the records that are theirs. Reads tasks only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from probatum.kernel.authz import SeenQuestion, acting_for
from probatum.kernel.configuration import SETTINGS
from probatum.kernel.people import Person
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Part, Record
from probatum.kernel.task import Task


@dataclass(frozen=True, slots=True)
class Subject:
    """What an inbox knows of the record of a task; enough for a line and its address."""

    pk: int
    uuid: UUID
    kind: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an inbox: what is asked of whom, on which record, by when."""

    move: str
    label: str
    due: dt.date | None
    person_id: int
    person: str
    record: Subject


_SHOWN: tuple[str, ...] = (
    "move",
    "label",
    "due",
    "person_id",
    "person__name",
    "record_id",
    "record__uuid",
    "record__kind",
)
_SHOWN += ("record__number", "record__title")
_OPEN: Question[Task] = Question(
    lambda most: (
        Task.objects.filter(person_id__any=Asked("whose"), closed_at=None)
        .order_by("due", "id")
        .values_list(*_SHOWN)[:most]
    )
)


def open_tasks(person: Person, *, most: int) -> list[Item]:
    """The open tasks of a person and of those this person stands in for, the most urgent first."""
    return [_item(row) for row in _OPEN.ask(most, whose=acting_for(person))]


def _item(row: tuple[Any, ...]) -> Item:
    move, label, due, person_id, person, *subject = row
    return Item(move, label, due, person_id, person, Subject(*subject))


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


#: The same beside an account that is being read, for the one look at the database that a request begins with.
_TASKS = """(SELECT count(*) FROM kernel_task t WHERE t.closed_at IS NULL AND (t.person_id = kernel_person.id
  OR t.person_id IN (SELECT d.absent_id FROM kernel_delegation d JOIN kernel_person a ON a.id = d.absent_id AND a.is_active
    WHERE d.delegate_id = kernel_person.id AND d.starts <= %s AND d.ends > %s AND d.revoked_at IS NULL)))"""


def with_glance(people: QuerySet[Person, Any]) -> QuerySet[Person, Any]:
    """Accounts together with what the frame of a page shows."""
    return people.annotate(
        _company=RawSQL("(SELECT value #>> '{}' FROM kernel_setting WHERE key = 'company.name')", []),
        _site_name=F("site__name"),
        _tasks=RawSQL(_TASKS, [Asked("now"), Asked("now")]),  # noqa: S611 - our own text
    )


def take_up_glance(person: Any) -> None:
    """Keep with an account what `with_glance` read."""
    person._glance = _as_glance(person._company, person._site_name, person._tasks)


def _as_glance(company: str | None, site: str | None, tasks: int) -> Glance:
    return Glance(company=company or SETTINGS["company.name"][0], site=site or "", tasks=tasks)


def at_a_glance(person: Person) -> Glance:
    """Name of the organisation, the person's site and the number of open tasks; as the request began, where it did."""
    if (known := getattr(person, "_glance", None)) is not None:
        return known  # type: ignore[no-any-return]
    with connection.cursor() as cursor:
        cursor.execute(_GLANCE, [person.site_id, acting_for(person)])
        company, site, tasks = cursor.fetchone()
    return _as_glance(company, site, tasks)


def waiting_on_others(person: Person, *, most: int) -> list[Item]:
    """Open tasks that others hold on records this person owns, opened or writes."""
    found = _WAITING.ask(person, None, most, person=person.pk, whose=acting_for(person))
    return [_item(row) for row in found]


def _waiting(seen: QuerySet[Record], most: int) -> QuerySet[Task, Any]:
    # Three short lists by index; one condition with "or" would read every open task.
    mine = Record.objects.filter(owner_id=Asked("person")).order_by().values("pk")
    written = Part.objects.filter(person_id=Asked("person"), name="author", until=None)
    mine = mine.union(
        seen.filter(opened_by_id=Asked("person"))
        .order_by()
        .values("pk"),  # the others are seen by owning or writing
        written.order_by().values("record_id"),
    )
    waiting = Task.objects.filter(record_id__in=mine, closed_at=None).exclude(person_id__any=Asked("whose"))
    return waiting.order_by("due", "id").values_list(*_SHOWN)[:most]


_WAITING = SeenQuestion(_waiting)
