"""What must hold before an installation starts: one supervisor for a data folder, no orphans, a free port."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from probatum.cli.supervise import CannotRun


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the data folder for this supervisor. Raises CannotRun when another one has it."""
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "supervisor.pid").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotRun(
                f"Probatum already runs on {data} (process {supervisor(data) or 'unknown'}). "
                "Stop it with `probatum stop`, or choose another folder with --data."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        os.set_inheritable(file.fileno(), False)
        try:
            yield
        finally:
            file.truncate(0)


def supervisor(data: Path) -> int | None:
    """Return the process that holds the data folder, or None."""
    try:
        pid = int((data / "run" / "supervisor.pid").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid if _is_ours(pid) else None


def remember(data: Path, pids: list[int]) -> None:
    """Write down which processes were started, for the next start after a crash."""
    draft = data / "run" / ".children.new"
    draft.write_text("".join(f"{pid}\n" for pid in pids))
    draft.replace(data / "run" / "children")


def end_orphans(data: Path) -> None:
    """End what a killed supervisor left behind; on Linux the kernel has done so already."""
    path = data / "run" / "children"
    pids = [int(word) for word in path.read_text().split()] if path.exists() else []
    for pid in filter(_is_ours, pids):
        os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 10
    while any(map(_is_ours, pids)):
        if time.monotonic() > end:
            for pid in filter(_is_ours, pids):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    path.unlink(missing_ok=True)


def free_port(host: str, port: int) -> None:
    """Raise CannotRun when somebody listens on the port; what is just ending gets three seconds."""
    end = time.monotonic() + 3
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            # Not SO_REUSEPORT: with it, an orphan would go on taking a share of the requests.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
                trial.listen(1)
            except PermissionError as error:
                raise CannotRun(f"Port {port} needs root; choose one above 1023 with --port.") from error
            except OSError as error:
                if time.monotonic() > end:
                    raise CannotRun(
                        f"Port {port} is in use by another program; choose another one with --port."
                    ) from error
            else:
                return
        time.sleep(0.2)


def _is_ours(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return b"probatum" in words and state != "Z"
