"""`probatum manage …`: Django's own commands, for developers; starts the embedded database if needed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from probatum.cli.borrowed import running_database
from probatum.config.env import environment

OFFLINE = ("makemigrations", "collectstatic", "help", "check", "--help")


def run(words: Sequence[str]) -> int:
    """Run one of Django's commands."""
    env = environment()
    from django.core.management import execute_from_command_line  # slow import

    needs_database = bool(words) and words[0] not in OFFLINE
    with running_database(env, make=True) if needs_database else nullcontext():
        execute_from_command_line(["probatum manage", *words])
    return 0
