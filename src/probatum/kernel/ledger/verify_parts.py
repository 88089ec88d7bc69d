"""The parts of a verification; each gets a connection inside one snapshot, a report, and what is trusted."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from probatum.kernel.ledger import excused
from probatum.kernel.ledger.offline.clock import Clock
from probatum.kernel.ledger.offline.contexts import Contexts
from probatum.kernel.ledger.offline.evidence import (
    check_signature,
    check_statement,
    compare_checkpoints,
    facts_of,
    note_signed_by,
    read_note,
)
from probatum.kernel.ledger.offline.leaf import Tree, seal_leaf
from probatum.kernel.ledger.offline.replay import Replay
from probatum.kernel.ledger.offline.report import Report

if TYPE_CHECKING:
    from probatum.kernel.ledger.verify import Trust

SEALS = """SELECT s.n, o.origin, s.epoch, s.size, s.cnt, s.maxid, s.snap::text AS snap, s.sx::text AS sx,
    ledger.time_1(s.db_at) AS db_at, ledger.time_1(s.host_at) AS host_at, s.sysid, s.tli, s.root, s.sig, s.ids, s.leaves
  FROM ledger.seal s LEFT JOIN ledger.origin o USING (epoch) ORDER BY s.n"""
SEALED = """SELECT u.id, e.leaf, e.xid::text::bigint, ledger.time_1(e.at)
  FROM unnest(%s::bigint[]) WITH ORDINALITY u (id, o) LEFT JOIN ledger.leaf e ON e.id = u.id ORDER BY u.o"""
# The same for a whole seal in two answers; only where they differ is it taken apart entry by entry.
LEAVES = """SELECT string_agg(e.leaf, ''::bytea ORDER BY u.o)
  FROM unnest(%s::bigint[]) WITH ORDINALITY u (id, o) JOIN ledger.leaf e ON e.id = u.id"""
TIMES = """SELECT e.xid::text::bigint, ledger.time_1(min(e.at)), ledger.time_1(max(e.at))
  FROM ledger.entry e WHERE e.id = ANY (%s::bigint[]) GROUP BY e.xid"""
_numbers = itertools.count()
UNSEALED = """SELECT e.id, e.xid::text::bigint, ledger.time_1(e.at) FROM ledger.entry e
  LEFT JOIN (SELECT unnest(ids) AS id FROM ledger.seal) s USING (id) WHERE s.id IS NULL ORDER BY e.id"""
SEALED_TWICE = "SELECT id FROM (SELECT unnest(ids) AS id FROM ledger.seal) s GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 100"
FOREIGN_CONTEXT = """SELECT e.id, e.tx FROM ledger.entry e LEFT JOIN ledger.entry f ON f.id = e.tx
  WHERE f.id IS NULL OR f.ctx IS NULL OR f.xid <> e.xid OR e.actor IS DISTINCT FROM f.actor ORDER BY e.id LIMIT 1000"""
DIRECT = """SELECT e.id, e.tx, b.label, e.pk FROM ledger.entry e JOIN ledger.tbl b ON b.t = e.t
  WHERE e.tx = ANY (%s::bigint[]) AND e.op IN ('I', 'U', 'D') ORDER BY e.id LIMIT 200"""
CHANGES = """SELECT id, op::text, t, pk, body, pbody FROM ledger.entry
  WHERE (op IN ('I', 'U', 'D', 'B') AND {share}) OR op = 'S' ORDER BY id"""


def tree(conn: Any, report: Report, trust: "Trust", full: bool) -> None:
    """Entries against leaves, leaves against roots, roots against signatures and kept checkpoints; clocks and snapshots."""
    grown, clock, roots, newest, n = Tree(), Clock(report), {}, None, 0
    entries = conn.cursor(binary=True)
    for seal in stream(conn, SEALS, row_factory=dict_row, size=8):
        n += 1
        if seal["n"] != n or seal["size"] != grown.size + 1 + seal["cnt"] or seal["cnt"] != len(seal["ids"]):
            report.fault(
                "SEALS",
                f"Seal {seal['n']} does not follow at size {grown.size}; seals were removed or altered.",
            )
            n = seal["n"]
        clock.begin(seal)
        _grow(entries, report, clock, grown, seal)
        roots[grown.size] = grown.root()
        if grown.root() != seal["root"] and not report.counts.get(
            "ROOT"
        ):  # the first one; all later follow from it
            report.fault("ROOT", f"The entries up to seal {seal['n']} give another root than the one sealed.")
        if full and trust.ledger_keys and not note_signed_by(seal["sig"], trust.ledger_keys):
            report.fault("SIGNATURE", f"No trusted key signed seal {seal['n']} at size {seal['size']}.")
        newest = seal
    if newest is not None:
        if not note_signed_by(newest["sig"], trust.ledger_keys):
            report.fault(
                "SIGNATURE", f"No trusted key signed the newest checkpoint, at size {newest['size']}."
            )
        if read_note(newest["sig"])[1:] != (grown.size, grown.root()) and not report.counts.get("ROOT"):
            report.fault("ROOT", "The newest checkpoint is of another tree than the entries.")
    origins = rows_of(conn, "SELECT origin, start_size FROM ledger.origin ORDER BY epoch")
    compare_checkpoints(report, trust.checkpoints, roots, origins)
    _unsealed(conn, report, clock)
    if full:
        _nodes(conn, report)


def _grow(entries: Any, report: Report, clock: Clock, grown: Tree, seal: dict[str, Any]) -> None:
    first = seal_leaf(seal, grown.size, grown.root())
    leaves = seal["leaves"]
    if first != leaves[:32]:
        report.fault(
            "SEALS",
            f"Seal {seal['n']} was altered: its snapshot, clock or counts are not those that were sealed.",
        )
    grown.add(first)
    rest = leaves[32:]
    entries.execute(LEAVES, (seal["ids"],))
    if entries.fetchone()[0] == rest:
        entries.execute(TIMES, (seal["ids"],))
        if all(clock.fits(*row) for row in entries):
            grown.extend([rest[at : at + 32] for at in range(0, len(rest), 32)])
            return
    entries.execute(SEALED, (seal["ids"],))
    for position, (number, leaf, xid, at) in enumerate(entries, start=1):
        kept = leaves[32 * position : 32 * position + 32]
        if leaf is None:
            report.fault(
                "MISSING", f"Entry {number} was sealed by seal {seal['n']} and is gone.", entry=number
            )
            grown.add(kept)
            continue
        if leaf != kept:
            report.fault(
                "ALTERED", f"Entry {number} is not what was sealed by seal {seal['n']}.", entry=number
            )
        grown.add(leaf)
        clock.entry(number, xid, at)


def _unsealed(conn: Any, report: Report, clock: Clock) -> None:
    (sysid,) = conn.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    for number, xid, at in stream(conn, UNSEALED):
        clock.tail(number, xid, at, sysid)
    for (number,) in conn.execute(SEALED_TWICE).fetchall():
        report.fault("DUPLICATE", f"Entry {number} was sealed twice.", entry=number)


def _nodes(conn: Any, report: Report) -> None:
    """The stored inner nodes, which proofs are made from, belong to the sealed leaves."""
    leaf: list[bytes] = []
    stored = {
        (row[0], row[1]): row[2] for row in conn.execute("SELECT lvl, i, hash FROM ledger.node").fetchall()
    }
    level: dict[int, list[bytes]] = {8: []}
    for (leaves,) in stream(conn, "SELECT leaves FROM ledger.seal ORDER BY n", size=8):
        leaf += [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
        while len(leaf) >= 256:
            group = Tree()
            for one in leaf[:256]:
                group.add(one)
            level[8].append(group.root())
            del leaf[:256]
    depth = 8
    while level[depth]:
        hashes = level[depth]
        for index, found in enumerate(hashes):
            if stored.get((depth, index)) != found:
                report.fault(
                    "NODE", f"The stored node {index} of level {depth} is not that of the sealed entries."
                )
        level[depth + 1] = [
            hashlib.sha256(b"\x01" + hashes[at] + hashes[at + 1]).digest()
            for at in range(0, len(hashes) - 1, 2)
        ]
        depth += 1


def contexts(conn: Any, report: Report, trust: "Trust", full: bool) -> None:
    """Who acted: every context was issued by the application, once, and belongs to its own transaction."""
    check = Contexts(report, trust.app_key)
    statement = (
        "SELECT id, tx, xid::text::bigint, actor, ctx FROM ledger.entry WHERE ctx IS NOT NULL ORDER BY id"
    )
    for row in stream(conn, statement):
        check.check(*row)
        check.carriers.clear()
    for row in conn.execute(DIRECT, (list(check.direct),)).fetchall():
        check.name_direct(*row)
    for number, first in conn.execute(FOREIGN_CONTEXT).fetchall():
        report.fault(
            "CONTEXT", f"Entry {number} claims the context of entry {first}, which belongs to another transaction or does not exist.", entry=number
        )  # fmt: skip
    if full:
        for nonce in sorted(trust.nonces - set(check.nonces)):
            report.fault(
                "JOURNAL", f"The action with the nonce {nonce} was committed, but the ledger lacks it."
            )


def replay(conn: Any, report: Report, trust: "Trust", part: int, parts: int) -> None:
    """Every row of this share equals its history, and every change started from what the history says."""
    tables = tables_of(conn)
    again = Replay(report, tables)
    erased: dict[int, dict[str, str]] = {}
    for entry, which, digest in conn.execute("SELECT entry, part::text, hash FROM ledger.erased").fetchall():
        erased.setdefault(entry, {})[which] = digest
    share = f"(hashtext(pk) & 2147483647) % {parts} = {part}" if parts > 1 else "true"
    for number, op, t, pk, body, pbody in stream(conn, CHANGES.format(share=share), size=5000):
        missing = erased.get(number, {})
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
            for pk, body, pbody in stream(conn, statement, size=5000):
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
    for pk, digest, size in stream(conn, "SELECT id, sha256, size FROM public.kernel_storedfile ORDER BY id"):
        where: dict[str, Any] = {"table": "kernel_storedfile", "pk": str(pk)}
        found = digest_of_file(file_path(trust.files, digest))
        if found is None:
            report.fault(
                "FILE", f"The stored file {digest} (file {pk}) is missing or cannot be read.", **where
            )
        elif found != (digest, size):
            report.fault(
                "FILE", f"The stored file {pk} was altered: expected SHA-256 {digest} and {size} bytes, found {found[0]} and {found[1]} bytes.", **where
            )  # fmt: skip


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


def tables_of(conn: Any) -> list[dict[str, Any]]:
    return rows_of(
        conn,
        """SELECT t, label, root_t, root_col, pk_col, mask, personal, ignore, why, append_only, rel IS NOT NULL AS present
             FROM ledger.tbl ORDER BY t""",
    )


def rows_of(conn: Any, statement: str) -> list[dict[str, Any]]:
    with conn.cursor(row_factory=dict_row) as cursor:
        return list(cursor.execute(statement).fetchall())


def stream(conn: Any, statement: str, *, size: int = 2000, **options: Any) -> Iterator[Any]:
    """Rows from a cursor on the server, so that memory stays small."""
    with conn.cursor(name=f"verify_{next(_numbers)}", **options) as cursor:
        cursor.itersize = size
        cursor.execute(statement)
        yield from cursor


PARTS: dict[str, Callable[..., None]] = {
    "tree": tree, "contexts": contexts, "replay": replay, "signatures": signatures, "files": files, "catalogue": catalogue,
}  # fmt: skip
