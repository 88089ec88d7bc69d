"""The Django app of the jobs; it owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the tasks of `jobs.tasks`."""

    name = "probatum.jobs"
    label = "jobs"
