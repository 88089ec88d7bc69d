"""Spans of time: weekends, days off, hours, months, leap days and changes of the clock."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Holiday, Site
from probatum.kernel.span import CALENDAR, HOURS, WORKING, Span, working_days_between, works
from tests.world import World

BASEL = Site(code="B", name="Basel", time_zone="Europe/Zurich")
BOSTON = Site(code="U", name="Boston", time_zone="America/New_York")
EU = Span(15, CALENDAR, rolls=True, holds=2)
EU_THREAT = Span(2, CALENDAR, rolls=True, holds=2)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.requirement("QE-04", "QE-35", "TIM-2")
@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        (Span(3, WORKING), "2027-01-06", "2027-01-11"),  # a weekend between
        (Span(3, WORKING), "2027-01-09", "2027-01-13"),  # begun on a Saturday
        (Span(30), "2027-01-31", "2027-03-02"),  # the end of a month
        (Span(30), "2028-02-15", "2028-03-16"),  # a leap day between
        (Span(45), "2027-12-01", "2028-01-15"),  # the end of a year
        (EU, "2027-01-01", "2027-01-18"),  # the 16th is a Saturday, so it rolls to Monday
        (EU, "2027-01-04", "2027-01-19"),
        (EU_THREAT, "2027-01-04", "2027-01-06"),
        (EU_THREAT, "2027-01-08", "2027-01-12"),  # from a Friday: two working days have to lie in it
    ],
)
def test_span_ends_on_the_day_that_its_rule_says(span: Span, start: str, end: str) -> None:
    assert span.last_day(day(start)) == day(end)


@pytest.mark.requirement("QE-04", "TIM-2")
def test_span_of_working_days_skips_the_days_off_of_the_site(world: World) -> None:
    with action(SYSTEM, "test.calendar"):
        Holiday.objects.create(site=world.basel, day=day("2027-01-06"), name="Company day")
    since = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)
    assert Span(3, WORKING).end(since, site=world.basel).isoformat() == "2027-01-08T23:00:00+00:00"
    assert Span(3, WORKING).end(since, site=world.basel, off=()).isoformat() == "2027-01-07T23:00:00+00:00"
    assert Span(3).end(since, site=world.basel).isoformat() == "2027-01-07T23:00:00+00:00"


@pytest.mark.requirement("TIM-2")
def test_day_ends_at_midnight_of_the_site_also_when_its_clock_changes() -> None:
    since = dt.datetime(2027, 10, 30, 12, tzinfo=dt.UTC)
    with_change = Span(1)  # the 31st has 25 hours in Basel
    assert with_change.end(since, site=BASEL, off=()).isoformat() == "2027-10-31T23:00:00+00:00"
    assert with_change.end(since, site=BOSTON, off=()).isoformat() == "2027-11-01T04:00:00+00:00"


@pytest.mark.requirement("TIM-2")
def test_late_evening_at_the_site_counts_as_its_day_and_not_as_the_next_in_utc() -> None:
    late = dt.datetime(2027, 1, 5, 3, tzinfo=dt.UTC)  # still the 4th in Boston
    assert Span(3, WORKING).end(late, site=BOSTON, off=()).isoformat() == "2027-01-08T05:00:00+00:00"


@pytest.mark.requirement("QE-29")
def test_hours_run_through_nights_and_weekends() -> None:
    since = dt.datetime(2027, 1, 8, 17, 30, tzinfo=dt.UTC)
    assert Span(48, HOURS).end(since, site=BASEL) == dt.datetime(2027, 1, 10, 17, 30, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="ends at an instant"):
        Span(48, HOURS).last_day(day("2027-01-08"))


@pytest.mark.parametrize(
    ("span", "words"),
    [(Span(1, WORKING), "1 working day"), (Span(30), "30 calendar days"), (Span(48, HOURS), "48 hours")],
)
def test_span_says_itself_in_words(span: Span, words: str) -> None:
    assert str(span) == words


@given(
    start=st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)),
    amount=st.integers(min_value=1, max_value=60),
    off=st.sets(st.dates(dt.date(2020, 1, 1), dt.date(2040, 6, 1)), max_size=20),
)
def test_span_of_working_days_holds_that_many_and_ends_on_one(
    start: dt.date, amount: int, off: set[dt.date]
) -> None:
    end = Span(amount, WORKING).last_day(start, off=off)
    assert works(end, off=off)
    assert working_days_between(start, end, off=off) == amount
