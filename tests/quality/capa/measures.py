"""CAPAs in the small company: emma plans, erik carries out, quentin approves for Quality."""

from __future__ import annotations

from typing import Any

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting
from probatum.kernel.master import Item
from probatum.kernel.models import Person, Record
from probatum.kernel.opening import open_new
from probatum.quality.capa import checking
from probatum.quality.capa.bodies import EffectivenessCheck
from tests.quality.events import company
from tests.world import World


def capa(world: World, *, owner: Person | None = None, quality: bool = True, **given: Any) -> Record:
    """A minor, full CAPA of emma, in planning when its Quality approver is named."""
    company.staff(world)
    values = {
        "source": "trend",
        "weight": "minor",
        "device": False,
        "shape": "full",
        "problem": "Three doors stood open within a month.",
        **given,
    }
    return open_new(
        owner or world.emma,
        "capa",
        title="Doors of cold rooms stand open",
        values=values,
        site=world.basel,
        department=world.quality_department,
        parts={"quality": [world.quentin]} if quality else {},
    )


def add_action(world: World, record: Record, *, title: str = "Fit a door closer", **given: Any) -> Record:
    """An action of erik within three weeks."""
    owner = given.pop("owner", world.erik)
    values = {
        "nature": "corrective",
        "category": "task",
        "effect": "task",
        "due_on": company.day(20),
        **given,
    }
    return open_new(
        world.emma, "action", title=title, values=values, parent=company.fresh(record), owner=owner
    )


def add_check(world: World, record: Record, **given: Any) -> Record:
    """A check of erik, to start in a hundred days."""
    owner = given.pop("owner", world.erik)
    values = {
        "criteria": "No door stands open for three months.",
        "method": "Alarm log.",
        "sample_size": "3 months",
        "start_on": company.day(100),
        "due_on": company.day(130),
        **given,
    }
    return open_new(
        world.emma,
        "effectiveness_check",
        title="Doors stay closed",
        values=values,
        parent=company.fresh(record),
        owner=owner,
    )


def item(register: str, code: str, **values: Any) -> Item:
    """An item of the master data."""
    with action(SYSTEM, "test.item"):
        made: Item = Item.objects.create(register=register, code=code, name=code, status="active", **values)
    return made


def explained(world: World, record: Record, **given: Any) -> Record:
    """Its cause is written."""
    return company.fill(world.emma, record, "cause", cause="The closer was worn.", **given)


def approved(world: World, record: Record) -> Record:
    """The plan has been sent and approved."""
    explained(world, record)
    world.move(world.emma, record, "submit_plan")
    return world.move(world.quentin, record, "approve_plan")


def carried_out(world: World, record: Record) -> Record:
    """An action has been reported by its owner and approved by quentin."""
    who = company.fresh(record).owner
    company.fill(who, record, "proof", result="Fitted on Monday; photo attached.")
    world.move(who, record, "submit")
    return world.move(world.quentin, record, "approve")


def closed(world: World, record: Record) -> Record:
    """The CAPA has been reported as implemented and closed."""
    world.move(world.emma, record, "complete")
    return world.move(world.quentin, record, "close")


def set_rule(key: str, value: int) -> None:
    """A setting as the organisation chose it."""
    with action(SYSTEM, "test.setting"):
        Setting.objects.update_or_create(key=key, defaults={"value": value})


def day_comes(check: Record) -> None:
    """The organisation waits for no days, and the check was planned to start today."""
    set_rule(checking.AFTER, 0)
    with action(SYSTEM, "test.time", record=check):
        today = company.day(0)
        EffectivenessCheck.objects.filter(pk=check.pk).update(start_on=today, starts_on=today)


def begun(world: World, check: Record) -> Record:
    """Its time has come and it has begun by itself."""
    day_comes(check)
    checking.begin_due()
    return company.fresh(check)


def concluded(world: World, check: Record, outcome: str, *, follow_up: str = "") -> Record:
    """Erik has concluded it and sent it to quentin."""
    given = {"follow_up": follow_up} if follow_up else {}
    company.fill(
        world.erik,
        check,
        "result",
        results="The log of three months was read.",
        outcome=outcome,
        conclusion="As the log shows.",
        **given,
    )
    return world.move(world.erik, check, "submit")
