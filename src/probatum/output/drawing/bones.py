"""A fishbone: the effect at the head, a spine, and on each branch the causes with what leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from probatum.output.drawing.letters import wrap
from probatum.output.drawing.parts import ROOT, SHEET, SIZE, STEP, Figure, Item, head_card, says
from probatum.output.drawing.shapes import Box, Drawing, Stroke, Words

HEAD = 190
SLANT, RIB = 46, 30
LABEL = 28
BETWEEN, LEAST = 14, 70
INDENT = 12


@dataclass(frozen=True, slots=True)
class Twig:
    """A cause on a rib: its lines of text, how far each is set in, and whether it is a root cause."""

    lines: tuple[tuple[str, int, str], ...]

    @property
    def height(self) -> float:
        return len(self.lines) * (STEP - 1) + BETWEEN


def draw(figure: Figure) -> Drawing:
    """The figure as a fishbone, half of its branches above the spine and half below."""
    half = -(-len(figure.branches) // 2)
    column = (SHEET - HEAD - 24) / max(1, half)
    above, below = _side(figure, 0, half, column), _side(figure, half, len(figure.branches), column)
    up, down = _reach(above), _reach(below)
    head = head_card(figure, width=HEAD)
    up, down = max(up, head.height / 2 + 4), max(down, head.height / 2 + 4)
    drawing = Drawing(says(figure), SHEET + 2, up + down + 2)
    spine = up + 1
    drawing.add(Stroke(f"M1 {spine:.1f}H{SHEET - HEAD}", "spine"))
    head.put(drawing, x=SHEET - HEAD, y=spine - head.height / 2)
    for at, (label, twigs) in enumerate(above):
        _rib(drawing, label, twigs, x=1 + at * column, column=column, spine=spine, reach=up, side=-1)
    for at, (label, twigs) in enumerate(below):
        _rib(drawing, label, twigs, x=1 + at * column, column=column, spine=spine, reach=down, side=1)
    return drawing


def _side(figure: Figure, since: int, until: int, column: float) -> list[tuple[str, list[Twig]]]:
    room = column - SLANT - RIB
    return [
        (label, [_twig(item, room) for item in figure.items if item.branch == name])
        for name, label in figure.branches[since:until]
    ]


def _twig(item: Item, room: float) -> Twig:
    return Twig(tuple(_lines(item, room, 0)))


def _lines(item: Item, room: float, depth: int) -> Iterator[tuple[str, int, str]]:
    inset = min(depth, 4) * INDENT
    if item.root:
        yield ROOT, inset, "mark"
    lead = "– " if depth else ""
    for line in wrap(lead + item.text, size=SIZE, room=room - inset, bold=item.root):
        yield line, inset, "bold" if item.root else "text"
    for one in item.below:
        yield from _lines(one, room, depth + 1)


def _reach(side: list[tuple[str, list[Twig]]]) -> float:
    return LABEL + 12 + max((max(LEAST, sum(twig.height for twig in twigs)) for _, twigs in side), default=0)


def _rib(
    drawing: Drawing,
    label: str,
    twigs: list[Twig],
    *,
    x: float,
    column: float,
    spine: float,
    reach: float,
    side: int,
) -> None:
    """One branch: its label at the end of the rib, the rib to the spine, the twigs along it."""
    end = x + column - RIB
    start = end - SLANT
    edge = spine + side * (reach - LABEL)
    drawing.add(Stroke(f"M{start:.1f} {edge:.1f}L{end:.1f} {spine:.1f}", "line"))
    wide = column - SLANT - RIB + 24
    left = start - wide + 24
    drawing.add(Box(left, edge if side > 0 else edge - LABEL, wide, LABEL, "branch"))
    drawing.add(
        Words(
            left + wide / 2,
            (edge if side > 0 else edge - LABEL) + 19,
            (label,),
            "bold",
            SIZE,
            anchor="middle",
        )
    )
    at = edge + 10 if side < 0 else spine + 6
    for twig in twigs:
        _put(drawing, twig, x=x, y=at)
        under = at + twig.height - BETWEEN + 6
        to = end - (end - start) * abs(under - spine) / max(1, abs(edge - spine))
        drawing.add(Stroke(f"M{x:.1f} {under:.1f}H{to:.1f}", "line"))
        at += twig.height


def _put(drawing: Drawing, twig: Twig, *, x: float, y: float) -> None:
    for at, (line, inset, kind) in enumerate(twig.lines):
        size = 11 if kind == "mark" else SIZE
        drawing.add(Words(x + inset, y + 12 + at * (STEP - 1), (line,), kind, size))
