"""The tree against the published vectors of Certificate Transparency, and every proof for sizes 1 to 130."""

from __future__ import annotations

import hashlib

import pytest

from probatum.kernel.ledger.offline.leaf import Tree
from probatum.kernel.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    WrongProof,
    check_consistency,
    check_inclusion,
    consistency_proof,
    in_memory,
    inclusion_proof,
    leaf_hash,
    root_of,
)

# Leaves and roots of the Certificate Transparency reference implementation.
CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Inclusion and consistency proofs of the same reference.
CT_INCLUSION = [
    (0, 1, []),
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CT_CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
HASHES = [leaf_hash(leaf) for leaf in CT_LEAVES]
MANY = [leaf_hash(number.to_bytes(2, "big")) for number in range(130)]

pytestmark = pytest.mark.requirement("ATR-12")


def test_empty_root_is_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_root_equals_published_vector(size: int) -> None:
    assert root_of(HASHES[:size]).hex() == CT_ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "proof"), CT_INCLUSION)
def test_inclusion_proof_equals_published_vector(index: int, size: int, proof: list[str]) -> None:
    assert [part.hex() for part in inclusion_proof(in_memory(HASHES), index, size)] == proof


@pytest.mark.parametrize(("old", "new", "proof"), CT_CONSISTENCY)
def test_consistency_proof_equals_published_vector(old: int, new: int, proof: list[str]) -> None:
    assert [part.hex() for part in consistency_proof(in_memory(HASHES), old, new)] == proof


def test_inclusion_holds_for_all_leaves_of_all_sizes() -> None:
    for size in range(1, 131):
        root = root_of(MANY[:size])
        for index in range(size):
            check_inclusion(MANY[index], index, size, inclusion_proof(in_memory(MANY), index, size), root)


def test_consistency_holds_between_all_sizes() -> None:
    roots = [root_of(MANY[:size]) for size in range(131)]
    for new in range(1, 131):
        for old in range(1, new + 1):
            check_consistency(old, new, roots[old], roots[new], consistency_proof(in_memory(MANY), old, new))


def test_offline_tree_gives_the_same_roots() -> None:
    tree = Tree()
    for size, leaf in enumerate(MANY, start=1):
        tree.extend(leaf)
        assert tree.root() == root_of(MANY[:size])


@pytest.mark.parametrize("step", [1, 7, 256, 300, 1500])
def test_trees_grown_in_steps_agree_on_root_and_kept_nodes(step: int) -> None:
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(1500)]
    tree, frontier, nodes, kept = Tree(), Frontier(), {}, {}
    for at in range(0, len(leaves), step):
        for level, first, hashes in tree.extend(b"".join(leaves[at : at + step])):
            found = [hashes[place : place + 32] for place in range(0, len(hashes), 32)]
            nodes.update({(level, first + nth): node for nth, node in enumerate(found)})
        kept.update({(level, index): node for level, index, node in frontier.extend(leaves[at : at + step])})
        assert tree.root() == frontier.root() == root_of(leaves[: at + step])
    hash_of = in_memory(leaves)
    wanted = {(level, index) for level in range(8, 11) for index in range(1500 >> level)}
    assert nodes == kept == {place: hash_of(*place) for place in wanted}


def test_stored_frontier_goes_on_where_it_stopped() -> None:
    frontier = Frontier()
    frontier.extend(MANY[:77])
    again = Frontier.read(frontier.size, frontier.stored())
    again.extend(MANY[77:])
    assert again.root() == root_of(MANY)


@pytest.mark.parametrize(
    ("leaf", "index", "size", "change"),
    [
        (MANY[3][:31], 3, 10, lambda proof: proof),
        (MANY[3], 10, 10, lambda proof: proof),
        (MANY[3], 4, 10, lambda proof: proof),
        (MANY[3], 3, 10, lambda proof: proof[:-1]),
        (MANY[3], 3, 10, lambda proof: [*proof, MANY[0]]),
        (MANY[3], 3, 10, lambda proof: [*proof[:-1], MANY[0]]),
        (MANY[4], 3, 10, lambda proof: proof),
    ],
    ids=[
        "short leaf",
        "index outside",
        "other index",
        "missing node",
        "left-over node",
        "altered node",
        "other leaf",
    ],
)
def test_wrong_inclusion_is_refused(leaf: bytes, index: int, size: int, change: object) -> None:
    proof = change(inclusion_proof(in_memory(MANY), 3, 10))  # type: ignore[operator]
    with pytest.raises(WrongProof):
        check_inclusion(leaf, index, size, proof, root_of(MANY[:10]))


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (0, 10, lambda proof: proof),
        (11, 10, lambda proof: proof),
        (6, 10, lambda proof: proof[:-1]),
        (6, 10, lambda proof: [*proof, MANY[0]]),
        (6, 10, lambda proof: []),
        (7, 10, lambda proof: proof),
    ],
    ids=["from nothing", "backwards", "missing node", "left-over node", "no node", "other size"],
)
def test_wrong_consistency_is_refused(old: int, new: int, change: object) -> None:
    proof = change(consistency_proof(in_memory(MANY), 6, 10))  # type: ignore[operator]
    with pytest.raises(WrongProof):
        check_consistency(old, new, root_of(MANY[:6]), root_of(MANY[:10]), proof)
