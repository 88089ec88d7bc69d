"""Acts on a risk matrix before it is approved: open the next version, save what it says."""

from __future__ import annotations

from collections.abc import Sequence

from probatum.kernel import search
from probatum.kernel.action import Act, action
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import enter_state, lock, refuse_if_stale, touch
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of
from probatum.kernel.record import Record, issue_number, open_record
from probatum.quality.risk import editions
from probatum.quality.risk.matrix import KIND, PATTERN, PREPARE, PROCESS, in_force
from probatum.quality.risk.plan import Fault, MatrixPlan, faults
from probatum.quality.risk.scale import RiskMatrix

OPEN = ("draft", "in_approval")


class FaultyMatrix(Refused):
    """The contents are not complete; `faults` names each with the field of the editor."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(found[0][1], field=found[0][0])
        self.faults = found


def open_version(
    actor: Person, *, title: str, note: str, approvers: Sequence[Person], plan: MatrixPlan | None = None
) -> RiskMatrix:
    """Open the next version: with what is in force now, with a given plan, or empty.

    Raises NotAllowed without the right, Refused while another version is in preparation, FaultyMatrix for a faulty plan.
    """
    verdict = demand(actor, PREPARE)
    if not title.strip():
        raise Refused("Enter a title, such as “Risk matrix 5 × 5”.", field="title")
    _refuse_faults(plan)
    with action(actor, f"{KIND}.open", role=verdict.role) as act:
        number = issue_number(PATTERN, values={})  # holds the series, so that two do not open one at once
        running = Record.objects.filter(kind=KIND, state__in=OPEN).first()
        if running is not None:
            raise Refused(f"{running.number} is in preparation. Approve or withdraw it first.", field="title")
        record = open_record(
            act,
            kind=KIND,
            number=number,
            title=title.strip(),
            state=PROCESS.start,
            owner=actor,
            definition=definition_of(act, PROCESS),
        )
        matrix = RiskMatrix.objects.create(record=record, note=note.strip())
        current = in_force()
        if plan is None and current is not None and current.edition is not None:
            plan = editions.read(current.edition)
        if plan is not None:
            _point(act, matrix, plan, by=actor)
        set_parts(act, record, process=PROCESS, name="approver", people=list(approvers))
        enter_state(act, record, PROCESS)
        search.index(record, text=matrix.note)
    return matrix


def save_version(
    actor: Person,
    matrix: RiskMatrix,
    *,
    title: str,
    note: str,
    approvers: Sequence[Person],
    plan: MatrixPlan,
    based_on: int,
) -> RiskMatrix:
    """Save what a version in draft says, as a new edition.

    Raises NotAllowed without the right, StaleRecord when somebody was quicker, FaultyMatrix when something is missing.
    """
    record = matrix.record
    verdict = demand(actor, PREPARE, record=record)
    if not title.strip():
        raise Refused("Enter a title, such as “Risk matrix 5 × 5”.", field="title")
    _refuse_faults(plan)
    with action(actor, f"{KIND}.save", record=record, role=verdict.role) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        if locked.state != "draft":
            label = PROCESS.state(locked.state).label.lower()
            raise Refused(
                f"{locked.number} is {label}, so it is not changed any more. Open the next version."
            )
        locked.title = title.strip()
        fresh = RiskMatrix.objects.select_related("edition").get(pk=matrix.pk)
        fresh.note = note.strip()
        if fresh.edition is None or editions.read(fresh.edition) != plan:
            _point(act, fresh, plan, by=actor)
        fresh.save(update_fields=["note", "edition"])
        set_parts(act, locked, process=PROCESS, name="approver", people=list(approvers))
        touch(act, locked)
        search.index(locked, text=fresh.note)
    fresh.record = locked
    return fresh


def _point(act: Act, matrix: RiskMatrix, plan: MatrixPlan, *, by: Person) -> None:
    matrix.edition = editions.write(act, matrix, plan, by=by)
    matrix.save(update_fields=["edition"])


def _refuse_faults(plan: MatrixPlan | None) -> None:
    found = faults(plan) if plan is not None else []
    if found:
        raise FaultyMatrix(found)
