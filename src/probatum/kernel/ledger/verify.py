"""Verifies the ledger in place: tree, contexts, replay of every row, signatures, files, armed triggers.

The rule kept: everything is read in one snapshot and streamed; what is found is named by table, record and column.
Codes are those of docs/adr/0010-ledger.md, the same as of the stand-alone verifier.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from probatum.kernel.ledger import verify_parts
from probatum.kernel.ledger.finding import Finding, findings_of
from probatum.kernel.ledger.offline.report import Report

SMALL = 60_000  # entries below which a second process costs more than it saves
PARTITION = 250_000  # entries replayed at once: bounds the memory
SETTINGS = (
    "SET timezone = 'UTC'", "SET extra_float_digits = 1", "SET bytea_output = 'hex'",
    "SET intervalstyle = 'postgres'", "SET datestyle = 'ISO'", "SET jit = off", "SET work_mem = '64MB'",
    "SET idle_in_transaction_session_timeout = 0", "SET statement_timeout = 0",
)  # fmt: skip


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
        count = _one(conn, "SELECT count(*) FROM ledger.entry")
        parts = max(1, -(-count // PARTITION), 2 if count > SMALL else 1)
        work: list[tuple[str, tuple[Any, ...]]] = [
            ("tree", (full,)), *(("replay", (part, parts)) for part in range(parts)),
            ("contexts", (full,)), ("signatures", ()), ("files", ()), ("catalogue", ()),
        ]  # fmt: skip
        if count <= SMALL or (processes or os.cpu_count() or 1) < 2:
            reports = [_run(conn, name, trust, arguments) for name, arguments in work]
        else:
            reports = _in_processes(parameters, snapshot, trust, work, processes or os.cpu_count() or 1)
        return findings_of(_merged(reports))


def prepare(conn: "psycopg.Connection[Any]") -> None:
    """Make values print as the triggers print them."""
    for statement in SETTINGS:
        conn.execute(statement)


def _in_processes(
    parameters: dict[str, Any],
    snapshot: str,
    trust: Trust,
    work: Sequence[tuple[str, tuple[Any, ...]]],
    processes: int,
) -> list[Report]:
    with ProcessPoolExecutor(min(processes, len(work)), mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(_elsewhere, parameters, snapshot, name, trust, arguments) for name, arguments in work
        ]
        return [job.result() for job in jobs]


def _elsewhere(
    parameters: dict[str, Any], snapshot: str, name: str, trust: Trust, arguments: tuple[Any, ...]
) -> Report:
    with psycopg.connect(**parameters) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        conn.read_only = True
        conn.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(psycopg.sql.Literal(snapshot)))
        prepare(conn)
        return _run(conn, name, trust, arguments)


def _run(conn: "psycopg.Connection[Any]", name: str, trust: Trust, arguments: tuple[Any, ...]) -> Report:
    report = Report()
    part: Callable[..., None] = verify_parts.PARTS[name]
    part(conn, report, trust, *arguments)
    return report


def _merged(reports: Iterable[Report]) -> Report:
    result = Report()
    for report in reports:
        result.faults += report.faults
        result.notes += [note for note in report.notes if note not in result.notes]
        for code, count in report.counts.items():
            result.counts[code] = result.counts.get(code, 0) + count
    return result


def _one(conn: "psycopg.Connection[Any]", statement: str) -> Any:
    row = conn.execute(statement).fetchone()
    assert row is not None
    return row[0]
