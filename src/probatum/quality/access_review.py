"""The process of an access review: opened for a scope with a due day, every role kept or ended, closed by a signature.

P11-300-b, ACC-08, A11D-11-11. Reads from top to bottom as data; what happens by the clock is in `access_schedule`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.quality.access import KIND, RIGHT, AccessItem, conclude, undecided

ACCESS_REVIEWED = Meaning("access_reviewed", "Access reviewed")


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: the scope, every role listed and the decision on each, with who made it."""
    items = AccessItem.objects.filter(review_id=record.pk).select_related("person", "decided_by")
    return {
        "scope": record.site.code if record.site else "organisation",
        "roles": [
            [
                item.person.username,
                item.role,
                item.scope,
                item.since.isoformat(),
                item.verdict,  # "open" was held no more when the review was signed
                item.reason,
                item.decided_by.username if item.decided_by else "",
            ]
            for item in items.order_by("id")
        ],
    }


def all_decided(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Every role that is still held is kept or ended."""
    left = undecided(record.pk).count()
    if not left:
        return None
    what = "1 role has no decision yet" if left == 1 else f"{left} roles have no decision yet"
    return f"{what}. The reviewers give it; nobody decides on their own roles."


def later_day(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """More time means a day to come."""
    day = values.get("due")
    if not isinstance(day, dt.date) or day > timezone.localdate():
        return None
    return "Enter a due day after today."


def keep_conclusion(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The conclusion stands with the review."""
    conclude(act, record.pk, conclusion=str(values["conclusion"]))


def keep_day(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The new day stands on the record and on its tasks."""
    record.due = values["due"]


REVIEW = Ask("reviewer", "sign_off", "Review who has access", with_record=True)
CHASE = Ask("administrator", "extend", "See to the overdue access review", business_days=2)

PROCESS = register(
    Process(
        kind=KIND,
        label="Access review",
        plural="Access reviews",
        icon="shield",
        start="open",
        manifest="access_review/1",
        content=content,
        retention="as the audit trail",
        states=(
            State(
                "open",
                "Under review",
                "info",
                "eye",
                asks=(REVIEW,),
                explains="Each role that somebody holds in the scope is kept or ended. What is ended ends at once.",
            ),
            State(
                "overdue",
                "Overdue",
                "danger",
                "alert",
                rail=False,
                asks=(REVIEW, CHASE),
                explains="The due day has passed. The reviewers can still sign; the access administrators were asked.",
            ),
            State("reviewed", "Reviewed", "good", "check", final=True),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "reviewer", "Reviewer", RIGHT, minimum=1, maximum=10, help="Never decides on own roles."
            ),
            PartRule(
                "administrator", "Administrator", "grant.manage", maximum=20, help="Asked when overdue."
            ),
        ),
        sees=(Sees(RIGHT), Sees("grant.manage"), Sees("audit_trail.read")),
        moves=(
            Move(
                "sign_off",
                "Sign the review",
                ("open", "overdue"),
                "reviewed",
                permission=RIGHT,
                part="reviewer",
                meaning=ACCESS_REVIEWED,
                guards=(Guard("all_decided", all_decided),),
                inputs=(
                    Input(
                        "conclusion",
                        "Conclusion",
                        type="longtext",
                        help="What was looked at and what follows.",
                    ),
                ),
                apply=keep_conclusion,
                primary=True,
            ),
            Move("fall_due", "Fall due", ("open",), "overdue", automatic=True),
            Move(
                "extend",
                "Give more time",
                ("overdue",),
                "open",
                permission="grant.manage",
                reason=True,
                guards=(Guard("later_day", later_day),),
                inputs=(Input("due", "New due day", type="date"),),
                apply=keep_day,
                help="The reviewers are asked again, by the new day.",
            ),
            Move(
                "withdraw",
                "Withdraw the review",
                ("open", "overdue"),
                "withdrawn",
                part="owner",
                instead="grant.manage",
                reason=True,
                negative=True,
                help="What was ended stays ended; open another review for the scope.",
            ),
        ),
    )
)
