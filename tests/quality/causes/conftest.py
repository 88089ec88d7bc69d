"""A record whose causes are analysed while it is in draft, for tests of the root cause work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from probatum.kernel.models import Record
from probatum.quality.causes import declared
from probatum.quality.causes.catalogue import CauseCategory, take_starter
from tests.processes import examples
from tests.world import World


@pytest.fixture
def event(world: World) -> Iterator[Record]:
    """A record in draft that several people see; its kind is analysed for the time of the test."""
    declared.analysed("change_request", states=("draft",), permission="record.comment")
    yield examples.change_request(world)
    declared._declared.pop("change_request")


@pytest.fixture
def wear(world: World) -> CauseCategory:
    """A category of the starter set."""
    world.person("mona", "registrar")
    take_starter(world.mona)
    return CauseCategory.objects.get(code="MACHINE-WEAR")
