"""Review of the audit trail by exception: every flagged entry of a period and a random sample of the rest (AT-9, ATR-10).

The entries are pointers into the ledger; the verdicts are facts of their own, captured like any other row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import connection, models
from django.utils import timezone

from probatum.kernel import moments, search
from probatum.kernel.action import Act, action
from probatum.kernel.authz import demand
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.fields import points_to
from probatum.kernel.lifecycle import enter_state, lock, touch
from probatum.kernel.particulars import parts_of
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import definition_of, process_of
from probatum.kernel.record import Body, issue_number, open_record

KIND = "trail_review"
MOST_FLAGGED = 500
VERDICTS = (("open", "Not looked at yet"), ("in_order", "In order"), ("finding", "Finding"))


class TrailReview(Body):
    """One review: which period, how much of it, and what the reviewer concluded."""

    period_from = models.DateTimeField()
    period_to = models.DateTimeField()
    entries = models.BigIntegerField()
    flagged = models.PositiveIntegerField()
    sampled = models.PositiveIntegerField()
    conclusion = models.TextField(blank=True)


class ReviewItem(models.Model):
    """One entry to look at, why it was chosen, and the verdict on it."""

    review = points_to(TrailReview, related="chosen")
    entry = models.BigIntegerField()
    author = points_to(Person, optional=True)
    chosen_for = models.CharField(max_length=60)
    verdict = models.CharField(max_length=20, choices=VERDICTS, default="open")
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = points_to(Person, optional=True)

    class Meta:
        ordering = ["review", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "entry", "chosen_for"], name="item_chosen_once")
        ]


def open_review(
    actor: Person, *, reviewer: Person, since: dt.datetime, until: dt.datetime, sample: int = 20
) -> TrailReview:
    """Open a review of a period. Raises NotAllowed without the right, Refused for an empty or future period."""
    verdict = demand(actor, "audit_trail.review")
    if since >= until or until > timezone.now() + dt.timedelta(minutes=1):
        raise Refused(
            "Choose a period that has begun and ended: from before until, and not in the future.",
            field="since",
        )
    if not 0 <= sample <= 200:
        raise Refused("Choose a sample of 0 to 200 entries.", field="sample")
    process = process_of(KIND)
    with action(actor, "trail_review.open", role=verdict.role) as act:
        record = open_record(
            act,
            kind=KIND,
            number=issue_number("ATR-{n:04}", values={}),
            title=f"Audit trail {moments.day(since)} to {moments.day(until)}",
            state=process.start,
            owner=actor,
            definition=definition_of(act, process),
        )
        flagged = _flagged(since, until)
        drawn = _sample(since, until, besides=reviewer, size=sample)
        review = TrailReview.objects.create(
            record=record,
            period_from=since,
            period_to=until,
            entries=_count(since, until),
            flagged=len(flagged),
            sampled=len(drawn),
        )
        ReviewItem.objects.bulk_create(
            ReviewItem(review=review, entry=entry, author_id=author, chosen_for=why)
            for entry, author, why in [*flagged, *drawn]
        )
        set_parts(act, record, process=process, name="reviewer", people=[reviewer])
        enter_state(act, record, process)
        search.index(record, text="")
    return review


def _count(since: dt.datetime, until: dt.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE at >= %s AND at < %s", [since, until])
        return int(cursor.fetchone()[0])


_KNOWN = "(SELECT id FROM kernel_person WHERE id = e.actor)"


def _flagged(since: dt.datetime, until: dt.datetime) -> list[tuple[int, int | None, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.entry, {_KNOWN}, f.rule FROM ledger.flag f JOIN ledger.entry e ON e.id = f.entry "  # noqa: S608
            "WHERE e.at >= %s AND e.at < %s ORDER BY f.entry, f.rule LIMIT %s",
            [since, until, MOST_FLAGGED],
        )
        return [(row[0], row[1], row[2]) for row in cursor.fetchall()]


def _sample(
    since: dt.datetime, until: dt.datetime, *, besides: Person, size: int
) -> list[tuple[int, int | None, str]]:
    """Entries drawn at random from what other people did in the period."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT e.id, {_KNOWN} FROM ledger.entry e WHERE e.at >= %s AND e.at < %s "  # noqa: S608
            "AND e.actor IS DISTINCT FROM %s AND e.op IN ('I', 'U', 'D', 'E', 'N') ORDER BY random() LIMIT %s",
            [since, until, besides.pk, size],
        )
        return sorted((row[0], row[1], "sample") for row in cursor.fetchall())


def decide_items(actor: Person, review: TrailReview, verdicts: Mapping[int, tuple[str, str]]) -> None:
    """Give the verdict and note on chosen entries, by item, in one action.

    Raises NotAllowed for anybody but the reviewer and for their own acts, Refused for a finding without a note.
    """
    record = review.record
    if record.state != "open" or not any(held.person_id == actor.pk for held in parts_of(record)):
        raise NotAllowed("Only the reviewer gives verdicts, while the review is open.")
    items = {item.pk: item for item in ReviewItem.objects.filter(review=review, pk__in=verdicts)}
    if len(items) != len(verdicts):
        raise Refused("An entry of another review was named. Nothing was changed.")
    for key, (verdict, note) in verdicts.items():
        _check_verdict(actor, items[key], verdict=verdict, note=note)
    if not verdicts:
        return
    with action(actor, "trail_review.decide", record=record, role="Reviewer") as act:
        locked = lock(record)
        for key, (verdict, note) in verdicts.items():
            item = items[key]
            item.verdict, item.note = verdict, note.strip()
            item.decided_at, item.decided_by = act.at, actor
            item.save(update_fields=["verdict", "note", "decided_at", "decided_by"])
        touch(act, locked)


def _check_verdict(actor: Person, item: ReviewItem, *, verdict: str, note: str) -> None:
    if item.author_id == actor.pk:
        raise NotAllowed("You did this yourself, so somebody else has to review it.")
    if verdict not in ("in_order", "finding"):
        raise Refused("Choose “in order” or “finding”.", field=f"verdict_{item.pk}")
    if verdict == "finding" and not note.strip():
        raise Refused("Describe the finding.", field=f"note_{item.pk}")


def conclude(act: Act, review_id: int, *, conclusion: str) -> None:
    """Keep the reviewer's conclusion, under the open action of the sign-off."""
    TrailReview.objects.filter(pk=review_id).update(conclusion=conclusion)
