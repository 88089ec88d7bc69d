"""Runs a foreign program on hostile bytes: no network, bounded time, memory and output, no survivors.

What the machine permits decides how much is isolated; `isolation()` says which, for `probatum check`.
"""

import contextlib
import functools
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# In order of strength. A process namespace makes the kernel end every descendant with the first process.
# The mapped user holds no capabilities inside, so a converter started by root cannot use root's powers.
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "network and process namespace",
        ("--user", "--map-user=1000", "--map-group=1000", "--net", "--pid", "--fork", "--kill-child"),
    ),
    ("network and process namespace (as root)", ("--net", "--pid", "--fork", "--kill-child")),
    ("network namespace", ("--user", "--map-current-user", "--net")),
)
# A dead proxy and no name service: what is left where namespaces are forbidden.
_DEAD_PROXY = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Isolation:
    """How a foreign program is kept from the network on this machine."""

    name: str
    prefix: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a bounded run ended."""

    code: int
    out: bytes
    err: bytes
    timed_out: bool


@functools.cache
def isolation() -> Isolation:
    """Try once which namespaces this machine permits."""
    unshare = shutil.which("unshare")
    for name, flags in _WAYS if unshare else ():
        prefix = (str(unshare), *flags, "--")
        try:
            ran = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if ran.returncode == 0:
            return Isolation(name, prefix)
    return Isolation("proxy settings only; this machine forbids network namespaces", ())


def environment(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give a foreign program a bare environment: no secrets, no proxy that works, its own home."""
    bare = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"):
        bare[name] = bare[name.upper()] = _DEAD_PROXY
    return {**bare, **(extra or {})}


def limiter(
    *,
    data: int | None = None,
    address: int | None = None,
    cpu: float | None = None,
    file_size: int | None = None,
) -> Callable[[], None]:
    """Make the function that sets resource limits in the child before it starts."""

    def apply() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for which, value in (
            (resource.RLIMIT_DATA, data),
            (resource.RLIMIT_AS, address),
            (resource.RLIMIT_CPU, None if cpu is None else int(cpu) + 1),
            (resource.RLIMIT_FSIZE, file_size),
        ):
            if value is not None:
                resource.setrlimit(which, (value, value))

    return apply


def start(
    command: Sequence[str], *, home: Path, limits: Callable[[], None], env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a foreign program isolated, in its own process group, with pipes."""
    return subprocess.Popen(
        [*isolation().prefix, *command],
        cwd=home,
        env=environment(home, env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=limits,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program started here and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def run(
    command: Sequence[str],
    *,
    home: Path,
    seconds: float,
    limits: Callable[[], None],
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a foreign program to its end or to its time limit."""
    process = start(command, home=home, limits=limits, env=env)
    try:
        out, err = process.communicate(timeout=seconds)
        return Outcome(process.returncode, out, err, False)
    except subprocess.TimeoutExpired:
        return Outcome(-signal.SIGKILL, b"", b"", True)
    finally:
        end(process)
