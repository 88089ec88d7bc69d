"""Marks: kind and time of a record stand among its words, so that one index answers what is said, of what, and when (ADR-0060)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

#: A span longer than this is not narrowed by quarters.
MOST_MONTHS = 48
#: What a mark begins with. In capitals: what people type is lowered, so nobody asks for a mark by accident.
KIND, OPENED = "KIND:", "OPENED:"
#: The marks of a record `r`, for statements that fill the index in bulk.
MARKS = """array_to_tsvector(ARRAY['KIND:' || r.kind, 'OPENED:' || to_char(r.opened_at AT TIME ZONE 'UTC', 'YYYY"Q"Q')])"""


def marks(kind: str, opened_at: dt.datetime) -> tuple[str, str]:
    """What stands among the words of a record besides them: its kind, and the quarter in which it was opened."""
    return f"{KIND}{kind}", OPENED + _quarter(opened_at)


def marked(kinds: Iterable[str], *, since: dt.datetime, until: dt.datetime) -> str:
    """What to ask the index for, in its own words, to find records of some kinds opened in a span; a long span is not narrowed."""
    of_kind = _any(KIND, kinds)
    months = (until.year - since.year) * 12 + until.month - since.month
    if months > MOST_MONTHS:
        return of_kind
    days = [since + (until - since) * part / (months + 1) for part in range(months + 1)]
    return f"{of_kind} & {_any(OPENED, dict.fromkeys(_quarter(day) for day in (*days, until)))}"


def _any(mark: str, values: Iterable[str]) -> str:
    return f"({' | '.join(repr(mark + value) for value in values)})"


def _quarter(at: dt.datetime) -> str:
    day = at.astimezone(dt.UTC)
    return f"{day.year}Q{(day.month + 2) // 3}"
