"""Which way an event takes: its rating and whether it came from outside decide how strict the path is (QE-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from probatum.kernel.body import body_of
from probatum.kernel.errors import Missing
from probatum.kernel.people import Actor
from probatum.kernel.process import Guard
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record
from probatum.quality.events import due
from probatum.quality.risk.rated import Rating

MINOR, MAJOR, CRITICAL = "minor", "major", "critical"

_LATEST = Question(
    lambda: Rating.objects.filter(record_id=Asked("record")).select_related("result").order_by("-id")
)


def path_of(record: Record) -> str:
    """Minor, major or critical by the newest rating; empty while there is none."""
    rating = _LATEST.first(record=record.pk)
    return rating.path if rating is not None else ""


def due_day(record: Record) -> dt.date | None:
    """The day by which an event is to be closed, counted from when it became known (QE-04)."""
    kept = body_of(record)
    if kept.aware_at is None:
        return None
    return due.due_day(
        record.kind,
        since=kept.aware_at,
        site=record.site,
        external=bool(kept.external),
        path=path_of(record),
    )


def is_short(record: Record) -> bool:
    """Whether the event closes with its assessment: rated minor, or reported from outside."""
    return path_of(record) == MINOR or bool(body_of(record).external)


def _rated(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    if path_of(record):
        return None
    return Missing(
        "It is not rated yet. Rate it by the risk matrix in force.",
        url_name="rating",
        args=(str(record.uuid),),
    )


RATED = Guard("rated", _rated)
