"""Release: an issued version becomes effective at the start of its day, and the old one is superseded in the same instant (DOC-21)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable

from django.utils import timezone

from probatum.documents import citations, gates
from probatum.documents.change_list import in_a_change, request_of
from probatum.documents.collection import Migrated
from probatum.documents.content import APPROVED_STATES, WAITING_STATES, Document, Version, review_due
from probatum.documents.refused_issue import asked
from probatum.kernel import moments, search
from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.calendar import start_of_day, today_at
from probatum.kernel.errors import Refused
from probatum.kernel.file import FileText, store
from probatum.kernel.lifecycle import advance, lock, touch
from probatum.kernel.record import Record

log = logging.getLogger(__name__)


def attach_issue(version: Version, *, pdf: bytes, pages: int) -> Version:
    """Keep the stamped and sealed PDF of an approved or migrated version. Raises Refused when it is not approved any more."""
    with action(SYSTEM.for_trigger("approval"), "version.issue", record=version.record) as act:
        record = lock(version.record)
        if not may_be_issued(record):
            raise Refused(f"{record.number} is not approved any more, so it is not issued.")
        issue = store(act, pdf, media_type="application/pdf")
        Version.objects.filter(pk=version.pk).update(issue=issue, issue_refused="")
        asked(record).update(closed_at=act.at, outcome="withdrawn")
    return Version.objects.select_related("record", "document__record").get(pk=version.pk)


def may_be_issued(record: Record) -> bool:
    """A version is issued after its approval or its check; one that was approved in another system, after it came here."""
    migrated = record.state in APPROVED_STATES and Migrated.objects.filter(pk=record.pk).exists()
    return record.state in WAITING_STATES or migrated


def forget_issue(act: Act, record: Record) -> None:
    """Point at no issued file, under an open action: it is issued again with what has changed."""
    Version.objects.filter(pk=record.pk).update(issue=None, issue_refused="")


def set_day(act: Act, records: Iterable[Record], *, day: dt.date | None) -> None:
    """Give approved versions another day, or none, under an open action; the file that names the day is issued again."""
    for record in records:
        if (
            Version.objects.filter(pk=record.pk)
            .exclude(effective_on=day)
            .update(effective_on=day, issue=None, issue_refused="")
        ):
            touch(act, record)


def due(at: dt.datetime) -> list[Version]:
    """Approved or checked, and issued versions that nothing holds back and whose day has begun at their site.

    What is in a change request is not among them: it waits for the others (see `bundle`).
    """
    waiting = Version.objects.filter(
        ~in_a_change(),
        record__state__in=WAITING_STATES,
        effective_on__lte=(at + dt.timedelta(days=1)).date(),
    ).exclude(issue=None)
    return [
        version
        for version in waiting.select_related(
            "record__site", "document__record", "document__type__parent__parent"
        )
        if version.effective_on
        and start_of_day(version.effective_on, site=version.record.site) <= at
        and gates.held_back(version) is None
    ]


def bring_forward(at: dt.datetime | None = None) -> list[Version]:
    """Move the day of each version to today that need not wait for it, because enough people are trained (DOC-20)."""
    if not gates.answered():
        return []
    now = at or timezone.now()
    waiting = Version.objects.filter(~in_a_change(), record__state="approved", effective_on__gt=now.date())
    early = [
        version
        for version in waiting.select_related(
            "record__site", "document__record", "document__type__parent__parent"
        )
        if gates.may_come_early(version)
    ]
    return [version for version in early if _moved_to_today(version)]


def _moved_to_today(version: Version) -> bool:
    trigger = "share of people trained"
    with action(SYSTEM.for_trigger(trigger), "version.bring_forward", record=version.record) as act:
        record = lock(version.record)
        if record.state != "approved":
            return False
        set_day(act, [record], day=today_at(record.site, at=act.at))
    return True


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
    """Make one version effective and supersede the one in force. Raises Refused while it waits for its day or for others."""
    trigger = f"effective day {moments.day(version.effective_on) if version.effective_on else ''}"
    with action(SYSTEM.for_trigger(trigger), "version.release", record=version.record) as act:
        parent = lock(version.document.record)
        record = lock(version.record)
        found = _of(record)
        _refuse_unless_due(found, record, act.at)
        make_effective(act, found, parent=parent, record=record)
    return found


def _of(record: Record) -> Version:
    known = Version.objects.select_related(
        "record", "issue", "draft__rendition", "document__record", "document__type__parent__parent"
    )
    return known.get(pk=record.pk)


def make_effective(act: Act, version: Version, *, parent: Record, record: Record) -> None:
    """Supersede what is in force and point at the version, under an open action that has locked document and version."""
    document = Document.objects.select_related("effective__record").get(pk=parent.pk)
    old = document.effective
    if old is not None:
        advance(act, lock(old.record), "supersede")
        Version.objects.filter(pk=old.pk).update(superseded_at=act.at)
        search.find_elsewhere(old.record, yes=False)
    advance(act, record, "take_effect")
    Version.objects.filter(pk=version.pk).update(effective_at=act.at)
    _point(act, document, parent, version, record)


def _refuse_unless_due(version: Version, record: Record, at: dt.datetime) -> None:
    if version.effective_on is None or version.issue_id is None:
        raise Refused(f"{record.number} has no effective day or is not issued yet.")
    if start_of_day(version.effective_on, site=record.site) > at:
        raise Refused(
            f"The effective day of {record.number}, {moments.day(version.effective_on)}, has not begun."
        )
    if (request := request_of(version)) is not None:
        raise Refused(
            f"{record.number} becomes effective together with the other documents of {request.number}."
        )
    if sentence := gates.held_back(version):
        raise Refused(sentence)


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
    citations.take_over(act, version=record, document=parent, text=text or "")
    search.find_elsewhere(record, yes=True)
