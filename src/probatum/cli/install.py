"""Prepares a database: roles with passwords, the database itself, extensions, rights, the ledger's foundation.

Everything may be run again; what exists is left or brought up to date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg
from psycopg import sql

from probatum.cli.supervise import CannotRun
from probatum.config import secrets
from probatum.config.database import LOGIN_ROLES, Address, administrator, given, password, role_name
from probatum.config.env import Environment
from probatum.kernel.ledger.install import install as lay_ledger

EXTENSIONS = ("pg_trgm", "unaccent")
NOLOGIN_ROLES = ("probatum_ledger",)
NONE: Mapping[str, Address] = MappingProxyType({})

RIGHTS = """
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO probatum_app, probatum_owner, probatum_sealer, probatum_audit, probatum_disposal;
GRANT CREATE, TEMPORARY ON DATABASE {database} TO probatum_owner;
GRANT USAGE, CREATE ON SCHEMA public TO probatum_owner;
GRANT USAGE ON SCHEMA public TO probatum_app, probatum_sealer, probatum_audit, probatum_disposal, probatum_ledger;
"""


def prepare(env: Environment, name: str, *, take_roles: bool = False) -> None:
    """Make roles and database `name`, ready for the migrations. Raises psycopg.Error, CannotRun for foreign roles."""
    admin = administrator(env)
    with _entrance(admin) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('probatum install'))")
        claim_roles(server, env, take=take_roles)
        make_roles(server, env.data, given=given(env), mark="" if env.embedded else _mark(env))
        make_database(server, name)
    with _connect(admin, name) as target:
        target.execute("SELECT pg_advisory_lock(hashtext('probatum install'))")
        make_extensions(target)
        target.execute(sql.SQL(RIGHTS).format(database=sql.Identifier(name)))
        lay_ledger(target)


def make_extensions(target: psycopg.Connection) -> None:
    """Make the extensions that search needs. Raises CannotRun naming the one that the server does not offer or allow."""
    for extension in EXTENSIONS:
        try:
            target.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported) as error:
            raise CannotRun(
                f"The database server has no extension {extension}, which search needs. Install the contributed "
                "modules of PostgreSQL there (often the package postgresql-contrib), then run this again."
            ) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise CannotRun(
                f"The extension {extension}, which search needs, may not be made by this role. Have an administrator "
                f"of the server run: CREATE EXTENSION {extension};"
            ) from error


def make_empty(env: Environment, name: str, *, take_roles: bool = False) -> None:
    """Make roles and an empty database that a dump is read into; the dump brings everything else. Raises CannotRun."""
    refuse_occupied(env, name, take_roles=take_roles)
    with _entrance(administrator(env)) as server:
        make_roles(server, env.data, given=given(env), mark="" if env.embedded else _mark(env))
        make_database(server, name)
        server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        roles = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in LOGIN_ROLES)
        server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), roles))


def refuse_occupied(env: Environment, name: str, *, take_roles: bool = False) -> None:
    """See that a server has room for an installation: no database of that name with records, no foreign roles. Raises CannotRun."""
    admin = administrator(env)
    with _entrance(admin) as server:
        claim_roles(server, env, take=take_roles)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
    with _connect(admin, name) as target:
        if target.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'ledger'").fetchone():
            raise CannotRun(
                f"The database {name} holds an installation; nothing is restored over it. Name a new one in DATABASE_URL."
            )


def claim_roles(server: psycopg.Connection, env: Environment, *, take: bool) -> None:
    """On a server shared with others, see that the roles do not serve another installation (ADR-0012). Raises CannotRun."""
    if env.embedded:
        return
    found = server.execute(
        "SELECT rolname, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = ANY (%s)",
        [[*map(role_name, LOGIN_ROLES)]],
    ).fetchall()
    ours = _mark(env) if secrets.existing(env.data, "db-installation") else ""
    foreign = sorted(name for name, told in found if told and told != ours)
    if foreign and not take:
        raise CannotRun(
            f"The database roles on this server ({', '.join(foreign)}) serve another installation of Probatum, "
            "which would lose them: one installation has one server. Choose another server (several can run on "
            "one machine). If that installation is gone for good, run this again with --take-roles."
        )


def _mark(env: Environment) -> str:
    identity = hashlib.sha256(password(env.data, "installation", anew=True).encode()).hexdigest()[:16]
    return f"Probatum installation {identity}"


def make_roles(
    server: psycopg.Connection, data: Path, *, given: Mapping[str, Address] = NONE, mark: str = ""
) -> None:
    """Make the roles that are missing and give each the password kept in DATA/secrets.

    A role with an address of its own (`given`) is its administrator's: made if missing, else left as it is.
    """
    known = {row[0] for row in server.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name in NOLOGIN_ROLES:
        if name not in known:
            server.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    for role in LOGIN_ROLES:
        name = role_name(role)
        if role in given and name in known:
            continue
        words = given[role].password if role in given else password(data, role, anew=True)
        _make_role(server, name, words, verb="ALTER" if name in known else "CREATE")
    for role in LOGIN_ROLES if mark else ():
        server.execute(
            sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(role_name(role)), sql.Literal(mark))
        )
    server.execute("ALTER ROLE probatum_app SET jit = off")
    # A page is one of many at a time: helpers for a single query cost more processor time than they save.
    server.execute("ALTER ROLE probatum_app SET max_parallel_workers_per_gather = 0")
    server.execute("ALTER ROLE probatum_app SET statement_timeout = '120s'")
    server.execute("ALTER ROLE probatum_owner SET lock_timeout = '30s'")


def _make_role(server: psycopg.Connection, name: str, words: str, *, verb: str) -> None:
    # Hashed here, so that no password stands in a statement that a log could keep.
    proof = server.pgconn.encrypt_password(words.encode(), name.encode(), b"scram-sha-256").decode()
    server.execute(
        sql.SQL(verb + " ROLE {} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            sql.Identifier(name), sql.Literal(proof)
        )
    )


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
