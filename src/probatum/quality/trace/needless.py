"""That a stop of the chain is not needed, and why: said by a person, kept with the record, withdrawn with a reason (QE-19)."""

from __future__ import annotations

from django.db import models

from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, decide
from probatum.kernel.errors import Refused
from probatum.kernel.family import is_over
from probatum.kernel.fields import points_to
from probatum.kernel.lifecycle import lock
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import process_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.quality.trace.chain import expected, stop

LONGEST = 1000
RIGHTS = ("event.handle", "event.triage", "event.approve_quality", "capa.approve_quality")


class NotNeeded(models.Model):
    """One stop behind a record that is not needed, with the reason and who said so."""

    record = points_to(Record, related="not_needed")
    stop = models.CharField(max_length=20)
    reason = models.TextField()
    made_by = points_to(Person)
    made_at = models.DateTimeField()
    voided_at = models.DateTimeField("withdrawn at", null=True, blank=True)
    voided_by = points_to(Person, optional=True)
    void_reason = models.CharField("why withdrawn", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "stop that is not needed"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "stop"], name="stop_not_needed_once", condition=models.Q(voided_at=None)
            )
        ]


_STANDING = Question(
    lambda: (
        NotNeeded.objects.filter(record_id__any=Asked("records"), voided_at=None)
        .select_related("made_by")
        .order_by("id")
    )
)


def not_needed(record: Record) -> list[NotNeeded]:
    """What is said to be not needed behind a record."""
    return _STANDING.ask(records=[record.pk])


def may_trace(actor: Actor, record: Record) -> Decision:
    """Whether somebody may say what a record leads to: its owner, who holds a part, and who handles or approves events there."""
    seen = decide(actor, "record.view", record=record)
    if not seen:
        return seen
    if record.owner_id == actor.pk:
        return Decision(True, "", "owner")
    held = next((part.name for part in parts_of(record) if part.person_id == actor.pk), "")
    if held:
        return Decision(True, "", process_of(record).called(held))
    verdict = seen
    for right in RIGHTS:
        verdict = decide(actor, right, record=record)
        if verdict:
            return verdict
    return verdict


def say_not_needed(actor: Person, record: Record, *, name: str, reason: str) -> NotNeeded:
    """Say that a stop is not needed, and why. Raises NotAllowed, or Refused for a stop that is not expected, no reason, an ended record."""
    verdict = may_trace(actor, record).or_refuse()
    if name not in expected(record.kind):
        raise Refused("Choose a stop that is expected behind this record.", field="stop")
    why = require_reason(reason, ask="Say why it is not needed.")
    if len(why) > LONGEST:
        raise Refused(f"Shorten the reason to {LONGEST:,} characters.", field="reason")
    with action(actor, "trace.not_needed", record=record, reason=why, role=verdict.role) as act:
        _refuse_over(lock(record))
        if NotNeeded.objects.filter(record=record, stop=name, voided_at=None).exists():
            raise Refused(f"“{stop(name).label}” is said to be not needed already.")
        return NotNeeded.objects.create(record=record, stop=name, reason=why, made_by=actor, made_at=act.at)


def withdraw_not_needed(actor: Person, said: NotNeeded, *, reason: str) -> None:
    """Withdraw that a stop is not needed. Raises NotAllowed, or Refused without a reason or for an ended record."""
    verdict = may_trace(actor, said.record).or_refuse()
    why = require_reason(reason)[:300]
    with action(actor, "trace.needed_after_all", record=said.record, reason=why, role=verdict.role) as act:
        _refuse_over(lock(said.record))
        standing = NotNeeded.objects.filter(pk=said.pk, voided_at=None)
        if not standing.update(voided_at=act.at, voided_by=actor, void_reason=why):
            raise Refused("This was withdrawn in the meantime.")


def _refuse_over(record: Record) -> None:
    if is_over(record):
        raise Refused(f"{record.number} has ended; it has to be reopened before its chain changes.")
