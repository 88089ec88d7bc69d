"""A database for the time of one command: started if it is down, and stopped again only by who started it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from probatum.cli import ground, postgres
from probatum.cli.supervise import CannotRun
from probatum.config.env import Environment


@contextmanager
def running_database(env: Environment, *, make: bool = False) -> Iterator[None]:
    """Make sure that the database answers; with `make`, also a new one. Raises CannotRun when there is none yet, DatabaseDown."""
    if not env.embedded:
        yield
        return
    found = postgres.cluster(env.data, binaries=env.postgres_bin)
    if not make and not (found.folder / "PG_VERSION").exists():
        raise CannotRun(f"There is no installation in {env.data}; name its folder with --data.")
    before = postgres.answers(found)
    postgres.start(found)
    try:
        yield
    finally:
        if not before and ground.supervisor(env.data) is None:
            postgres.stop(found)
