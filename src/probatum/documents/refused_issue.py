"""An issue that was refused: the sentence stands with the version, and Quality is asked to withdraw the approval (DOC-10, DOC-21).

Without its stamped PDF a version never becomes effective; nobody would learn why from a log.
"""

from __future__ import annotations

from django.db.models import QuerySet

from probatum.documents.content import WAITING_STATES, Version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.asking import open_task
from probatum.kernel.lifecycle import lock
from probatum.kernel.process import Ask, process_of
from probatum.kernel.record import Part, Record
from probatum.kernel.task import Task

RECALL = Ask(part="quality_approver", move="recall", label="Withdraw the approval", business_days=2)


def note_refused(version: Version, *, why: str) -> None:
    """Keep why a waiting version is not issued, and ask for the withdrawal; once, however often the issue is tried."""
    waiting = Version.objects.filter(pk=version.pk, record__state__in=WAITING_STATES, issue=None)
    if not waiting.exclude(issue_refused=why).exists():
        return
    with action(SYSTEM.for_trigger("approval"), "version.refuse_issue", record=version.record) as act:
        record = lock(version.record)
        if not waiting.update(issue_refused=why):
            return
        if record.state in process_of(record).move(RECALL.move).source and not asked(record).exists():
            for held in Part.objects.filter(record=record, name=RECALL.part, until=None):
                open_task(act, record, person=held.person, ask=RECALL)


def asked(record: Record) -> QuerySet[Task]:
    """The open requests to withdraw the approval of a version that cannot be issued."""
    return Task.objects.filter(record=record, move=RECALL.move, closed_at=None)
