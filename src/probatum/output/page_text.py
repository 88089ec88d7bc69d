"""The text of the pages of a PDF with the place of each letter, measured on the picture that a reader is shown."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from probatum.output.pdfium import opened

#: pages beyond these have no text to mark; they are read and remarked on by page
MOST_PAGES = 120
_TALLEST = 48.0  # points: letters taller than these are a mark laid over the page, not its text
_GAP = 1.6  # of the height of a line: more than this between two letters begins another piece


@dataclass(slots=True)
class Piece:
    """Letters that stand beside one another on a line."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(slots=True)
class PageText:
    """One page: its size in the picture, its letters, and four numbers for each: left, top, right, bottom."""

    width: int
    height: int
    letters: str = ""
    boxes: array[float] = field(default_factory=lambda: array("f"))

    def pieces(self, start: int = 0, end: int | None = None) -> Iterator[Piece]:
        """The text between two letters, line by line and gap by gap."""
        held: list[int] = []
        for index in range(start, len(self.letters) if end is None else end):
            if held and self._apart(held[-1], index):
                yield self._piece(held)
                held = []
            if not self.letters[index].isspace() or held:
                held.append(index)
        if held:
            yield self._piece(held)

    def _apart(self, one: int, other: int) -> bool:
        if self.letters[other] in "\r\n":
            return True
        if self.letters[other].isspace() or self.letters[one].isspace():
            return False
        left, top, _, bottom = self.boxes[4 * other : 4 * other + 4]
        before, above, until, below = self.boxes[4 * one : 4 * one + 4]
        height = max(bottom - top, below - above, 1.0)
        return (
            left - until > _GAP * height
            or left < before - height
            or abs((top + bottom) - (above + below)) > 2 * height
        )

    def _piece(self, held: list[int]) -> Piece:
        shown = [index for index in held if not self.letters[index].isspace()]
        if not shown:
            return Piece("", 0, 0, 0, 0)
        left = min(self.boxes[4 * index] for index in shown)
        top = min(self.boxes[4 * index + 1] for index in shown)
        right = max(self.boxes[4 * index + 2] for index in shown)
        bottom = max(self.boxes[4 * index + 3] for index in shown)
        text = "".join(self.letters[index] for index in held).strip()
        return Piece(text, left, top, right - left, bottom - top)


def page_texts(content: bytes, *, width: int, edges: tuple[float, float] = (0.0, 0.0)) -> list[PageText]:
    """The pages of a PDF as pictures of this width show them; what stands in the edges at top and bottom, in points, is left out."""
    with opened(content) as document:
        return [_page(document[index], width, edges) for index in range(min(len(document), MOST_PAGES))]


def _page(page: pdfium.FPDF_PAGE, width: int, edges: tuple[float, float]) -> PageText:
    wide, high = page.get_size()
    scale = width / wide
    found = PageText(width, max(1, round(high * scale)))
    text = page.get_textpage()
    letters: list[str] = []
    limits = (edges[0] * scale, found.height - edges[1] * scale)
    for index in range(pdfium.FPDFText_CountChars(text)):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index) or 32)
        if letter in "\r\n":
            letters.append("\n")
            found.boxes.extend((0.0, 0.0, 0.0, 0.0))
            continue
        box = _box(page, text, index, found)
        inside = limits[0] <= box[1] and box[3] <= limits[1]
        if (letter.isspace() or box[3] - box[1] < _TALLEST * scale) and (inside or letter.isspace()):
            letters.append(letter)
            found.boxes.extend(box)
    found.letters = "".join(letters)
    return found


def _box(
    page: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE, index: int, shown: PageText
) -> tuple[float, ...]:
    """A letter's place in the picture, whichever way the page is turned."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    corners = [_device(page, shown, x.value, y.value) for x, y in ((left, top), (right, bottom))]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)


#: device places are whole numbers, so they are asked in tenths
_FINE = 10


def _device(page: pdfium.FPDF_PAGE, shown: PageText, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, shown.width * _FINE, shown.height * _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE
