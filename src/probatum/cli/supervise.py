"""Keeps the processes of an installation running: starts, watches, restarts and stops them.

Rule: a process that is killed at any moment is started again, and when this supervisor is killed
itself, its children end with it (the database excepted, which the next start finds again).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

LOOK_EVERY = 0.2
STOP_SECONDS = 20.0
CALM_SECONDS = 30.0  # a child that ran this long has started well
PAUSES = (0.2, 1.0, 2.0, 5.0, 15.0)


class CannotRun(Exception):
    """The installation cannot be started as asked."""


@dataclass(kw_only=True)
class Child:
    """One process to keep running."""

    name: str
    words: Sequence[str]
    values: dict[str, str] = field(default_factory=dict)
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C in the terminal is ours to handle."""
        values = {**os.environ, **self.values, "PROBATUM_PARENT": str(os.getpid())}
        output = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "probatum.cli.main", *self.words],
                env=values,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            if output:
                output.close()
        self.started = time.monotonic()

    def signal(self, number: int) -> None:
        """Send a signal if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def gone(self) -> bool:
        """Return whether it has ended."""
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """Runs until SIGINT or SIGTERM."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None]) -> None:
        self.children = list(children)
        self.say = say
        self.asked_to_stop = False

    def catch_signals(self) -> None:
        """Let Ctrl-C and SIGTERM end the loop instead of the process."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def run(self, *, watch: Callable[[], None] = lambda: None) -> None:
        """Look after the children, calling `watch` each round, until asked to stop."""
        while not self.asked_to_stop:
            watch()
            for child in self.children:
                self._look_after(child)
            self.rest()

    def rest(self, seconds: float = LOOK_EVERY) -> None:
        """Sleep, but not past a request to stop."""
        end = time.monotonic() + seconds
        while not self.asked_to_stop and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))

    def stop(self) -> None:
        """Ask every child to end, and kill what does not within the time given."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        while not all(child.gone() for child in self.children) and time.monotonic() < end:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.not_before:
                child.start()
            return
        code = child.process.poll()
        if code is None:
            return
        child.falls = 0 if now - child.started > CALM_SECONDS else child.falls + 1
        pause = PAUSES[min(child.falls, len(PAUSES)) - 1] if child.falls else 0.0
        child.process, child.not_before = None, now + pause
        self.say(f"{child.name} ended ({_ending(code)}); starting it again in {pause:g} s")

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
