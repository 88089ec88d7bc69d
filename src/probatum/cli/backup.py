"""`probatum backup DIR`: database, files, checkpoints and a manifest of digests; keys only where asked, and apart.

The order makes the copy consistent while people work: checkpoints and journal first (never newer than the
database), then the database in one snapshot, then the files (written before the rows that name them).
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg

from probatum import __version__
from probatum.cli import postgres
from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config import custody, database, secrets
from probatum.config.env import Environment, environment

FORMAT = "probatum-backup/1"
COPIED = ("checkpoints", "journal", "files")
KNOWS_TIMEOUT = 170000  # the first PostgreSQL with transaction_timeout
HEAD = 40  # lines of a script before its first object


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--with-keys", type=Path, metavar="KEYS", help="copy the keys into this other folder")


def run(options: argparse.Namespace) -> int:
    """Write the backup; exit code 0 when it is complete on disk."""
    env, target = environment(), options.folder.absolute()
    _check_target(target)
    if options.with_keys:
        _check_keys_folder(options.with_keys.absolute(), target)
    with running_database(env):
        checkpoint = custody.seal_now()
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("checkpoints", "journal"):
            _copy(env.data / name, target / name)
        dump(env, target / "database.dump")
        _copy(env.data / "files", target / "files")
    _write_manifest(env, target, checkpoint.size if checkpoint else 0)
    if options.with_keys:
        save_keys(env, options.with_keys.absolute())
    else:
        print("The keys are not in the backup. Keep a copy apart: probatum backup DIR --with-keys KEYS")
    print(f"Backup complete: {target}")
    return 0


def dump(env: Environment, file: Path) -> None:
    """Write the database in pg_dump's own format. Raises CannotRun."""
    address = database.administrator(env)
    command = [_program(env, "pg_dump"), "--format=custom", "--file", str(file), "--no-password"]
    _client(command, address, database.name_of(env))


def _client(command: list[str], address: database.Address, name: str) -> None:
    words, values = _reaching(command, address, name)
    done = subprocess.run(words, env=values, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"{Path(command[0]).name} failed: {done.stderr.strip()}")


def _reaching(command: list[str], address: database.Address, name: str) -> tuple[list[str], dict[str, str]]:
    """A client program's words and variables for one database."""
    values = {**os.environ, "PGPASSWORD": address.password, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    values |= {f"PG{key.upper()}": value for key, value in address.options}
    place = [
        "--host",
        address.host,
        "--port",
        str(address.port),
        "--username",
        address.user,
        "--dbname",
        name,
    ]
    return [*command, *place], values


def load_dump(env: Environment, file: Path) -> None:
    """Read a dump into the empty database, all of it or nothing. Raises CannotRun."""
    address, name = database.administrator(env), database.name_of(env)
    with psycopg.connect(**address.parameters(name=name), connect_timeout=10) as connection:  # type: ignore[arg-type]
        version = connection.info.server_version
    if version < KNOWS_TIMEOUT:
        _load_into_older(env, file, address, name)
        return
    command = [_program(env, "pg_restore"), "--exit-on-error", "--single-transaction", "--no-password"]
    _client([*command, str(file)], address, name)


def _load_into_older(env: Environment, file: Path, address: database.Address, name: str) -> None:
    """A newer pg_restore sets a value that PostgreSQL 15 and 16 do not know: its script goes through psql without that line."""
    reader = [_program(env, "psql"), "--no-psqlrc", "--quiet", "--no-password", "--single-transaction"]
    words, values = _reaching([*reader, "--set=ON_ERROR_STOP=1", "--output=/dev/null"], address, name)
    with tempfile.TemporaryFile() as told:
        script = subprocess.Popen(
            [_program(env, "pg_restore"), "--file=-", str(file)], stdout=subprocess.PIPE, stderr=told
        )
        load = subprocess.Popen(words, env=values, stdin=subprocess.PIPE, stderr=told)
        assert script.stdout is not None
        assert load.stdin is not None
        with suppress(BrokenPipeError), load.stdin:
            for line in itertools.islice(script.stdout, HEAD):
                load.stdin.write(b"" if line.startswith(b"SET transaction_timeout") else line)
            shutil.copyfileobj(script.stdout, load.stdin)
        script.stdout.close()
        if load.wait() or script.wait():
            told.seek(0)
            raise CannotRun(f"The dump could not be read in: {told.read().decode(errors='replace').strip()}")


def digests(folder: Path) -> dict[str, dict[str, object]]:
    """Return size and SHA-256 of every file below a folder, the manifest excepted."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[str(path.relative_to(folder))] = {"size": path.stat().st_size, "sha256": digest}
    return found


def save_keys(env: Environment, folder: Path) -> None:
    """Copy the keys, readable by the owner only. Passwords of database roles are made anew, so not copied."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted(secrets.folder(env.data).iterdir()):
        if path.is_file() and not path.name.startswith(("db-", ".")):
            shutil.copyfile(path, folder / path.name)
            (folder / path.name).chmod(0o600)
    print(f"Keys copied to {folder}. Whoever holds them can sign as this installation: lock them away.")


def _check_target(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CannotRun(f"{target} is not an empty folder; a backup never overwrites another one.")


def _check_keys_folder(folder: Path, target: Path) -> None:
    if folder == target or target in folder.parents:
        raise CannotRun("The keys belong into another folder than the backup, on another medium if possible.")
    if folder.exists() and any(folder.iterdir()):
        raise CannotRun(f"{folder} is not an empty folder.")


def _copy(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True, mode=0o700)
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*", "*.part"))


def _write_manifest(env: Environment, target: Path, size: int) -> None:
    content = {
        "format": FORMAT,
        "version": __version__,
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "ledger_size": size,
        "ledger_key": custody.ledger_key(),
        "files": digests(target),
    }
    draft = target / ".manifest.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(target / "manifest.json")  # a backup without manifest is a broken-off one


def _program(env: Environment, name: str) -> str:
    return str((env.postgres_bin or postgres.bundled()) / name)
