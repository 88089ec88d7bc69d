"""Legal holds and the rules of single documents: placed, lifted, given and ended with a reason, each an action (DOC-39)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from probatum.documents.content import Document
from probatum.documents.retention import TypeRetention
from probatum.documents.types import DocumentType
from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import can_see, decide, decide_everywhere, demand
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import lock
from probatum.kernel.people import Person
from probatum.kernel.process import DISPOSED
from probatum.kernel.record import Record, issue_number
from probatum.kernel.retention import (
    ENDED,
    TRIGGERS,
    HeldRecord,
    Hold,
    Keeping,
    Occurrence,
    RetentionClass,
)

MANAGE, HOLD = "retention.manage", "hold.manage"
NARROW = (
    "You keep the schedule of one site; a rule for all is set by who keeps it for the whole organisation."
)
NOT_ALL = "This hold is lifted by who may place one on everything that is under it."
HOLD_PATTERN = "LH-{year}-{n:03}"


def save_class(actor: Person, rule: RetentionClass, *, reason: str) -> RetentionClass:
    """Make or change a class of the schedule. Raises NotAllowed without the right, Refused for what is missing."""
    verdict = decide_everywhere(actor, MANAGE, narrow=NARROW).or_refuse()
    why = require_reason(reason, ask="Say why the schedule changes.")
    if not rule.name.strip():
        raise Refused("Enter a name.", field="name")
    if not rule.clause.strip():
        raise Refused("Name the clause or rule that asks for it.", field="clause")
    if not 1 <= (rule.months or 0) <= 1200:
        raise Refused("Enter a period of 1 to 1,200 months.", field="months")
    if rule.trigger not in dict(TRIGGERS):
        raise Refused("Choose what the period runs from.", field="trigger")
    with action(actor, "retention.save_class", reason=why, role=verdict.role):
        if RetentionClass.objects.filter(code=rule.code).exclude(pk=rule.pk).exists():
            raise Refused(f"There is a class with the code {rule.code} already.", field="code")
        rule.save()
    return rule


def set_type_rules(
    actor: Person, type: DocumentType, rules: Sequence[RetentionClass], *, reason: str
) -> None:
    """Set the classes that documents of a type carry. Raises NotAllowed without the right, Refused for no reason."""
    verdict = decide_everywhere(actor, MANAGE, narrow=NARROW).or_refuse()
    why = require_reason(reason, ask="Say why the schedule changes.")
    wanted = {rule.pk for rule in rules}
    with action(actor, "retention.set_type", reason=why, role=verdict.role):
        for row in TypeRetention.objects.select_for_update(of=("self",), no_key=True).filter(type=type):
            if row.active != (row.rule_id in wanted):
                row.active = row.rule_id in wanted
                row.save(update_fields=["active"])
            wanted.discard(row.rule_id)
        TypeRetention.objects.bulk_create(TypeRetention(type=type, rule_id=key) for key in sorted(wanted))


def keep_by(actor: Person, document: Document, rule: RetentionClass, *, reason: str) -> Keeping:
    """Keep one document by a further class; the latest end of all its classes counts."""
    verdict = demand(actor, MANAGE, record=document.record)
    why = require_reason(reason, ask="Say why this document is kept by this class too.")
    with action(actor, "retention.keep_by", record=document.record, reason=why, role=verdict.role) as act:
        record = _locked(document.record)
        if Keeping.objects.filter(record=record, rule=rule, ended_at=None).exists():
            raise Refused(f"{record.number} is kept by {rule.name} already.", field="rule")
        made: Keeping = Keeping.objects.create(
            record=record, rule=rule, reason=why[:300], set_by=actor, set_at=act.at
        )
    return made


def give_day(actor: Person, document: Document, *, trigger: str, day: dt.date, reason: str) -> Occurrence:
    """Give the day on which an event happened for a document. A later one replaces it; both stay readable."""
    verdict = demand(actor, MANAGE, record=document.record)
    why = require_reason(reason, ask="Say how the day is known.")
    if trigger not in dict(TRIGGERS) or trigger == ENDED:
        raise Refused(
            "Choose an event; the end of the record itself is known by the system.", field="trigger"
        )
    if day > timezone.now().date() + dt.timedelta(days=36_525):
        raise Refused("Enter a day within the next hundred years.", field="day")
    with action(actor, "retention.give_day", record=document.record, reason=why, role=verdict.role) as act:
        record = _locked(document.record)
        made: Occurrence = Occurrence.objects.create(
            record=record, trigger=trigger, day=day, reason=why[:300], given_by=actor, given_at=act.at
        )
    return made


def place_hold(actor: Person, records: Sequence[Record], *, matter: str, reason: str) -> Hold:
    """Place a hold on records; from this instant none of them is disposed of. Raises NotAllowed or Refused."""
    verdict = demand(actor, HOLD)
    why = require_reason(reason, ask="Say why these records must be preserved.")
    if not matter.strip():
        raise Refused("Enter what the hold is about.", field="matter")
    wanted = sorted({record.pk: record for record in records}.values(), key=lambda one: one.pk)
    if not wanted:
        raise Refused("Name at least one document.", field="documents")
    if not all(can_see(actor, record) for record in wanted):
        raise Refused("Enter numbers of documents that you may see.", field="documents")
    for record in wanted:
        demand(actor, HOLD, record=record)
    with action(actor, "hold.place", reason=why, role=verdict.role) as act:
        locked = [_locked(record) for record in wanted]
        hold: Hold = Hold.objects.create(
            number=issue_number(HOLD_PATTERN, values={"year": act.at.year}),
            matter=matter.strip()[:200],
            reason=why,
            placed_by=actor,
            placed_at=act.at,
        )
        HeldRecord.objects.bulk_create(
            HeldRecord(hold=hold, record=record, added_at=act.at) for record in locked
        )
    return hold


def lift_hold(actor: Person, hold: Hold, *, reason: str) -> None:
    """Lift a hold with a reason; what is disposed of afterwards still needs two signatures. Raises NotAllowed or Refused."""
    verdict = demand(actor, HOLD)
    held = [row.record for row in hold.records.select_related("record")]
    if not all(decide(actor, HOLD, record=record) for record in held):
        raise NotAllowed(NOT_ALL)
    why = require_reason(reason, ask="Say why the records need not be preserved any more.")
    with action(actor, "hold.lift", reason=why, role=verdict.role) as act:
        locked = Hold.objects.select_for_update(of=("self",), no_key=True).get(pk=hold.pk)
        if locked.lifted_at is not None:
            raise Refused(f"{locked.number} was lifted already.")
        locked.lifted_at, locked.lifted_by, locked.lift_reason = act.at, actor, why
        locked.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])


def _locked(record: Record) -> Record:
    """The record, locked so that it is not disposed of at the same time. Raises Refused for one that was."""
    locked = lock(record)
    if locked.state == DISPOSED.name:
        raise Refused(f"{locked.number} was disposed of already.", field="documents")
    return locked
