"""What stands in the files of the project: no address of a package registry, no path of one machine, small modules."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".html",
    ".css",
    ".js",
    ".json",
    ".sql",
    ".typ",
    ".sh",
    ".yml",
    ".yaml",
    ".cfg",
    ".ini",
    "",
}
# Split so that this file does not find itself.
REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "files" + r"\.pythonhosted",
            "registry" + r"\.npmjs",
            "--index" + "-url",
            "--extra-index" + "-url",
            r"index\.crates" + r"\.io",
        )
    )
)
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|work" + r")/[\w.-]+/|[A-Z]:\\Users\\")


@cache
def kept() -> tuple[Path, ...]:
    """The files under version control; without git, everything beside build folders."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        names = [name for name in listed.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not {".venv", "build", "data", ".git"} & set(path.parts)
        ]
    return tuple(path for name in names if (path := ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    """Relative name and content of each text file."""
    found = []
    for path in kept():
        if path.suffix in TEXTS and "vendor" not in path.parts:
            try:
                found.append((str(path.relative_to(ROOT)), path.read_text("utf-8")))
            except UnicodeDecodeError:
                continue
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_registry() -> None:
    assert lines_with(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE) == []


def test_no_secret_is_kept() -> None:
    private = re.compile("BEGIN (?:[A-Z]+ )?PRIVATE" + " KEY")
    assert lines_with(private) == []
    assert [str(path) for path in kept() if path.suffix in (".pem", ".key", ".p12", ".pfx")] == []


@pytest.mark.requirement("P11-10-k2")
def test_changelog_has_lines_with_their_validation_impact() -> None:
    changelog = ROOT / "CHANGELOG.md"
    assert changelog.exists(), "CHANGELOG.md is missing"
    entries = [line for line in changelog.read_text("utf-8").splitlines() if line.startswith("- ")]
    assert entries
    impact = re.compile(r"validation impact: (none|retest|new test)", re.IGNORECASE)
    assert [line for line in entries if not impact.search(line)] == []


def test_import_contracts_hold() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.requirement("P11-10-k2")
def test_migrations_are_complete() -> None:
    values = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "probatum.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "probatum.cli.main", "manage", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env=values,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


@pytest.mark.requirement("P11-10-k2")
@pytest.mark.parametrize("app", ["kernel", "documents"])
def test_migrations_form_one_line(app: str) -> None:
    from django.db.migrations.loader import MigrationLoader  # app ready

    loader = MigrationLoader(None)
    own = sorted(name for label, name in loader.disk_migrations if label == app)
    assert loader.graph.leaf_nodes(app) == [(app, own[-1])]
    assert [name[:4] for name in own] == [f"{n:04}" for n in range(1, len(own) + 1)]
    for earlier, later in itertools.pairwise(own):
        assert (app, earlier) in loader.disk_migrations[app, later].dependencies, (
            f"{later} does not follow {earlier}"
        )


def test_no_module_is_above_the_ceiling() -> None:
    long = {
        name: text.count("\n")
        for name, text in texts()
        if name.startswith("src/") and name.endswith(".py") and text.count("\n") > 400
        if "/migrations/" not in name
    }
    # The stand-alone verifier is one file on purpose: it travels inside each export.
    long.pop("src/probatum/kernel/ledger/probatum_verify.py", None)
    assert long == {}
