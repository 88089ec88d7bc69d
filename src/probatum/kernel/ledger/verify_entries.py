"""Verification of entries: each is what was sealed, at a time that its transaction allows, under its own context.

The rule kept: entries are read in the order of the tree and hashed here (see `reading`), a share of the seals in each
process; nothing is held but one chunk.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from probatum.kernel.ledger.offline.clock import Clock
from probatum.kernel.ledger.offline.report import Report
from probatum.kernel.ledger.reading import CHUNK, COLUMNS, TIME, Row, chunks, erasures, leaves, stream

if TYPE_CHECKING:
    from probatum.kernel.ledger.verify import Trust

#: The present hash of each leaf that is not what was sealed, by seal and place in it.
Altered = dict[tuple[int, int], bytes]

GROUP = 16_384  # entries read by one statement
KNOWN = 100_000  # contexts remembered
FOLLOWED = f"""SELECT s.n, s.snap::text AS snap, s.sx::text AS sx, {TIME.format("s.db_at")} AS db_at, s.sysid, s.tli
  FROM ledger.seal s WHERE s.size <= %s ORDER BY s.n"""  # noqa: S608  # constants of modules
SHARE = f"""SELECT s.n, s.snap::text AS snap, s.sx::text AS sx, {TIME.format("s.db_at")} AS db_at, s.sysid, s.tli,
    s.ids, substr(s.leaves, 33) AS kept
  FROM ledger.seal s WHERE s.size > %s AND s.size <= %s ORDER BY s.n"""  # noqa: S608  # constants of modules
NEAR = f"SELECT {COLUMNS} FROM ledger.entry e WHERE e.id BETWEEN %s AND %s ORDER BY e.id"  # noqa: S608  # constants
ANYWHERE = f"""SELECT {COLUMNS} FROM unnest(%s::text::bigint[]) WITH ORDINALITY u (id, nth)
  JOIN ledger.entry e ON e.id = u.id ORDER BY u.nth"""  # noqa: S608  # constants of modules
ENDS = -(1 << 62), 1 << 62


def entries(conn: Any, report: Report, trust: "Trust", part: int, parts: int) -> Altered:
    """Check the entries of one share of the seals; return the hashes of those that were altered."""
    (size,) = conn.execute("SELECT coalesce(max(size), 0) FROM ledger.seal").fetchone()
    low = size * part // parts if part else ENDS[0]
    high = size * (part + 1) // parts if part + 1 < parts else ENDS[1]
    walk = _Walk(conn, report)
    for seal in stream(conn, FOLLOWED, (low,), row_factory=dict_row):
        walk.clock.follow(seal)
    for group in _groups(stream(conn, SHARE, (low, high), row_factory=dict_row, size=32)):
        walk.group(group)
    return walk.altered


class Carriers:
    """Entries that carry the context of their transaction, so that none claims that of another."""

    def __init__(self, conn: Any, report: Report) -> None:
        self.conn, self.report = conn, report
        self.known: dict[int, tuple[str, int | None] | None] = {}

    def check(self, number: int, tx: int, xid: str, actor: int | None, ctx: str | None) -> bool:
        """Check one entry. Whether a context itself is proper is the question of `contexts`."""
        if ctx is not None:
            if len(self.known) > KNOWN:
                self.known.clear()
            self.known[number] = (xid, actor)
            return True
        right = self._carrier(tx) == (xid, actor)
        if not right:
            self.report.fault(
                "CONTEXT",
                f"Entry {number} claims the context of entry {tx}, which belongs to another transaction or does not exist.",
                entry=number,
            )
        return right

    def _carrier(self, tx: int) -> tuple[str, int | None] | None:
        if tx not in self.known:
            found = self.conn.execute(
                "SELECT xid::text, actor FROM ledger.entry WHERE id = %s AND ctx IS NOT NULL", (tx,)
            ).fetchone()
            self.known[tx] = tuple(found) if found else None
        return self.known[tx]


class _Walk:
    """One share of the seals, entry by entry."""

    def __init__(self, conn: Any, report: Report) -> None:
        self.conn, self.report = conn, report
        self.clock, self.carriers = Clock(report), Carriers(conn, report)
        self.erased = erasures(conn)
        self.altered: Altered = {}

    def group(self, seals: list[dict[str, Any]]) -> None:
        """Seals whose entries are read together."""
        rows = _rows(self.conn, [number for seal in seals for number in seal["ids"]])
        waiting: list[Row] = []
        for seal in seals:
            self.clock.follow(seal)
            place, ids = 0, seal["ids"]
            while place < len(ids):
                waiting = waiting or next(rows, [])
                here = waiting[: len(ids) - place]
                if not here or [row[0] for row in here] != ids[place : place + len(here)]:
                    here = waiting[:1]
                    while place < len(ids) and not (here and here[0][0] == ids[place]):
                        self._missing(seal, ids[place])
                        place += 1
                    here = here[: len(ids) - place]
                self._seen(seal, place, here)
                place, waiting = place + len(here), waiting[len(here) :]

    def _seen(self, seal: dict[str, Any], place: int, rows: list[Row]) -> None:
        kept = seal["kept"][32 * place : 32 * (place + len(rows))]
        now = leaves(rows, self.erased)
        if b"".join(now) != kept:
            for nth, leaf in enumerate(now):
                if leaf != kept[32 * nth : 32 * nth + 32]:
                    self.altered[seal["n"], place + nth + 1] = leaf
                    number = rows[nth][0]
                    sentence = f"Entry {number} is not what was sealed by seal {seal['n']}."
                    self.report.fault("ALTERED", sentence, entry=number)
        self._placed(rows)

    def _placed(self, rows: list[Row]) -> None:
        """Times and contexts; those of one transaction are looked up once."""
        clock, carriers = self.clock, self.carriers
        transaction, context, low, high = "", None, "", ""
        for number, xid, at, tx, actor, _, ctx, _, _ in rows:
            if xid != transaction:
                transaction, context, (low, high) = xid, None, clock.window(int(xid))
            if not low <= at <= high:
                clock.entry(number, int(xid), at)
            if ctx is not None or context != (tx, actor):
                right = carriers.check(number, tx, xid, actor, ctx)
                context = (tx, actor) if right and ctx is None else None

    def _missing(self, seal: dict[str, Any], number: int) -> None:
        self.report.fault(
            "MISSING", f"Entry {number} was sealed by seal {seal['n']} and is gone.", entry=number
        )


def _groups(seals: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Seals whose entries follow one another by number, so many that a statement for them is worth it."""
    group: list[dict[str, Any]] = []
    count, last = 0, 0
    for seal in seals:
        ids = seal["ids"]
        if group and (count + len(ids) > GROUP or (ids and ids[0] <= last)):
            yield group
            group, count = [], 0
        group.append(seal)
        count, last = count + len(ids), ids[-1] if ids else last
    if group:
        yield group


def _rows(conn: Any, ids: list[int]) -> Iterator[list[Row]]:
    """Entries with these numbers, in this order, without those that are gone."""
    if not ids:
        return
    low, high = ids[0], ids[-1]
    wanted = set(ids)
    ordered = len(wanted) == len(ids) and ids == sorted(ids)
    if not ordered or high - low > 2 * len(ids) + CHUNK:
        numbers = "{" + ",".join(map(str, ids)) + "}"
        yield from chunks(conn, ANYWHERE, (numbers,))
    elif high - low + 1 == len(ids):
        yield from chunks(conn, NEAR, (low, high))
    else:
        for rows in chunks(conn, NEAR, (low, high)):
            if mine := [row for row in rows if row[0] in wanted]:
                yield mine
