"""The Django app of the jobs; it owns no table."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Registers the tasks of `jobs.tasks` and the effects that queue them."""

    name = "probatum.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register interest in the moves that queue jobs."""
        from probatum.jobs import documents, imports, registers  # noqa: F401  # app ready
