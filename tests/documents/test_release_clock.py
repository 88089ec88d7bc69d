"""The job that makes versions effective looks at the clock every quarter of a minute, all day."""

from __future__ import annotations

import datetime as dt

import pytest
from croniter import croniter
from procrastinate.contrib.django import app

import probatum.jobs.documents  # noqa: F401 - its tasks are registered by the import


@pytest.mark.requirement("DOC-21")
def test_release_is_looked_for_every_quarter_of_a_minute() -> None:
    tasks = app.periodic_registry.periodic_tasks.values()
    cron = next(task.cron for task in tasks if task.task.name == "documents.release_due")
    clock = croniter(cron, dt.datetime(2026, 11, 22, 21, 47, 3, tzinfo=dt.UTC))
    seconds = [clock.get_next(dt.datetime).strftime("%M:%S") for _ in range(4)]
    assert seconds == ["47:15", "47:30", "47:45", "48:00"]
