"""The parts of a verification; each gets a connection inside one snapshot, a report, and what is trusted."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from probatum.kernel.ledger import excused
from probatum.kernel.ledger.offline.contexts import Contexts
from probatum.kernel.ledger.offline.evidence import (
    Disposed,
    check_signature,
    check_statement,
    facts_of,
    statement_in,
)
from probatum.kernel.ledger.offline.leaf import NOTHING
from probatum.kernel.ledger.offline.replay import Replay
from probatum.kernel.ledger.offline.report import Report
from probatum.kernel.ledger.reading import chunks, erasures, stream, tables_of
from probatum.kernel.ledger.verify_entries import entries
from probatum.kernel.ledger.verify_tree import tree

if TYPE_CHECKING:
    from probatum.kernel.ledger.verify import Trust

DIRECT = """SELECT e.id, e.tx, b.label, e.pk FROM ledger.entry e JOIN ledger.tbl b ON b.t = e.t
  WHERE e.tx = ANY (%s::bigint[]) AND e.op IN ('I', 'U', 'D') ORDER BY e.id LIMIT 200"""
CHANGES = """SELECT id, op::text, t, pk, body, pbody FROM ledger.entry
  WHERE (op IN ('I', 'U', 'D', 'B') AND {share}) OR op = 'S' ORDER BY id"""


def contexts(conn: Any, report: Report, trust: "Trust", full: bool) -> None:
    """Who acted: every context was issued by the application, once, and belongs to its own transaction."""
    check = Contexts(report, trust.app_key)
    statement = (
        "SELECT id, tx, xid::text::bigint, actor, ctx FROM ledger.entry WHERE ctx IS NOT NULL ORDER BY id"
    )
    for row in stream(conn, statement):
        check.check(*row)
        check.carriers.clear()  # the rest is checked with the entries
    for row in conn.execute(DIRECT, (list(check.direct),)).fetchall():
        check.name_direct(*row)
    if full:
        for nonce in sorted(trust.nonces - set(check.nonces)):
            report.fault(
                "JOURNAL", f"The action with the nonce {nonce} was committed, but the ledger lacks it."
            )


def replay(conn: Any, report: Report, trust: "Trust", part: int, parts: int) -> None:
    """Every row of this share equals its history, and every change started from what the history says."""
    tables = tables_of(conn)
    again = Replay(report, tables)
    erased = erasures(conn)
    share = f"(hashtext(pk) & 2147483647) % {parts} = {part}" if parts > 1 else "true"
    for rows in chunks(conn, CHANGES.format(share=share)):
        for number, op, t, pk, body, pbody in rows:
            missing = erased.get(number, NOTHING) if erased else NOTHING
            if body is None and pbody is None and not missing:
                report.fault(
                    "ERASED", f"The content of entry {number} is missing without a disposal.", entry=number
                )
                continue
            again.apply(number, op, t, pk, body, pbody, missing)
    for table in tables:
        if table["present"]:
            (statement,) = conn.execute("SELECT ledger.state_query_1(%s::smallint)", (table["t"],)).fetchone()
            statement = f"SELECT pk, body, pbody FROM ({statement}) q WHERE {share}"  # noqa: S608  # made by the database
            for rows in chunks(conn, statement):
                for pk, body, pbody in rows:
                    again.compare(table["t"], pk, body, pbody)
    again.rest()
    if part == 0:
        _disposals(conn, report, erased)


def _disposals(conn: Any, report: Report, erased: dict[int, dict[str, str]]) -> None:
    named: dict[int, set[int]] = {}
    for number, body in conn.execute("SELECT id, body FROM ledger.entry WHERE op = 'X'").fetchall():
        named[number] = set(facts_of(report, number, body).get("entries", ()))
    for entry, by in conn.execute("SELECT DISTINCT entry, by_entry FROM ledger.erased").fetchall():
        if entry not in named.get(by, ()):
            report.fault(
                "ERASED",
                f"The content of entry {entry} was erased without a disposal entry naming it.",
                entry=entry,
            )


def signatures(conn: Any, report: Report, trust: "Trust") -> None:
    """Every electronic signature was issued by the application, for its record, and its row says the same."""
    statement = """SELECT e.id, b.label, e.rpk, e.body FROM ledger.entry e LEFT JOIN ledger.tbl b ON b.t = e.rt
                    WHERE e.op = 'E' ORDER BY e.id"""
    told: dict[int, Any] = {}
    for number, label, rpk, body in stream(conn, statement):
        told[number] = check_statement(report, number, label, rpk, body, trust.signature_keys)
    for recovery in conn.execute("SELECT id, body FROM ledger.entry WHERE op = 'R' ORDER BY id").fetchall():
        report.note(
            "recovery",
            f"Entry {recovery[0]} declares a recovery: {facts_of(report, *recovery).get('reason')}",
        )
    if not conn.execute("SELECT to_regclass('public.kernel_signature') IS NOT NULL").fetchone()[0]:
        return
    rows = "SELECT id, entry, record_id, content, content_sha256, statement FROM public.kernel_signature ORDER BY id"
    for row in stream(conn, rows, row_factory=dict_row):
        check_signature(report, str(row["id"]), row, told)


def files(conn: Any, report: Report, trust: "Trust") -> None:
    """Every stored file is there, byte for byte."""
    if (
        trust.files is None
        or not conn.execute("SELECT to_regclass('public.kernel_storedfile') IS NOT NULL").fetchone()[0]
    ):
        return
    disposed = _disposed(conn, report)
    for pk, digest, size in stream(conn, "SELECT id, sha256, size FROM public.kernel_storedfile ORDER BY id"):
        where: dict[str, Any] = {"table": "kernel_storedfile", "pk": str(pk)}
        found = digest_of_file(file_path(trust.files, digest))
        if digest in disposed.files:
            if found is not None:
                disposed.still_there(digest, where="store", **where)
            continue
        if found is None:
            report.fault(
                "FILE", f"The stored file {digest} (file {pk}) is missing or cannot be read.", **where
            )
        elif found != (digest, size):
            report.fault(
                "FILE", f"The stored file {pk} was altered: expected SHA-256 {digest} and {size} bytes, found {found[0]} and {found[1]} bytes.", **where
            )  # fmt: skip


def _disposed(conn: Any, report: Report) -> Disposed:
    """The files that are lawfully absent."""
    disposed = Disposed(report)
    named = "SELECT id, rpk, body FROM ledger.entry WHERE op = 'X' ORDER BY id"
    for number, rpk, body in conn.execute(named).fetchall():
        disposed.take(number, rpk, facts_of(report, number, body))
    signed = "SELECT id, body FROM ledger.entry WHERE op = 'E' AND id = ANY (%s::bigint[])"
    rows = conn.execute(signed, (disposed.approvals,)).fetchall() if disposed.approvals else []
    disposed.settle({entry: statement_in(body) for entry, body in rows})
    return disposed


def file_path(root: Path, digest: str) -> Path:
    """Where the bytes with this hash lie."""
    return root / digest[:2] / digest[2:4] / digest


def digest_of_file(path: Path) -> tuple[str, int] | None:
    """SHA-256 and size of a file; None when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
    except OSError:
        return None


def catalogue(conn: Any, report: Report, trust: "Trust") -> None:
    """Capture is armed: row and TRUNCATE triggers on every captured table, event triggers, the ledger's own guards."""
    for label, missing in conn.execute(
        """SELECT b.label, w.name FROM ledger.tbl b CROSS JOIN (VALUES ('ledger_capture'), ('ledger_truncate')) w (name)
            WHERE b.rel IS NOT NULL AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = b.rel AND g.tgname = w.name
              AND g.tgenabled = 'A' AND g.tgfoid = CASE w.name WHEN 'ledger_capture' THEN to_regproc('ledger.cap_' || b.t)
                                                      ELSE to_regproc('ledger.refuse_truncate_1') END) ORDER BY 1, 2"""
    ).fetchall():
        report.fault(
            "TRIGGER",
            f"The trigger {missing} of {label} is missing or switched off: changes are not captured.",
            table=label,
        )
    (guards,) = conn.execute(
        """SELECT count(*) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE c.relnamespace = 'ledger'::regnamespace
            AND g.tgname IN ('written_once', 'never_truncated', 'content_erased') AND g.tgenabled = 'A'"""
    ).fetchone()
    if guards != 13:
        report.fault(
            "TRIGGER",
            f"{13 - guards} of the triggers that protect the ledger's own tables are missing or switched off.",
        )
    (watching,) = conn.execute(
        "SELECT count(*) FROM pg_event_trigger WHERE evtname IN ('ledger_ddl', 'ledger_drop') AND evtenabled = 'A'"
    ).fetchone()
    if watching != 2:
        report.note(
            "schema", "Schema changes are not watched: the event triggers are missing or switched off."
        )
    for name in excused.uncaptured_tables(conn):
        report.note("uncaptured", f"The table {name} is neither captured nor excused.")


PARTS: dict[str, Callable[..., Any]] = {
    "tree": tree, "entries": entries, "contexts": contexts, "replay": replay, "signatures": signatures, "files": files,
    "catalogue": catalogue,
}  # fmt: skip
