"""An import whose worker is killed in the middle: what stands, stands whole, and the rest comes afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from probatum.config import custody
from probatum.documents import import_report, importing
from probatum.documents.content import Document
from probatum.kernel.ledger.finding import faults
from probatum.output import importing as carrying
from tests import collected
from tests.processes import laws
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
MANY = 30


@pytest.mark.requirement("MIG-01", "P11-10-a", "ATR-01")
def test_killed_worker_leaves_whole_batches_and_the_import_goes_on(
    committed_world: World, tmp_path: Path
) -> None:
    world = committed_world
    rows = [collected.row(f"SOP-QA-{number:03}") for number in range(1, MANY + 1)]
    collection = collected.checked(world, *collected.write(tmp_path, rows))
    world.move(world.carla, collection.record, "run")
    name = str(connection.settings_dict["NAME"])
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.bring_in", name, str(collection.pk)],
        cwd=ROOT, env={**os.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + 60
    while len(importing.done_rows(collection)) < 3:
        assert worker.poll() is None, "the worker ended before it was killed"
        assert time.monotonic() < end
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    stood = importing.done_rows(collection)
    assert 3 <= len(stood) < MANY
    assert Document.objects.count() == len(stood)
    assert collected.fresh(collection).record.state == "running"
    assert carrying.run(collected.fresh(collection)) is False
    assert collected.fresh(collection).record.state == "imported"
    assert import_report.counts(collection) == {"made": MANY, "known": 0, "refused": 0}
    assert Document.objects.count() == MANY
    for one in Document.objects.all():
        laws.check(one.pk, [world.rhea])
    assert faults(custody.verify(full=True)) == []
