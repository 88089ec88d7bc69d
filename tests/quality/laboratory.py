"""A laboratory in the small company: lena investigates, ludwig heads it, quentin approves for Quality."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from probatum.kernel.models import Record
from probatum.kernel.opening import open_new
from probatum.quality.laboratory.words import CHECKLIST
from tests.quality.events import company
from tests.world import World

PEOPLE = {"lena": "laboratory_analyst", "lars": "laboratory_analyst", "ludwig": "laboratory_head"}


def staff(world: World) -> World:
    """The people of the laboratory, and those of quality events."""
    company.staff(world)
    for username, role in PEOPLE.items():
        if username not in world.people:
            world.person(username, role)
    return world


def investigation(world: World, **given: Any) -> Record:
    """An assay of 92.1 percent where at least 95 is asked for, measured by lars and investigated by lena."""
    staff(world)
    aware = timezone.now() - dt.timedelta(hours=1)
    values = {
        "type": "oos",
        "sample": "S-100",
        "test": "Assay",
        "method": "M-12, edition 3",
        "analyst": world.lars,
        "specification": "95.0 to 105.0 %",
        "lower": "95.0",
        "upper": "105.0",
        "result": "92.1",
        "unit": "%",
        "occurred_at": aware - dt.timedelta(hours=1),
        "aware_at": aware,
        **given,
    }
    return open_new(
        world.lena,
        "lab_investigation",
        title="Assay of batch 100 below the limit",
        values=values,
        site=world.basel,
        parts={"laboratory": [world.ludwig], "quality": [world.quentin]},
    )


def through_phase_one(world: World, record: Record, *, assignable: bool) -> Record:
    """Lena has completed phase I, ludwig has signed it."""
    company.fill(world.lena, record, "subjects", on_hold=True)
    checks = {name: "in_order" for name, _ in CHECKLIST}
    told = {
        "assignable": assignable,
        "laboratory_cause": "Dilution 1:20 instead of 1:10, seen in the raw data.",
    }
    if not assignable:
        told["laboratory_cause"] = ""
    company.fill(world.lena, record, "phase_one", **checks, checklist_notes="As listed.", **told)
    if assignable:
        conclude(world, record)
    world.move(world.lena, record, "submit_phase_one")
    return world.move(world.ludwig, record, "approve_phase_one")


def conclude(world: World, record: Record, *, judged: bool = True) -> Record:
    """Lena has drawn the conclusion, and judged whether it recurs."""
    company.fill(
        world.lena,
        record,
        "conclusion",
        conclusion="The batch meets its specification.",
        disposition="release",
        capa_needed=False,
        capa_reason="One dilution.",
        check_needed=False,
        check_reason="Nothing was changed.",
    )
    if judged:
        company.judged(world, record, by=world.lena)
    return company.fresh(record)


def plan(world: World, record: Record, *, tests: int = 2, approved: bool = True, **given: Any) -> Record:
    """A plan of so many retests by lena, approved by ludwig and quentin."""
    values = {
        "type": "retest",
        "sample": "S-100",
        "tests": tests,
        "analyst": world.lars,
        "justification": "No cause was found at the bench.",
        "rule": "Each result has to meet the specification.",
        **given,
    }
    made = open_new(
        world.lena, "retest_plan", title="Retests of S-100", values=values, parent=company.fresh(record)
    )
    if approved:
        world.move(world.lena, made, "submit")
        world.move(world.ludwig, made, "approve_laboratory")
        world.move(world.quentin, made, "approve")
    return company.fresh(made)
