"""Access reviews by the clock: opened every so many months, and what follows when one is overdue (P11-300-b, ACC-08)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Min
from django.utils import timezone

from probatum.kernel.action import SYSTEM, Act, action
from probatum.kernel.authz import holders
from probatum.kernel.calendar import today_at
from probatum.kernel.configuration import CHECKS, SETTINGS, setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity import notices
from probatum.kernel.lifecycle import advance, lock
from probatum.kernel.parts import set_parts
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.access import KIND, REVOKE, RIGHT, RUNNING, AccessReview, begin, settle, undecided

MONTHS, DAYS, OVERDUE = "access_review.months", "access_review.days", "access_review.overdue"
ESCALATE, END = "escalate", "end"
NO_DECISION = "No decision by the due day"
MOST_REVIEWERS = 10

SETTINGS.update(
    {
        MONTHS: (12, "Months from one review of all access to the next; 0 for none by themselves", 0, 36),
        DAYS: (21, "Days in which such a review is due", 1, 120),
        OVERDUE: (
            ESCALATE,
            "Roles without a decision when a review is overdue: escalate (they stay) or end",
            None,
            None,
        ),
    }
)


def _check_overdue(actor: Person, value: str) -> str:
    if value not in (ESCALATE, END):
        raise Refused(f"Enter “{ESCALATE}” or “{END}”.")
    return value


CHECKS[OVERDUE] = _check_overdue


def open_due() -> AccessReview | None:
    """Open the review of the whole organisation when the last one is so many months old. Nothing when one is running.

    Raises Refused when nobody holds the right to review.
    """
    months, now = int(setting(MONTHS)), timezone.now()
    if not months:
        return None
    before = Record.objects.filter(kind=KIND, site=None).exclude(state="withdrawn")
    if before.filter(state__in=RUNNING).exists():
        return None
    last = before.aggregate(at=Max("opened_at"))["at"] or Person.objects.aggregate(at=Min("created_at"))["at"]
    if last is None or _months_later(last.date(), months) > now.date():
        return None
    reviewers = list(holders(RIGHT)[:MOST_REVIEWERS])
    if not reviewers:
        raise Refused(
            "A review of access is due, but nobody holds the right to review access for the whole organisation. "
            "An access administrator can grant it."
        )
    due = now.date() + dt.timedelta(days=int(setting(DAYS)))
    with action(SYSTEM.for_trigger("schedule of access reviews"), "access_review.open") as act:
        return begin(act, owner=reviewers[0], reviewers=reviewers, due=due, site=None, scheduled=True)


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))


def escalate_overdue() -> list[str]:
    """Ask the administrators about every review past its day; end what has no decision only where the policy says so."""
    now, passed = timezone.now(), []
    for record in Record.objects.filter(kind=KIND, state="open").select_related("site"):
        if record.due is None or today_at(record.site, at=now) <= record.due:
            continue
        with action(
            SYSTEM.for_trigger("due day passed"), "access_review.fall_due", record=record, reason=NO_DECISION
        ) as act:
            locked = lock(record)
            if locked.state != "open" or locked.due != record.due:
                continue
            _escalate(act, locked)
        passed.append(record.number)
    return passed


def _escalate(act: Act, record: Record) -> None:
    left = undecided(record.pk).count()
    if str(setting(OVERDUE)) == END:
        left = _end_undecided(act, record)
    administrators = list(holders("grant.manage", site=record.site)[:20])
    set_parts(act, record, process=process_of(KIND), name="administrator", people=administrators)
    AccessReview.objects.filter(pk=record.pk).update(overdue_since=act.at)
    advance(act, record, "fall_due")
    text = (
        f"The access review {record.number} ({record.title}) was due on {record.due} and is not signed.\n"
        f"{left} role{'s have' if left != 1 else ' has'} no decision. Its reviewers can still decide and sign; "
        "an access administrator can give more time."
    )
    told = {str(setting("security.contact")), *(person.email for person in administrators)}
    for address in sorted(told - {""}):
        notices.send(address, subject="An access review is overdue", text=text)


def _end_undecided(act: Act, record: Record) -> int:
    """End every role without a decision; return how many stay because nobody else could do that any more."""
    kept = 0
    for item in undecided(record.pk).select_related("grant__role", "grant__person"):
        try:
            settle(act, item, verdict=REVOKE, reason=NO_DECISION)
        except Refused:
            kept += 1
    return kept
