"""The start of `probatum demo` on a data folder that exists, until it says that it is ready."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

ROUNDS = 3


def measure() -> dict[str, Any]:
    """Seconds of the first start, which makes the example, and of later ones. Raises RuntimeError when it does not start."""
    first = _start()
    later = sorted(_start() for _ in range(ROUNDS))
    return {"first_seconds": first, "median_seconds": later[len(later) // 2], "slowest_seconds": later[-1]}


def _start() -> float:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    begun = time.perf_counter()
    words = [sys.executable, "-m", "probatum.cli.main", "demo", "--port", str(port)]
    told = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PROBATUM_PROCESS", "PROBATUM_DB_ROLE")
    }
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=told) as demo:
        assert demo.stdout is not None
        ready = next((time.perf_counter() for line in demo.stdout if line.startswith("ready ")), None)
        demo.send_signal(signal.SIGINT)
        demo.stdout.read()
        demo.wait(60)
    if ready is None:
        raise RuntimeError("The example did not start; its messages are above.")
    return ready - begun
