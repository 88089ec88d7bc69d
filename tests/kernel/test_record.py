"""Numbers are issued by pattern, once, and never again."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Record, Series
from probatum.kernel.record import issue_number
from tests.world import World

VALUES = {"type": "SOP", "dept": "QA", "site": "BSL"}


def issue(pattern: str, count: int = 1, **values: str) -> list[str]:
    with action(SYSTEM, "test.number"):
        return [issue_number(pattern, values={**VALUES, **values}) for _ in range(count)]


@pytest.mark.requirement("DOC-02")
@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("SOP-{dept}-{n:03}", ["SOP-QA-001", "SOP-QA-002"]),
        ("{type}/{site}/{n}", ["SOP/BSL/1", "SOP/BSL/2"]),
        ("{n:05}-X", ["00001-X", "00002-X"]),
    ],
)
def test_numbers_follow_the_pattern(world: World, pattern: str, numbers: list[str]) -> None:
    assert issue(pattern, 2) == numbers


@pytest.mark.requirement("DOC-02")
def test_each_prefix_counts_for_itself(world: World) -> None:
    assert issue("SOP-{dept}-{n:03}") == ["SOP-QA-001"]
    assert issue("SOP-{dept}-{n:03}", dept="PR") == ["SOP-PR-001"]
    assert issue("SOP-{dept}-{n:03}") == ["SOP-QA-002"]


@pytest.mark.requirement("DOC-02")
def test_wider_numbers_continue_the_same_series(world: World) -> None:
    issue("SOP-{dept}-{n:03}", 2)
    assert issue("SOP-{dept}-{n:05}") == ["SOP-QA-00003"]
    assert Series.objects.count() == 1


@pytest.mark.requirement("DOC-02")
def test_number_goes_on_beyond_its_width(world: World) -> None:
    issue("SOP-{n:01}", 9)
    assert issue("SOP-{n:01}", 2) == ["SOP-10", "SOP-11"]


@pytest.mark.requirement("DOC-02", "P11-100-a")
def test_number_of_another_record_is_refused_by_the_database(world: World) -> None:
    first, second = world.document().record, world.document(title="Cleaning").record
    with pytest.raises(IntegrityError), transaction.atomic(), action(SYSTEM, "test.number"):
        Record.objects.filter(pk=second.pk).update(number=first.number)


def test_pattern_with_an_unknown_value_is_an_error(world: World) -> None:
    with pytest.raises(KeyError):
        issue("SOP-{country}-{n}")
