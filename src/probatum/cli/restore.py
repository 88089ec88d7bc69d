"""`probatum restore DIR`: fills an empty data folder from a backup, then verifies all of it."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from probatum.cli import backup, postgres
from probatum.cli.install import make_empty, refuse_occupied
from probatum.cli.supervise import CannotRun
from probatum.cli.verify import report
from probatum.config import custody, database, secrets
from probatum.config.env import Environment, environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the backup")
    parser.add_argument(
        "--with-keys", type=Path, metavar="KEYS", required=True, help="the folder of the keys"
    )
    parser.add_argument(
        "--take-roles", action="store_true", help="take the server's roles from an installation that is gone"
    )


def run(options: argparse.Namespace) -> int:
    """Restore and verify; exit code 0 only when everything verified."""
    env, source, keys = environment(), options.folder.absolute(), options.with_keys.absolute()
    manifest = read_manifest(source)
    check_digests(source, manifest)
    check_empty(env)
    if not env.embedded:
        refuse_occupied(env, database.name_of(env), take_roles=options.take_roles)
    restore_keys(env, keys, manifest)
    for name in backup.COPIED:
        shutil.copytree(source / name, env.data / name)
    cluster = postgres.cluster(env.data, binaries=env.postgres_bin)
    if env.embedded:
        postgres.start(cluster)
    try:
        make_empty(env, database.name_of(env), take_roles=options.take_roles)
        backup.load_dump(env, source / "database.dump")
        print(f"Restored from {source}, made {manifest['made_at']}. Verifying.")
        return report(full=True)
    finally:
        if env.embedded:
            postgres.stop(cluster)


def read_manifest(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup. Raises CannotRun when there is none or it is of another kind."""
    try:
        manifest = json.loads((source / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise CannotRun(f"{source} holds no complete backup: manifest.json is missing.") from error
    except ValueError as error:
        raise CannotRun(f"{source / 'manifest.json'} cannot be read.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != backup.FORMAT:
        raise CannotRun(f"{source / 'manifest.json'} is not of the format {backup.FORMAT}.")
    return manifest


def check_digests(source: Path, manifest: dict[str, Any]) -> None:
    """Compare every file with the manifest. Raises CannotRun and names the first that differs."""
    found = backup.digests(source)
    for name in sorted({*found, *manifest["files"]}):
        if found.get(name) != manifest["files"].get(name):
            state = "is missing" if name not in found else "was changed or added"
            raise CannotRun(f"The backup is damaged: {name} {state}. Nothing was restored.")


def check_empty(env: Environment) -> None:
    """Raise CannotRun unless the data folder is new or empty."""
    if env.data.exists() and any(env.data.iterdir()):
        raise CannotRun(f"{env.data} is not empty; restore into a new folder with --data.")


def restore_keys(env: Environment, keys: Path, manifest: dict[str, Any]) -> None:
    """Put the keys back. Raises CannotRun when they belong to another installation."""
    needed = (secrets.SECRET_KEY, secrets.APP_KEY, secrets.LEDGER_KEY, secrets.SIGNATURE_KEY)
    for name in needed:
        if not (keys / name).is_file():
            raise CannotRun(f"{keys} lacks the key {name}; without it nothing restored could be proved.")
    env.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = secrets.folder(env.data)
    for path in keys.iterdir():
        if path.is_file() and not path.name.startswith(("db-", ".")):
            shutil.copyfile(path, target / path.name)
            (target / path.name).chmod(0o600)
    if custody.ledger_key() != manifest["ledger_key"]:
        shutil.rmtree(target)
        raise CannotRun(f"The keys in {keys} belong to another installation than the backup.")
