"""`probatum up`: database, web and worker of one installation, on one machine."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from probatum.cli import ground, postgres
from probatum.cli.migrate import is_migrated
from probatum.cli.supervise import CannotRun, Child, Supervisor
from probatum.config import database, secrets
from probatum.config.env import Environment, environment

READY_SECONDS = 120


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (default: this machine only)"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C; exit code 0."""
    os.environ.setdefault("PROBATUM_STATIC", "collected")
    return serve(options.port, host=options.host)


def serve(
    port: int,
    *,
    host: str = "127.0.0.1",
    prepare: Callable[[Environment], None] = lambda env: None,
    greet: Callable[[Environment], None] = lambda env: None,
) -> int:
    """Start everything, say when it is ready, keep it running, stop it cleanly."""
    if not 1 <= port <= 65535:
        raise CannotRun(f"The port is {port}; expected a number from 1 to 65535.")
    os.environ.setdefault("PROBATUM_URL", f"http://localhost:{port}")
    environment.cache_clear()
    env = environment()
    (env.data / "logs").mkdir(parents=True, exist_ok=True, mode=0o700)
    supervisor = Supervisor(_children(env, port, host), say=_say)
    supervisor.catch_signals()
    with ground.alone(env.data):
        ground.end_orphans(env.data)
        ground.free_port(host, port)
        secrets.make_all(env.data)
        try:
            if env.embedded:
                postgres.start(_cluster(env))
            migrate_if_needed(env)
            prepare(env)
            _watch_over(supervisor, env, port, greet)
        finally:
            supervisor.stop()
            if env.embedded:
                postgres.stop(_cluster(env))
    return 0


def migrate_if_needed(env: Environment) -> None:
    """Run `probatum migrate` in a process of its own unless this code has done so on this folder."""
    lost = env.embedded and not all(secrets.existing(env.data, f"db-{role}") for role in database.LOGIN_ROLES)
    if not lost and is_migrated(env):
        return  # /readyz compares again with what the database says
    _say("preparing the database")
    step(["migrate", "--quiet"])


def step(words: list[str]) -> None:
    """Run one command to its end. Raises CannotRun when it fails."""
    done = subprocess.run([sys.executable, "-m", "probatum.cli.main", *words], check=False)
    if done.returncode:
        raise CannotRun(f"`probatum {' '.join(words)}` did not succeed; its messages are above.")


def _children(env: Environment, port: int, host: str) -> list[Child]:
    logs = env.data / "logs"
    web = ["web", "--port", str(port), "--host", host]
    return [
        Child(name="web", words=web, log=logs / "web.log"),
        Child(name="worker", words=["worker", "--only", "jobs"], log=logs / "worker.log"),
        Child(name="sealer", words=["worker", "--only", "seal"], log=logs / "sealer.log"),
    ]


def _watch_over(
    supervisor: Supervisor, env: Environment, port: int, greet: Callable[[Environment], None]
) -> None:
    if supervisor.asked_to_stop:
        return
    supervisor.start()
    pids: list[int] = []
    announcer = threading.Thread(target=_announce, args=(supervisor, env, port, greet), daemon=True)
    announcer.start()

    def watch() -> None:
        found = [child.process.pid for child in supervisor.children if child.process]
        if found != pids:
            pids[:] = found
            ground.remember(env.data, found)
        if env.embedded and not supervisor.asked_to_stop and not postgres.running(_cluster(env)):
            _say("the database ended; starting it again")
            postgres.start(_cluster(env))

    supervisor.run(watch=watch)
    _say("stopping")


def _announce(
    supervisor: Supervisor, env: Environment, port: int, greet: Callable[[Environment], None]
) -> None:
    begun = time.monotonic()
    answer = "no answer yet"
    while not supervisor.asked_to_stop:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                break
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")
            if error.code == 503 and "pending" in answer:
                (env.data / "run" / "migrated").unlink(missing_ok=True)
                migrate_if_needed(env)
        except OSError:
            pass
        if time.monotonic() - begun > READY_SECONDS:
            _say(f"not ready after {READY_SECONDS} s ({answer}); the messages are in {env.data / 'logs'}")
            begun = time.monotonic()
        time.sleep(0.1)
    else:
        return
    greet(env)
    print(f"ready http://127.0.0.1:{port}", flush=True)


def _cluster(env: Environment) -> postgres.Cluster:
    return postgres.cluster(env.data, binaries=env.postgres_bin)


def _say(sentence: str) -> None:
    print(f"probatum: {sentence}", flush=True)
