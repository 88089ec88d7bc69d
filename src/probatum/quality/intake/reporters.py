"""Who reported, for who may know it; each reading is noted (CMP-01)."""

from __future__ import annotations

from probatum.kernel.action import event
from probatum.kernel.authz import Decision, decide
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.intake.bodies import IDENTITY, Reporter


def may_know(actor: Person, record: Record) -> Decision:
    """Whether somebody may know who reported."""
    return decide(actor, IDENTITY, record=record)


def reporter_of(actor: Person, record: Record) -> Reporter | None:
    """Who reported; the reading is noted. Raises NotAllowed without the right."""
    verdict = may_know(actor, record).or_refuse()
    found = Reporter.objects.filter(record=record).first()
    if found is not None:
        event(actor, "event_report.see_reporter", {}, record=record, role=verdict.role)
    return found
