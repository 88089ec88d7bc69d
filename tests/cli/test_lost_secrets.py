"""A key that is gone: nothing starts, nothing is made anew in silence, and what replaces it stands in the audit trail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from probatum.cli import postgres
from probatum.config import database, public_keys, secrets
from probatum.config.env import read
from tests.cli.running import environment, free_port, probatum

KEYS = sorted(secrets.PROVING)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with one account, sealed."""
    folder = tmp_path_factory.mktemp("lost") / "data"
    for words in (
        ("migrate", "--quiet"),
        ("administrator", "a.one", "--name", "Anna One", "--email", "a@example.org"),
        ("verify",),
    ):
        done = probatum(folder, *words)
        assert done.returncode == 0, done.stderr
    yield folder
    probatum(folder, "stop")


@pytest.fixture
def lost(data: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The same without one key, which is put back afterwards."""
    path = data / "secrets" / request.param
    content = path.read_bytes()
    path.unlink()
    yield path
    path.write_bytes(content)


def renew(data: Path, name: str) -> tuple[int, str]:
    done = probatum(data, "keys", "renew", name, "--reason", "The disk broke", "--by", "Anna One")
    return done.returncode, done.stdout + done.stderr


def newest_key(data: Path) -> str:
    return public_keys.known(data, secrets.LEDGER_KEY)[-1].hex()


def notes_of_renewal(data: Path) -> list[str]:
    cluster = postgres.cluster(data)
    postgres.start(cluster)
    try:
        address = database.address(read(environment(data)), "audit")
        with psycopg.connect(**address.parameters()) as connection:
            rows = connection.execute(
                "SELECT e.body::json ->> 'key' FROM ledger.entry e JOIN ledger.entry f ON f.id = e.tx"
                " WHERE e.op = 'N' AND f.ctx::json ->> 'act' = 'keys.renew' AND f.ctx::json ->> 'why' = 'The disk broke'"
                " AND e.body::json ->> 'by' = 'Anna One' ORDER BY e.id"
            ).fetchall()
        return [name for (name,) in rows]
    finally:
        postgres.stop(cluster)


@pytest.mark.requirement("P11-10-c")
@pytest.mark.parametrize("lost", KEYS, indirect=True)
@pytest.mark.parametrize("words", [("up", "--port"), ("migrate",), ("verify",)], ids=lambda words: words[0])
def test_missing_key_is_refused_and_not_made_anew(data: Path, lost: Path, words: tuple[str, ...]) -> None:
    done = probatum(data, *words, *([str(free_port())] if words[0] == "up" else []))
    assert done.returncode == 1
    assert f"The key {lost.name} is missing" in done.stderr
    assert "Put its copy back" in done.stderr
    assert f"probatum keys renew {lost.name}" in done.stderr
    assert not lost.exists()


def test_key_that_is_there_is_not_replaced(data: Path) -> None:
    before = (data / "secrets" / secrets.LEDGER_KEY).read_bytes()
    code, told = renew(data, secrets.LEDGER_KEY)
    assert code == 1
    assert "Only a missing key is made anew" in told
    assert (data / "secrets" / secrets.LEDGER_KEY).read_bytes() == before


@pytest.mark.parametrize("lost", [secrets.SIGNATURE_KEY], indirect=True)
def test_renewal_that_was_broken_off_is_finished_before_anything_starts(data: Path, lost: Path) -> None:
    secrets.begin_renewal(data, lost.name)
    done = probatum(data, "up", "--port", str(free_port()))
    assert done.returncode == 1
    assert f"Run `probatum keys renew {lost.name}` again" in done.stderr
    assert renew(data, lost.name)[0] == 0
    assert probatum(data, "verify", "--full").returncode == 0


@pytest.mark.requirement("ATR-12")
def test_ledger_goes_on_under_a_new_key_and_says_so(data: Path) -> None:
    former = newest_key(data)
    (data / "secrets" / secrets.LEDGER_KEY).unlink()
    code, told = renew(data, secrets.LEDGER_KEY)
    assert code == 0, told
    assert newest_key(data) != former
    assert notes_of_renewal(data)[-1] == secrets.LEDGER_KEY
    done = probatum(data, "verify", "--full")
    assert (done.returncode, done.stdout.split()[0]) == (0, "intact"), done.stdout


def test_passwords_of_database_roles_come_back_by_themselves(data: Path) -> None:
    for path in (data / "secrets").glob("db-*"):
        path.unlink()
    done = probatum(data, "verify")
    assert done.returncode == 1
    assert "`probatum migrate` gives the role a new one" in done.stderr
    assert probatum(data, "migrate", "--quiet").returncode == 0
    assert probatum(data, "verify").returncode == 0


def test_secret_of_the_pages_is_made_anew_and_said(data: Path) -> None:
    (data / "secrets" / secrets.SECRET_KEY).unlink()
    done = probatum(data, "migrate", "--quiet")
    assert done.returncode == 0
    assert "everybody has to sign in again" in done.stderr


def test_command_leaves_no_database_running(data: Path) -> None:
    done = probatum(data, "administrator", "b.two", "--name", "Ben Two", "--email", "b@example.org")
    assert done.returncode == 0, done.stderr
    assert not postgres.answers(postgres.cluster(data))


@pytest.mark.requirement("P11-10-c")
def test_lost_application_key_leaves_a_fault_for_what_came_before(data: Path) -> None:
    # Stands last: from here on the installation of this file is not intact any more.
    (data / "secrets" / secrets.APP_KEY).unlink()
    assert renew(data, secrets.APP_KEY)[0] == 0
    done = probatum(data, "verify")
    assert done.returncode == 1
    assert "FAULT MAC: " in done.stdout
    assert "broken: " in done.stdout
