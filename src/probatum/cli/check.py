"""`probatum check`: effective settings with secrets masked, optional programs, database, pending migrations."""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg

from probatum import __version__
from probatum.cli import postgres
from probatum.config import database
from probatum.config.env import Environment, FaultySetting, environment

PROGRAMS = {
    (
        "soffice",
        "libreoffice",
    ): "Office files cannot be turned into PDF; they are refused with a sentence until LibreOffice is there",
    (
        "tesseract",
    ): "scanned pages are not searchable; each such draft says so; files checked in after Tesseract is there are read",
    ("clamdscan", "clamscan"): "uploads are not scanned for viruses",
}


#: The deployment statement (21 CFR 11.3): what the operator declared; docs/validation/README.md says when which is true.
STATEMENTS = {
    "closed": "Closed system, as declared: those who answer for the records control access to it (21 CFR 11.3(b)(4)).",
    "open": "Open system, as declared: others than those who answer for the records control access to it "
    "(21 CFR 11.3(b)(9)), so 11.30 applies besides.",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options of its own."""


def run(options: argparse.Namespace) -> int:
    """Print what was found; exit code 1 when a fault is listed."""
    env = environment()
    print(f"Probatum {__version__}\n\nSettings")
    for name, value in effective(env):
        print(f"  {name:<20} {value}")
    print(f"\nDeployment\n  {STATEMENTS[env.deployment]}")
    print("\nOptional programs")
    for line in programs():
        print(f"  {line}")
    faults = [*deployment_faults(env), *folder_faults(env.data), *database_faults(env)]
    print("\nFaults" if faults else "\nNo fault found.")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


def effective(env: Environment) -> list[tuple[str, str]]:
    """Return every setting as text, passwords and secrets masked; `started` is no setting."""
    found = {field.name: getattr(env, field.name) for field in dataclasses.fields(env)}
    found.pop("started")
    return [
        (name, "***" if value and name.endswith("_secret") else masked(value))
        for name, value in found.items()
    ]


def masked(value: object) -> str:
    """Return a value for people: an address without its password, a list as words."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return re.sub(r"(://[^:@/]*):[^@]*@", r"\1:***@", str(value)) if value else "-"


def programs() -> list[str]:
    """Return one line for each optional program, found or missed."""
    lines = []
    for names, loss in PROGRAMS.items():
        found = next((path for name in names if (path := shutil.which(name))), None)
        lines.append(f"{names[0]:<12} {found}" if found else f"{names[0]:<12} missing: {loss}")
    return lines


def deployment_faults(env: Environment) -> list[str]:
    """Return what an open system lacks (21 CFR 11.30)."""
    if env.deployment == "open" and not env.secure:
        return ["An open system has to be reached by https (21 CFR 11.30), but PROBATUM_URL says http."]
    return []


def folder_faults(data: Path) -> list[str]:
    """Return what is wrong with the data folder."""
    if not data.exists():
        return [f"The data folder {data} does not exist; `probatum up` makes it."]
    faults = []
    if not os.access(data, os.W_OK):
        faults.append(f"The data folder {data} cannot be written by this account.")
    secret = data / "secrets"
    if secret.exists() and secret.stat().st_mode & 0o077:
        faults.append(f"{secret} is open to others; close it with chmod 700.")
    return faults


def database_faults(env: Environment) -> list[str]:
    """Return what is wrong with the database: not there, wrong rights, migrations pending."""
    started = False
    try:
        if env.embedded:
            found = postgres.cluster(env.data, binaries=env.postgres_bin)
            if not (found.folder / "PG_VERSION").exists():
                return ["There is no database yet; `probatum up` makes it."]
            if not postgres.answers(found):
                postgres.start(found)
                started = True
        return [*_role_faults(env), *_migration_faults()]
    except (FaultySetting, postgres.DatabaseDown) as error:
        return [str(error)]
    except psycopg.OperationalError as error:
        return [f"The database cannot be reached: {str(error).strip()}"]
    finally:
        if started:
            postgres.stop(postgres.cluster(env.data, binaries=env.postgres_bin))


def _role_faults(env: Environment) -> list[str]:
    address = database.address(env, "app")
    with psycopg.connect(**address.parameters(), connect_timeout=5) as connection:  # type: ignore[arg-type]
        row = connection.execute(
            "SELECT current_user, rolsuper OR rolcreaterole OR rolcreatedb,"
            " has_schema_privilege('public', 'CREATE'),"
            " current_setting('server_version_num')::int FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row is not None
    user, mighty, may_create, version = row
    faults = []
    if mighty or may_create:
        faults.append(
            f"The run-time role {user} may do more than it should; run `probatum migrate` as the administrator."
        )
    if version < 150000:
        faults.append(f"The server is PostgreSQL {version // 10000}; expected 15 or newer.")
    return faults


def _migration_faults() -> list[str]:
    python = [sys.executable, "-m", "probatum.cli.main", "migrate", "--plan"]
    done = subprocess.run(python, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    lines = (done.stdout or done.stderr).strip().splitlines()
    return [f"Migration pending: {line}" for line in lines[-20:]]
