"""The federal holidays of the United States, which working days of its authorities leave out (5 U.S.C. 6103; 21 CFR 803.3)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

MONDAY, THURSDAY = 0, 3


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[dt.date]:
    """The days on which holidays of a year are observed: one on Saturday the day before, one on Sunday the day after."""
    fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
    days = {_observed(dt.date(year, month, day)) for month, day in fixed}
    days |= {
        _nth(year, 1, MONDAY, 3),  # Martin Luther King, Jr.
        _nth(year, 2, MONDAY, 3),  # Washington's Birthday
        _last(year, 5, MONDAY),  # Memorial Day
        _nth(year, 9, MONDAY, 1),  # Labor Day
        _nth(year, 10, MONDAY, 2),  # Columbus Day
        _nth(year, 11, THURSDAY, 4),  # Thanksgiving Day
    }
    return frozenset(days)


def federal_days_off(since: dt.date) -> frozenset[dt.date]:
    """The holidays of the year of a day and of the two that follow, enough for every period in working days."""
    return frozenset().union(*(federal_holidays(since.year + later) for later in range(3)))


def _observed(day: dt.date) -> dt.date:
    return day + dt.timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, count: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last(year: int, month: int, weekday: int) -> dt.date:
    following = dt.date(year, month + 1, 1)
    return following - dt.timedelta(days=(following.weekday() - weekday - 1) % 7 + 1)
