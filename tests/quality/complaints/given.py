"""Complaints in the small company: clara takes them in, quentin triages and approves, regina reports, ivan investigates, ella only reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.master import Item
from probatum.kernel.models import Person, Record
from probatum.kernel.opening import open_new
from probatum.quality.complaints import complainants
from tests.quality.events import company
from tests.world import World

NAME = "Wilhelmina Vandersloot"
EMAIL = "w.vandersloot@example.org"
NO = dict.fromkeys(
    ("threat", "death", "injury", "remedial", "malfunction", "falsified", "adverse_event"), False
)


def staff(world: World) -> World:
    """The people of complaints, made once."""
    company.staff(world)
    for username, role in (("clara", "complaint_handler"), ("ivan", "event_owner"), ("ella", "event_reader")):
        if username not in world.people:
            world.person(username, role)
    return world


def item(register: str, code: str, **columns: Any) -> Item:
    """An item of master data, made once."""
    with action(SYSTEM, "test.item", reason="Test"):
        found, _ = Item.objects.get_or_create(
            register=register, code=code, defaults={"name": code, "status": "active", **columns}
        )
    return found


def complaint(
    world: World, *, aware_hours_ago: float = 2, title: str = "Cap cracked on opening", **given: Any
) -> Record:
    """A complaint about a device in the US that clara took in, with quentin and ivan named."""
    staff(world)
    aware = timezone.now() - dt.timedelta(hours=aware_hours_ago)
    pump = item("product", "P-100")
    values = {
        **NO,
        "product_class": "device",
        "description": "The cap cracked when the pump was opened for the first time.",
        "product": [pump],
        "lot": [item("batch", "L-1", parent=pump)],
        "nature": "packaging",
        "quantity": "2",
        "quantity_unit": "pumps",
        "reported_at": aware - dt.timedelta(hours=3),
        "aware_at": aware,
        "incident_country": [item("market", "US", country="US")],
        "channel": "phone",
        "late_reason": "It came in over the weekend." if aware_hours_ago > 24 else "",
        **given,
    }
    return open_new(
        world.clara,
        "complaint",
        title=title,
        values=values,
        site=world.basel,
        department=world.quality_department,
        parts={"quality": [world.quentin], "investigator": [world.ivan]},
    )


def named(world: World, record: Record, **given: Any) -> Record:
    """Clara has entered who complained."""
    now = company.fresh(record)
    values = {"name": NAME, "role": "Nurse", "email": EMAIL, "may_contact": True, **given}
    complainants.keep_complainant(world.clara, now, values=values, based_on=now.version)
    return company.fresh(record)


def submitted(world: World, record: Record) -> Record:
    """The complaint stands in triage, with its determinations."""
    return world.move(world.clara, named(world, record), "submit")


def children(record: Record, kind: str) -> list[Record]:
    """The records of a kind that are part of one."""
    return list(
        Record.objects.filter(parent=record, kind=kind).select_related("parent", "owner").order_by("pk")
    )


def decided(world: World, child: Record, verdict: str = "not_reportable") -> Record:
    """Regina has decided on a determination."""
    company.fill(
        world.regina,
        child,
        "assessment",
        contributed=False,
        verdict=verdict,
        rationale="Nobody was harmed, and nobody could be.",
    )
    return world.move(world.regina, child, "decide")


def accepted(world: World, record: Record) -> Record:
    """The complaint is in investigation; nothing was reportable."""
    record = submitted(world, record)
    for child in children(record, "reportability"):
        decided(world, child)
    return world.move(world.quentin, record, "accept")


def investigated(world: World, record: Record) -> Record:
    """Ivan has signed that the investigation is complete."""
    record = accepted(world, record)
    company.fill(
        world.ivan,
        record,
        "investigation",
        findings="The torque of the capper was out of range.",
        further="L-2 and L-3 were filled on another line.",
        risk="None; the pump is not used with a cracked cap.",
        conclusion="Justified. The cap of one pump had a crack.",
    )
    return world.move(world.ivan, record, "complete_investigation")


def in_response(world: World, record: Record, *, judged: bool = True) -> Record:
    """Quality has decided that no CAPA is needed."""
    record = investigated(world, record)
    company.fill(
        world.clara,
        record,
        "decision",
        capa_needed=False,
        capa_reason="One pump of 20,000.",
        check_needed=False,
        check_reason="Nothing was changed.",
    )
    if judged:
        company.judged(world, record, by=world.clara)
    return world.move(world.quentin, record, "decide_capa")


def letter(world: World, record: Record, purpose: str = "final") -> Record:
    """A letter in draft by clara."""
    return open_new(
        world.clara,
        "response_letter",
        title="Letter",
        values={"purpose": purpose},
        parent=company.fresh(record),
    )


def sent(world: World, made: Record) -> Record:
    """The letter is approved by quentin and sent today."""
    world.move(world.clara, made, "submit")
    world.move(world.quentin, made, "approve")
    return world.move(
        world.clara, made, "send", values={"sent_on": company.day(0).isoformat(), "sent_by": "by post"}
    )


def closed(world: World, record: Record) -> Record:
    """The complaint is answered and closed."""
    record = in_response(world, record)
    sent(world, letter(world, record))
    record = world.move(world.clara, record, "ask_closure")
    return world.move(world.quentin, record, "close")


def examination(
    world: World, record: Record, what: str = "returned_sample", *, owner: Person | None = None
) -> Record:
    """Something that ivan is to examine."""
    return open_new(
        world.clara,
        "examination",
        title="Look at the cap",
        values={"what": what, "wanted": "Where the crack begins."},
        parent=company.fresh(record),
        owner=owner or world.ivan,
    )
