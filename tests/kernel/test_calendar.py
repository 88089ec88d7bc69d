"""Business days, and the instant at which a day begins at a site, also when clocks change."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.calendar import add_business_days, start_of_day, today_at
from probatum.kernel.models import Holiday, Site
from tests.world import World

BASEL = Site(code="B", name="Basel", time_zone="Europe/Zurich")
SAMOA = Site(code="A", name="Apia", time_zone="Pacific/Apia")
days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))


@pytest.mark.requirement("TIM-2")
@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (dt.date(2027, 1, 4), 1, dt.date(2027, 1, 5)),
        (dt.date(2027, 1, 8), 1, dt.date(2027, 1, 11)),
        (dt.date(2027, 1, 9), 1, dt.date(2027, 1, 11)),
        (dt.date(2027, 1, 4), 5, dt.date(2027, 1, 11)),
        (dt.date(2027, 1, 4), 0, dt.date(2027, 1, 4)),
    ],
)
def test_weekends_do_not_count(start: dt.date, count: int, end: dt.date) -> None:
    assert add_business_days(start, days=count, site=None) == end


@pytest.mark.requirement("TIM-2")
def test_holidays_of_the_site_do_not_count_and_withdrawn_ones_do(world: World) -> None:
    with action(SYSTEM, "test.calendar"):
        Holiday.objects.create(site=world.basel, day=dt.date(2027, 1, 5), name="Company day")
        Holiday.objects.create(site=world.basel, day=dt.date(2027, 1, 6), name="Mistake", active=False)
    start = dt.date(2027, 1, 4)
    assert add_business_days(start, days=1, site=world.basel) == dt.date(2027, 1, 6)
    assert add_business_days(start, days=1, site=world.boston) == dt.date(2027, 1, 5)


@pytest.mark.requirement("DOC-21", "TIM-2")
@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (dt.date(2027, 1, 15), "2027-01-14T23:00:00+00:00"),
        (dt.date(2027, 7, 15), "2027-07-14T22:00:00+00:00"),
        (dt.date(2027, 3, 28), "2027-03-27T23:00:00+00:00"),
        (dt.date(2027, 10, 31), "2027-10-30T22:00:00+00:00"),
    ],
)
def test_day_begins_at_midnight_of_the_site(day: dt.date, instant: str) -> None:
    assert start_of_day(day, site=BASEL).isoformat() == instant


@pytest.mark.requirement("DOC-21", "TIM-2")
@given(day=days)
def test_first_instant_of_a_day_belongs_to_it_and_the_one_before_does_not(day: dt.date) -> None:
    for site in (BASEL, SAMOA):
        begin = start_of_day(day, site=site)
        assert begin.tzinfo is dt.UTC
        assert today_at(site, at=begin) == day
        assert today_at(site, at=begin - dt.timedelta(milliseconds=1)) == day - dt.timedelta(days=1)


@given(start=days, count=st.integers(min_value=1, max_value=60))
def test_business_days_end_on_a_working_day_after_the_start(start: dt.date, count: int) -> None:
    end = add_business_days(start, days=count, site=None)
    assert end.weekday() < 5
    working = sum((start + dt.timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))
    assert working == count
