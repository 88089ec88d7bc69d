"""`probatum stop`: ends what runs on a data folder, the embedded database included."""

from __future__ import annotations

import argparse
import os
import signal
import time

from probatum.cli import ground, postgres
from probatum.cli.supervise import CannotRun
from probatum.config.env import environment

LONGEST = 40  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options of its own."""


def run(options: argparse.Namespace) -> int:
    """Stop everything; exit code 0 also when nothing ran."""
    env = environment()
    if not env.data.exists():
        print(f"Nothing runs on {env.data}; the folder does not exist.")
        return 0
    supervisor = ground.supervisor(env.data)
    if supervisor is not None:
        os.kill(supervisor, signal.SIGTERM)
        end = time.monotonic() + LONGEST
        while ground.supervisor(env.data) is not None:
            if time.monotonic() > end:
                raise CannotRun(f"Process {supervisor} did not end within {LONGEST} s.")
            time.sleep(0.1)
    ground.end_orphans(env.data)
    database = env.embedded and postgres.stop(postgres.cluster(env.data, binaries=env.postgres_bin))
    print("Stopped." if supervisor or database else f"Nothing ran on {env.data}.")
    return 0
