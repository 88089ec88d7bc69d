"""The worker is killed while it seals: every entry is sealed exactly once all the same, and the ledger verifies."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from probatum.config import custody
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.ledger import checkpoint
from probatum.kernel.ledger.finding import faults
from probatum.kernel.ledger.witness import Folder
from probatum.kernel.models import Department
from tests.world import World

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"
SEAL = """
from probatum.config import custody, database
from probatum.config.env import environment
from probatum.kernel.ledger import seal
with seal.connect(**database.address(environment(), "sealer").parameters()) as connection:
    seal.seal_loop(connection, custody.sealer(), interval=0, go_on=lambda: print("round", flush=True) is None)
"""
KILLS = 4


def write_until(stop: threading.Event, number: int, written: list[int]) -> None:
    """One writer: short and long transactions, some taken back."""
    count = 0
    while not stop.is_set():
        count += 1
        try:
            with action(SYSTEM, "test.write"):
                Department.objects.create(code=f"{number}-{count}", name="Department")
                if count % 7 == 0:
                    time.sleep(0.05)
                if count % 5 == 0:
                    raise LookupError
            written.append(count)
        except LookupError:
            continue
    connections.close_all()


def scalar(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


@pytest.mark.requirement("ATR-12", "AT-6", "A11-7-2")
def test_sealer_killed_under_writers_loses_and_doubles_nothing(committed_world: World) -> None:
    stop, written, chance = threading.Event(), [], random.Random(11)
    writers = [threading.Thread(target=write_until, args=(stop, number, written)) for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        for number in range(KILLS):
            sealer = subprocess.Popen(
                [sys.executable, "-c", SEAL],
                env={**os.environ, "PYTHONPATH": str(SOURCE)},
                stdout=subprocess.PIPE,
                text=True,
            )
            assert sealer.stdout is not None
            for _ in range(2 + number % 2):  # at least one round is done, another is under way
                assert sealer.stdout.readline() == "round\n"
            time.sleep(chance.uniform(0, 0.1))
            sealer.send_signal(signal.SIGKILL)
            sealer.wait()
            sealer.stdout.close()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert written
    assert scalar("SELECT count(*) FROM ledger.seal") > 0
    custody.seal_now()
    assert scalar("SELECT count(*) FROM ledger.entry") == scalar("SELECT sum(cnt) FROM ledger.seal")
    assert scalar("SELECT count(DISTINCT u) FROM ledger.seal, unnest(ids) u") == scalar(
        "SELECT sum(cnt) FROM ledger.seal"
    )
    assert faults(custody.verify(full=True)) == []


@pytest.mark.requirement("ATR-12")
def test_checkpoint_of_a_round_that_died_before_keeping_it_is_kept_by_the_next(
    committed_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dead between the commit of the seal and the file outside the database: the next round makes up for it."""

    def dies(self: Folder, note: str) -> None:
        raise SystemExit

    monkeypatch.setattr(Folder, "keep", dies)
    with pytest.raises(SystemExit):
        custody.seal_now()
    monkeypatch.undo()
    assert checkpoint()
    assert checkpoint() not in custody.checkpoints().all()
    custody.seal_now()
    assert checkpoint() in custody.checkpoints().all()
