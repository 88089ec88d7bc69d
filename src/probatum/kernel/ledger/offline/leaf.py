"""The bytes that are hashed, and the tree over them (RFC 6962)."""

import hashlib
from collections.abc import Mapping
from typing import Any

# id tx xid at op t rt pk rpk actor ctx body pbody
FIELDS = 13
HEAD = 10  # the first of them stand as they are; content enters by its hash
KEPT_LEVEL = 8  # roots of 256 leaves and more are stored in the database
NOTHING: Mapping[str, str] = {}
sha256 = hashlib.sha256


def entry_leaf(
    head: str, ctx: str | None, body: str | None, pbody: str | None, erased: Mapping[str, str] = NOTHING
) -> bytes:
    """Leaf hash of one entry: the fields of its head, one a line, then the hashes of its content, kept or erased."""
    c = "-" if ctx is None else sha256(ctx.encode()).hexdigest()
    b = erased.get("b", "-") if body is None else sha256(body.encode()).hexdigest()
    p = erased.get("p", "-") if pbody is None else sha256(pbody.encode()).hexdigest()
    return sha256(f"\0probatum-entry/1\n{head}\n{c}\n{b}\n{p}\n".encode()).digest()


def seal_leaf(s: Mapping[str, Any], size: int, root: bytes) -> bytes:
    """Leaf hash of a seal itself; size and root are those before it."""
    facts = ("probatum-seal/1", s["origin"], s["n"], size, root.hex(), s["snap"], s["sx"], s["db_at"], s["host_at"],
             s["sysid"], s["tli"], s["cnt"], s["maxid"])  # fmt: skip
    return sha256(b"\x00" + "".join(f"{f}\n" for f in facts).encode()).digest()


class Tree:
    """RFC 6962 over a stream of leaf hashes."""

    def __init__(self) -> None:
        self.size = 0
        self.hashes: list[bytes] = []  # roots of the complete subtrees, largest first

    def extend(self, leaves: bytes) -> list[tuple[int, int, bytes]]:
        """Append leaf hashes, one behind the other; return the roots of 256 leaves and more that this completed.

        These come as level, index of the first, and the roots one behind the other.
        """
        row, level, first = leaves, 0, self.size
        self.size += len(leaves) // 32
        edge, made = [], []
        while row:
            if level >= KEPT_LEVEL:
                made.append((level, first, row))
            if first & 1:
                row, first = self.hashes.pop() + row, first - 1
            if len(row) & 32:
                edge.append(row[-32:])
            row = b"".join(
                [sha256(b"\x01" + row[at : at + 64]).digest() for at in range(0, len(row) - 63, 64)]
            )
            level, first = level + 1, first >> 1
        self.hashes += reversed(edge)
        return made

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        if not self.hashes:
            return sha256(b"").digest()
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = sha256(b"\x01" + left + result).digest()
        return result
