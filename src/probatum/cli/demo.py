"""`probatum demo`: the example company in a folder of its own, from nothing to a running system."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from probatum.cli import ground, postgres
from probatum.cli.supervise import CannotRun
from probatum.cli.up import serve, step
from probatum.config.env import Environment, environment

MARK = "demo"  # DATA/demo: made by this command, so --reset may empty the folder


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("--port", type=int, default=8000, help="default: 8000")
    parser.add_argument("--reset", action="store_true", help="empty the example's data folder first")


def run(options: argparse.Namespace) -> int:
    """Serve the example until Ctrl-C; exit code 0."""
    os.environ.setdefault("PROBATUM_URL", f"http://localhost:{options.port}")
    environment.cache_clear()
    env = environment()
    if not env.embedded:
        raise CannotRun("The example company has a database of its own; unset DATABASE_URL for `demo`.")
    if options.reset:
        reset(env)
    claim(env)
    return serve(options.port, prepare=load, greet=greet)


def claim(env: Environment) -> None:
    """Mark an empty folder as the example's. Raises CannotRun when it holds another installation."""
    env.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (env.data / MARK).exists():
        return
    if (env.data / "postgres").exists():
        raise CannotRun(
            f"{env.data} holds an installation that is not the example. "
            "Choose another folder with --data, or serve it with `probatum up`."
        )
    (env.data / MARK).write_text("The example company of Probatum. Holds no real records.\n")


def reset(env: Environment) -> None:
    """Empty the example's folder. Raises CannotRun when the folder is not the example's."""
    if not env.data.exists() or not any(env.data.iterdir()):
        return
    if not (env.data / MARK).exists():
        raise CannotRun(f"{env.data} was not made by `probatum demo`, so it is not emptied.")
    with ground.alone(env.data):
        ground.end_orphans(env.data)
        postgres.stop(postgres.cluster(env.data, binaries=env.postgres_bin))
    shutil.rmtree(env.data)


def load(env: Environment) -> None:
    """Load the example company once; a load that was broken off starts again from an empty database."""
    done, begun = env.data / "example-loaded", env.data / "example-begun"
    if done.exists():
        return
    if begun.exists():
        print("probatum: the last load was broken off; starting it again", flush=True)
        _start_over(env)
    begun.touch()
    print("probatum: loading the example company (about a minute, once)", flush=True)
    step(["loadexample"])
    done.touch()
    begun.unlink()


def greet(env: Environment) -> None:
    """Print where to sign in and as whom."""
    from probatum.example.sign_ins import SIGN_INS  # slow import

    print(f"\nOpen {env.public_url} (passkeys work on localhost, not on 127.0.0.1) and sign in as:")
    for line in sign_ins(SIGN_INS):
        print(f"  {line}")
    print(flush=True)


def sign_ins(found: Sequence[Sequence[str]]) -> list[str]:
    """Return one line a sign-in: name, passphrase, what it is good for, in columns."""
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    return ["  ".join(map(str.ljust, entry, widths)).rstrip() for entry in found]


def _start_over(env: Environment) -> None:
    from probatum.cli.install import drop_database  # slow import

    drop_database(env)
    for name in ("files", "checkpoints", "journal"):
        shutil.rmtree(Path(env.data) / name, ignore_errors=True)
    (env.data / "run" / "migrated").unlink(missing_ok=True)
    step(["migrate", "--quiet"])
