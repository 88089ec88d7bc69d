"""My work: the right tasks in the right band, and nothing of others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.world import World

SignedIn = Callable[..., Client]


@pytest.mark.requirement("UI-WORK")
def test_work_shows_the_task_with_its_button(world: World, as_person: SignedIn) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")

    page = as_person(world.rita).get("/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "1 task" in text
    assert f"/records/{version.record.uuid}/moves/review/" in text
