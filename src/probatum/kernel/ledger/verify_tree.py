"""Verification of the tree: sealed leaves against roots, roots against signatures and kept checkpoints.

Whether the entries are those that were sealed is the question of `verify_entries`. Where one is not, its present hash
takes the place of the sealed one, so that root and checkpoints show what came of it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from probatum.kernel.ledger.offline.clock import Clock
from probatum.kernel.ledger.offline.evidence import compare_checkpoints, note_signed_by, read_note
from probatum.kernel.ledger.offline.leaf import Tree, seal_leaf
from probatum.kernel.ledger.offline.report import Report
from probatum.kernel.ledger.reading import COLUMNS, TIME, rows_of, stream
from probatum.kernel.ledger.verify_entries import Altered, Carriers

if TYPE_CHECKING:
    from probatum.kernel.ledger.verify import Trust

HEADER = f"""s.n, o.origin, s.epoch, s.size, s.cnt, s.maxid, s.snap::text AS snap, s.sx::text AS sx,
    {TIME.format("s.db_at")} AS db_at, {TIME.format("s.host_at")} AS host_at, s.sysid, s.tli"""
SEALS = f"""SELECT {HEADER}, s.root, s.sig, s.leaves, cardinality(s.ids) AS held
  FROM ledger.seal s LEFT JOIN ledger.origin o USING (epoch) ORDER BY s.n"""  # noqa: S608  # constants of modules
UNSEALED = "ledger.entry e WHERE NOT EXISTS (SELECT FROM (SELECT unnest(ids) AS id FROM ledger.seal) s WHERE s.id = e.id)"
TAIL = f"SELECT {COLUMNS} FROM {UNSEALED} ORDER BY e.id"  # noqa: S608  # constants of modules
SEALED_TWICE = "SELECT id FROM (SELECT unnest(ids) AS id FROM ledger.seal) s GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 100"


def tree(conn: Any, report: Report, trust: "Trust", full: bool, altered: Altered | None = None) -> None:
    """Leaves against roots, roots against signatures and kept checkpoints; numbering and clocks of the seals."""
    growth = _Growth(report, _nodes(conn) if full else None, altered or {})
    clock, roots, newest, n = Clock(report), {}, None, 0
    for seal in stream(conn, SEALS, row_factory=dict_row, size=32):
        n += 1
        if seal["n"] != n or seal["size"] != growth.size + 1 + seal["cnt"] or seal["cnt"] != seal["held"]:
            report.fault(
                "SEALS",
                f"Seal {seal['n']} does not follow at size {growth.size}; seals were removed or altered.",
            )
            n = seal["n"]
        clock.begin(seal)
        growth.add(seal)
        roots[growth.size] = growth.root
        if growth.root != seal["root"] and not report.counts.get(
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
        if read_note(newest["sig"])[1:] != (growth.size, growth.root) and not report.counts.get("ROOT"):
            report.fault("ROOT", "The newest checkpoint is of another tree than the entries.")
    origins = rows_of(conn, "SELECT origin, start_size FROM ledger.origin ORDER BY epoch")
    compare_checkpoints(report, trust.checkpoints, roots, origins)
    _unsealed(conn, report, clock)


class _Growth:
    """The tree as it was sealed and, from the first difference on, the tree that the present entries give."""

    def __init__(
        self, report: Report, nodes: Mapping[tuple[int, int], bytes] | None, altered: Altered
    ) -> None:
        self.report, self.nodes, self.altered = report, nodes, altered
        self.sealed = self.present = Tree()
        self.root = self.present.root()

    @property
    def size(self) -> int:
        return self.present.size

    def add(self, seal: dict[str, Any]) -> None:
        """Append a seal's own leaf and those of its entries."""
        n, held, first = seal["n"], seal["held"], seal_leaf(seal, self.size, self.root)
        leaves = seal["leaves"]
        if first != leaves[:32] or len(leaves) != 32 * (held + 1):
            self.report.fault(
                "SEALS",
                f"Seal {n} was altered: its snapshot, clock or counts are not those that were sealed.",
            )
            leaves = leaves[: 32 * (held + 1)].ljust(32 * (held + 1), b"\0")
        now = first + leaves[32:]
        if self.altered:
            kept = ((place, now[32 * place : 32 * place + 32]) for place in range(held + 1))
            now = b"".join(self.altered.get((n, place), leaf) for place, leaf in kept)
        if self.present is self.sealed and now != leaves:
            self.present = Tree()
            self.present.size, self.present.hashes = self.sealed.size, list(self.sealed.hashes)
        if self.present is not self.sealed:
            self.present.extend(now)
        self._compare_nodes(self.sealed.extend(leaves))
        self.root = self.present.root()

    def _compare_nodes(self, made: list[tuple[int, int, bytes]]) -> None:
        """The stored inner nodes, which proofs are made from, belong to the sealed leaves."""
        if self.nodes is None:
            return
        for level, first, hashes in made:
            for at in range(0, len(hashes), 32):
                index = first + at // 32
                if self.nodes.get((level, index)) != hashes[at : at + 32]:
                    self.report.fault(
                        "NODE", f"The stored node {index} of level {level} is not that of the sealed entries."
                    )


def _nodes(conn: Any) -> dict[tuple[int, int], bytes]:
    return {
        (level, index): node for level, index, node in stream(conn, "SELECT lvl, i, hash FROM ledger.node")
    }


def _unsealed(conn: Any, report: Report, clock: Clock) -> None:
    (sysid,) = conn.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    carriers = Carriers(conn, report)
    for number, xid, at, tx, actor, _, ctx, _, _ in stream(conn, TAIL, size=500):
        clock.tail(number, int(xid), at, sysid)
        carriers.check(number, tx, xid, actor, ctx)
    for (number,) in conn.execute(SEALED_TWICE).fetchall():
        report.fault("DUPLICATE", f"Entry {number} was sealed twice.", entry=number)
