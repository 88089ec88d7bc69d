"""`probatum up`: killed at any point, it comes back without a hand; Ctrl-C ends everything with exit code 0."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from probatum.cli import postgres
from probatum.config import database
from probatum.config.env import read
from tests.cli.running import Serving, environment, free_port, probatum, ready


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("up") / "data"
    yield folder
    probatum(folder, "stop")


@pytest.fixture(scope="module")
def serving(data: Path) -> Iterator[Serving]:
    found = Serving(data, free_port())
    found.wait_until_said("ready http://127.0.0.1:")
    yield found
    if found.process.poll() is None:
        found.process.send_signal(signal.SIGINT)
        assert found.process.wait(30) == 0


def test_ready_line_is_exact(serving: Serving) -> None:
    lines = serving.output.read_text().splitlines()
    assert lines.count(f"ready http://127.0.0.1:{serving.port}") == 1


def test_killed_children_are_started_again(serving: Serving) -> None:
    before = serving.children()
    assert len(before) == 3
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    serving.wait_until_said("sealer ended (signal SIGKILL)")
    time.sleep(0.5)
    serving.wait_until_ready()
    end = time.monotonic() + 20
    while len(set(serving.children()) - set(before)) < 3:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_killed_database_loses_nothing_committed(serving: Serving, data: Path) -> None:
    cluster = postgres.cluster(data)
    address = database.address(read(environment(data)), "superuser")
    with psycopg.connect(**address.parameters(name="postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        postgres.kill(cluster)
    serving.wait_until_said("the database ended; starting it again")
    serving.wait_until_ready()
    with psycopg.connect(**address.parameters(name="postgres")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
        connection.execute("DROP TABLE kept")


def test_deleted_socket_is_healed(serving: Serving, data: Path) -> None:
    (data / "run" / ".s.PGSQL.5432").unlink()
    serving.wait_until_said("the database ended; starting it again")
    serving.wait_until_ready()


def test_second_start_on_one_folder_is_refused(serving: Serving, data: Path) -> None:
    done = probatum(data, "up", "--port", str(free_port()))
    assert done.returncode == 1
    assert f"already runs on {data} (process {serving.process.pid})" in done.stderr


def test_two_starts_at_once_on_a_new_folder_make_one_installation(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    both = [Serving(folder, free_port()) for _ in range(2)]
    try:
        end = time.monotonic() + 60
        while not any(ready(one.port) for one in both):
            assert time.monotonic() < end, [one.output.read_text() for one in both]
            time.sleep(0.1)
        loser, winner = sorted(both, key=lambda one: ready(one.port))
        assert loser.process.wait(10) == 1
        assert f"already runs on {folder}" in loser.output.read_text()
        assert winner.process.poll() is None
    finally:
        for one in both:
            one.process.terminate()
            one.process.wait(30)
    done = probatum(folder, "verify")
    assert (done.returncode, done.stdout.split()[0]) == (0, "intact")


def test_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = probatum(tmp_path / "data", "up", "--port", str(port))
    assert done.returncode == 1
    assert (
        done.stderr
        == f"probatum: Port {port} is in use by another program; choose another one with --port.\n"
    )
    assert not (tmp_path / "data" / "postgres").exists()


def test_killed_supervisor_leaves_a_folder_that_starts_again(serving: Serving, data: Path) -> None:
    # Stands last: it ends what the tests above share.
    children = serving.children()
    serving.process.kill()
    serving.process.wait()
    again = Serving(data, serving.port)
    again.wait_until_said("ready http://127.0.0.1:")
    assert set(children) & set(again.children()) == set()
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0
    assert not postgres.answers(postgres.cluster(data))
