"""Verifies the ledger in place: tree, contexts, replay of every row, signatures, files, armed triggers.

The rule kept: everything is read in one snapshot and streamed; what is found is named by table, record and column.
Codes are those of docs/adr/0010-ledger.md, the same as of the stand-alone verifier.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from probatum.kernel.ledger import verify_parts
from probatum.kernel.ledger.finding import Finding, findings_of
from probatum.kernel.ledger.offline.report import Report

SMALL = 60_000  # entries below which a second process costs more than it saves
PARTITION = 600_000  # entries replayed at once by a process: bounds the memory, some 500 bytes each
SETTINGS = (
    "SET timezone = 'UTC'", "SET extra_float_digits = 1", "SET bytea_output = 'hex'",
    "SET intervalstyle = 'postgres'", "SET datestyle = 'ISO'", "SET jit = off", "SET work_mem = '64MB'",
    "SET idle_in_transaction_session_timeout = 0", "SET statement_timeout = 0",
)  # fmt: skip

#: Name of a part and its arguments; what came of it besides.
Task = tuple[str, tuple[Any, ...]]
Result = tuple[Task, Report, Any]


@dataclass(frozen=True, slots=True)
class Trust:
    """What does not come from the database: keys, kept checkpoints, the file store, the journal of commits."""

    ledger_keys: tuple[str, ...] = ()
    signature_keys: tuple[bytes, ...] = ()
    app_key: bytes | None = None
    checkpoints: tuple[str, ...] = ()
    files: Path | None = None
    nonces: frozenset[str] = field(default_factory=frozenset)


def verify(
    parameters: dict[str, Any], trust: Trust, *, full: bool = False, processes: int | None = None
) -> list[Finding]:
    """Verify everything; return what was found, faults first, an empty list when there is nothing to say.

    `parameters` connect as probatum_audit or the owner of the data. `full` adds the signature of every seal, the stored
    inner nodes of the tree, and the journal.
    """
    with psycopg.connect(**parameters) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        prepare(conn)
        snapshot = _one(conn, "SELECT pg_export_snapshot()")
        processes = processes or os.cpu_count() or 1
        count = _one(conn, "SELECT count(*) FROM ledger.entry")
        work = _work(count, processes, full)
        if count <= SMALL or processes == 1:
            run = partial(_run, conn, trust)
            return findings_of(_merged(run, map(run, work)))
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            run = partial(_elsewhere, parameters, snapshot, trust)
            return findings_of(_merged(run, pool.map(run, work)))


def prepare(conn: "psycopg.Connection[Any]") -> None:
    """Make values print as the triggers print them."""
    for statement in SETTINGS:
        conn.execute(statement)


def _work(count: int, processes: int, full: bool) -> list[Task]:
    """What is to be done, the largest first; the same rows are never read by two processes to be hashed."""
    shares = processes if count > SMALL else 1
    replays = max(shares, -(-count // PARTITION))
    return [
        *(("entries", (part, shares)) for part in range(shares)),
        *(("replay", (part, replays)) for part in range(replays)),
        ("tree", (full,)), ("contexts", (full,)), ("signatures", ()), ("files", ()), ("catalogue", ()),
    ]  # fmt: skip


def _elsewhere(parameters: dict[str, Any], snapshot: str, trust: Trust, task: Task) -> Result:
    """A part in a process of its own, which sees what the first one sees."""
    with psycopg.connect(**parameters) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        conn.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(psycopg.sql.Literal(snapshot)))
        prepare(conn)
        return _run(conn, trust, task)


def _run(conn: "psycopg.Connection[Any]", trust: Trust, task: Task) -> Result:
    report = Report()
    name, arguments = task
    part: Callable[..., Any] = verify_parts.PARTS[name]
    return task, report, part(conn, report, trust, *arguments)


def _merged(run: Callable[[Task], Result], results: Iterable[Result]) -> Report:
    """All reports as one. The tree is looked at again where entries are not those that were sealed."""
    results = list(results)
    altered = {
        place: leaf for (name, _), _, found in results if name == "entries" for place, leaf in found.items()
    }
    merged = Report()
    for task, report, _ in results:
        if altered and task[0] == "tree":
            _, report, _ = run(("tree", (*task[1], altered)))
        merged.faults += report.faults
        merged.notes += [note for note in report.notes if note not in merged.notes]
        for code, count in report.counts.items():
            merged.counts[code] = merged.counts.get(code, 0) + count
    return merged


def _one(conn: "psycopg.Connection[Any]", statement: str) -> Any:
    row = conn.execute(statement).fetchone()
    assert row is not None
    return row[0]
