"""`./probatum test`: every check in order, each named, all run even when one fails; the closing line is pytest's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = [name for name in ("src", "tests", "lint") if (ROOT / name).is_dir()]
PYTHON = sys.executable


@dataclass(frozen=True)
class Check:
    """One check: what it is called and the command."""

    name: str
    command: Sequence[str]
    present: bool = True


def checks() -> list[Check]:
    """Return the checks in the order in which they run."""
    generated = ROOT / "lint" / "generated.py"
    probatum = [PYTHON, "-m", "probatum.cli.main"]
    return [
        Check("format", [PYTHON, "-m", "ruff", "format", "--check", *CODE]),
        Check("lint", [PYTHON, "-m", "ruff", "check", "-q", *CODE]),
        Check("our lints", [PYTHON, "-m", "lint"], (ROOT / "lint" / "__main__.py").exists()),
        Check("types", [PYTHON, "-m", "mypy"]),
        Check("import contracts", ["lint-imports", "--no-cache"]),
        Check("generated files", [PYTHON, "-m", "lint.generated"], generated.exists()),
        Check("migrations", [*probatum, "manage", "makemigrations", "--check", "--dry-run"]),
        Check("tests", [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--durations", "15"]),
    ]


def main() -> int:
    """Run everything; exit code 0 only when all is green."""
    data = ROOT / "build" / "test"
    values = {
        **os.environ,
        "PROBATUM_DATA": str(data),
        "PATH": f"{Path(PYTHON).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "MYPY_CACHE_DIR": str(ROOT / "build" / "mypy"),
        "RUFF_CACHE_DIR": str(ROOT / "build" / "ruff"),
    }
    failed = [check.name for check in checks() if check.present and not _passes(check, values)]
    subprocess.run(
        [PYTHON, "-m", "probatum.cli.main", "stop"], env=values, check=False, stdout=subprocess.DEVNULL
    )
    missing = os.environ.get("PROBATUM_MISSING", "").split()
    if missing:
        print(f"\nUntested, because these are missing: {', '.join(missing)}")
        if os.environ.get("CI", "") not in ("", "0", "false", "no"):
            failed.append("programs missing in CI")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def _passes(check: Check, values: dict[str, str]) -> bool:
    print(f"--- {check.name}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(check.command, cwd=ROOT, env=values, check=False)
    if check.name != "tests":
        print(
            f"    {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)", flush=True
        )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
