"""Which column of a table holds what: proposed from the words of its headings, whole words first, changed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: field -> (label, needed, words found in headings; the first field that fits a heading takes it)
Fields = Mapping[str, tuple[str, bool, tuple[str, ...]]]
_WITHIN = 15
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of headings of a table and the proposal which column holds what."""

    row: int
    texts: tuple[str, ...]
    columns: Mapping[str, int]


def find_headings(
    rows: Sequence[tuple[int, Sequence[Any]]], *, fields: Fields, two_rows: bool = False
) -> Headings:
    """The row among the first that names the most fields; title rows above it are passed over.

    `two_rows` also tries each row joined with the one below, for headings that stand in two rows under common ones.
    """
    best = _headings(rows[0], fields)
    for place, row in enumerate(rows[:_WITHIN]):
        found = [_headings(row, fields)]
        if two_rows and place + 1 < len(rows) and (joined := _joined(row, rows[place + 1])):
            found.append(_headings(joined, fields))
        for one in found:
            if len(one.columns) > len(best.columns):
                best = one
    return best


def _joined(
    above: tuple[int, Sequence[Any]], below: tuple[int, Sequence[Any]]
) -> tuple[int, list[str]] | None:
    """Two rows as one where the lower one divides what the upper one heads; None for two rows of their own."""
    if below[0] != above[0] + 1 or any(cell != "" and not isinstance(cell, str) for cell in below[1]):
        return None
    upper, lower = texts_of(above[1]), texts_of(below[1])
    width = max(len(upper), len(lower))
    upper += ("",) * (width - len(upper))
    lower += ("",) * (width - len(lower))
    divided = any(low and not up for up, low in zip(upper, lower, strict=True))
    whole = any(up and not low for up, low in zip(upper, lower, strict=True))
    if not (divided and whole):
        return None
    texts, common = [], ""
    for up, low in zip(upper, lower, strict=True):
        common = up or common
        texts.append(f"{common} {low}".strip() if low else up)
    return below[0], texts


def propose(headings: Sequence[str], *, fields: Fields) -> dict[str, int]:
    """For each field the column whose heading fits best: whole words first, then words within."""
    words = [_words(heading) for heading in headings]
    found: dict[str, int] = {}
    for exact in (True, False):
        for name, (_, _, names) in fields.items():
            if name in found:
                continue
            for wanted in names:
                place = _place(words, wanted, exact=exact, taken=set(found.values()))
                if place is not None:
                    found[name] = place
                    break
    return found


def texts_of(cells: Sequence[Any]) -> tuple[str, ...]:
    """The headings as they are shown."""
    return tuple(" ".join(str(cell).split())[:80] for cell in cells)


def _headings(row: tuple[int, Sequence[Any]], fields: Fields) -> Headings:
    texts = texts_of(row[1])
    return Headings(row[0], texts, propose(texts, fields=fields))


def _place(words: Sequence[str], wanted: str, *, exact: bool, taken: set[int]) -> int | None:
    for place, heading in enumerate(words):
        fits = heading == wanted if exact else f" {wanted} " in f" {heading} "
        if fits and place not in taken:
            return place
    return None


def _words(heading: str) -> str:
    return _NOT_WORDS.sub(" ", heading).strip().casefold()
