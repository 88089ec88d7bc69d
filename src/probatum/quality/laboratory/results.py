"""Results of an investigation: each one kept by itself, further ones only under an approved plan, an original one never lost.

FDA guidance on OOS results (2022): retests by a plan approved before, no averaging that hides one, the original stays (LAB-04 to 06).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Avg, Count

from probatum.kernel.action import Act, action
from probatum.kernel.authz import Decision, decide
from probatum.kernel.body import also_signed, body_of, new_edition
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.family import children_of
from probatum.kernel.lifecycle import lock, touch
from probatum.kernel.people import Actor, Person
from probatum.kernel.record import Record
from probatum.quality.laboratory.bodies import LabResult, RetestPlan

KIND, PLAN = "lab_investigation", "retest_plan"
ORIGINAL = "original"
RIGHT = "laboratory.handle"
#: how far the clock of who enters may be ahead of that of the database
CLOCKS_DIFFER = dt.timedelta(minutes=1)


def results_of(record: Record) -> list[LabResult]:
    """Every result of an investigation, in the order in which they were entered."""
    rows = LabResult.objects.filter(record=record).select_related("analyst", "plan__record", "invalidated_by")
    return list(rows.order_by("id"))


def keep_original(act: Act, record: Record) -> None:
    """Keep the result that began the investigation as a row of its own, under the open action of its opening."""
    kept = body_of(record)
    LabResult.objects.create(
        record=record,
        type=ORIGINAL,
        ordinal=1,
        value=kept.result,
        entered=format(kept.result, "f"),
        unit=kept.unit,
        sample=kept.sample,
        analyst=kept.analyst,
        tested_at=kept.occurred_at,
        entered_by=act.person,
        entered_at=act.at,
    )


def may_enter(actor: Person, plan: Record) -> Decision:
    """Whether somebody may enter results under a plan: the analyst whom it names, while it is approved."""
    kept: RetestPlan = body_of(plan)
    if plan.state != "approved":
        return Decision(
            False,
            f"{plan.number} is not approved. The laboratory and Quality approve a plan before the first further test.",
        )
    if kept.analyst_id != actor.pk:
        name = kept.analyst.name if kept.analyst else "nobody yet"
        return Decision(False, f"The plan names {name} as the analyst, who enters the results.")
    return decide(actor, RIGHT, record=plan)


def enter(actor: Person, plan: Record, *, value: str, tested_at: dt.datetime, note: str = "") -> LabResult:
    """Enter one further result under an approved plan; the last planned one completes the plan.

    Raises NotAllowed for anybody but its analyst, Refused beyond the plan, for no number or a moment that does not fit.
    """
    number = _number(value)
    verdict = may_enter(actor, plan).or_refuse()
    with action(actor, "lab_investigation.enter_result", record=plan.parent, role=verdict.role) as act:
        parent, locked = lock(_parent(plan)), lock(plan)
        may_enter(actor, locked).or_refuse()
        kept: RetestPlan = body_of(locked)
        done = LabResult.objects.filter(plan_id=locked.pk).count()
        if done >= (kept.tests or 0):
            raise Refused(
                f"{locked.number} allows {kept.tests} tests, and {done} are entered. A further test needs another approved plan."
            )
        if tested_at > act.at + CLOCKS_DIFFER:
            raise Refused("The test lies ahead. Enter when it was done.", field="tested_at")
        approved = _approved_at(locked)
        if approved is not None and tested_at < approved.replace(second=0, microsecond=0):
            raise Refused(
                "This test was done before its plan was approved, so it is no test of the plan.",
                field="tested_at",
            )
        entered = LabResult.objects.create(
            record=parent,
            plan_id=locked.pk,
            type=kept.type,
            ordinal=done + 1,
            value=number,
            entered=value.strip()[:40],
            unit=body_of(parent).unit,
            sample=kept.sample,
            analyst=actor,
            tested_at=tested_at,
            note=note.strip()[:300],
            entered_by=actor,
            entered_at=act.at,
        )
        new_edition(act, parent)
        touch(act, parent)
        touch(act, locked)
    return entered


def take_out(actor: Actor, result: LabResult) -> None:
    """No result is ever taken out. Raises NotAllowed, saying what can be done instead."""
    what = "An original result" if result.type == ORIGINAL else "A result"
    raise NotAllowed(
        f"{what} is never deleted. With a proven laboratory cause Quality can invalidate the original by signature; it stays readable."
    )


def invalidate(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """Mark the original result as invalid under the signature of Quality; value, time and analyst stay (LAB-05)."""
    LabResult.objects.filter(record=record, type=ORIGINAL, invalidated_at=None).update(
        invalidated_at=act.at, invalidated_by=act.person, invalid_reason=act.reason
    )
    new_edition(act, record)


def is_invalidated(record: Record) -> bool:
    """Whether the original result was invalidated."""
    return LabResult.objects.filter(record=record, type=ORIGINAL).exclude(invalidated_at=None).exists()


def approved_plans(record: Record) -> list[Record]:
    """The plans that were approved, with further tests under them or not yet."""
    return [child for child in children_of(record, PLAN) if child.state in ("approved", "completed")]


def mean_of(record: Record) -> Decimal | None:
    """The mean of the further results, for information only: it takes the place of none of them (LAB-06)."""
    found = (
        LabResult.objects.filter(record=record)
        .exclude(type=ORIGINAL)
        .aggregate(mean=Avg("value"), n=Count("pk"))
    )
    return found["mean"] if found["n"] > 1 else None


def _parent(plan: Record) -> Record:
    found: Record | None = plan.parent
    if found is None:
        raise Refused("This plan belongs to no investigation.")
    return found


def _approved_at(plan: Record) -> dt.datetime | None:
    return plan.steps.filter(to_state="approved").order_by("-id").values_list("at", flat=True).first()


def _number(value: str) -> Decimal:
    try:
        number = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise Refused("Enter the result as a number, every single one as it was measured.", field="value")
    return number


def _signed(record: Record) -> list[list[str]] | None:
    """Every result as signatures are bound to it; None for records without any."""
    rows = LabResult.objects.filter(record=record).order_by("id").select_related("analyst")
    if record.kind != KIND:
        return None
    return [
        [
            one.type,
            one.entered,
            one.unit,
            one.analyst.username,
            one.tested_at.isoformat(),
            "invalid" if one.invalidated_at else "",
        ]
        for one in rows
    ]


also_signed("results", _signed)
