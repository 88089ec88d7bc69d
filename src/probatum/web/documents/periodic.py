"""What the generic pages show of a periodic review: its document, its dates and what followed."""

from __future__ import annotations

from typing import Any

from probatum.documents.reviewing import KIND, VERDICTS, PeriodicReview
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url
from probatum.web.documents.tabs import list_views

WORDS = dict(VERDICTS)


def _of(record: Record) -> PeriodicReview:
    rows = PeriodicReview.objects.select_related(
        "version__document__record", "version__record", "revision__record", "revision__document__record"
    )
    return rows.get(pk=record.pk)


def content_of(record: Record) -> str:
    """The version under review: what its owner opens before deciding."""
    return version_url(_of(record).version)


def facts_of(actor: Person, record: Record) -> list[dict[str, Any]]:
    """Review date and verdict with what followed from it."""
    review = _of(record)
    found: list[dict[str, Any]] = [
        {"label": "Review date", "value": marks.day(review.review_due)},
        {"label": "Verdict", "value": WORDS.get(review.verdict, ""), "none": "None yet"},
    ]
    if review.next_review:
        found.append({"label": "Next review", "value": marks.day(review.next_review)})
    if review.revision:
        number = review.revision.document.record.number
        found.append({"label": "Revision", "value": f"{number} version {review.revision.major}.0"})
    if review.note:
        found.append({"label": "Note", "value": review.note})
    return found


def around(actor: Person) -> dict[str, Any]:
    """The list of reviews stands beside the library; a review opens by itself."""
    empty = (
        "The review of a document opens by itself before its review date, and its owner is asked in My work."
    )
    return {"tabs": list_views(actor, current="reviews"), "empty": empty}


pages.register(KIND, content=content_of, facts=facts_of, sorted_by="due", around=around)
