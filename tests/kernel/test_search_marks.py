"""Marks: kind and quarter among the words, found by who asks for them and by nobody who types."""

from __future__ import annotations

import datetime as dt

import pytest

from probatum.kernel.models import Record
from probatum.kernel.search import SearchEntry
from probatum.kernel.search_marks import MOST_MONTHS, marked, marks
from probatum.kernel.searching import search
from tests.world import World


def day(year: int, month: int) -> dt.datetime:
    return dt.datetime(year, month, 15, 23, 30, tzinfo=dt.UTC)


def test_span_is_asked_by_each_quarter_that_it_touches() -> None:
    asked = marked(["deviation", "capa"], since=day(2025, 11), until=day(2026, 7))
    assert asked == (
        "('KIND:deviation' | 'KIND:capa') & "
        "('OPENED:2025Q4' | 'OPENED:2026Q1' | 'OPENED:2026Q2' | 'OPENED:2026Q3')"
    )


def test_long_span_is_asked_by_kind_alone() -> None:
    since = day(2026, 7) - dt.timedelta(days=31 * (MOST_MONTHS + 2))
    assert marked(["capa"], since=since, until=day(2026, 7)) == "('KIND:capa')"


@pytest.mark.requirement("QE-13")
def test_entry_holds_the_marks_of_its_record_and_typing_them_finds_nothing(world: World) -> None:
    record = Record.objects.get(pk=world.document().record.pk)
    kind, opened = marks(record.kind, record.opened_at)
    held = SearchEntry.objects.filter(pk=record.pk)
    assert list(held.filter(words__matches=f"'{kind}' & '{opened}'")) == list(held)
    assert list(held.filter(words__matches="'KIND:deviation'")) == []
    for typed in (kind, opened, f'"{opened}"'):
        assert search(world.carla, typed) == []
