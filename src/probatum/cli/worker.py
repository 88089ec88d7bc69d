"""`probatum worker`: runs background jobs, and seals the ledger as a role of its own."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
from contextlib import suppress

from probatum.cli.supervise import Child, Supervisor
from probatum.config.env import environment
from probatum.config.orphans import die_with_parent


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("--only", choices=("jobs", "seal"), help="run one half only (default: both)")


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C; exit code 0."""
    parent = int(os.environ.pop("PROBATUM_PARENT", "0"))
    if parent:
        die_with_parent(by=signal.SIGTERM, parent=parent)
    if options.only is None:
        return _both()
    os.environ["PROBATUM_PROCESS"] = "worker"
    environment.cache_clear()
    return _seal() if options.only == "seal" else _jobs()


def _both() -> int:
    children = [Child(name=name, words=["worker", "--only", name]) for name in ("jobs", "seal")]
    supervisor = Supervisor(children, say=lambda sentence: print(f"probatum: {sentence}", flush=True))
    supervisor.catch_signals()
    supervisor.start()
    try:
        supervisor.run()
    finally:
        supervisor.stop()
    return 0


def _jobs() -> int:
    import django  # slow import

    django.setup()
    from procrastinate.contrib.django import app  # app ready

    async def work() -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as ours:
            async with ours.open_async():
                await ours.run_worker_async(
                    concurrency=2,
                    wait=True,
                    listen_notify=True,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=10,
                )

    asyncio.run(work())
    return 0


def _seal() -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    from probatum.jobs.sealing import loop  # slow import

    logging.basicConfig(
        level=environment().log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )

    with suppress(SystemExit):
        loop(environment().seal_interval)
    return 0


def _end(number: int, frame: object) -> None:
    raise SystemExit(0)
