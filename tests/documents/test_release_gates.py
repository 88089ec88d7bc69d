"""Gates: an approved version may wait until enough people are trained, alone and in a bundle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from probatum.documents import bundle, gates, release
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import Refused
from tests.documents.changes import approve_version, approved, draft_request, in_days, issue, put_on
from tests.world import World


@pytest.fixture
def gate() -> Iterator[dict[int, int]]:
    """A gate as the training area will register one; it answers for the versions put into it."""
    shares: dict[int, int] = {}
    gates.register("test", lambda version: shares.get(version.pk))
    yield shares
    gates.forget("test")


def ask_training(world: World, rule: str, percent: int | None = None) -> None:
    with action(SYSTEM, "test.type", reason="test"):
        type(world.sop).objects.filter(pk=world.sop.pk).update(release_rule=rule, trained_percent=percent)


@pytest.mark.requirement("DOC-20")
def test_version_waits_beyond_its_day_until_enough_people_are_trained(
    world: World, gate: dict[int, int]
) -> None:
    ask_training(world, "trained", 80)
    version = world.document()
    gate[version.pk] = 79
    approve_version(world, version)
    issued = issue(version)
    assert release.release_due() == []
    with pytest.raises(Refused, match=r"waits until 80 % of the people who need it are trained; 79 % are\."):
        release.release(issued)

    gate[version.pk] = 80
    assert [found.pk for found in release.release_due()] == [version.pk]


@pytest.mark.requirement("DOC-20")
def test_trained_people_bring_the_day_forward(world: World, gate: dict[int, int]) -> None:
    ask_training(world, "trained_or_day")
    version = world.document()
    gate[version.pk] = 99
    approve_version(world, version, on=in_days(world, 14))
    issue(version)
    assert release.bring_forward() == []

    gate[version.pk] = 100
    assert [found.pk for found in release.bring_forward()] == [version.pk]
    issue(version)
    assert [found.pk for found in release.release_due()] == [version.pk]


@pytest.mark.requirement("DOC-20")
def test_day_opens_the_gate_where_the_type_says_so(world: World, gate: dict[int, int]) -> None:
    ask_training(world, "trained_or_day", 80)
    version = world.document()
    gate[version.pk] = 0
    approve_version(world, version)
    issue(version)
    assert [found.pk for found in release.release_due()] == [version.pk]


@pytest.mark.requirement("DOC-20")
def test_without_a_gate_a_version_takes_effect_on_its_day(world: World) -> None:
    ask_training(world, "trained", 80)
    version = world.document()
    approve_version(world, version)
    issue(version)
    assert [found.pk for found in release.release_due()] == [version.pk]


@pytest.mark.requirement("DOC-17", "DOC-20")
def test_closed_gate_of_one_version_holds_the_bundle(world: World, gate: dict[int, int]) -> None:
    ask_training(world, "trained", 80)
    one, two = world.document(), world.document(title="Cleaning of rooms")
    request = draft_request(world)
    put_on(world, request, one, two)
    for version in (one, two):
        approve_version(world, version)
    request = approved(world, request)
    for version in (one, two):
        issue(version)
    gate[two.pk] = 10
    assert bundle.release_due() == []
    with pytest.raises(Refused, match=r"SOP-QA-002 version 1\.0 waits until 80 %"):
        bundle.release(request)

    gate[two.pk] = 90
    assert [found.pk for found in bundle.release_due(timezone.now())] == [request.pk]
