"""The process of an audit trail review: opened for a period, every chosen entry looked at, signed by somebody independent.

AT-9, ATR-10, A11-9, A11D-12-5. Reads from top to bottom as data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.people import Actor
from probatum.kernel.process import Ask, Guard, Input, Meaning, Move, PartRule, Process, Sees, State, register
from probatum.kernel.record import Record
from probatum.quality.trail import KIND, ReviewItem, TrailReview, conclude

TRAIL_REVIEWED = Meaning("trail_reviewed", "Audit trail reviewed")


def content(record: Record) -> dict[str, Any]:
    """What the signature is bound to: the period, the choice of entries and the verdict on each."""
    review = TrailReview.objects.get(pk=record.pk)
    return {
        "from": review.period_from.isoformat(),
        "to": review.period_to.isoformat(),
        "entries": review.entries,
        "chosen": [
            [item.entry, item.chosen_for, item.verdict, item.note]
            for item in ReviewItem.objects.filter(review=review).order_by("id")
        ],
    }


def all_decided(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Every chosen entry has its verdict."""
    left = ReviewItem.objects.filter(review_id=record.pk, verdict="open").count()
    if not left:
        return None
    return (
        f"{left} chosen {'entry has' if left == 1 else 'entries have'} no verdict yet. The reviewer gives it."
    )


def reviewer_is_independent(record: Record, actor: Actor, values: Mapping[str, Any]) -> str | None:
    """Nobody reviews what they did themselves (AT-9)."""
    own = ReviewItem.objects.filter(review_id=record.pk, author_id=actor.pk).count()
    if not own:
        return None
    return f"{own} of the chosen entries are your own acts. Somebody else has to review them."


def keep_conclusion(act: Any, record: Record, values: Mapping[str, Any]) -> None:
    """The conclusion stands with the review."""
    conclude(act, record.pk, conclusion=str(values["conclusion"]))


PROCESS = register(
    Process(
        kind=KIND,
        label="Audit trail review",
        plural="Audit trail reviews",
        icon="history",
        start="open",
        manifest="trail_review/1",
        content=content,
        retention="as the audit trail",
        states=(
            State(
                "open",
                "In review",
                "info",
                "eye",
                asks=(Ask("reviewer", "sign_off", "Review the audit trail", business_days=10),),
                explains="The reviewer looks at every flagged entry and at a random sample of the others.",
            ),
            State("reviewed", "Reviewed", "good", "check", final=True),
            State("withdrawn", "Withdrawn", "muted", "cross", final=True, rail=False),
        ),
        parts=(
            PartRule(
                "reviewer", "Reviewer", "audit_trail.review", minimum=1, maximum=1, help="Did none of it."
            ),
        ),
        sees=(Sees("audit_trail.read"), Sees("audit_trail.review")),
        moves=(
            Move(
                "sign_off",
                "Sign the review",
                ("open",),
                "reviewed",
                permission="audit_trail.review",
                each=True,
                meaning=TRAIL_REVIEWED,
                guards=(
                    Guard("all_decided", all_decided),
                    Guard("reviewer_is_independent", reviewer_is_independent),
                ),
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
            Move(
                "withdraw",
                "Withdraw the review",
                ("open",),
                "withdrawn",
                part="owner",
                reason=True,
                negative=True,
                help="Nothing was reviewed; open another one for the period.",
            ),
        ),
    )
)
