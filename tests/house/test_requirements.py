"""The lock files: versions and hashes, and nothing that ties them to a registry or a machine (ADR-0002)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[[a-z0-9,._-]+\])?==[0-9][^\s;]*( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def test_lock_files_are_the_three_groups() -> None:
    assert [path.name for path in LOCKS] == ["run.txt", "test.txt", "tools.txt"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_line_is_a_version_or_its_hash(path: Path) -> None:
    strange = [
        line for line in path.read_text().splitlines() if not PINNED.match(line) and not HASH.match(line)
    ]
    assert strange == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_no_line_names_an_address_or_a_folder(path: Path) -> None:
    assert [
        line for line in path.read_text().splitlines() if re.search(r"://|@|/|index-url|find-links", line)
    ] == []


def test_test_lock_holds_the_run_lock() -> None:
    run, test = (set(_pins(name)) for name in ("run.txt", "test.txt"))
    assert run - test == set()


def test_every_direct_requirement_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    direct = {_name(line) for line in project["project"]["dependencies"]}
    assert direct - {_name(pin) for pin in _pins("run.txt")} == set()


def test_no_file_of_the_checkout_records_registry_addresses() -> None:
    assert [
        name
        for name in ("uv.lock", "pylock.toml", "poetry.lock", ".python-version")
        if (ROOT / name).exists()
    ] == []


def _pins(name: str) -> list[str]:
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    return [line.split(" ", 1)[0] for line in lines if PINNED.match(line)]


def _name(requirement: str) -> str:
    return re.split(r"[\[=<>~! ;]", requirement, maxsplit=1)[0].lower().replace("_", "-")
