"""The rules of a CAPA that look at its plan: its shape, who signs, and when it is shown to hold (CAP-10, CAP-13, CAP-16, CAP-17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.body import body_of
from probatum.kernel.errors import Missing
from probatum.kernel.family import children_of
from probatum.kernel.people import Actor
from probatum.kernel.record import Record
from probatum.quality.capa import choices
from probatum.quality.capa.bodies import EffectivenessCheck
from probatum.quality.capa.gates import plan_page, standing
from probatum.quality.capa.plans import ACTION, CHECK

Values = Mapping[str, Any]


def every_approver_signs(record: Record) -> bool:
    """Whether all of its Quality approvers sign, by the rule when it was opened (CAP-17)."""
    return bool(body_of(record).all_sign)


def after_implementation(record: Record) -> str:
    """A CAPA that stays open until it is proven is verified first, where a check is planned."""
    waits = body_of(record).proven_first and standing(record, CHECK)
    return "in_verification" if waits else "final_approval"


def plan_has_actions(record: Record, actor: Actor, values: Values) -> Missing | None:
    """A CAPA that is not simple has at least one action."""
    if body_of(record).shape == choices.SIMPLE or standing(record, ACTION):
        return None
    return plan_page(record, "The plan has no action yet. The owner adds at least one.")


def plan_fits_its_day(record: Record, actor: Actor, values: Values) -> tuple[Missing, ...]:
    """No action is due after the CAPA itself."""
    return tuple(
        Missing(
            f"{child.number} is due after {record.number} itself. Set another day in the plan.",
            url_name="plan",
            args=(str(record.uuid),),
        )
        for child in standing(record, ACTION)
        if child.due and record.due and child.due > record.due
    )


def proven(record: Record, actor: Actor, values: Values) -> str | None:
    """One that stays open until it is proven has a check that held, or a new CAPA in its place (CAP-13)."""
    if not body_of(record).proven_first or not standing(record, CHECK):
        return None
    keys = [child.pk for child in children_of(record, CHECK) if child.state == "closed"]
    if EffectivenessCheck.objects.filter(pk__in=keys).exclude(follow_up="reopen").exists():
        return None
    return "It stays open until it is proven, and no effectiveness check has been approved yet."
