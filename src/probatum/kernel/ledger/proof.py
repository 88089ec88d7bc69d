"""Proofs from the stored tree: that an entry is under a checkpoint, that one checkpoint continues another.

The rule kept: a proof reads one run of 256 leaves and stored inner nodes, however large the ledger is.
"""

import base64
from dataclasses import dataclass
from typing import Any

from probatum.kernel.ledger.tree import KEPT_LEVEL, HashOf, consistency_proof, inclusion_proof, root_of


class NotSealed(Exception):
    """The entry is not sealed yet; it will be within seconds."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """An entry's leaf, its place, the proof and the checkpoint it leads to."""

    entry: int
    leaf: bytes
    index: int
    size: int
    hashes: list[bytes]
    checkpoint: str

    def text(self) -> str:
        """The proof as c2sp.org/tlog-proof@v1, which the receipt and the PDF carry."""
        lines = ["c2sp.org/tlog-proof@v1", f"index {self.index}"]
        lines += [base64.b64encode(part).decode() for part in self.hashes]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def inclusion(conn: Any, entry: int) -> Inclusion:
    """Prove that an entry stands under the newest checkpoint. Raises NotSealed."""
    with conn.cursor() as cursor:
        cursor.execute(
            """SELECT size - cnt - 1 + array_position(ids, %s::bigint), substr(leaves, 32 * array_position(ids, %s::bigint) + 1, 32)
                 FROM ledger.seal WHERE hi >= %s AND lo <= %s AND %s = ANY (ids) ORDER BY hi LIMIT 1""",
            (entry,) * 5,
        )
        found = cursor.fetchone()
        if found is None:
            raise NotSealed(f"Entry {entry} is not sealed yet.")
        cursor.execute("SELECT size, sig FROM ledger.seal ORDER BY n DESC LIMIT 1")
        size, note = cursor.fetchone()
        index = int(found[0])
        return Inclusion(
            entry, bytes(found[1]), index, size, inclusion_proof(stored_tree(cursor), index, size), note
        )


def consistency(conn: Any, old: int, new: int) -> list[bytes]:
    """Prove that the ledger at size `new` continues the one at size `old`. Raises ValueError for sizes it never had."""
    with conn.cursor() as cursor:
        cursor.execute("SELECT max(size) FROM ledger.seal")
        if new > (cursor.fetchone()[0] or 0):
            raise ValueError(f"The ledger has no size {new} yet.")
        return consistency_proof(stored_tree(cursor), old, new)


def stored_tree(cursor: Any) -> HashOf:
    """The tree as the sealer stored it."""
    runs: dict[int, list[bytes]] = {}

    def hash_of(level: int, index: int) -> bytes:
        if level >= KEPT_LEVEL:
            cursor.execute("SELECT hash FROM ledger.node WHERE lvl = %s AND i = %s", (level, index))
            return bytes(cursor.fetchone()[0])
        run, within = divmod(index << level, 1 << KEPT_LEVEL)
        if run not in runs:
            runs[run] = _run(cursor, run)
        return root_of(runs[run][within : within + (1 << level)])

    return hash_of


def _run(cursor: Any, run: int) -> list[bytes]:
    """The leaves of one run of 256, cut out of the seals that hold them."""
    low, high = run << KEPT_LEVEL, (run + 1) << KEPT_LEVEL
    cursor.execute(
        """SELECT substr(leaves, 32 * greatest(0, %(low)s - (size - cnt - 1))::integer + 1,
                         32 * (least(size, %(high)s) - greatest(size - cnt - 1, %(low)s))::integer)
             FROM ledger.seal WHERE size > %(low)s AND size - cnt - 1 < %(high)s AND size <= %(high)s + 4097 ORDER BY n""",
        {"low": low, "high": high},
    )
    joined = b"".join(bytes(row[0]) for row in cursor.fetchall())
    return [joined[at : at + 32] for at in range(0, len(joined), 32)]
