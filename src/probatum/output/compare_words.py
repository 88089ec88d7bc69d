"""The words that differ between two versions of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from probatum.output.compare_align import Budget, matches

#: a word with what is inside it (2.5, don't, SOP-001), a space, or a mark; signs of Asian scripts stand alone
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
    r"(?:[.,'’\-/_][^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)*|\s+|.",
    re.DOTALL,
)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph: same, removed or added."""

    kind: str
    text: str


def pieces(old: str, new: str, budget: Budget) -> tuple[Piece, ...]:
    """Both paragraphs as one run of pieces; a removed piece stands before what was added in its place."""
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    keys = [_folded(token) for token in left], [_folded(token) for token in right]
    found: list[Piece] = []
    i = j = 0
    for at_old, at_new in [*_without_islands(matches(*keys, budget), left), (len(left), len(right))]:
        _put(found, "removed", left[i:at_old])
        _put(found, "added", right[j:at_new])
        if at_old < len(left):
            _put(found, "same", [right[at_new]])
        i, j = at_old + 1, at_new + 1
    return tuple(found)


def words_changed(found: Sequence[Piece]) -> int:
    """Changed words: in each place the larger of what went and what came."""
    total = gone = 0
    for place, piece in enumerate(found):
        count = len([1 for token in _TOKEN.findall(piece.text) if _WORD.search(token)])
        if piece.kind == "removed":
            gone = count
            total += count
        elif piece.kind == "added":
            replaced = gone if place and found[place - 1].kind == "removed" else 0
            total += max(0, count - replaced)
    return total


def _folded(token: str) -> str:
    return " " if token.isspace() and "\t" not in token else token


def _without_islands(same: list[tuple[int, int]], left: Sequence[str]) -> list[tuple[int, int]]:
    """A space or comma alone between two changes is not worth keeping: the change reads as one."""
    kept = []
    for place, (i, j) in enumerate(same):
        before = same[place - 1] if place else (-1, -1)
        after = same[place + 1] if place + 1 < len(same) else (-1, -1)
        alone = before != (i - 1, j - 1) and after != (i + 1, j + 1)
        inside = place and place + 1 < len(same)
        if not (alone and inside and not _WORD.search(left[i]) and "\t" not in left[i]):
            kept.append((i, j))
    return kept


def _put(found: list[Piece], kind: str, tokens: Sequence[str]) -> None:
    text = "".join(tokens)
    if not text:
        return
    if found and found[-1].kind == kind:
        found[-1] = Piece(kind, found[-1].text + text)
    else:
        found.append(Piece(kind, text))
