"""`probatum web`: serves the pages; holds no state, so several may run against one database."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import uuid

from probatum.cli import ground
from probatum.config.env import environment
from probatum.config.orphans import die_with_parent


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; exit code 0."""
    parent = int(os.environ.pop("PROBATUM_PARENT", "0"))
    if parent:
        die_with_parent(by=signal.SIGTERM, parent=parent)
    os.environ["PROBATUM_PROCESS"] = "web"
    os.environ["PROBATUM_STARTED"] = (
        uuid.uuid4().hex
    )  # shared by the processes of this start, and by no other
    environment.cache_clear()
    env = environment()
    ground.free_port(options.host, options.port)
    if env.static == "collected":
        collect_static()
    from granian import Granian  # slow import
    from granian.constants import Interfaces  # slow import

    Granian(
        "probatum.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=env.web_workers,
        blocking_threads=env.web_threads,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
    ).serve()
    return 0


def collect_static() -> None:
    """Copy style sheets and scripts into DATA/static, compressed and named by content."""
    values = {**os.environ, "PROBATUM_PROCESS": "command"}
    command = [sys.executable, "-m", "probatum.cli.main", "manage", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(command, env=values, check=True)
