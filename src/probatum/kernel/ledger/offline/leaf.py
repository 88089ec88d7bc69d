"""The bytes that are hashed, and the tree over them (RFC 6962)."""

import hashlib
from collections.abc import Iterable
from typing import Any

from probatum.kernel.ledger.offline.report import sha

FIELDS = ("id", "tx", "xid", "at", "op", "t", "rt", "pk", "rpk", "actor", "ctx", "body", "pbody")


def entry_leaf(e: dict[str, Any], erased: dict[str, Any] | None = None) -> bytes:
    """Leaf hash of one entry (dict of FIELDS, absent content is None)."""
    erased = erased or {}
    facts = [
        "probatum-entry/1",
        *(str(e[f]) for f in FIELDS[:9]),
        "-" if e["actor"] is None else str(e["actor"]),
    ]
    facts.append("-" if e["ctx"] is None else sha(e["ctx"]))
    for name, part in (("body", "b"), ("pbody", "p")):
        facts.append(sha(e[name]) if e[name] is not None else erased.get(part, "-"))
    return hashlib.sha256(b"\x00" + "".join(f + "\n" for f in facts).encode()).digest()


def seal_leaf(s: dict[str, Any], size: int, root: bytes) -> bytes:
    """Leaf hash of a seal itself; size and root are those before it."""
    facts = ("probatum-seal/1", s["origin"], s["n"], size, root.hex(), s["snap"], s["sx"], s["db_at"], s["host_at"],
             s["sysid"], s["tli"], s["cnt"], s["maxid"])  # fmt: skip
    return hashlib.sha256(b"\x00" + "".join(f"{f}\n" for f in facts).encode()).digest()


class Tree:
    """RFC 6962 over a stream of leaf hashes."""

    def __init__(self) -> None:
        self.size = 0
        self.hashes: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        self.extend([leaf])

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        hashes, size, sha256 = self.hashes, self.size, hashlib.sha256
        for leaf in leaves:
            rest = size
            while rest & 1:
                leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
                rest >>= 1
            hashes.append(leaf)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        if not self.hashes:
            return hashlib.sha256(b"").digest()
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = hashlib.sha256(b"\x01" + left + result).digest()
        return result
