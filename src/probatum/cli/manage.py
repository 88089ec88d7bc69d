"""`probatum manage …`: Django's own commands, for developers; starts the embedded database if needed."""

from __future__ import annotations

from collections.abc import Sequence

from probatum.cli import postgres
from probatum.config.env import environment

OFFLINE = ("makemigrations", "help", "check", "--help")


def run(words: Sequence[str]) -> int:
    """Run one of Django's commands."""
    env = environment()
    if env.embedded and words[:1] and words[0] not in OFFLINE:
        postgres.start(postgres.cluster(env.data, binaries=env.postgres_bin))
    from django.core.management import execute_from_command_line  # slow import

    execute_from_command_line(["probatum manage", *words])
    return 0
