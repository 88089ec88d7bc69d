"""Tables that are not captured, each with the reason, and the check that no other table escapes.

The rule kept: a table is captured or stands here with a written justification (regulations AT-2).
"""

from collections.abc import Mapping
from typing import Any

EXCUSED: dict[str, str] = {
    "django_migrations": "Written by migrations only; the schema changes themselves are S entries.",
    "django_content_type": "Names of models, derived from the code.",
    "auth_permission": "Derived from the code and unused: rights come from grants.",
    "auth_group": "Unused: rights come from grants. The run-time role cannot fill it.",
    "auth_group_permissions": "Unused: rights come from grants.",
    "django_session": "Holds secrets and lives for hours; sign-in and sign-out are events of the ledger.",
    "config_cache": "Counters of sign-in limits that live for minutes.",
    "usersessions_usersession": "Mirror of sessions that live for hours; sign-in, sign-out and revocation are events.",
    "kernel_filetext": "Text found in stored files, derived from bytes whose hash is captured; rebuilt at any time.",
    "kernel_searchentry": "Search index, derived from captured rows; rebuilt at any time.",
    "kernel_pin": "What a person keeps at hand; it decides nothing, and the ledger would keep habits of people for ever.",
    "kernel_follow": "What a person wants to be told; it decides nothing, and the ledger would keep habits of people for ever.",
    "kernel_notice": "What followers were told of moves and changes that are captured themselves.",
    "procrastinate_jobs": "The queue; what a job changes is captured where it changes it.",
    "procrastinate_events": "Technical log of the queue.",
    "procrastinate_periodic_defers": "Bookkeeping of the queue.",
    "procrastinate_workers": "Heartbeats of workers.",
}

# Where the run-time role must delete. No captured table is ever in this list.
DELETABLE = (
    "django_session", "config_cache", "usersessions_usersession", "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers",
    "procrastinate_workers",
)  # fmt: skip
# Where it has no business at all beyond reading.
READ_ONLY = ("django_migrations", "auth_permission", "auth_group", "auth_group_permissions")


def uncaptured_tables(conn: Any, excused: Mapping[str, str] = EXCUSED) -> list[str]:
    """Name the tables of the schema public that are neither captured with armed triggers nor excused."""
    with conn.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
                  AND NOT EXISTS (SELECT FROM ledger.tbl b JOIN pg_trigger g ON g.tgrelid = b.rel
                        WHERE b.rel = c.oid AND g.tgname = 'ledger_capture' AND g.tgenabled = 'A')
                ORDER BY c.relname"""
        )
        return [name for (name,) in cursor.fetchall() if name not in excused]


def apply_rights(conn: Any) -> None:
    """Give the run-time role what excused tables need, as their owner. Run after each migration."""
    with conn.cursor() as cursor:
        for table, statement in (
            *((t, "GRANT DELETE ON public.{} TO probatum_app") for t in DELETABLE),
            *((t, "REVOKE INSERT, UPDATE ON public.{} FROM probatum_app") for t in READ_ONLY),
        ):
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (f"public.{table}",))
            if cursor.fetchone()[0]:
                cursor.execute(statement.format(table))
