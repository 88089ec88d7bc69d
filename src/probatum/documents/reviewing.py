"""Periodic reviews of documents: the table, how one begins, and what each verdict does in the transaction of its signature (DOC-22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from probatum.documents import authoring, retirement
from probatum.documents.content import FINISHED_STATES, Document, Version, review_due
from probatum.kernel import search
from probatum.kernel.action import Act
from probatum.kernel.authz import decide
from probatum.kernel.calendar import today_at
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.lifecycle import advance, enter_state, lock, touch
from probatum.kernel.link import link
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import definition_of, process_of
from probatum.kernel.record import Body, Record, issue_number, open_record

KIND = "periodic_review"
PATTERN = "PR-{year}-{n:04}"
KEEP, REVISE, RETIRE = "keep", "revise", "retire"
VERDICTS = ((KEEP, "Keep as it is"), (REVISE, "Revise"), (RETIRE, "Retire"))


class PeriodicReview(Body):
    """One review: of which version, due when, with which verdict, and what followed."""

    document = points_to(Document, related="periodic_reviews")
    version = points_to(Version)
    review_due = models.DateField(verbose_name="review date")
    months = models.PositiveSmallIntegerField(verbose_name="interval in months")
    verdict = models.CharField(max_length=20, choices=VERDICTS, blank=True)
    next_review = models.DateField(null=True, blank=True)
    revision = points_to(Version, optional=True)
    note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "periodic review"
        constraints = [
            models.UniqueConstraint(
                fields=["document"], name="document_in_one_review", condition=Q(ended_at=None)
            )
        ]


def body_of(record: Record) -> PeriodicReview:
    """The body of a review, read once for each loaded record."""
    if "_review" not in record.__dict__:
        rows = PeriodicReview.objects.select_related(
            "document__record", "document__type", "version__record", "version__draft", "version__issue"
        )
        record.__dict__["_review"] = rows.get(pk=record.pk)
    known: PeriodicReview = record.__dict__["_review"]
    return known


def begin(act: Act, document: Document, *, parent: Record, due: dt.date | None = None) -> PeriodicReview:
    """Open the review of an effective document under an open action that has locked it; its owner is asked.

    `due`: the review date of one that is asked for before its time; the interval to the next counts from there.
    """
    version, due = document.effective, due or document.next_review
    if version is None or due is None or document.next_review is None:
        raise Refused(f"{parent.number} has no review date, so no review is opened.")
    process = process_of(KIND)
    year = today_at(parent.site, at=act.at).year
    record = open_record(
        act,
        kind=KIND,
        number=issue_number(PATTERN, values={"year": year}),
        title=f"{parent.number} {parent.title}"[:300],
        state=process.start,
        owner=parent.owner,
        site=parent.site,
        department=parent.department,
        confidential=parent.confidential,
        circle=parent.circle,
        due=due,
        definition=definition_of(act, process),
    )
    review = PeriodicReview.objects.create(
        record=record, document=document, version=version, review_due=due, months=document.review_months or 0
    )
    link(act, source=record, target=parent, type="reviews")
    enter_state(act, record, process)
    search.index(record, text="")
    return review


def hold(parent: Record) -> None:
    """Lock the open review of a document: always before the document itself, so that nobody waits in a circle."""
    open_ones = PeriodicReview.objects.filter(document_id=parent.pk, ended_at=None).values("pk")
    list(
        Record.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=open_ones).values_list("pk")
    )


def follow(act: Act, parent: Record) -> None:
    """Owner, site and confidentiality of a document hold for its open review too; the new owner is asked."""
    review = (
        PeriodicReview.objects.filter(document_id=parent.pk, ended_at=None).select_related("record").first()
    )
    if review is None:
        return
    record = lock(review.record)
    moved = record.owner_id != parent.owner_id
    record.owner, record.site = parent.owner, parent.site
    record.confidential, record.circle = parent.confidential, parent.circle
    if moved:
        enter_state(act, record, process_of(KIND))
    touch(act, record)


# --- what a verdict does ---
def keep(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """The document stays as it is; its next review follows by the interval from the review date."""
    review = body_of(record)
    today = today_at(record.site, at=act.at)
    following = review_due(start=review.review_due, months=review.months) if review.months else None
    if following is not None and following <= today:
        following = review_due(start=today, months=review.months)  # so late that the next would be past too
    moved = Document.objects.filter(pk=review.document_id, effective_id=review.version_id).update(
        next_review=following
    )
    if not moved:
        raise Refused(f"Version {review.version.major}.0 is not in force any more. Look at the page again.")
    _end(act, record, verdict=KEEP, next_review=following)


def revise(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """The next version begins with the reason as what is to change; one that is on its way already is it."""
    review = body_of(record)
    version = running(review)
    note = "" if version is None else f"Version {version.major}.0 was on its way already."
    if version is None:
        writers = able_writers(review, act.person) if act.person else []
        version = authoring.begin_next(
            act,
            review.document,
            author=writers[0],
            change_summary=act.reason,
            people={"author": writers},
        )
    _end(act, record, verdict=REVISE, revision=version, note=note)


def retire(act: Act, record: Record, values: Mapping[str, Any]) -> None:
    """Quality is asked to retire the document; it stays in force until Quality has signed."""
    review = body_of(record)
    advance(act, lock(review.document.record), "propose_retirement")
    _end(act, record, verdict=RETIRE)


def _end(act: Act, record: Record, **told: Any) -> None:
    PeriodicReview.objects.filter(pk=record.pk).update(ended_at=act.at, **told)
    record.__dict__.pop("_review", None)
    record.due = None


def overtake(act: Act, review: PeriodicReview, *, note: str) -> None:
    """End a review whose version is not in force any more, under an open action, with what happened."""
    record = lock(review.record)
    if record.state != "open":
        return
    PeriodicReview.objects.filter(pk=record.pk).update(ended_at=act.at, note=note)
    record.due = None
    advance(act, record, "be_overtaken")


# --- guards ---
def running(review: PeriodicReview) -> Version | None:
    """The version of the document that is on its way, if there is one."""
    versions = Version.objects.filter(document_id=review.document_id)
    return versions.exclude(record__state__in=FINISHED_STATES).select_related("record").first()


def able_writers(review: PeriodicReview, actor: Person) -> list[Person]:
    """Who writes the next version: the one who decides, else those who wrote the one in force and still may."""
    site = review.document.record.site
    wrote = [held.person for held in parts_of(review.version.record) if held.name == "author"]
    if decide(actor, "document.edit", site=site):
        wrote = [actor]
    return [person for person in wrote if person.is_active and decide(person, "document.edit", site=site)]


def still_in_force(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """The version under review is the one in force."""
    review = body_of(record)
    if review.document.effective_id == review.version_id:
        return None
    return (
        f"Version {review.version.major}.0 is not in force any more, so there is nothing to review. "
        "The review is closed by itself within a day."
    )


def somebody_can_write(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """There is an author for the next version."""
    review = body_of(record)
    if not isinstance(actor, Person) or running(review) or able_writers(review, actor):
        return None
    return (
        f"Neither you nor who wrote version {review.version.major}.0 may write drafts now. "
        "A document controller can give the document an owner who may."
    )


def no_version_open(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """A document is retired only while no version is on its way."""
    return retirement.no_version_open(body_of(record).document.record, actor, values)


def not_asked_yet(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Quality is asked once."""
    return retirement.not_asked_yet(body_of(record).document.record, actor, values)
