"""The cache shared by the processes that serve: a table in the database, written with one statement a value.

Django's own backend counts the whole table, reads and then writes, at each writing. Here the database decides in one
statement whether a value is new, which also keeps two processes from both being the first; what has expired is cleared
by a job, so nobody who fills the table can push out what others still need, such as the marks of used one-time codes.

Values are kept as JSON. Django's backend keeps pickles, and whoever may write the table, as the run-time role may, would
have any program run in the process that reads one, with the keys of the installation.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

_SELECT = "SELECT cache_key, value FROM {table} WHERE cache_key = ANY (%s) AND expires > clock_timestamp()"
_INSERT = """INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires {only} RETURNING 1"""
_COUNT = """INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, '1', %s)
ON CONFLICT (cache_key) DO UPDATE SET
  value = CASE WHEN kept.expires <= clock_timestamp() THEN '1' ELSE (kept.value::bigint + 1)::text END,
  expires = CASE WHEN kept.expires <= clock_timestamp() THEN excluded.expires ELSE kept.expires END
RETURNING value"""


class OneStatementCache(DatabaseCache):
    """A cache table without counting; `set`, `add` and `get` are one statement each. It keeps what JSON knows."""

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """The values in force; what cannot be read is not there."""
        named = {self.make_and_validate_key(key, version=version): key for key in keys}
        rows = self._run(_SELECT, [list(named)]) if named else []
        found = {named[name]: _read(value) for name, value in rows}
        return {key: value[0] for key, value in found.items() if value}

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value, whatever stood there."""
        self._insert(key, value, timeout, version, only="")

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where none is in force; whether it was kept."""
        return self._insert(key, value, timeout, version, only="WHERE kept.expires <= clock_timestamp()")

    def count(self, key: Any, timeout: float) -> int:
        """How often this was asked since the first time in force, this time included; it starts anew after `timeout` seconds."""
        name = self.make_and_validate_key(key)
        until = timezone.now() + dt.timedelta(seconds=timeout)
        return int(self._run(_COUNT, [name, until])[0][0])

    def clear_expired(self) -> None:
        """Delete what is no longer in force."""
        self._run("DELETE FROM {table} WHERE expires <= clock_timestamp()", [])

    def _insert(self, key: Any, value: Any, timeout: Any, version: int | None, *, only: str) -> bool:
        name = self.make_and_validate_key(key, version=version)
        written = json.dumps(value, separators=(",", ":"))
        ends = self.get_backend_timeout(timeout)
        until = dt.datetime.fromtimestamp(ends, tz=dt.UTC) if ends is not None else _never()
        return bool(self._run(_INSERT.replace("{only}", only), [name, written, until]))

    def _run(self, statement: str, values: list[Any]) -> list[Any]:
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(table=connection.ops.quote_name(self.cache_model_class._meta.db_table)),
                values,
            )
            return cursor.fetchall() if cursor.description else []


def _read(value: str) -> tuple[Any, ...]:
    """The value in a tuple; empty for what is no JSON, such as what an older release kept."""
    try:
        return (json.loads(value),)
    except ValueError:
        return ()


def _never() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=36_500)
