"""Periodic reviews by the clock: opened so many days before the review date, closed when the document has moved on (DOC-22)."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import F, Q
from django.utils import timezone

from probatum.documents.content import Document
from probatum.documents.reviewing import PeriodicReview, begin, overtake
from probatum.kernel import moments
from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.calendar import today_at
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.effects import on
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock
from probatum.kernel.record import Record

log = logging.getLogger(__name__)

DAYS = "periodic_review.days"
SETTINGS.update({DAYS: (60, "Days before its review date on which the review of a document opens", 1, 365)})


def due_when_asked(document: Document, at: dt.datetime | None = None) -> dt.date | None:
    """The review date of a review that somebody starts now: as many days as one gets by the clock, never later than planned."""
    if document.next_review is None:
        return None
    days = dt.timedelta(days=int(setting(DAYS)))
    return min(document.next_review, today_at(document.record.site, at=at or timezone.now()) + days)


def open_due(at: dt.datetime | None = None) -> list[PeriodicReview]:
    """Open the review of each effective document whose date is near, each in a transaction of its own. Safe to run twice."""
    now, days = at or timezone.now(), dt.timedelta(days=int(setting(DAYS)))
    horizon = now.date() + days + dt.timedelta(days=1)  # the day may have begun already at some site
    near = Document.objects.filter(record__state="effective", next_review__lte=horizon)
    opened = []
    for document in (
        near.exclude(_under_review()).select_related("record__site").order_by("next_review", "pk")
    ):
        if (
            document.next_review is None
            or document.next_review > today_at(document.record.site, at=now) + days
        ):
            continue
        try:
            review = _open(document)
        except Refused as refusal:
            log.warning("No review of %s was opened: %s", document.record.number, refusal)
            continue
        if review is not None:
            opened.append(review)
    return opened


def _under_review() -> Q:
    return Q(periodic_reviews__ended_at=None, periodic_reviews__isnull=False)


def _open(document: Document) -> PeriodicReview | None:
    """Open one review, unless somebody was quicker."""
    trigger = f"review date {moments.day(document.next_review)}" if document.next_review else "review date"
    with action(SYSTEM.for_trigger(trigger), "periodic_review.open", record=document.record) as act:
        parent = lock(document.record)
        fresh = Document.objects.select_related("effective").get(pk=parent.pk)
        if parent.state != "effective" or fresh.next_review != document.next_review:
            return None
        if PeriodicReview.objects.filter(document=fresh, ended_at=None).exists():
            return None
        return begin(act, fresh, parent=parent)


def close_overtaken() -> list[str]:
    """Close each open review whose version is not in force any more: what the effects below could not lock."""
    passed = PeriodicReview.objects.filter(ended_at=None).exclude(document__effective=F("version"))
    passed |= PeriodicReview.objects.filter(ended_at=None, document__effective=None)
    closed = []
    for review in passed.select_related("record", "document__record", "version"):
        with action(
            SYSTEM.for_trigger("document moved on"), "periodic_review.close", record=review.record
        ) as act:
            overtake(act, review, note=_told(review, retired=review.document.record.state == "retired"))
        closed.append(review.record.number)
    return closed


def _told(review: PeriodicReview, *, retired: bool) -> str:
    what = "The document was retired" if retired else "Another version became effective"
    return f"{what} before there was a verdict on version {review.version.major}.0."


def _close(act: Act, parent: Record, *, retired: bool) -> None:
    """Close the open review of a document that moves on; one that is being signed this moment is left to `close_overtaken`.

    Whoever signs holds the review and waits for the document, so waiting for the review here would be a deadlock.
    """
    open_ones = PeriodicReview.objects.filter(document_id=parent.pk, ended_at=None)
    free = Record.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        pk__in=open_ones.values("pk")
    )
    for record in free:
        review = open_ones.select_related("version", "record").get(pk=record.pk)
        overtake(act, review, note=_told(review, retired=retired))


@on("document", "take_effect")
def close_when_superseded(act: Act, record: Record, left: str) -> None:
    """A new version starts the interval anew."""
    if left == "effective":
        _close(act, record, retired=False)


@on("document", "retire")
@on("document", "retire_by_change")
def close_when_retired(act: Act, record: Record, left: str) -> None:
    """What is retired is reviewed no more."""
    _close(act, record, retired=True)
