"""Finds the passage of a remark in the pages as they are now: by its words, and among equals by those around it (DOC-12).

Spaces, line ends and hyphens at line ends do not count, so a passage is found again when the text has only moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from probatum.output.page_text import PageText, Piece

AROUND = 40
_DROPPED = "\u00ad\ufffe\u200b"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage as it was marked: the words, the page then, and the words around it."""

    quote: str
    page: int | None = None
    before: str = ""
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage stands: the page from 1, the pieces to mark, and the words around it."""

    page: int
    pieces: tuple[Piece, ...]
    before: str
    behind: str


def find(pages: Sequence[PageText], wanted: Quoted) -> Anchor | None:
    """The passage that fits best: on its own page before any other, then by the words around it. None where it is gone."""
    words = _squeezed(wanted.quote)[0]
    if not words:
        return None
    best: tuple[tuple[int, int], int, int, int] | None = None
    for number, page in enumerate(pages, start=1):
        text, places = _squeezed(page.letters)
        at = text.find(words)
        while at >= 0:
            fit = _fit(text, at, at + len(words), wanted)
            rank = (fit, -abs(number - (wanted.page or number)))
            if best is None or rank > best[0]:
                best = (rank, number, places[at], places[at + len(words) - 1] + 1)
            at = text.find(words, at + 1)
    if best is None:
        return None
    _, number, start, end = best
    page = pages[number - 1]
    return Anchor(
        number,
        tuple(piece for piece in page.pieces(start, end) if piece.text),
        " ".join(page.letters[max(0, start - AROUND) : start].split()),
        " ".join(page.letters[end : end + AROUND].split()),
    )


def _fit(text: str, start: int, end: int, wanted: Quoted) -> int:
    """How many letters before and behind a place are those that were before and behind the passage."""
    before, behind = _squeezed(wanted.before)[0], _squeezed(wanted.behind)[0]
    back = 0
    while back < len(before) and start - back > 0 and text[start - back - 1] == before[-1 - back]:
        back += 1
    ahead = 0
    while ahead < len(behind) and end + ahead < len(text) and text[end + ahead] == behind[ahead]:
        ahead += 1
    return back + ahead


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The letters without spaces and soft hyphens, and the place of each in the text."""
    kept = [
        (letter, place)
        for place, letter in enumerate(text)
        if not letter.isspace() and letter not in _DROPPED
    ]
    return "".join(letter for letter, _ in kept), [place for _, place in kept]
