"""The process of a periodic review: opened before the review date, asked of the owner, closed by a signed verdict.

DOC-22; ISO 13485 4.2.4(b). Reads from top to bottom as data; what happens by the clock is in `review_schedule`.
"""

from __future__ import annotations

from typing import Any

from probatum.documents import reviewing
from probatum.documents.content import file_facts
from probatum.documents.reviewing import KIND, body_of
from probatum.kernel.process import Ask, Guard, Meaning, Move, Process, Sees, State, register
from probatum.kernel.record import Record

KEPT = Meaning("review_keep", "Periodic review performed: keep as it is")
TO_REVISE = Meaning("review_revise", "Periodic review performed: to be revised")
TO_RETIRE = Meaning("review_retire", "Periodic review performed: to be retired")


def content(record: Record) -> dict[str, Any]:
    """What a verdict is bound to: the version in force, and which review of it this is."""
    review = body_of(record)
    return {
        "document": review.document.record.number,
        "title": review.version.record.title,
        "version": f"{review.version.major}.0",
        "review_date": review.review_due.isoformat(),
        "interval_in_months": review.months,
    }


def files(record: Record) -> list[dict[str, Any]]:
    """The content that was in force, with its hash."""
    draft = body_of(record).version.draft
    return [file_facts(draft.rendition, name="rendition.pdf")] if draft else []


def subject(record: Record) -> str:
    """The version under review."""
    review = body_of(record)
    return f"{review.document.record.number}, version {review.version.major}.0"


STILL_IN_FORCE = Guard("still_in_force", reviewing.still_in_force)

PROCESS = register(
    Process(
        kind=KIND,
        label="Periodic review",
        plural="Periodic reviews",
        icon="calendar",
        start="open",
        manifest="periodic_review/1",
        content=content,
        files=files,
        subject=subject,
        retention="document",
        states=(
            State(
                "open",
                "Under review",
                "info",
                "eye",
                asks=(Ask("owner", "keep", "Review the document", with_record=True),),
                explains="The owner reads the document and decides: keep, revise or retire.",
            ),
            State("reviewed", "Reviewed", "good", "check", final=True),
            State(
                "overtaken",
                "Overtaken",
                "muted",
                "history",
                final=True,
                rail=False,
                explains="The version under review was superseded or retired before there was a verdict.",
            ),
        ),
        sees=(Sees("document.read_drafts"), Sees("document.control"), Sees("audit_trail.read")),
        moves=(
            Move(
                "keep",
                "Keep as it is and sign",
                ("open",),
                "reviewed",
                part="owner",
                instead="document.control",
                meaning=KEPT,
                guards=(STILL_IN_FORCE,),
                apply=reviewing.keep,
                primary=True,
                help="It is right as it stands. The next review follows by its interval from the review date.",
            ),
            Move(
                "revise",
                "Revise and sign",
                ("open",),
                "reviewed",
                part="owner",
                instead="document.control",
                meaning=TO_REVISE,
                reason=True,
                guards=(STILL_IN_FORCE, Guard("somebody_can_write", reviewing.somebody_can_write)),
                apply=reviewing.revise,
                outcome="revise",
                help="The next version begins at once; your reason becomes its summary of changes.",
            ),
            Move(
                "retire",
                "Ask for retirement and sign",
                ("open",),
                "reviewed",
                part="owner",
                instead="document.control",
                meaning=TO_RETIRE,
                reason=True,
                guards=(
                    STILL_IN_FORCE,
                    Guard("no_version_open", reviewing.no_version_open),
                    Guard("not_asked_yet", reviewing.not_asked_yet),
                ),
                apply=reviewing.retire,
                outcome="retire",
                help="Quality is asked to approve the retirement. The document stays in force until then.",
            ),
            Move("be_overtaken", "Be overtaken", ("open",), "overtaken", automatic=True),
        ),
    )
)
