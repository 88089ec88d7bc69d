"""The Merkle tree of RFC 6962 (the same as RFC 9162, section 2): roots, inclusion proofs, consistency proofs.

The rule kept: nothing here knows the database. A tree is given as a function `hash_of(level, index)` that returns the
root of the complete subtree over the leaves index * 2**level up to (index + 1) * 2**level.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH = 32  # bytes
KEPT_LEVEL = 8  # roots of 256 leaves and more are stored, smaller ones computed again

HashOf = Callable[[int, int], bytes]


class WrongProof(Exception):
    """The proof does not lead to this root."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def read(cls, size: int, stored: bytes) -> "Frontier":
        """Read what `stored` wrote. Raises ValueError when the length does not fit the size."""
        if len(stored) != 32 * size.bit_count():
            raise ValueError(
                f"A frontier of size {size} has {size.bit_count()} hashes, not {len(stored) / 32:g}."
            )
        return cls(size, [stored[at : at + 32] for at in range(0, len(stored), 32)])

    def stored(self) -> bytes:
        """Bytes to keep."""
        return b"".join(self.hashes)

    def extend(self, leaves: Iterable[bytes]) -> list[tuple[int, int, bytes]]:
        """Append leaf hashes; return (level, index, hash) of the kept subtrees that became complete."""
        row = b"".join(leaves)
        complete: list[tuple[int, int, bytes]] = []
        edge: list[bytes] = []
        level, first, sha256 = 0, self.size, hashlib.sha256
        self.size += len(row) // HASH
        # Level by level: `row` holds the new nodes of one level, the first of them at index `first`.
        while row:
            if level >= KEPT_LEVEL:
                found = (row[at : at + HASH] for at in range(0, len(row), HASH))
                complete += ((level, first + nth, node) for nth, node in enumerate(found))
            if first & 1:
                row, first = self.hashes.pop() + row, first - 1
            if len(row) & HASH:
                edge.append(row[-HASH:])
            pairs = range(0, len(row) - 2 * HASH + 1, 2 * HASH)
            row = b"".join([sha256(b"\x01" + row[at : at + 2 * HASH]).digest() for at in pairs])
            level, first = level + 1, first >> 1
        self.hashes += reversed(edge)
        return complete

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        if not self.hashes:
            return EMPTY_ROOT
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = node_hash(left, result)
        return result


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


def in_memory(leaves: Sequence[bytes]) -> HashOf:
    """A tree over leaf hashes held in memory."""
    return lambda level, index: root_of(leaves[index << level : (index + 1) << level])


def inclusion_proof(hash_of: HashOf, index: int, size: int) -> list[bytes]:
    """Proof that leaf `index` stands in the tree of `size` leaves, nearest sibling first.

    Raises ValueError when the index lies outside.
    """
    if not 0 <= index < size:
        raise ValueError(f"Leaf {index} does not stand in a tree of {size}.")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range(hash_of, middle, high))
            high = middle
        else:
            path.append(_range(hash_of, low, middle))
            low = middle
    return path[::-1]


def consistency_proof(hash_of: HashOf, old: int, new: int) -> list[bytes]:
    """Proof that the tree of `old` leaves is a beginning of the tree of `new` leaves. Raises ValueError unless 0 < old <= new."""
    if not 0 < old <= new:
        raise ValueError(f"No consistency proof leads from {old} to {new} leaves.")
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_range(hash_of, middle, high))
            high = middle
        else:
            path.append(_range(hash_of, low, middle))
            low, whole = middle, False
    if not whole:
        path.append(_range(hash_of, low, high))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check an inclusion proof (RFC 9162, 2.1.3.2). Raises WrongProof."""
    _demand(
        len(leaf) == 32 and len(root) == 32 and all(len(part) == 32 for part in proof), "a hash has 32 bytes"
    )
    _demand(0 <= index < size, "the leaf lies outside the tree")
    position, last, result = index, size - 1, leaf
    for part in proof:
        _demand(last > 0, "the proof is too long")
        if position & 1 or position == last:
            result = node_hash(part, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, part)
        position, last = position >> 1, last >> 1
    _demand(last == 0, "the proof is too short")
    _demand(result == root, "the proof leads to another root")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check a consistency proof (RFC 9162, 2.1.4.2). Raises WrongProof."""
    _demand(0 < old <= new, "the old tree is empty or larger than the new one")
    _demand(
        len(old_root) == len(new_root) == 32 and all(len(part) == 32 for part in proof), "a hash has 32 bytes"
    )
    if old == new:
        _demand(not proof and old_root == new_root, "trees of one size have one root and an empty proof")
        return
    parts = list(proof) if old & (old - 1) else [old_root, *proof]
    _demand(bool(parts), "the proof is too short")
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = parts[0]
    for part in parts[1:]:
        _demand(last > 0, "the proof is too long")
        if position & 1 or position == last:
            before, after = node_hash(part, before), node_hash(part, after)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, part)
        position, last = position >> 1, last >> 1
    _demand(last == 0, "the proof is too short")
    _demand(before == old_root and after == new_root, "the proof leads to another root")


def _demand(fact: bool, sentence: str) -> None:
    if not fact:
        raise WrongProof(f"The proof is wrong: {sentence}.")


def _split(count: int) -> int:
    """The largest power of two below count."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(hash_of: HashOf, low: int, high: int) -> bytes:
    """Root over the leaves low..high; low is a multiple of the range's own largest power of two."""
    count = high - low
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return hash_of(level, low >> level)
    middle = low + _split(count)
    return node_hash(_range(hash_of, low, middle), _range(hash_of, middle, high))
