"""Steps side by side, four in a row, each with what was done or found: the drawing of a method in disciplines."""

from __future__ import annotations

from collections.abc import Iterator

from probatum.output.drawing.letters import wrap
from probatum.output.drawing.parts import PAD, ROOT, SHEET, SIZE, STEP, Figure, Item, head_card, says
from probatum.output.drawing.shapes import Box, Drawing, Words

IN_A_ROW, GAP, LABEL = 4, 14, 28
Line = tuple[str, int, str]


def draw(figure: Figure) -> Drawing:
    """The problem on top, then the steps in rows."""
    width = (SHEET - (IN_A_ROW - 1) * GAP) / IN_A_ROW
    head = head_card(figure, width=SHEET)
    drawing = Drawing(says(figure), SHEET + 2)
    head.put(drawing, x=1, y=1)
    top = 1 + head.height + GAP
    for since in range(0, len(figure.branches), IN_A_ROW):
        row = [
            (label, _written(figure, name, width))
            for name, label in figure.branches[since : since + IN_A_ROW]
        ]
        high = LABEL + 2 * PAD + max(max(1, len(lines)) for _, lines in row) * STEP
        for at, (label, lines) in enumerate(row):
            _step(drawing, label, lines, x=1 + at * (width + GAP), y=top, width=width, height=high)
        top += high + GAP
    drawing.height = top - GAP + 1
    return drawing


def _written(figure: Figure, branch: str, width: float) -> list[Line]:
    found: list[Line] = []
    for item in figure.items:
        if item.branch == branch:
            found += _lines(item, width - 2 * PAD, 0)
    return found


def _lines(item: Item, room: float, depth: int) -> Iterator[Line]:
    inset = min(depth, 4) * 12
    if item.root:
        yield ROOT, inset, "mark"
    for at, line in enumerate(wrap(item.text, size=SIZE, room=room - inset - 10, bold=item.root)):
        yield ("• " if at == 0 else "   ") + line, inset, "bold" if item.root else "text"
    for one in item.below:
        yield from _lines(one, room, depth + 1)


def _step(
    drawing: Drawing, label: str, lines: list[Line], *, x: float, y: float, width: float, height: float
) -> None:
    drawing.add(Box(x, y, width, height, "box" if lines else "quiet"))
    drawing.add(Words(x + PAD, y + 19, (label,), "bold", SIZE))
    for at, (line, inset, kind) in enumerate(lines):
        drawing.add(Words(x + PAD + inset, y + LABEL + PAD + 8 + at * STEP, (line,), kind, SIZE))
