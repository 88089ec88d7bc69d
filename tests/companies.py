"""Fixtures that give a test a small company."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    """A small company in a transaction that is rolled back."""
    from tests.world import make_world  # app ready

    return make_world()


@pytest.fixture
def committed_world(committed_db: str) -> World:
    """A small company in a database of the test's own, where commits are real."""
    from tests.world import make_world  # app ready

    return make_world()
