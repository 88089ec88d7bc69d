"""Installs the ledger into a database: roles, schema, capture functions, event triggers, rights.

The rule kept: everything here is idempotent and runs before the first migration, as an administrator of the
server. Where a managed service forbids event triggers, the rest is installed and the caller is told.
"""

import hashlib
from importlib import resources
from typing import Any

import psycopg

FILES = (
    "schema_1.sql",
    "write_1.sql",
    "time_1.sql",
    "capture_1.sql",
    "events_1.sql",
    "erase_1.sql",
    "fingerprint_1.sql",
)
LAST = ("grants_1.sql", "regenerate_1.sql")
ROLES = (
    "probatum_owner",
    "probatum_app",
    "probatum_ledger",
    "probatum_sealer",
    "probatum_audit",
    "probatum_disposal",
)


def install(conn: "psycopg.Connection[Any]") -> bool:
    """Install or update the ledger; return whether schema changes are watched by event triggers.

    The connection belongs to a superuser, or on a managed service to its administrator. All of it or nothing.
    """
    with conn.transaction():
        roles(conn)
        digest = _digest()
        if _installed(conn) != digest:
            for name in (*FILES, *LAST):
                conn.execute(_sql(name))
            conn.execute(
                "INSERT INTO ledger.installed (digest) VALUES (%s) "
                "ON CONFLICT (digest) DO UPDATE SET at = clock_timestamp()",
                (digest,),
            )
        # Whatever was given before: the run-time role deletes only where a table says so.
        conn.execute(
            "ALTER DEFAULT PRIVILEGES FOR ROLE probatum_owner IN SCHEMA public REVOKE DELETE, TRUNCATE ON TABLES FROM probatum_app"
        )
        watched = _watch(conn)
    if not conn.autocommit:
        conn.commit()
    return watched


def roles(conn: "psycopg.Connection[Any]") -> None:
    """Create the roles; they belong to the server, so do this before restoring a dump into a new one."""
    conn.execute(_sql("roles_1.sql"))
    _admit(conn)


def _admit(conn: "psycopg.Connection[Any]") -> None:
    """An administrator who is no superuser must be a member of a role to give it things."""
    if not _is_superuser(conn):
        for role in ("probatum_owner", "probatum_ledger"):
            conn.execute(f"GRANT {role} TO CURRENT_USER")


def _watch(conn: "psycopg.Connection[Any]") -> bool:
    present = conn.execute(
        "SELECT count(*) FROM pg_event_trigger WHERE evtname IN ('ledger_ddl', 'ledger_drop') AND evtenabled = 'A'"
    ).fetchone()
    if present is not None and present[0] == 2:
        return True
    if not _is_superuser(conn):
        return False
    conn.execute(_sql("event_triggers_1.sql"))
    return True


def _is_superuser(conn: "psycopg.Connection[Any]") -> bool:
    row = conn.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _installed(conn: "psycopg.Connection[Any]") -> str | None:
    found = conn.execute("SELECT to_regclass('ledger.installed') IS NOT NULL").fetchone()
    if not (found and found[0]):
        return None
    row = conn.execute("SELECT digest FROM ledger.installed ORDER BY at DESC LIMIT 1").fetchone()
    return str(row[0]) if row else None


def _digest() -> str:
    return hashlib.sha256("".join(_sql(name) for name in (*FILES, *LAST)).encode()).hexdigest()


def _sql(name: str) -> str:
    return resources.files(__package__).joinpath("sql", name).read_text(encoding="utf-8")
