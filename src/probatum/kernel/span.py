"""A length of time as rules give it: so many working days, calendar days or hours, and the instant at which it is over.

The day on which it begins is day nought. A day is over at its end in the zone of the site (TIM-2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from probatum.kernel.calendar import Holiday, start_of_day, today_at
from probatum.kernel.people import Site

WORKING, CALENDAR, HOURS = "working", "calendar", "hours"
UNITS = ((WORKING, "working days"), (CALENDAR, "calendar days"), (HOURS, "hours"))
LONGEST = 3660


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit.

    rolls: a last day that is a day off moves to the next working day. holds: at least so many working days lie in it
    (Regulation (EEC, Euratom) 1182/71, Art. 3(4) and (5)).
    """

    amount: int
    unit: str = CALENDAR
    rolls: bool = False
    holds: int = 0

    def __str__(self) -> str:
        words = dict(UNITS)[self.unit]
        return f"{self.amount} {words.removesuffix('s') if self.amount == 1 else words}"

    def last_day(self, start: dt.date, *, off: Collection[dt.date] = ()) -> dt.date:
        """The last day of a span of days that begins on a day. Raises ValueError for hours, which have none."""
        if self.unit == HOURS:
            raise ValueError("A span of hours ends at an instant, not with a day.")
        if self.unit == WORKING:
            return _working(start, days=self.amount, off=off)
        end = start + dt.timedelta(days=self.amount)
        end = max(end, _working(start, days=self.holds, off=off))
        while self.rolls and not works(end, off=off):
            end += dt.timedelta(days=1)
        return end

    def end(
        self, since: dt.datetime, *, site: Site | None, off: Collection[dt.date] | None = None
    ) -> dt.datetime:
        """The instant at which it is over; days off are those of the site, unless others are given."""
        if self.unit == HOURS:
            return since + dt.timedelta(hours=self.amount)
        start = today_at(site, at=since)
        days = days_off(site, since=start) if off is None else off
        return end_of_day(self.last_day(start, off=days), site=site)


def works(day: dt.date, *, off: Collection[dt.date]) -> bool:
    """Whether a day is neither Saturday nor Sunday nor a day off."""
    return day.weekday() < 5 and day not in off


def days_off(site: Site | None, *, since: dt.date) -> set[dt.date]:
    """The days off of a site after a day; without a site there are none but weekends."""
    if site is None:
        return set()
    found = Holiday.objects.filter(site=site, day__gt=since, active=True)
    return set(found.order_by().values_list("day", flat=True))


def working_days_between(start: dt.date, end: dt.date, *, off: Collection[dt.date]) -> int:
    """How many working days lie after a day, up to and with another."""
    days = (start + dt.timedelta(days=count) for count in range(1, (end - start).days + 1))
    return sum(works(day, off=off) for day in days)


def end_of_day(day: dt.date, *, site: Site | None) -> dt.datetime:
    """The instant at which a day is over at a site."""
    return start_of_day(day + dt.timedelta(days=1), site=site)


def _working(start: dt.date, *, days: int, off: Collection[dt.date]) -> dt.date:
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        days -= works(day, off=off)
    return day
