"""The plan as part of what signatures are bound to: whoever approves, approves these actions, in this order, by these days (21 CFR 11.70).

Only what stays as it was planned stands in it; what an action becomes later is signed on the action.
"""

from __future__ import annotations

from typing import Any

from probatum.kernel.action import Act
from probatum.kernel.body import also_signed, new_edition
from probatum.kernel.family import children_of
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.record import Record
from probatum.quality.capa.bodies import EffectivenessCheck, PlannedAction
from probatum.quality.capa.order import before
from probatum.quality.capa.plans import ACTION, CHECK, is_planned


def rows_of(record: Record) -> dict[str, Any] | None:
    """Actions and checks of a record as planned; None where there are none."""
    if not is_planned(record.kind):
        return None
    children = children_of(record, ACTION, CHECK)
    if not children:
        return None
    keys = [child.pk for child in children]
    actions = PlannedAction.objects.select_related("brings_about").in_bulk(keys)
    checks = EffectivenessCheck.objects.in_bulk(keys)
    waits = before(actions)
    return {
        "actions": [
            _action(child, actions[child.pk], waits.get(child.pk, []))
            for child in children
            if child.pk in actions
        ],
        "checks": [_check(child, checks[child.pk]) for child in children if child.pk in checks],
    }


def _action(child: Record, body: PlannedAction, after: list[Record]) -> list[Any]:
    brings = body.brings_about.number if body.brings_about else ""
    facts = [child.number, child.title, body.nature, body.category, body.effect, brings]
    return [*facts, body.due_on.isoformat(), body.description, [one.number for one in after]]


def _check(child: Record, body: EffectivenessCheck) -> list[Any]:
    facts = [child.number, child.title, body.criteria, body.method, body.sample_size]
    return [*facts, body.start_on.isoformat(), body.due_on.isoformat()]


also_signed("plan", rows_of)


def plan_changed(act: Act, record: Record | None) -> None:
    """Count a change of a plan as a change of the record whose plan it is, under an open action."""
    if record is None or not is_planned(record.kind):
        return
    locked = lock(record)
    new_edition(act, locked)
    touch(act, locked)
