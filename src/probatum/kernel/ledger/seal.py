"""Seals committed entries into the tree and signs a checkpoint; see docs/adr/0010-ledger.md.

The rule kept: every entry is sealed exactly once, however late its transaction commits, and no writer waits. A
transaction becomes visible between exactly two consecutive snapshots; each round takes what its snapshot sees and the
one before did not.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.rows import namedtuple_row

from probatum.kernel.ledger import flags, reading
from probatum.kernel.ledger.note import Checkpoint, sign, verifier_key
from probatum.kernel.ledger.tree import Frontier, leaf_hash
from probatum.kernel.ledger.witness import Alarm, Folder

BATCH = 4 * reading.CHUNK  # entries of one seal, at most
LOCK = 0x70726F62  # sealers only

SELECT_OPEN = (
    "SELECT " + reading.COLUMNS + " FROM ledger.entry e WHERE e.id > %(floor)s AND {seen} ORDER BY e.id"  # noqa: S608  # constants
)
NOT_SEEN = "NOT pg_visible_in_snapshot(e.xid, %(snap)s::pg_snapshot)"
# After a dump and restore transaction ids start anew, so once the ids themselves decide.
NOT_SEALED = """NOT EXISTS (SELECT FROM (SELECT unnest(ids) AS id FROM ledger.seal WHERE hi > %(floor)s) s
   WHERE s.id = e.id)"""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Who seals: the name of the ledger, its key, the folder outside the database, and the application's key for MACs."""

    origin: str
    key: Ed25519PrivateKey
    folder: Folder
    app_key: bytes | None = None


@dataclass(slots=True)
class _Batch:
    """What one seal holds: entry numbers, leaf hashes, and the flags to be set."""

    ids: list[int] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    flagged: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Round:
    """Facts of one round, all of one snapshot."""

    origin: str
    epoch: int
    snap: str
    db_at: str
    host_at: str
    sysid: str
    tli: int
    sx: str


#: The channel on which an action asks to be sealed at once.
WAKE = "ledger_seal"


def connect(**parameters: Any) -> "psycopg.Connection[Any]":
    """A connection fit for sealing."""
    conn = psycopg.connect(**parameters, autocommit=True)
    conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return conn


def seal_now(conn: "psycopg.Connection[Any]", sealer: Sealer) -> Checkpoint | None:
    """Seal what committed since the last round; return the newest checkpoint, None while the ledger is empty.

    The connection is of `connect`, as probatum_sealer. Raises Alarm when the database does not continue what was
    sealed before; then nothing is signed.
    """
    conn.execute("SELECT pg_advisory_lock(%s)", (LOCK,))  # before the transaction, else its snapshot is stale
    try:
        with conn.transaction():
            checkpoint, note = _round(conn, sealer)
        kept = sealer.folder.latest()
        # Also after a crash between commit and this line.
        if checkpoint is not None and (kept is None or kept.size < checkpoint.size):
            sealer.folder.keep(note)
        sealer.folder.calm()
        return checkpoint
    except Alarm as alarm:
        sealer.folder.raise_alarm(alarm)
        raise
    finally:
        if not conn.closed:
            conn.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def seal_loop(
    conn: "psycopg.Connection[Any]",
    sealer: Sealer,
    *,
    interval: float = 2.0,
    go_on: Callable[[], bool] = lambda: True,
) -> None:
    """Seal every `interval` seconds, and at once when an action asks for it (a signature), while `go_on()`.

    Raises Alarm, and psycopg.Error when the server goes away.
    """
    conn.execute(f"LISTEN {WAKE}")
    while go_on():
        seal_now(conn, sealer)
        for _ in conn.notifies(timeout=interval, stop_after=1):
            pass


def _round(conn: "psycopg.Connection[Any]", sealer: Sealer) -> tuple[Checkpoint | None, str]:
    cursor: Any = conn.cursor(row_factory=namedtuple_row)
    facts = cursor.execute(
        """SELECT pg_current_snapshot()::text AS snap, ledger.time_1(clock_timestamp()) AS db_at,
                  (SELECT system_identifier::text FROM pg_control_system()) AS sysid,
                  (SELECT timeline_id FROM pg_control_checkpoint()) AS tli"""
    ).fetchone()
    last = cursor.execute(
        "SELECT n, epoch, size, maxid, snap::text AS snap, sysid, root, sig FROM ledger.seal ORDER BY n DESC LIMIT 1"
    ).fetchone()
    origin, epoch = _origin(cursor, sealer, facts.sysid, last)
    sealer.folder.compare(origin, last, lambda size: _root_at(cursor, size))
    statement, values = _open_entries(cursor, last, facts.sysid)
    batches = _batches(conn, statement, values, sealer.app_key)
    batch = next(batches, None)
    if batch is None:
        return (Checkpoint(origin, last.size, last.root), last.sig) if last else (None, "")
    frontier = _frontier(cursor, last)
    sx = cursor.execute("SELECT pg_current_xact_id()::text").fetchone()[0]
    host_at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    this = _Round(origin, epoch, facts.snap, facts.db_at, host_at, facts.sysid, facts.tli, sx)
    n, maxid, note = (last.n, last.maxid, "") if last else (0, 0, "")
    while batch is not None:
        n, maxid = n + 1, max(maxid, batch.ids[-1])
        note = _write_seal(cursor, sealer, this, n, maxid, batch, frontier)
        flags.fill(cursor, batch.flagged)
        batch = next(batches, None)
    cursor.execute(
        "INSERT INTO ledger.head VALUES (true, %s, %s) "
        "ON CONFLICT (one) DO UPDATE SET size = excluded.size, frontier = excluded.frontier",
        (frontier.size, frontier.stored()),
    )
    return Checkpoint(origin, frontier.size, frontier.root()), note


def _open_entries(cursor: Any, last: Any, sysid: str) -> tuple[str, dict[str, Any]]:
    """The query for what is visible now and was not in the last round, in the order of numbers."""
    if last is None:
        statement, floor, snap = SELECT_OPEN.format(seen="true"), 0, ""
    elif last.sysid != sysid:
        statement, floor, snap = SELECT_OPEN.format(seen=NOT_SEALED), 0, ""
    else:
        # What the last snapshot did not see has a transaction id of at least its xmin; a seal whose own transaction
        # came no later than that saw all smaller entry ids already given out. Neither xmax nor the newest maxid will do.
        found = cursor.execute(
            "SELECT maxid FROM ledger.seal WHERE sx <= pg_snapshot_xmin(%s::pg_snapshot) AND sysid = %s ORDER BY n DESC LIMIT 1",
            (last.snap, sysid),
        ).fetchone()
        snap = last.snap
        if found:
            statement, floor = SELECT_OPEN.format(seen=NOT_SEEN), found.maxid
        else:
            # The first seals on this server. After a restore its first round took all that came with the restore, so
            # only later numbers are open; their transaction ids alone cannot tell them from restored ones.
            floor = cursor.execute(
                "SELECT coalesce(max(maxid), 0) FROM ledger.seal WHERE sysid <> %s", (sysid,)
            ).fetchone()[0]
            statement = SELECT_OPEN.format(seen=f"{NOT_SEALED} AND {NOT_SEEN}")
    return statement, {"floor": floor, "snap": snap}


def _write_seal(
    cursor: Any,
    sealer: Sealer,
    this: _Round,
    n: int,
    maxid: int,
    batch: _Batch,
    frontier: Frontier,
) -> str:
    head = seal_line(
        origin=this.origin, n=n, size=frontier.size, root=frontier.root(), snap=this.snap, sx=this.sx,
        db_at=this.db_at, host_at=this.host_at, sysid=this.sysid, tli=this.tli, cnt=len(batch.ids), maxid=maxid,
    )  # fmt: skip
    leaves = [leaf_hash(head), *batch.leaves]
    complete = frontier.extend(leaves)
    note = sign(Checkpoint(this.origin, frontier.size, frontier.root()), sealer.key)
    ids = "{" + ",".join(map(str, batch.ids)) + "}"  # as text: an array is taken apart in Python
    cursor.execute(
        """INSERT INTO ledger.seal (n, epoch, size, cnt, maxid, lo, hi, snap, sx, db_at, host_at, sysid, tli, root, sig, ids, leaves)
           VALUES (%s,%s,%s,%s,%s,%s,%s,%s::pg_snapshot,%s::xid8,%s,%s,%s,%s,%s,%s,%s::text::bigint[],%s)""",
        (n, this.epoch, frontier.size, len(batch.ids), maxid, batch.ids[0], batch.ids[-1], this.snap, this.sx, this.db_at, this.host_at,
         this.sysid, this.tli, frontier.root(), note, ids, b"".join(leaves)),
    )  # fmt: skip
    if complete:
        levels, indexes, hashes = zip(*complete, strict=True)
        cursor.execute(
            "INSERT INTO ledger.node (lvl, i, hash) SELECT lvl, i, substr(%s::bytea, 32 * (nth - 1)::integer + 1, 32) "
            "FROM unnest(%s::smallint[], %s::bigint[]) WITH ORDINALITY u (lvl, i, nth)",
            (b"".join(hashes), list(levels), list(indexes)),
        )
    return note


def seal_line(
    *, origin: str, n: int, size: int, root: bytes, snap: str, sx: str, db_at: str, host_at: str, sysid: str,
    tli: int, cnt: int, maxid: int,
) -> bytes:  # fmt: skip
    """The data of a seal's own leaf; size and root are those before it."""
    facts = ("probatum-seal/1", origin, n, size, root.hex(), snap, sx, db_at, host_at, sysid, tli, cnt, maxid)
    return "".join(f"{fact}\n" for fact in facts).encode()


def _batches(
    conn: "psycopg.Connection[Any]", statement: str, values: dict[str, Any], app_key: bytes | None
) -> Iterator[_Batch]:
    """Read from a cursor on the server, so that a million open entries need no memory here."""
    erased: dict[int, dict[str, str]] | None = None
    batch = _Batch()
    for rows in reading.chunks(conn, statement, values):
        if erased is None:  # only when something is open: content erased before it was sealed
            erased = reading.erasures(conn, above=values["floor"])
        batch.ids += [row[0] for row in rows]
        batch.leaves += reading.leaves(rows, erased)
        batch.flagged += flags.found_in(rows, app_key)
        if len(batch.ids) == BATCH:
            yield batch
            batch = _Batch()
    if batch.ids:
        yield batch


def _frontier(cursor: Any, last: Any) -> Frontier:
    stored = cursor.execute("SELECT size, frontier FROM ledger.head").fetchone()
    if last is None:
        if stored is not None:
            raise Alarm("HEAD", "The ledger has a head but no seal: seals were removed.")
        return Frontier()
    try:
        frontier = Frontier.read(stored.size, stored.frontier) if stored else Frontier()
    except ValueError as error:
        raise Alarm("HEAD", f"The head of the ledger was altered: {error}") from error
    if frontier.size != last.size or frontier.root() != last.root:
        raise Alarm("HEAD", f"The head of the ledger does not lead to the root sealed at size {last.size}.")
    return frontier


def _origin(cursor: Any, sealer: Sealer, sysid: str, last: Any) -> tuple[str, int]:
    found = cursor.execute("SELECT epoch, origin FROM ledger.origin ORDER BY epoch DESC LIMIT 1").fetchone()
    if found is None:
        if last is not None:
            raise Alarm("HEAD", "The ledger has seals but its origin is missing.")
        cursor.execute(
            "INSERT INTO ledger.origin VALUES (1, %s, %s, %s, 0)",
            (sealer.origin, sysid, verifier_key(sealer.origin, sealer.key.public_key())),
        )
        return sealer.origin, 1
    if found.origin.rsplit("/", 1)[0] != sealer.origin and found.origin != sealer.origin:
        raise Alarm("ORIGIN", f"This database holds the ledger {found.origin}, not {sealer.origin}.")
    return found.origin, found.epoch


def _root_at(cursor: Any, size: int) -> bytes | None:
    found = cursor.execute("SELECT root FROM ledger.seal WHERE size = %s", (size,)).fetchone()
    return bytes(found.root) if found else None
