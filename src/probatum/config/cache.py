"""The cache shared by the processes that serve: a table in the database, written with one statement a value.

Django's own backend counts the whole table, reads and then writes, at each writing. Here the database decides in one
statement whether a value is new, which also keeps two processes from both being the first; what has expired is cleared
by a job, so nobody who fills the table can push out what others still need, such as the marks of used one-time codes.
"""

from __future__ import annotations

import base64
import datetime as dt
import pickle
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

_INSERT = """INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires {only} RETURNING 1"""


class OneStatementCache(DatabaseCache):
    """A cache table without counting; `set` and `add` are one statement each."""

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value, whatever stood there."""
        self._insert(key, value, timeout, version, only="")

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value where none is in force; whether it was kept."""
        return self._insert(key, value, timeout, version, only="WHERE kept.expires <= now()")

    def clear_expired(self) -> None:
        """Delete what is no longer in force."""
        self._execute("DELETE FROM {table} WHERE expires <= now()", [])

    def _insert(self, key: Any, value: Any, timeout: Any, version: int | None, *, only: str) -> bool:
        name = self.make_and_validate_key(key, version=version)
        written = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        ends = self.get_backend_timeout(timeout)
        until = dt.datetime.fromtimestamp(ends, tz=dt.UTC) if ends is not None else _never()
        return self._execute(_INSERT.replace("{only}", only), [name, written, until])

    def _execute(self, statement: str, values: list[Any]) -> bool:
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=connection.ops.quote_name(self.cache_model_class._meta.db_table)), values)
            return bool(cursor.rowcount)


def _never() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=36_500)
