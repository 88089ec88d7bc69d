"""The installation the stories play in: `probatum demo` in a folder of its own, with web, worker, sealer and database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.running import ROOT, environment, free_port, probatum, ready

PATIENCE = 300.0
#: While stories are written: an example company that already runs, as DATA@PORT. Each story brings its own documents.
RUNNING = "PROBATUM_STORIES_IN"


@dataclass
class Installation:
    """Where it runs and where its data is."""

    data: Path
    port: int
    #: The cookies of people who have signed in, by user name.
    sessions: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address people use; passkeys need the name localhost."""
        return f"http://localhost:{self.port}"

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on this installation, to its end."""
        return probatum(self.data, *words)

    def mails_to(self, address: str) -> list[str]:
        """The messages sent to an address, oldest first; without a mail server they are kept as files."""
        files = sorted((self.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        texts = [path.read_text() for path in files]
        return [text for text in texts if f"To: {address}" in text]


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Start the example company and stop it again; only the processes started here are ended."""
    if running := os.environ.get(RUNNING):
        data, _, port = running.partition("@")
        yield Installation(Path(data), int(port))
        return
    found = Installation(folder / "data", free_port())
    output = folder / "demo.out"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "probatum.cli.main", "demo", "--port", str(found.port)],
            env=environment(found.data), cwd=ROOT, stdout=file, stderr=file,
        )  # fmt: skip
    try:
        _wait(process, found, output)
        yield found
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _wait(process: subprocess.Popen[bytes], found: Installation, output: Path) -> None:
    end = time.monotonic() + PATIENCE
    while f"ready http://127.0.0.1:{found.port}" not in output.read_text() or not ready(found.port):
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < end, output.read_text()
        time.sleep(0.2)
