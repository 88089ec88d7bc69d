"""What a laboratory investigation demands before it goes on: a conclusion, a proven cause, and somebody other than the analyst."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.body import body_of
from probatum.kernel.errors import Missing
from probatum.kernel.gates import filled_in
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Verdict
from probatum.kernel.record import Record
from probatum.quality.laboratory import results
from probatum.quality.laboratory.bodies import LabInvestigation
from probatum.quality.laboratory.words import PENDING
from probatum.quality.recurrence.judging import RECURRENCE_JUDGED


def not_the_analyst(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Whoever measured the result does not approve the investigation of it."""
    if isinstance(actor, Person) and body_of(record).analyst_id == actor.pk:
        return "The result is yours, so somebody else has to approve the investigation."
    return None


def concluded(record: Record, actor: Actor, values: Mapping[str, Any]) -> tuple[Missing, ...]:
    """With a laboratory cause there is no phase II, so the conclusion belongs to phase I."""
    if not body_of(record).assignable:
        return ()
    found = filled_in("conclusion").check(record, actor, values)
    return found if isinstance(found, tuple) else ()


def judged_where_it_ends(record: Record, actor: Actor, values: Mapping[str, Any]) -> Verdict:
    """With a laboratory cause it ends with phase I, so whether it recurs is judged there (QE-13)."""
    return RECURRENCE_JUDGED.check(record, actor, values) if body_of(record).assignable else None


def hold_decided(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """A batch on hold is not left there by an investigation that ends: what becomes of it is said (LAB-07)."""
    kept: LabInvestigation = body_of(record)
    if not kept.on_hold or kept.disposition != PENDING:
        return None
    return Missing(
        "The batch is on hold, and its disposition is still open. Decide it before the investigation ends.",
        record=record,
        section="conclusion",
    )


def cause_proven(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """A result is invalidated only for a laboratory cause that phase I has proven and the laboratory has signed (LAB-05)."""
    kept: LabInvestigation = body_of(record)
    if kept.assignable and kept.laboratory_cause:
        return None
    return "No laboratory cause is proven, so the original result stays valid and counts."


def not_invalidated_yet(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """One invalidation is enough."""
    return "The original result is invalidated already." if results.is_invalidated(record) else None
