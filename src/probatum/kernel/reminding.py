"""Reminders: new tasks, tasks that come due, and those past their day, which are told every day until they are done (UX-09).

In the application as notices, by e-mail at the rhythm that each person chose. What was told is kept, so nothing is told twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.authz import can_see
from probatum.kernel.follow import Notice
from probatum.kernel.inbox import open_tasks
from probatum.kernel.mailing import line_of, readers_of, write
from probatum.kernel.people import DAILY, INSTANT, WEEKLY, Person
from probatum.kernel.reminder import DIGEST, NEW, REMINDER, Reminder
from probatum.kernel.task import Task

#: days before the due day on which somebody is reminded; past it every day
AHEAD = (7, 3, 1, 0)
NEW_WITHIN = dt.timedelta(days=2)
FROM_HOUR = 6
MOST_AT_ONCE = 500
MOST_LINES = 100
MONDAY = 0
BEGINS = "Reminder: "


def tell_new(*, now: dt.datetime) -> int:
    """Write to each person about tasks that are new, where they chose to be told at once. Returns how many tasks."""
    known = Reminder.objects.filter(task=OuterRef("pk"), kind=NEW)
    found = Task.objects.filter(closed_at=None, opened_at__gte=now - NEW_WITHIN).exclude(Exists(known))
    tasks = list(found.select_related("person", "record").order_by("id")[:MOST_AT_ONCE])
    for person, own in _by_person(tasks):
        with action(SYSTEM.for_trigger("reminders"), "reminder.new") as act:
            readers = [one for one in readers_of(person, now=now) if one.mail_rhythm == INSTANT]
            mailed = False
            for reader in readers:
                lines = [line for task in own if (line := line_of(task, reader))]
                mailed |= write(reader, subject=_count(len(lines), "new task"), lines=lines)
            for task in own:
                _keep(act, person, task, NEW, day=now.date(), mailed=mailed)
    return len(tasks)


def remind(*, now: dt.datetime) -> int:
    """Remind of what is due and, every day, of what is overdue; from six in the morning where the person is."""
    latest = now.date() + dt.timedelta(days=max(AHEAD) + 1)
    found = Task.objects.filter(closed_at=None, due__lte=latest, person__is_active=True)
    tasks = found.select_related("person", "record").order_by("person_id", "due", "id")
    count = 0
    for person, own in _by_person(list(tasks[: MOST_AT_ONCE * 10])):
        here = now.astimezone(person.zone)
        if here.hour >= FROM_HOUR:
            count += _remind(person, own, now=now, today=here.date())
    return count


def _remind(person: Person, tasks: list[Task], *, now: dt.datetime, today: dt.date) -> int:
    told = set(
        Reminder.objects.filter(person=person, kind=REMINDER, day=today).values_list("task_id", flat=True)
    )
    due = [task for task in tasks if task.pk not in told and _is_time(task, today)]
    if not due:
        return 0
    with action(SYSTEM.for_trigger("reminders"), "reminder.due") as act:
        for task in due:
            _notice(act, person, task, today=today)
        mailed = False
        for reader in readers_of(person, now=now):
            wanted = due if reader.mail_rhythm == INSTANT else [task for task in due if _late(task, today)]
            lines = [line for task in wanted if (line := line_of(task, reader, today=today))]
            mailed |= write(reader, subject=_count(len(lines), "task") + " due or overdue", lines=lines)
        for task in due:
            _keep(act, person, task, REMINDER, day=today, mailed=mailed)
    return len(due)


def send_digests(*, now: dt.datetime) -> int:
    """Send the digest of open tasks at the rhythm that each person chose: daily, or on Monday. Returns how many were sent."""
    people = Person.objects.filter(is_active=True).exclude(email="")
    since = now.date() - dt.timedelta(days=2)
    recent = set(
        Reminder.objects.filter(task=None, kind=DIGEST, day__gte=since).values_list("person_id", "day")
    )
    sent = 0
    for person in people.order_by("id"):
        here = now.astimezone(person.zone)
        due = person.mail_rhythm == DAILY or here.weekday() == MONDAY
        if due and here.hour >= FROM_HOUR and (person.pk, here.date()) not in recent:
            sent += _digest(person, now=now, today=here.date())
    return sent


def _digest(person: Person, *, now: dt.datetime, today: dt.date) -> int:
    asked = [item.record.pk for item in open_tasks(person, most=MOST_LINES)]
    rows = Task.objects.filter(record__in=asked, closed_at=None).select_related("person", "record")
    own = [
        task
        for task in rows.order_by("due", "id")
        if person.pk in {one.pk for one in readers_of(task.person, now=now)}
    ]
    lines = [line for task in own if (line := line_of(task, person, today=today))]
    rhythm = "week" if person.mail_rhythm in (WEEKLY, INSTANT) else "day"
    with action(SYSTEM.for_trigger("reminders"), "reminder.digest") as act:
        mailed = write(person, subject=f"Your tasks of this {rhythm}: {len(lines)}", lines=lines)
        _keep(act, person, None, DIGEST, day=today, mailed=mailed)
    return int(mailed)


def _is_time(task: Task, today: dt.date) -> bool:
    return task.due is not None and (task.due < today or (task.due - today).days in AHEAD)


def _late(task: Task, today: dt.date) -> bool:
    return task.due is not None and task.due < today


def _notice(act: Act, person: Person, task: Task, *, today: dt.date) -> None:
    """One notice of a record at a time: an earlier reminder that was not taken note of gives way to the new one."""
    if task.due is None or not can_see(person, task.record):
        return
    days = (task.due - today).days
    when = (
        "is due today" if days == 0 else f"is due in {days} days" if days > 0 else f"is {-days} days overdue"
    )
    when = when.replace("in 1 days", "tomorrow").replace("1 days", "1 day")
    Notice.objects.filter(person=person, record=task.record, read_at=None, text__startswith=BEGINS).update(
        read_at=act.at
    )
    Notice.objects.create(
        person=person, record=task.record, text=f"{BEGINS}{task.label} {when}"[:300], at=act.at
    )


def _keep(act: Act, person: Person, task: Task | None, kind: str, *, day: dt.date, mailed: bool) -> None:
    Reminder.objects.get_or_create(
        person=person, task=task, kind=kind, day=day, defaults={"mailed": mailed, "at": act.at}
    )


def _by_person(tasks: Iterable[Task]) -> list[tuple[Person, list[Task]]]:
    found: dict[int, tuple[Person, list[Task]]] = {}
    for task in tasks:
        found.setdefault(task.person_id, (task.person, []))[1].append(task)
    return list(found.values())


def _count(many: int, what: str) -> str:
    return f"{many} {what}{'' if many == 1 else 's'}"
