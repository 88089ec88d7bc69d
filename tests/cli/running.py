"""Runs the real commands in a data folder of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def environment(data: Path) -> dict[str, str]:
    """Return the variables of a fresh installation, without those of the tests."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PROBATUM_", "DATABASE_"))
    }
    return {**kept, "PROBATUM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "probatum.config.settings"}


def probatum(data: Path, *words: str, more: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    values = {**environment(data), **(more or {})}
    return subprocess.run(
        _command(words), env=values, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120
    )


class Serving:
    """`probatum up` in the background; what it prints is read from a file."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        data.mkdir(parents=True, exist_ok=True)
        self.output = data.parent / f"{data.name}-{time.monotonic_ns()}.out"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                _command(["up", "--port", str(port)]),
                env={**environment(data), "PROBATUM_STATIC": "live"},
                cwd=ROOT, stdout=file, stderr=file,
            )  # fmt: skip

    def wait_until_said(self, words: str) -> str:
        """Wait until it printed some words; return all it printed."""
        end = time.monotonic() + PATIENCE
        while words not in (text := self.output.read_text()):
            assert self.process.poll() is None, text
            assert time.monotonic() < end, text
            time.sleep(0.05)
        return text

    def wait_until_ready(self) -> None:
        """Wait until /readyz answers 200."""
        end = time.monotonic() + PATIENCE
        while not ready(self.port):
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.05)

    def children(self) -> list[int]:
        """Return the processes of web, worker and sealer."""
        return [int(word) for word in (self.data / "run" / "children").read_text().split()]


def ready(port: int) -> bool:
    """Return whether /readyz answers 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=3):
            return True
    except (OSError, urllib.error.HTTPError):
        return False


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "probatum.cli.main", *words]
