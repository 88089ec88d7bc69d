"""When a check begins: after its parent, on its day, and not before its effect can be told (CAP-12, CAP-14).

So many days after the last action, or so many batches of a product made since then: whichever comes first.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from probatum.kernel import moments
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.body import body_of
from probatum.kernel.calendar import start_of_day, today_at
from probatum.kernel.concern import items_of
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.due import move_due
from probatum.kernel.errors import Refused
from probatum.kernel.family import is_over
from probatum.kernel.lifecycle import advance, lock, touch
from probatum.kernel.master import Item
from probatum.kernel.record import Record, Step
from probatum.quality.capa.bodies import EffectivenessCheck
from probatum.quality.capa.plans import ACTION, CHECK, plan_of

log = logging.getLogger(__name__)

AFTER = "effectiveness.days"
LONGEST = 730
#: the field by which a check names the product whose batches it counts
PRODUCT = "product"
SETTINGS[AFTER] = (90, "Days from the last action until its effect is checked", 0, LONGEST)


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


def last_day(check: Record) -> dt.date | None:
    """The day on which the last action before a check ended; None while one still runs."""
    last = last_end(check.parent) if check.parent is not None else None
    return today_at(check.site, at=last) if last is not None else None


def earliest(check: Record) -> dt.date | None:
    """The first day on which the effect of what was done can be told; None while an action still runs."""
    last = last_day(check)
    if last is None:
        return None
    own = body_of(check).after_days
    return last + dt.timedelta(days=int(setting(AFTER)) if own is None else own)


@dataclass(frozen=True, slots=True)
class Batches:
    """How many batches a check waits for, and how many of them were made since the last action."""

    asked: int
    made: int
    product: str

    @property
    def enough(self) -> bool:
        """Whether as many were made as the check waits for."""
        return self.made >= self.asked

    def __str__(self) -> str:
        return f"{self.made} of {self.asked} batches of {self.product} are made since the last action."


def batches(check: Record) -> Batches | None:
    """The batches of its product since the last action; None for a check that waits for days only, or while an action runs."""
    asked, products, last = body_of(check).after_batches, items_of(check, PRODUCT), last_day(check)
    if not asked or not products or last is None:
        return None
    made = Item.objects.filter(register="batch", parent=products[0], made_on__gt=last).count()
    return Batches(asked, made, products[0].code)


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
    its_day = Q(starts_on__lte=(now + dt.timedelta(days=1)).date())
    waiting = EffectivenessCheck.objects.filter(
        its_day | Q(after_batches__gt=0), record__kind=CHECK, record__state="pending_start"
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
    made = batches(check)
    if made is not None and made.enough:
        return ""
    body = EffectivenessCheck.objects.get(pk=check.pk)
    day = max(first, body.starts_on or body.start_on)
    if start_of_day(day, site=check.site) > now:
        sentence = f"Its day, {moments.day(day)}, has not begun."
        return f"{sentence} {made}" if made is not None else sentence
    return ""


def _checks(parent: Record, state: str) -> list[Record]:
    return list(Record.objects.filter(parent=parent, kind=CHECK, state=state).order_by("id"))
