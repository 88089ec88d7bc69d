"""Compares two texts block by block, then word by word: plain data in, plain data out, bounded in work (ADR-0023).

Blocks are matched by their words, so numbering and formatting do not count as changes. A block that stands elsewhere
unchanged is moved, not removed and added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from probatum.output.compare_align import Budget, TooMuch, matches
from probatum.output.compare_words import Piece, pieces, words_changed

MOST_BLOCKS = 20_000
MOST_LETTERS = 4_000_000
WORK = 12_000_000  # steps of alignment: about ten seconds on a slow machine
#: a removed and an added block are one changed block when they share this part of their words
ALIKE = 0.42
_MOST_PAIRS = 60_000
_SHORTEST_MOVED = 24

TOO_LONG = (
    "These two texts are too long to be compared here, or too different for their length. "
    "Open both PDFs side by side instead."
)


class TooLong(Exception):
    """The texts are too long to be compared."""

    def __init__(self) -> None:
        super().__init__(TOO_LONG)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row (cells parted by tabs) or page text."""

    text: str
    kind: str = "paragraph"  # paragraph, heading, item, row, code
    level: int = 0
    label: str = ""  # the number a heading carries, such as 4.2; not compared

    @property
    def is_heading(self) -> bool:
        return self.kind == "heading"


@dataclass(frozen=True, slots=True)
class Change:
    """One block of both texts: same, changed, added, removed, or moved here from elsewhere."""

    kind: str
    old: Block | None
    new: Block | None
    pieces: tuple[Piece, ...] = ()

    @property
    def is_same(self) -> bool:
        return self.kind == "same"

    @property
    def block(self) -> Block:
        found = self.new or self.old
        assert found is not None  # every change has a side
        return found


@dataclass(slots=True)
class Section:
    """The part under a heading that has changes, with what changed in it."""

    heading: str
    first: int  # place of its first change in the comparison
    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both texts in one order, the sections that changed, and the figures of the summary."""

    changes: tuple[Change, ...]
    sections: tuple[Section, ...] = field(default=())

    @property
    def same(self) -> bool:
        return not self.sections


def compare(old: Sequence[Block], new: Sequence[Block]) -> Comparison:
    """Compare two texts. Raises TooLong where that would take too long."""
    for side in (old, new):
        if len(side) > MOST_BLOCKS or sum(len(block.text) for block in side) > MOST_LETTERS:
            raise TooLong
    budget = Budget(WORK)
    try:
        found = _aligned(old, new, budget)
    except TooMuch as error:
        raise TooLong from error
    changes = tuple(_moved(found))
    return Comparison(changes, tuple(_sections(changes)))


def _key(block: Block) -> tuple[bool, str]:
    # a paragraph that became a heading is a change; a list item that lost its bullet is not
    return block.kind == "heading", " ".join(block.text.split())


def _aligned(old: Sequence[Block], new: Sequence[Block], budget: Budget) -> list[Change]:
    found: list[Change] = []
    i = j = 0
    same = matches([_key(block) for block in old], [_key(block) for block in new], budget)
    for at_old, at_new in [*same, (len(old), len(new))]:
        found += _gap(old[i:at_old], new[j:at_new], budget)
        if at_old < len(old):
            found.append(Change("same", old[at_old], new[at_new]))
        i, j = at_old + 1, at_new + 1
    return found


def _gap(old: Sequence[Block], new: Sequence[Block], budget: Budget) -> list[Change]:
    """What stands between two equal blocks: blocks alike are changed ones, in order; the rest is removed and added."""
    found: list[Change] = []
    i = j = 0
    for at_old, at_new in [*_pairs(old, new, budget), (len(old), len(new))]:
        found += [Change("removed", block, None) for block in old[i:at_old]]
        found += [Change("added", None, block) for block in new[j:at_new]]
        if at_old < len(old):
            one, other = old[at_old], new[at_new]
            found.append(Change("changed", one, other, pieces(one.text, other.text, budget)))
        i, j = at_old + 1, at_new + 1
    return found


def _pairs(old: Sequence[Block], new: Sequence[Block], budget: Budget) -> list[tuple[int, int]]:
    """The pairs of alike blocks, in order, with the most likeness altogether."""
    if not old or not new:
        return []
    if len(old) * len(new) > _MOST_PAIRS:
        return _in_turn(old, new, budget)
    bags = [_bag(block) for block in old], [_bag(block) for block in new]
    wide = len(new)
    best = [[0.0] * (wide + 1) for _ in range(len(old) + 1)]
    alike = [[0.0] * wide for _ in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(wide - 1, -1, -1):
            budget.spend(2)
            alike[i][j] = _likeness(old[i], new[j], bags[0][i], bags[1][j])
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found, i, j = [], 0, 0
    while i < len(old) and j < wide:
        if alike[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _in_turn(old: Sequence[Block], new: Sequence[Block], budget: Budget) -> list[tuple[int, int]]:
    """For long gaps: each old block takes the first of the next few new ones that is alike."""
    found, free = [], 0
    bags = [_bag(block) for block in new]
    for i, block in enumerate(old):
        own = _bag(block)
        for j in range(free, min(free + 40, len(new))):
            budget.spend(2)
            if _likeness(block, new[j], own, bags[j]) >= ALIKE:
                found.append((i, j))
                free = j + 1
                break
    return found


def _bag(block: Block) -> Counter[str]:
    return Counter(block.text.lower().split())


def _likeness(one: Block, other: Block, own: Counter[str], others: Counter[str]) -> float:
    """The part of their words that two blocks share, from 0 to 1; table rows and headings pair with their kind only."""
    if one.kind != other.kind and {"row", "heading"} & {one.kind, other.kind}:
        return 0.0
    size = own.total() + others.total()
    if not size:
        return 0.0
    few, many = (own, others) if len(own) <= len(others) else (others, own)
    return 2 * sum(min(count, many[word]) for word, count in few.items() if word in many) / size


def _moved(changes: list[Change]) -> list[Change]:
    """A block removed here and added there, word for word, was moved; it is shown where it now stands."""
    gone: dict[tuple[bool, str], list[int]] = {}
    for place, change in enumerate(changes):
        if change.kind == "removed" and len(change.block.text) >= _SHORTEST_MOVED:
            gone.setdefault(_key(change.block), []).append(place)
    dropped: set[int] = set()
    for place, change in enumerate(changes):
        if change.kind == "added" and (known := gone.get(_key(change.block))):
            origin = known.pop(0)
            dropped.add(origin)
            changes[place] = Change("moved", changes[origin].old, change.new)
    return [change for place, change in enumerate(changes) if place not in dropped]


def _sections(changes: Sequence[Change]) -> list[Section]:
    """The sections with changes, in order; a change belongs to the heading it stands under."""
    found: dict[tuple[str, int], Section] = {}
    heading, under = "", 0
    for place, change in enumerate(changes):
        if change.block.kind == "heading":
            heading, under = f"{change.block.label} {change.block.text}".strip(), place
        if change.kind == "same":
            continue
        section = found.setdefault((heading, under), Section(heading, place))
        setattr(section, change.kind, getattr(section, change.kind) + 1)
        section.words += words_changed(change.pieces)
    return list(found.values())
