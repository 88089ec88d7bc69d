"""Where things are on a page: boxes, rotation, and the matrices that make room for the bands.

Two spaces matter: what the reader sees (origin bottom left, upright) and what the page's own content uses,
which differs when the page is rotated or its crop box does not start at zero.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import pikepdf

Matrix = tuple[float, float, float, float, float, float]

_MOST_NODES = 200_000


@dataclass(frozen=True)
class Band:
    """Room kept free at the top and bottom, in points as shown to the reader."""

    top: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """One page as it is shown."""

    width: float
    height: float
    box: tuple[float, float, float, float]
    shown_to_own: Matrix
    move: Matrix  # in the page's own space; the identity when the page reserves its bands

    @classmethod
    def of(cls, page: pikepdf.Page, *, band: Band | None) -> Self:
        """Measure a page; with a band, find the matrix that fits its content between the bands."""
        left, bottom, right, top = _box(page)
        turn = int(page.obj.get("/Rotate", page.rotation if hasattr(page, "rotation") else 0)) % 360
        wide, high = right - left, top - bottom
        shown = {
            0: (1, 0, 0, 1, left, bottom),
            90: (0, 1, -1, 0, right, bottom),
            180: (-1, 0, 0, -1, right, top),
            270: (0, -1, 1, 0, left, top),
        }[turn]
        if turn in (90, 270):
            wide, high = high, wide
        move: Matrix = (1, 0, 0, 1, 0, 0)
        if band:
            # Very small pages keep at least two thirds of their size; the bands then share what is left.
            scale = max(0.66, (high - band.top - band.bottom) / high)
            fit = (
                scale,
                0,
                0,
                scale,
                wide * (1 - scale) / 2,
                high * (1 - scale) * band.bottom / (band.top + band.bottom),
            )
            move = _times(_times(_inverse(shown), fit), shown)
        return cls(wide, high, (left, bottom, right, top), shown, move)

    def opening(self) -> bytes:
        """The operators before the page's own content: fit it, and hide what lay outside the visible box."""
        left, bottom, right, top = self.box
        clip = f"{left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re W n\n"
        return b"q " + _numbers(self.move) + b" cm " + clip.encode()

    def overlay_matrix(self) -> bytes:
        """The numbers that put a form drawn as the reader sees it onto the page."""
        return _numbers(self.shown_to_own)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Move a point of the page's own space with its content."""
        a, b, c, d, e, f = self.move
        return a * x + c * y + e, b * x + d * y + f

    def move_annotations(self, page: pikepdf.Page) -> None:
        """Move links and notes with the content."""
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array) or self.move == (1, 0, 0, 1, 0, 0):
            return
        for item in annotations:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            for key in ("/Rect", "/QuadPoints", "/L", "/Vertices"):
                numbers = item.get(key)
                if isinstance(numbers, pikepdf.Array):
                    item[key] = self._moved(numbers)

    def _moved(self, numbers: pikepdf.Array) -> pikepdf.Array:
        flat = [float(number) for number in numbers]
        moved: list[float] = []
        for x, y in zip(flat[::2], flat[1::2], strict=False):
            moved += self.place(x, y)
        return pikepdf.Array([round(number, 3) for number in moved])


def shift_destinations(document: pikepdf.Pdf, sheets: Mapping[tuple[int, int], Sheet]) -> None:
    """Move the targets of bookmarks and links with the content they point to."""
    done: set[tuple[int, int]] = set()
    for target in _targets(document):
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        if not isinstance(target, pikepdf.Array):
            continue
        if target.is_indirect:
            if target.objgen in done:
                continue
            done.add(target.objgen)
        _shift(target, sheets)


def _targets(document: pikepdf.Pdf) -> Iterator[Any]:
    """Everything that may name a place: open action, named destinations, bookmarks, links."""
    yield document.Root.get("/OpenAction")
    old = document.Root.get("/Dests")
    yield from (value for _, value in old.items()) if isinstance(old, pikepdf.Dictionary) else ()
    names = document.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and isinstance(names.get("/Dests"), pikepdf.Dictionary):
        for node in _walk(names["/Dests"], ("/Kids",)):
            listed = node.get("/Names")
            yield from (
                (listed[place] for place in range(1, len(listed), 2))
                if isinstance(listed, pikepdf.Array)
                else ()
            )
    holders: list[Any] = []
    if isinstance(document.Root.get("/Outlines"), pikepdf.Dictionary):
        holders += _walk(document.Root["/Outlines"], ("/First", "/Next"))
    for page in document.pages:
        notes = page.obj.get("/Annots")
        holders += (
            [note for note in notes if isinstance(note, pikepdf.Dictionary)]
            if isinstance(notes, pikepdf.Array)
            else []
        )
    for holder in holders:
        yield holder.get("/Dest")
        yield holder.get("/A")


def _walk(root: pikepdf.Object, ways: tuple[str, ...]) -> list[pikepdf.Dictionary]:
    """The nodes of a tree inside a PDF; a tree that bites its own tail ends."""
    found: list[pikepdf.Dictionary] = []
    waiting: list[Any] = [root]
    seen: set[tuple[int, int]] = set()
    while waiting and len(found) < _MOST_NODES:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
            continue
        seen.add(node.objgen)
        found.append(node)
        for way in ways:
            beyond = node.get(way)
            waiting += list(beyond) if isinstance(beyond, pikepdf.Array) else [beyond]
    return found


def _shift(target: pikepdf.Array, sheets: Mapping[tuple[int, int], Sheet]) -> None:
    if len(target) != 5 or target[1] != pikepdf.Name.XYZ or not isinstance(target[0], pikepdf.Dictionary):
        return
    sheet = sheets.get(target[0].objgen)
    if sheet is None:
        return
    left, top = _number(target[2]), _number(target[3])
    x, y = sheet.place(left or 0.0, top or 0.0)
    if left is not None:
        target[2] = round(x, 3)
    if top is not None:
        target[3] = round(y, 3)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    media, crop = _ordered(page.mediabox), _ordered(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right - left > 2 and top - bottom > 2 else media


def _ordered(box: Any) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (float(side) for side in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _times(first: Any, then: Any) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _inverse(matrix: Any) -> Matrix:
    a, b, c, d, e, f = matrix
    det = a * d - b * c
    return (d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det)


def _numbers(matrix: Matrix) -> bytes:
    return " ".join(f"{number:.6f}".rstrip("0").rstrip(".") for number in matrix).encode()
