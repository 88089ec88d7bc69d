"""Runs the benchmarks asked for, each size in a folder and a process of its own, then prints ratios and writes JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from probatum import __version__
from probatum.bench import report
from probatum.cli.borrowed import running_database
from probatum.cli.supervise import CannotRun
from probatum.config.env import environment

SIZES = {"1k": 1_000, "10k": 10_000, "50k": 107_500, "100k": 100_000, "1M": 1_000_000}
#: The library of 50,000 documents (107,500 records) has been read: with its reads the ledger holds 5 M entries.
READS = {SIZES["50k"]: 62}
#: name -> what it measures; the order is the order they run in
NAMES = {
    "write": "a captured write against the same write without capture",
    "seal": "sealing against hashlib over the same bytes",
    "verify": "full verification against hashlib over the same bytes",
    "pages": "server time, queries and processor time of pages",
    "events": "server time, queries and processor time of quality events; the size is the number of events",
    "sign": "signing a version beyond the password hash",
    "bundle": "a change request of 50 versions released in one transaction",
    "import": "a collection of PDF and text imported, files per hour",
    "registers": "20,000 rows of registers of events imported with full capture, rows a second",
    "convert": "a Word file of 30 pages to its stamped PDF",
    "compare": "two Word versions of 60 pages compared",
    "start": "demo on an existing data folder until it is ready",
}
#: These are measured once: what they work on does not grow with the records.
SIZELESS = ("write", "sign", "bundle", "import", "registers", "convert", "compare", "start")
MARK = "bench"
#: A server named for the product is not for benchmarks.
SERVER = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_SEALER_URL",
    "DATABASE_AUDIT_URL",
    "DATABASE_ADMIN_URL",
    "PROBATUM_DB_NAME",
)


def main(
    name: str = "", *, sizes: Sequence[str] = (), data: str | None = None, to: str = "bench.json"
) -> int:
    """Run one benchmark or all; exit code 0 when they ran. Raises CannotRun for an unknown name, size or a folder in use."""
    if name and name not in NAMES:
        raise CannotRun(f"There is no benchmark “{name}”; choose one of: {', '.join(NAMES)}.")
    chosen = list(dict.fromkeys(sizes)) or ["1k"]
    for size in chosen:
        if size not in SIZES:
            raise CannotRun(f"The size is “{size}”; choose one of: {', '.join(SIZES)}.")
    for variable in SERVER:
        os.environ.pop(variable, None)
    with ExitStack() as stack:
        root = (
            Path(data).absolute()
            if data
            else Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="probatum-bench-")))
        )
        _claim(root)
        results = [result for each in ([name] if name else NAMES) for result in _measured(root, each, chosen)]
    told = {
        "version": __version__,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "results": results,
    }
    Path(to).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(report.table(results))
    print(f"probatum: figures written to {to}", flush=True)
    return 0


def _claim(root: Path) -> None:
    """Take a folder for benchmarks: a new or empty one, or one that a benchmark made before."""
    if root.exists() and any(root.iterdir()) and not (root / MARK).exists():
        raise CannotRun(
            f"{root} is in use and was not made by a benchmark; choose another folder with --data."
        )
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    (root / MARK).touch()


def _measured(root: Path, name: str, sizes: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for size in sizes[:1] if name in SIZELESS else sizes:
        folder = root / {"pages": size, "events": f"events-{size}"}.get(name, "1k")
        print(f"probatum: {name}, {size}", flush=True)
        figures = _in_process_of_its_own(folder, name, SIZES[size])
        found.append({"name": name, "size": size, "figures": figures})
    return found


def _in_process_of_its_own(folder: Path, name: str, size: int) -> dict[str, Any]:
    os.environ["PROBATUM_DATA"] = str(folder / "demo" if name == "start" else folder)
    environment.cache_clear()
    if name in ("convert", "compare", "start"):
        return _inside(name, size)
    with running_database(environment(), make=True):
        _step("probatum.cli.main", "migrate", "--quiet")
        if name in ("pages", "sign", "bundle", "import", "registers"):
            _step("probatum.bench.fill", str(size), str(READS.get(size, 0)))
        if name == "events":
            _step("probatum.bench.event_fill", str(size))
        return _inside(name, size)


def _inside(name: str, size: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=".json") as answer:
        _step("probatum.bench.inside", name, str(size), answer.name)
        told: dict[str, Any] = json.loads(Path(answer.name).read_text(encoding="utf-8"))
        return told


def _step(module: str, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *words], check=False)
    if done.returncode:
        raise CannotRun(f"`{module} {' '.join(words)}` did not succeed; its messages are above.")
