"""When a check begins: after its parent, on its day, and not before so many days have passed since the last action (CAP-12, CAP-14)."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db.models import Max
from django.utils import timezone

from probatum.kernel import moments
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.calendar import start_of_day, today_at
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.due import move_due
from probatum.kernel.errors import Refused
from probatum.kernel.family import is_over
from probatum.kernel.lifecycle import advance, lock, touch
from probatum.kernel.record import Record, Step
from probatum.quality.capa.bodies import EffectivenessCheck
from probatum.quality.capa.plans import ACTION, CHECK, plan_of

log = logging.getLogger(__name__)

AFTER = "effectiveness.days"
SETTINGS[AFTER] = (90, "Days from the last action until its effect is checked", 0, 730)


def last_end(parent: Record) -> dt.datetime | None:
    """When the last action of a record was closed, or what is done without actions was complete; None while one still runs."""
    actions = list(Record.objects.filter(parent=parent, kind=ACTION).order_by("id"))
    if any(not is_over(one) for one in actions):
        return None
    closed = [one.pk for one in actions if one.state == "closed"]
    if closed:
        found = Step.objects.filter(record__in=closed, to_state="closed")
    else:
        plan = plan_of(parent)
        found = Step.objects.filter(record=parent, to_state__in=plan.checked_in if plan else ())
    last: dt.datetime | None = found.aggregate(at=Max("at"))["at"]
    return last


def earliest(check: Record) -> dt.date | None:
    """The first day on which the effect of what was done can be told; None while an action still runs."""
    if check.parent is None:
        return None
    last = last_end(check.parent)
    if last is None:
        return None
    return today_at(check.site, at=last) + dt.timedelta(days=int(setting(AFTER)))


def wait_for_day(act: Any, parent: Record) -> None:
    """Let the planned checks of a record wait for their day, under an open action."""
    for check in _checks(parent, "initiated"):
        locked = lock(check)
        advance(act, locked, "wait")
        reckon(act, locked)


def reckon_all(act: Any, parent: Record) -> None:
    """Reckon the days of the checks that wait, after an action has ended."""
    for check in _checks(parent, "pending_start"):
        reckon(act, lock(check))


def reckon(act: Any, check: Record) -> None:
    """Put the start behind the time that has to pass since the last action; the due day keeps its distance."""
    first = earliest(check)
    body = EffectivenessCheck.objects.get(pk=check.pk)
    starts_on = max(body.start_on, first) if first is not None else body.start_on
    if starts_on == body.starts_on:
        return
    body.starts_on = starts_on
    body.save(update_fields=["starts_on"])
    due = starts_on + (body.due_on - body.start_on)
    if check.due is None or due > check.due:
        move_due(act, check, due=due)
    touch(act, check)


def begin_due(at: dt.datetime | None = None) -> list[Record]:
    """Begin every check whose day has come, each in a transaction of its own. Safe to run twice."""
    now = at or timezone.now()
    waiting = EffectivenessCheck.objects.filter(
        record__kind=CHECK, record__state="pending_start", starts_on__lte=(now + dt.timedelta(days=1)).date()
    )
    begun = []
    for check in waiting.select_related("record__site").order_by("pk"):
        try:
            begun.append(_begin(check.record, now))
        except Refused as refusal:
            log.info("%s does not begin yet: %s", check.record.number, refusal)
    return begun


def _begin(record: Record, now: dt.datetime) -> Record:
    with action(SYSTEM.for_trigger("start day of the check"), f"{CHECK}.begin", record=record) as act:
        locked = lock(record)
        if sentence := too_early(locked, now):
            raise Refused(sentence)
        advance(act, locked, "begin")
    return locked


def too_early(check: Record, now: dt.datetime) -> str:
    """Why a check does not begin yet; nothing when its day has come."""
    first = earliest(check)
    if first is None:
        return f"Actions of {check.parent.number if check.parent else 'its record'} still run."
    body = EffectivenessCheck.objects.get(pk=check.pk)
    day = max(first, body.starts_on or body.start_on)
    if start_of_day(day, site=check.site) > now:
        return f"Its day, {moments.day(day)}, has not begun."
    return ""


def _checks(parent: Record, state: str) -> list[Record]:
    return list(Record.objects.filter(parent=parent, kind=CHECK, state=state).order_by("id"))
