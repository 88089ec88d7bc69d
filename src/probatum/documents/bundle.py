"""Release of a change request: every version becomes effective and every document to retire is retired, in one transaction (DOC-17).

All or nothing: when one document cannot be released, none is, and the sentence says which.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone

from probatum.documents.change_list import EFFECTIVE, KIND, RETIRE, ChangeItem, ChangeRequest, listed
from probatum.documents.change_rules import not_releasable, told
from probatum.documents.release import make_effective
from probatum.kernel import moments
from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.calendar import start_of_day
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.record import Record

log = logging.getLogger(__name__)


def due(at: dt.datetime) -> list[ChangeRequest]:
    """Approved change requests whose day has begun at their site."""
    waiting = ChangeRequest.objects.filter(
        record__kind=KIND, record__state="approved", effective_on__lte=(at + dt.timedelta(days=1)).date()
    )
    return [
        request
        for request in waiting.select_related("record__site")
        if request.effective_on and start_of_day(request.effective_on, site=request.record.site) <= at
    ]


def release_due(at: dt.datetime | None = None) -> list[ChangeRequest]:
    """Release every due change request, each in a transaction of its own. Run every few seconds and safe to run twice."""
    released = []
    for request in due(at or timezone.now()):
        if obstacles(listed(request.pk)):
            continue  # its page says what it waits for
        try:
            released.append(release(request))
        except Refused as refusal:
            log.warning("%s was not released: %s", request.record.number, refusal)
    return released


def obstacles(items: list[ChangeItem]) -> list[str]:
    """What keeps a list from being released now, one sentence for each document."""
    return [sentence for item in items if (sentence := not_releasable(item))]


def release(request: ChangeRequest) -> ChangeRequest:
    """Make all of it true at once. Raises Refused, naming the document, when its day has not begun or one is not ready."""
    trigger = f"change request {request.record.number}"
    with action(SYSTEM.for_trigger(trigger), "change_request.release_all", record=request.record) as act:
        record = lock(request.record)
        request = ChangeRequest.objects.get(pk=record.pk)
        _refuse_unless_due(request, record, act.at)
        items = listed(record.pk)
        records = _lock_all(items)
        items = listed(record.pk)  # as they are now that nobody else can move them
        if sentence := told(obstacles(items)):
            raise Refused(f"{record.number} is not released. {sentence}")
        for item in items:
            _carry_out(act, item, records)
        ChangeItem.objects.filter(request=request, ended_at=None).update(ended_at=act.at, outcome="released")
        ChangeRequest.objects.filter(pk=record.pk).update(released_at=act.at)
        record.due = None
        advance(act, record, "release")
        act.hasten_seal()
    return ChangeRequest.objects.select_related("record").get(pk=record.pk)


def _refuse_unless_due(request: ChangeRequest, record: Record, at: dt.datetime) -> None:
    if record.state != "approved" or request.effective_on is None:
        raise Refused(f"{record.number} is not approved, so nothing is released.")
    if start_of_day(request.effective_on, site=record.site) > at:
        raise Refused(f"The day of {record.number}, {moments.day(request.effective_on)}, has not begun.")


def _lock_all(items: list[ChangeItem]) -> dict[int, Record]:
    """Documents first, then their versions, each in the order of their keys, as every other release locks them."""
    documents = {item.document_id for item in items}
    versions = {item.version_id for item in items if item.version_id}
    versions |= {item.document.effective_id for item in items if item.document.effective_id}
    found: dict[int, Record] = {}
    for keys in (documents, versions):
        rows = Record.objects.select_for_update(of=("self",), no_key=True).select_related("owner", "site")
        found |= {record.pk: record for record in rows.filter(pk__in=keys).order_by("pk")}
    return found


def _carry_out(act: Act, item: ChangeItem, records: dict[int, Record]) -> None:
    parent = records[item.document_id]
    if item.end == RETIRE:
        advance(act, parent, "retire_by_change")
    elif item.end == EFFECTIVE and item.version is not None:
        version, record = item.version, records[item.version.pk]
        ChangeItem.objects.filter(pk=item.pk).update(version=version)
        make_effective(act, version, parent=parent, record=record)
