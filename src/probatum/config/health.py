"""GET /healthz: the process answers. GET /readyz: database, migrations and sealing are in order.

Answered before sessions, host checks and static files, so that a probe needs no host name and
leaves no trace; the answer names no versions and no addresses.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from probatum.kernel import ledger

LONGEST_LAG = 120  # seconds an entry may wait for its seal before the node says so
_migrated: list[float] = []


class HealthMiddleware:
    """Answers the two health addresses and passes every other request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "alive"})
        if request.path == "/readyz":
            faults = not_ready()
            status = 503 if faults else 200
            return JsonResponse(
                {"status": "waiting" if faults else "ready", "missing": faults}, status=status
            )
        return self.get_response(request)


def not_ready() -> list[str]:
    """Return what keeps this process from serving, one sentence each."""
    try:
        if not _migrated and pending_migrations():
            return ["Migrations are pending; run `probatum migrate`."]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated:
            _migrated.append(time.monotonic())
        return _sealing_behind()
    except (DatabaseError, PoolTimeout):
        return ["The database does not answer."]


def pending_migrations() -> list[str]:
    """Return the migrations that the database lacks. Raises DatabaseError."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _sealing_behind() -> list[str]:
    seconds = ledger.lag()
    if seconds is None or seconds < LONGEST_LAG:
        return []
    return [f"The oldest unsealed entry is {int(seconds)} s old; is a worker running?"]
