"""Fixtures that make, clone and drop test databases."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
import psycopg
import pytest
from psycopg import sql

from probatum.cli import postgres
from probatum.config import database
from probatum.config.env import environment

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "probatum"
SHAPING = ("**/migrations/*.py", "**/*.sql", "kernel/ledger/install.py", "kernel/ledger/operations.py")
KEPT_TEMPLATES = 6


def fingerprint() -> str:
    """Return a digest of everything that shapes the database."""
    digest = hashlib.sha256(django.get_version().encode())
    files = {path for pattern in SHAPING for path in SOURCE.glob(pattern)}
    for path in sorted({*files, SOURCE / "cli" / "install.py"}):
        if path.exists():
            digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """Connect to the server as its administrator."""
    env = environment()
    if env.embedded:
        postgres.start(postgres.cluster(env.data, binaries=env.postgres_bin, fast=True))
    address = database.administrator(env)
    with psycopg.connect(**address.parameters(name="postgres"), autocommit=True) as connection:
        yield connection


def template() -> str:
    """Return the name of the template database, made by `probatum migrate` if it is missing."""
    name = f"tpl_{fingerprint()}"
    with server() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('probatum tests'))")
        done = connection.execute(
            "SELECT datistemplate FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if done is None or not done[0]:
            _drop(connection, name)
            _migrate(name)
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
            _forget_old_templates(connection)
    return name


def clone() -> str:
    """Copy the template and return the name of the copy."""
    source = template()
    name = f"test_{os.getpid()}_{uuid4().hex[:12]}"
    with server() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER probatum_owner").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
        rights = (
            "GRANT CONNECT ON DATABASE {} TO probatum_app, probatum_sealer, probatum_audit, probatum_disposal"
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        connection.execute(sql.SQL(rights).format(sql.Identifier(name)))
    return name


def drop(name: str) -> None:
    """Drop a copy."""
    with server() as connection:
        _drop(connection, name)


def point_to(name: str) -> None:
    """Make Django's default connection use another database."""
    from django.conf import settings
    from django.db import connections

    connection = connections["default"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    os.environ["PROBATUM_DB_NAME"] = name
    environment.cache_clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """One copy of the template for the tests of this process that roll back."""
    from django.db import connections

    name = clone()
    # Django would find this out by creating a table, which the run-time role may not do.
    connections["default"].features.__dict__["supports_transactions"] = True
    with django_db_blocker.unblock():
        point_to(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    drop(name)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of this test's own, where commits are real; yields its name."""
    from django.conf import settings
    from django.db import connections

    shared = settings.DATABASES["default"]["NAME"]
    name = clone()
    with django_db_blocker.unblock():
        point_to(name)
        try:
            yield name
        finally:
            connections.close_all()
            point_to(shared)
            drop(name)


def _migrate(name: str) -> None:
    values = {**os.environ, "PROBATUM_DB_NAME": name, "PROBATUM_DB_ROLE": "owner"}
    values["DJANGO_SETTINGS_MODULE"] = "probatum.config.settings"
    done = subprocess.run(
        [sys.executable, "-m", "probatum.cli.main", "migrate"],
        env=values,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        pytest.exit(f"The migrations failed:\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}", returncode=1)


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _forget_old_templates(connection: psycopg.Connection) -> None:
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'tpl\\_%%' ORDER BY oid DESC OFFSET %s",
        [KEPT_TEMPLATES],
    ).fetchall()
    for (name,) in rows:
        connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
        _drop(connection, name)
