"""A PDF worker that stays for many files in a row, in the same sandbox and under the same limits (ADR-0016).

Starting a program costs more than most files. It is ended after so many files, at the first that takes too long or fails,
and at the end; a file that fails in it gets a worker of its own, so that no file answers for the one before.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from probatum.output import sandbox
from probatum.output.limits import LIMITS, Limits

WORKER = Path(__file__).with_name("pdf_worker.py")
FILES_EACH = 50
_thread = threading.local()


class Staying:
    """One worker process, started when it is needed."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._done = 0

    def do(self, words: Sequence[str]) -> bool:
        """Do one piece of work; False when it failed or took too long, and then the process is gone."""
        if self._process is None or self._done >= FILES_EACH:
            self._start()
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        self._done += 1
        try:
            process.stdin.write(json.dumps(list(words)).encode() + b"\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], self._limits.pdf_seconds)
            if ready and process.stdout.readline() == b'""\n':
                return True
        except (OSError, ValueError):
            pass
        self.end()
        return False

    def end(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            sandbox.end(self._process)
            self._process = None
        if self._home is not None:
            with suppress(OSError):
                self._home.cleanup()
            self._home = None

    def _start(self) -> None:
        self.end()
        self._home = tempfile.TemporaryDirectory(prefix="probatum-", ignore_cleanup_errors=True)
        limits = self._limits
        self._process = sandbox.start(
            [sys.executable, "-I", str(WORKER), "serve"],
            home=Path(self._home.name),
            limits=sandbox.limiter(
                address=limits.pdf_memory, cpu=limits.pdf_seconds, file_size=limits.output_bytes
            ),
        )
        self._done = 0


def of_this_thread() -> Staying | None:
    """The staying worker of this thread; most threads have none."""
    return getattr(_thread, "worker", None)


def begin() -> Staying:
    """Let this thread keep a worker, which somebody has to end."""
    worker = _thread.worker = Staying()
    return worker


def end() -> None:
    """End the worker of this thread."""
    worker = of_this_thread()
    if worker is not None:
        worker.end()
        _thread.worker = None


@contextmanager
def staying() -> Iterator[None]:
    """Let this thread keep a worker for a while."""
    begin()
    try:
        yield
    finally:
        end()
