"""Prepares a database: roles with passwords, the database itself, extensions, rights, the ledger's foundation.

Everything may be run again; what exists is left or brought up to date.
"""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

from probatum.config.database import LOGIN_ROLES, Address, administrator, password, role_name
from probatum.config.env import Environment
from probatum.kernel.ledger.install import install as lay_ledger

EXTENSIONS = ("pg_trgm", "unaccent")
NOLOGIN_ROLES = ("probatum_ledger",)

RIGHTS = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO probatum_app, probatum_owner, probatum_sealer, probatum_audit, probatum_disposal;
GRANT CREATE, TEMPORARY ON DATABASE {database} TO probatum_owner;
GRANT USAGE, CREATE ON SCHEMA public TO probatum_owner;
GRANT USAGE ON SCHEMA public TO probatum_app, probatum_sealer, probatum_audit, probatum_disposal, probatum_ledger;
"""


def prepare(admin: Address, name: str, data: Path) -> None:
    """Make roles and database `name`, ready for the migrations. Raises psycopg.Error."""
    with _entrance(admin) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('probatum install'))")
        make_roles(server, data)
        make_database(server, name)
    with _connect(admin, name) as target:
        target.execute("SELECT pg_advisory_lock(hashtext('probatum install'))")
        for extension in EXTENSIONS:
            target.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        target.execute(sql.SQL(RIGHTS).format(database=sql.Identifier(name)))
        lay_ledger(target)


def make_empty(admin: Address, name: str, data: Path) -> None:
    """Make roles and an empty database that a dump is read into; the dump brings everything else."""
    with _entrance(admin) as server:
        make_roles(server, data)
        make_database(server, name)
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        roles = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in LOGIN_ROLES)
        server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), roles))


def make_roles(server: psycopg.Connection, data: Path) -> None:
    """Make the roles that are missing and give each the password kept in DATA/secrets."""
    known = {row[0] for row in server.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name in NOLOGIN_ROLES:
        if name not in known:
            server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    for role in LOGIN_ROLES:
        name = role_name(role)
        verb = "ALTER" if name in known else "CREATE"
        # Hashed here, so that no password stands in a statement that a log could keep.
        words = password(data, role).encode()
        proof = server.pgconn.encrypt_password(words, name.encode(), b"scram-sha-256").decode()
        server.execute(
            sql.SQL(verb + " ROLE {} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                sql.Identifier(name), sql.Literal(proof)
            )
        )
    server.execute("ALTER ROLE probatum_app SET jit = off")
    # A page is one of many at a time: helpers for a single query cost more processor time than they save.
    server.execute("ALTER ROLE probatum_app SET max_parallel_workers_per_gather = 0")
    server.execute("ALTER ROLE probatum_app SET statement_timeout = '120s'")
    server.execute("ALTER ROLE probatum_owner SET lock_timeout = '30s'")


def make_database(server: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """Make the database if it is missing, owned by the role of the migrations."""
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    user = server.execute("SELECT current_user").fetchone()
    superuser = server.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if user and superuser and not superuser[0]:
        # A managed server's administrator may give a database only to a role it is a member of.
        server.execute(sql.SQL("GRANT probatum_owner TO {}").format(sql.Identifier(user[0])))
    server.execute(
        sql.SQL("CREATE DATABASE {} OWNER probatum_owner ENCODING 'UTF8' TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )


def _entrance(admin: Address) -> psycopg.Connection:
    try:
        return _connect(admin, "postgres")
    except psycopg.OperationalError:  # a managed server may offer no database but the one named
        return _connect(admin, admin.name)


def _connect(address: Address, name: str) -> psycopg.Connection:
    return psycopg.connect(**address.parameters(name=name), autocommit=True, connect_timeout=10)  # type: ignore[arg-type]


def drop_database(env: Environment) -> None:
    """Drop the database of an example that was not loaded to its end."""
    address = administrator(env)
    with _connect(address, "postgres") as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(address.name))
        )
