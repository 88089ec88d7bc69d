"""What follows an approved check: a record that waited for it goes on, and one that did not hold becomes a new CAPA or goes back (CAP-13)."""

from __future__ import annotations

from typing import Any

from probatum.kernel import effects
from probatum.kernel.authz import decide
from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused
from probatum.kernel.family import is_over
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.link import link
from probatum.kernel.opening import begin
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.capa import choices
from probatum.quality.capa.bodies import EffectivenessCheck
from probatum.quality.capa.capa import HANDLE, KIND
from probatum.quality.capa.plans import CHECK, plan_of
from probatum.quality.events.path import path_of


@effects.on(CHECK, "approve")
def follow(act: Any, record: Record, left: str) -> None:
    """Do what the outcome asks for, in the transaction of the signature."""
    kept = EffectivenessCheck.objects.get(pk=record.pk)
    if record.parent is None:
        return
    failed = kept.outcome != choices.EFFECTIVE
    if failed and kept.follow_up == choices.NEW_CAPA:
        raise_again(act, record, kept)
    parent = lock(record.parent)
    plan = plan_of(parent)
    if plan is None:
        return
    if failed and kept.follow_up == choices.REOPEN:
        _advance(act, parent, plan.failed)
    elif all(is_over(one) for one in Record.objects.filter(parent=parent, kind=CHECK)):
        _advance(act, parent, plan.proven)


@effects.on(CHECK, "cancel")
def go_on(act: Any, record: Record, left: str) -> None:
    """A record that waited for a check that is cancelled does not wait for ever."""
    if record.parent is None:
        return
    parent = lock(record.parent)
    plan = plan_of(parent)
    if plan and all(is_over(one) for one in Record.objects.filter(parent=parent, kind=CHECK)):
        _advance(act, parent, plan.proven)


def _advance(act: Any, record: Record, move: str) -> None:
    if move and record.state in process_of(record).move(move).source:
        advance(act, record, move)


def raise_again(act: Any, check: Record, kept: EffectivenessCheck) -> Record:
    """Open the CAPA that takes the place of one that did not hold, linked to the check and to what was checked."""
    parent = check.parent
    if parent is None:
        raise Refused("A check belongs to the record whose effect it checks.")
    owner = _owner(check, parent)
    outcome = dict(choices.OUTCOMES)[kept.outcome].lower()
    raised = begin(
        act,
        process_of(KIND),
        title=f"Not shown to hold: {parent.title}"[:300],
        values={
            "source": "ineffective",
            "weight": _weight(parent),
            "device": bool(getattr(body_of(parent), "device", False)),
            "shape": getattr(body_of(parent), "shape", choices.FULL),
            "problem": f"{check.number} of {parent.number}: {outcome}.\n\n{kept.results}\n\n{kept.conclusion}",
        },
        owner=owner,
        site=check.site,
        department=parent.department,
        parts={"quality": [one for one in _quality(check) if one.pk != owner.pk]},
        confidential=parent.confidential,
    )
    link(act, source=raised, target=check, type="caused_by")
    link(act, source=raised, target=parent, type="addresses")
    return raised


def _owner(check: Record, parent: Record) -> Person:
    able = [
        one for one in (parent.owner, check.owner) if one.is_active and decide(one, HANDLE, site=check.site)
    ]
    found: Person = able[0] if able else parent.owner
    return found


def _quality(check: Record) -> list[Person]:
    return [held.person for held in parts_of(check) if held.name == "quality"]


def _weight(parent: Record) -> str:
    return str(getattr(body_of(parent), "weight", "")) or path_of(parent) or "major"
