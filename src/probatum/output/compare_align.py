"""Finds what two sequences have in common, in order: by what stands once in both, then by the fewest edits.

The first is what makes it fast on long texts with few changes, the second what makes it right between the anchors.
Work is counted, not timed, so that the same two texts always give the same answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence

#: more edits than these within one stretch without an anchor: it counts as rewritten
MOST_EDITS = 400


class TooMuch(Exception):
    """The work allowed is used up."""


class Budget:
    """How many steps may still be made."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Use up steps. Raises TooMuch when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuch


def matches(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]]:
    """Pairs of places with equal items, rising on both sides."""
    found: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        low, high, start, end = waiting.pop()
        budget.spend(high - low + end - start + 1)
        while low < high and start < end and old[low] == new[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < end and old[high - 1] == new[end - 1]:
            high, end = high - 1, end - 1
            found.append((high, end))
        if low == high or start == end:
            continue
        anchors = _anchors(old, new, low, high, start, end)
        if not anchors:
            found += _fewest_edits(old, new, low, high, start, end, budget)
            continue
        for i, j in anchors:
            waiting.append((low, i, start, j))
            found.append((i, j))
            low, start = i + 1, j + 1
        waiting.append((low, high, start, end))
    return sorted(found)


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], low: int, high: int, start: int, end: int
) -> list[tuple[int, int]]:
    """The longest rising run of items that stand exactly once on each side."""
    left, right = Counter(old[low:high]), Counter(new[start:end])
    where = {new[j]: j for j in range(start, end) if right[new[j]] == 1}
    pairs = [(i, where[old[i]]) for i in range(low, high) if left[old[i]] == 1 and old[i] in where]
    tails: list[int] = []  # by length of the run: the least end, and the pair it ends with
    ends: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(j)
            ends.append(place)
        else:
            tails[length], ends[length] = j, place
    run: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _fewest_edits(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    low: int,
    high: int,
    start: int,
    end: int,
    budget: Budget,
) -> list[tuple[int, int]]:
    """Myers' greedy search for the shortest edit script; nothing in common where it would be longer than allowed."""
    wide, long = high - low, end - start
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(wide + long, MOST_EDITS) + 1):
        budget.spend(2 * edits + 1)
        trail.append(dict(reach))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < wide and y < long and old[low + x] == new[start + y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= wide and y >= long:
                return _walked_back(trail, wide, long, low, start)
    return []


def _walked_back(trail: list[dict[int, int]], x: int, y: int, low: int, start: int) -> list[tuple[int, int]]:
    found = []
    for edits in range(len(trail) - 1, -1, -1):
        reach, k = trail[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        came = k + 1 if down else k - 1
        from_x = reach[came] if edits else 0
        from_y = from_x - came if edits else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            found.append((low + x, start + y))
        x, y = from_x, from_y
    return found[::-1]
