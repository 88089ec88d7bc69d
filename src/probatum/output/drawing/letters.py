"""How wide a text is and where its lines break, without a browser: advance widths of a common sans, with room to spare.

The reader's own font is not known here. Widths of Helvetica with a margin hold for the fonts that the pages name.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: thousandths of the size, from the space to the tilde
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
    556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
    556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER, _WIDE, MARGIN, BOLD = 600, 1000, 1.1, 1.07


def width(text: str, *, size: float, bold: bool = False) -> float:
    """About how wide a text is drawn, rather too wide than too narrow."""
    return sum(map(_thousandths, text)) * size / 1000 * MARGIN * (BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _thousandths(letter: str) -> int:
    if " " <= letter <= "~":
        return _ASCII[ord(letter) - 32]
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    plain = unicodedata.normalize("NFD", letter)[0]
    return _ASCII[ord(plain) - 32] if " " <= plain <= "~" else _OTHER


def wrap(text: str, *, size: float, room: float, bold: bool = False, most: int = 40) -> tuple[str, ...]:
    """The lines of a text in so much room; a word that is too long is broken, what is beyond `most` lines ends with …."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, size=size, room=room, bold=bold):
            longer = f"{line} {piece}" if line else piece
            if line and width(longer, size=size, bold=bold) > room:
                lines.append(line)
                line = piece
            else:
                line = longer
    lines = [*lines, line] if line else lines
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], f"{lines[most - 1]} …")


def _pieces(word: str, *, size: float, room: float, bold: bool) -> list[str]:
    found, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, size=size, bold=bold) > room:
            found.append(piece)
            piece = letter
        else:
            piece += letter
    return [*found, piece]
