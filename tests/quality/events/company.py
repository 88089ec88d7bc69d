"""Quality events in the small company: emma owns, quentin approves for Quality, helga heads Quality, regina reports to authorities."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.editing import edit
from probatum.kernel.models import Person, Record
from probatum.kernel.opening import open_new
from probatum.quality.events import extension
from probatum.quality.recurrence import judging
from probatum.quality.risk import matrix, rating
from tests.quality import matrices
from tests.world import World

PEOPLE = {
    "emma": "event_owner",
    "erik": "event_owner",
    "quentin": "event_quality",
    "helga": "event_head",
    "regina": "regulatory",
}


def staff(world: World) -> World:
    """The people of quality events, made once."""
    for username, role in PEOPLE.items():
        if username not in world.people:
            world.person(username, role)
    return world


def day(days: int) -> dt.date:
    """So many days from today at Basel."""
    return timezone.now().astimezone(dt.timezone(dt.timedelta(hours=1))).date() + dt.timedelta(days=days)


def deviation(
    world: World, *, aware_hours_ago: float = 2, owner: Person | None = None, **given: Any
) -> Record:
    """A deviation that emma reported and owns, with quentin as Quality approver."""
    staff(world)
    aware = timezone.now() - dt.timedelta(hours=aware_hours_ago)
    values = {
        "description": "The door of the cold room stood open.",
        "occurred_at": aware - dt.timedelta(hours=1),
        "aware_at": aware,
        "immediate_action": "Door closed, batch set apart.",
        "late_reason": "Found on Monday." if aware_hours_ago > 24 else "",
        **given,
    }
    return open_new(
        world.emma,
        "deviation",
        title="Cold room open over night",
        values=values,
        site=world.basel,
        department=world.quality_department,
        owner=owner or world.emma,
        parts={"quality": [world.quentin]},
    )


def more_time(
    world: World,
    record: Record,
    *,
    days: int = 60,
    actor: Person | None = None,
    owner: Person | None = None,
    **given: Any,
) -> Record:
    """A request of emma for so many days from now."""
    values = {
        "new_due": day(days),
        "justification": "The supplier needs three more weeks for the part.",
        **given,
    }
    return open_new(
        actor or world.emma,
        extension.KIND,
        title="More time for the supplier",
        values=values,
        owner=owner,
        parent=fresh(record),
    )


def investigation(world: World, record: Record, **given: Any) -> Record:
    """An investigation that emma asks erik for."""
    return open_new(
        world.emma,
        "investigation",
        title="Why the door stood open",
        values={"scope": "Find out why the alarm was not heard.", **given},
        parent=fresh(record),
        owner=world.erik,
    )


def fill(actor: Person, record: Record, section: str, **values: Any) -> Record:
    """Fill in a section on the present version."""
    now = fresh(record)
    return edit(actor, now, section, values=values, based_on=now.version)


def rate(actor: Person, record: Record, severity: int, likelihood: int) -> Record:
    """Rate a record on the present version by the matrix in force."""
    now = fresh(record)
    levels = {"severity": severity, "likelihood": likelihood}
    rating.rate(actor, now, levels=levels, rationale="As it stands in the report.", based_on=now.version)
    return fresh(record)


def triaged(world: World, record: Record, *, severity: int = 5, likelihood: int = 3, **given: Any) -> Record:
    """Quentin has triaged and rated it and sent it to assessment."""
    values = {"category": "equipment", "area": "gmp", "planned": False, "external": False, **given}
    fill(world.quentin, record, "triage", **values)
    if matrix.in_force() is None:
        matrices.brought_into_force(world)
    rate(world.quentin, record, severity, likelihood)
    return world.move(world.quentin, record, "accept")


def assessed(world: World, record: Record, *, capa: bool = False) -> Record:
    """Emma has assessed it and sent it to Quality."""
    fill(
        world.emma,
        record,
        "assessment",
        impact="The temperature stayed within limits; no batch was opened.",
        capa_needed=capa,
        capa_reason="" if capa else "One time only; the alarm was repaired the same day.",
        check_needed=False,
        check_reason="Nothing was changed.",
    )
    judged(world, record)
    return world.move(world.emma, record, "submit_assessment")


def judged(world: World, record: Record, *, by: Person | None = None) -> None:
    """Emma, or whoever owns it, has looked for earlier ones and found none that matters."""
    now, judge = fresh(record), by or world.emma
    look = judging.look_at(now)
    relations = {
        one.record.pk: judging.Relation("unrelated", "Another place.")
        for one in judging.found_by(judge, now, look)
    }
    judging.judge(
        judge,
        now,
        look,
        relations=relations,
        verdict="not_recurring",
        reason="None like it within a year.",
        based_on=now.version,
    )


def fresh(record: Record) -> Record:
    """The record as it is now."""
    return Record.objects.select_related("owner", "site", "parent").get(pk=record.pk)


def put(record: Record, **columns: Any) -> Record:
    """Set columns of the thin row by hand."""
    with action(SYSTEM, "test.place", record=record):
        Record.objects.filter(pk=record.pk).update(**columns)
    return fresh(record)
