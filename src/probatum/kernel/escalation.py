"""Climbing the ladder of escalation: a task without an act, or past its day, is put to the manager and on, each rung once (QE-29).

The rungs are data (`kernel/rung.py`). Who is told sees the record; nobody is told of what they may not see.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest

from probatum.kernel.action import SYSTEM, Act, action, require_reason
from probatum.kernel.authz import can_see, demand, holders
from probatum.kernel.errors import Refused
from probatum.kernel.follow import Notice
from probatum.kernel.mailing import readers_of, write
from probatum.kernel.people import Person
from probatum.kernel.permissions import PERMISSIONS
from probatum.kernel.rung import IDLE, MANAGER, TRIGGERS, Escalated, Rung
from probatum.kernel.span import HOURS, UNITS, days_off, end_of_day
from probatum.kernel.task import Task

MOST_AT_ONCE = 200
MOST_TOLD = 10
MANAGE = "configuration.manage"
#: what a ladder begins with: two days without an act to the manager, then Quality; past the day likewise (QE-29)
STARTER = (
    (IDLE, 48, HOURS, MANAGER),
    (IDLE, 96, HOURS, "event.head"),
    ("overdue", 1, "working", MANAGER),
    ("overdue", 5, "working", "event.head"),
)


def climb(*, now: dt.datetime) -> list[Escalated]:
    """Put every task to whom its rungs say, where their time has come. Safe to repeat: a rung tells once."""
    told: list[Escalated] = []
    for rung in Rung.objects.filter(active=True).order_by("position", "id"):
        for task in _waiting(rung, now=now):
            if _time_has_come(rung, task, now=now):
                told += _tell(rung, task)
    return told


def _waiting(rung: Rung, *, now: dt.datetime) -> QuerySet[Task]:
    """Open tasks that this rung was not told of and whose time can have come; working days are never shorter than days."""
    known = Escalated.objects.filter(task=OuterRef("pk"), rung=rung)
    hours = rung.amount if rung.unit == HOURS else 24 * rung.amount
    before = now - dt.timedelta(hours=hours)
    found = Task.objects.filter(closed_at=None).exclude(Exists(known))
    if rung.kinds:
        found = found.filter(record__kind__in=rung.kinds)
    if rung.trigger == IDLE:
        found = found.annotate(touched=Greatest("opened_at", F("record__changed_at"))).filter(
            touched__lte=before
        )
    else:
        found = found.filter(due__lt=(before + dt.timedelta(days=1)).date())
    return found.select_related("record__site", "person__manager").order_by("id")[:MOST_AT_ONCE]


def _time_has_come(rung: Rung, task: Task, *, now: dt.datetime) -> bool:
    site = task.record.site
    if rung.trigger == IDLE:
        since = max(task.opened_at, task.record.changed_at)
    elif task.due is not None:
        since = end_of_day(task.due, site=site) - dt.timedelta(milliseconds=1)
    else:
        return False
    off = days_off(site, since=since.date()) if rung.unit != HOURS else ()
    return rung.span.end(since, site=site, off=off) <= now


def _tell(rung: Rung, task: Task) -> list[Escalated]:
    """One task by one rung, in an action of its own, which the history of the record shows."""
    words = f"“{task.label}” of {task.person.name}: {rung}"
    trigger = SYSTEM.for_trigger("ladder of escalation")
    with action(trigger, "task.escalate", record=task.record, reason=words[:300]) as act:
        locked = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
        if locked.closed_at is not None or Escalated.objects.filter(task=locked, rung=rung).exists():
            return []
        people, note = _whom(rung, task)
        if not people:
            return [_keep(act, rung, task, None, note)]
        return [_put_to(act, rung, task, person) for person in people]


def _whom(rung: Rung, task: Task) -> tuple[list[Person], str]:
    """Whom a rung tells of a task, or why nobody."""
    if rung.whom == MANAGER:
        manager = task.person.manager
        if manager is None or not manager.is_active:
            return [], f"{task.person.name} has no manager named. An access administrator names one."
        found = [manager]
    else:
        found = list(holders(rung.whom, site=task.record.site)[:MOST_TOLD])
    seeing = [one for one in found if one.pk != task.person_id and can_see(one, task.record)]
    return seeing, "" if seeing else "Nobody who could be told may see this record."


def _put_to(act: Act, rung: Rung, task: Task, person: Person) -> Escalated:
    text = f"Escalated: “{task.label}” waits for {task.person.name}, {rung}."
    Notice.objects.create(person=person, record=task.record, text=text[:300], at=act.at)
    for reader in readers_of(person, now=act.at):
        if can_see(reader, task.record):
            write(reader, subject=f"Escalated: {task.record.number}", lines=[text])
    return _keep(act, rung, task, person, "")


def _keep(act: Act, rung: Rung, task: Task, person: Person | None, note: str) -> Escalated:
    return Escalated.objects.create(
        record=task.record, task=task, rung=rung, told=person, note=note[:200], at=act.at
    )


def save_rung(
    actor: Person,
    *,
    key: int | None = None,
    trigger: str,
    amount: int,
    unit: str,
    whom: str,
    kinds: list[str],
    active: bool = True,
    reason: str,
) -> Rung:
    """Add a rung or change one; a changed one is a new rung, so that what was told stays as it was.

    Raises NotAllowed without the right, Refused for what does not fit or without a reason.
    """
    verdict = demand(actor, MANAGE)
    if trigger not in dict(TRIGGERS) or unit not in dict(UNITS):
        raise Refused("Choose one of the list.", field="trigger")
    if not 1 <= amount <= 1000:
        raise Refused("Enter a number from 1 to 1000.", field="amount")
    if whom != MANAGER and whom not in PERMISSIONS:
        raise Refused("Choose who is told.", field="whom")
    why = require_reason(reason, ask="Say why the ladder changes.")
    with action(actor, "configuration.ladder", reason=why, role=verdict.role):
        position = (Rung.objects.aggregate(last=models.Max("position"))["last"] or 0) + 1
        if key is not None:
            known = Rung.objects.select_for_update(no_key=True).get(pk=key)
            known.active, position = False, known.position
            known.save(update_fields=["active"])
            if not active:
                return known
        return Rung.objects.create(
            position=position, trigger=trigger, amount=amount, unit=unit, whom=whom, kinds=kinds
        )


def begin_ladder(actor: Person, *, kinds: list[str], reason: str) -> int:
    """Begin an empty ladder with the starter. Raises NotAllowed without the right, Refused where there is one already."""
    verdict = demand(actor, MANAGE)
    with action(actor, "configuration.ladder", reason=require_reason(reason), role=verdict.role):
        if Rung.objects.filter(active=True).exists():
            raise Refused("The ladder has rungs already. Change them one by one.")
        for position, (trigger, amount, unit, whom) in enumerate(STARTER, start=1):
            Rung.objects.create(
                position=position, trigger=trigger, amount=amount, unit=unit, whom=whom, kinds=kinds
            )
    return len(STARTER)
