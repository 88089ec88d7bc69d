"""The lists of quality: all events together, and CAPAs with their actions and checks (CAP-20, CAP-21)."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery

from probatum.kernel.worklist import Aspect, Waived, WorkList, register
from probatum.quality.capa.choices import SOURCES
from probatum.quality.events.facts import CATEGORIES
from probatum.quality.risk.rated import Rating

SEEN_BY = ("event.read", "event.triage", "event.handle", "audit_trail.read")


def newest_rating() -> Any:
    """What the newest rating of a record asks for."""
    newest = Rating.objects.filter(record_id=OuterRef("pk")).order_by("-id")
    return Subquery(newest.values("result__path")[:1])


RATING = Aspect(
    "rating",
    "Rating",
    (("minor", "Minor"), ("major", "Major"), ("critical", "Critical")),
    "Not rated",
    value=newest_rating,
)
CATEGORY = Aspect("source", "Source", CATEGORIES, "No category yet", field="category")

EVENTS = register(
    WorkList(
        name="events",
        label="Events",
        one="event",
        icon="alert",
        kinds=("event_report", "deviation", "nonconformance", "complaint", "lab_investigation"),
        shown_to=SEEN_BY,
        aspects=(RATING, CATEGORY),
        waived=(
            Waived("capa", "CAPA not required", "capa_needed", "capa_reason"),
            Waived("check", "Check not required", "check_needed", "check_reason"),
        ),
    )
)
CAPAS = register(
    WorkList(
        name="capas",
        label="CAPAs",
        one="record",
        icon="check",
        kinds=("capa", "action", "effectiveness_check"),
        shown_to=(*SEEN_BY, "capa.handle", "capa.carry_out", "capa.approve_quality"),
        aspects=(
            Aspect("rating", "Severity", RATING.words, "Not said", field="weight"),
            Aspect("source", "Source", SOURCES, "Not said", field="source"),
        ),
    )
)
