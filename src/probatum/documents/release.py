"""Release: an issued version becomes effective at the start of its day, and the old one is superseded in the same instant (DOC-21)."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone

from probatum.documents.content import Document, Version, review_due
from probatum.kernel import moments, search
from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.calendar import start_of_day, today_at
from probatum.kernel.errors import Refused
from probatum.kernel.file import FileText, store
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.record import Record

log = logging.getLogger(__name__)


def attach_issue(version: Version, *, pdf: bytes, pages: int) -> Version:
    """Keep the stamped and sealed PDF of an approved version. Raises Refused when it is not approved any more."""
    with action(SYSTEM.for_trigger("approval"), "version.issue", record=version.record) as act:
        record = lock(version.record)
        if record.state != "approved":
            raise Refused(f"{record.number} is not approved any more, so it is not issued.")
        issue = store(act, pdf, media_type="application/pdf")
        Version.objects.filter(pk=version.pk).update(issue=issue)
    return Version.objects.select_related("record", "document__record").get(pk=version.pk)


def forget_issue(act: Act, record: Record) -> None:
    """Point at no issued file, under an open action: it is issued again with what has changed."""
    Version.objects.filter(pk=record.pk).update(issue=None)


def due(at: dt.datetime) -> list[Version]:
    """Approved and issued versions whose day has begun at their site."""
    waiting = Version.objects.filter(
        record__state="approved", effective_on__lte=(at + dt.timedelta(days=1)).date()
    ).exclude(issue=None)
    return [
        version
        for version in waiting.select_related("record__site", "document__record")
        if version.effective_on and start_of_day(version.effective_on, site=version.record.site) <= at
    ]


def release_due(at: dt.datetime | None = None) -> list[Version]:
    """Make every due version effective, each in a transaction of its own. Run every few seconds and safe to run twice."""
    released = []
    for version in due(at or timezone.now()):
        try:
            released.append(release(version))
        except Refused as refusal:
            log.warning("%s was not released: %s", version.record.number, refusal)
    return released


def release(version: Version) -> Version:
    """Make one version effective and supersede the one in force. Raises Refused when its day has not begun."""
    trigger = f"effective day {moments.day(version.effective_on) if version.effective_on else ''}"
    with action(SYSTEM.for_trigger(trigger), "version.release", record=version.record) as act:
        parent = lock(version.document.record)
        record = lock(version.record)
        document = Document.objects.select_related("effective__record").get(pk=parent.pk)
        version = Version.objects.select_related("record", "issue", "draft__rendition").get(pk=record.pk)
        _refuse_unless_due(version, record, act.at)
        old = document.effective
        if old is not None:
            advance(act, lock(old.record), "supersede")
            Version.objects.filter(pk=old.pk).update(superseded_at=act.at)
            search.find_elsewhere(old.record, yes=False)
        advance(act, record, "take_effect")
        Version.objects.filter(pk=version.pk).update(effective_at=act.at)
        _point(act, document, parent, version, record)
    return version


def _refuse_unless_due(version: Version, record: Record, at: dt.datetime) -> None:
    if version.effective_on is None or version.issue_id is None:
        raise Refused(f"{record.number} has no effective day or is not issued yet.")
    if start_of_day(version.effective_on, site=record.site) > at:
        raise Refused(
            f"The effective day of {record.number}, {moments.day(version.effective_on)}, has not begun."
        )


def _point(act: Act, document: Document, parent: Record, version: Version, record: Record) -> None:
    months = document.review_months
    today = today_at(record.site, at=act.at)
    document.effective = version
    document.next_review = review_due(start=today, months=months) if months else None
    document.save(update_fields=["effective", "next_review"])
    parent.title = record.title
    advance(act, parent, "take_effect")
    text = FileText.objects.filter(file_id=version.draft.rendition_id).values_list("text", flat=True).first()
    search.index(parent, text=text or "")
    search.find_elsewhere(record, yes=True)
