"""`probatum migrate`: prepares the database and applies pending migrations as the owner role."""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

import psycopg

from probatum import __version__
from probatum.cli.borrowed import running_database
from probatum.cli.install import prepare
from probatum.cli.supervise import CannotRun
from probatum.config import database, secrets
from probatum.config.env import Environment, environment
from probatum.kernel.ledger.install import _digest as ledger_digest
from probatum.kernel.ledger.install import _installed as installed

SHAPING = ("**/migrations/*.py", "**/*.sql", "cli/install.py")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("--quiet", action="store_true", help="name no migration")
    parser.add_argument(
        "--take-roles", action="store_true", help="take the server's roles from an installation that is gone"
    )
    parser.add_argument("--plan", action="store_true", help="only say which migrations are pending")


def run(options: argparse.Namespace) -> int:
    """Prepare and migrate; exit code 0, or 1 with --plan when something is pending."""
    env = environment()
    with running_database(env, make=True):
        if options.plan:
            return _plan()
        secrets.make_all(env.data)
        migrate(env, quiet=options.quiet, take_roles=options.take_roles)
    if not env.database_name:
        _stamp(env).write_text(_code_digest(env))
    return 0


def is_migrated(env: Environment) -> bool:
    """Return whether this code has migrated on this folder, without asking the database."""
    stamp = _stamp(env)
    return stamp.exists() and stamp.read_text() == _code_digest(env)


def migrate(env: Environment, *, quiet: bool = False, take_roles: bool = False) -> None:
    """Bring the database of `env` up to date; this process then is connected as the owner."""
    owner_only = bool(env.database_owner_url and not env.database_admin_url)
    if not owner_only:  # with an owner's address alone, an administrator has prepared the database
        prepare(env, database.name_of(env), take_roles=take_roles)
    else:
        _refuse_another_ledger(env)
    os.environ["PROBATUM_DB_ROLE"] = "owner"
    environment.cache_clear()
    _django()
    from django.core.management import call_command  # slow import

    verbosity = 0 if quiet else 1
    call_command("migrate", verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=verbosity)
    _grant_what_excused_tables_need()


def _refuse_another_ledger(env: Environment) -> None:
    """Without an administrator the ledger's own functions cannot be brought up to date. Raises CannotRun."""
    with psycopg.connect(**database.address(env, "owner").parameters(), connect_timeout=10) as connection:  # type: ignore[arg-type]
        if installed(connection) != ledger_digest():
            raise CannotRun(
                "The ledger's functions in this database are not those of this version, or not there yet. "
                "Run `probatum migrate` once with the address of an administrator in DATABASE_ADMIN_URL."
            )


def _grant_what_excused_tables_need() -> None:
    from django.db import connection  # slow import

    from probatum.kernel.ledger.excused import apply_rights  # slow import

    apply_rights(connection)
    with connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON config_cache TO probatum_app")


def _plan() -> int:
    os.environ["PROBATUM_DB_ROLE"] = "owner"
    environment.cache_clear()
    _django()
    from probatum.config.health import pending_migrations  # slow import

    pending = pending_migrations()
    print("\n".join(pending) if pending else "No migration is pending.")
    return 1 if pending else 0


def _stamp(env: Environment) -> Path:
    folder = env.data / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "migrated"


def _code_digest(env: Environment) -> str:
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(f"{__version__} {env.database_url}".encode())
    for path in sorted({path for pattern in SHAPING for path in package.glob(pattern)}):
        digest.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _django() -> None:
    import django  # slow import

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probatum.config.settings")
    django.setup()
