"""Any figure as a narrow column of boxes, set in under what they explain: what a phone shows, at the size it is read."""

from __future__ import annotations

from probatum.output.drawing.parts import SIZE, SMALL, Figure, Item, card, head_card, says
from probatum.output.drawing.shapes import Drawing, Stroke, Words

SHEET, INDENT, DEEPEST = 356, 18, 6
GAP, GATE = 10, 18


def draw(figure: Figure) -> Drawing:
    """The head over the whole width, the branches as headings, the lines below each other."""
    drawing = Drawing(says(figure), SHEET + 2)
    head = head_card(figure, width=SHEET)
    head.put(drawing, x=1, y=1)
    bottom = 1 + head.height
    if not figure.branches:
        gate = "or" if figure.shape == "gates" and len(figure.items) > 1 else ""
        drawing.height = _below(drawing, figure.items, gate, x=1, y=bottom, depth=1) + 2
        return drawing
    for name, label in figure.branches:
        items = tuple(item for item in figure.items if item.branch == name)
        if items:
            bottom += 26
            drawing.add(Words(1, bottom, (label,), "bold", SIZE))
            bottom = _below(drawing, items, "", x=-INDENT + 7, y=bottom - 2, depth=1, joined=False)
    drawing.height = bottom + 2
    return drawing


def _below(
    drawing: Drawing,
    items: tuple[Item, ...],
    gate: str,
    *,
    x: float,
    y: float,
    depth: int,
    joined: bool = True,
) -> float:
    """Put lines below a box whose left edge and bottom are given; returns the bottom of the last one."""
    bottom, stem = y, x + INDENT / 2
    if gate and items:
        drawing.add(Words(stem + 6, bottom + 13, (f"{gate.upper()} of",), "mark", SMALL))
        bottom += GATE - 6
    inset = x + (INDENT if depth <= DEEPEST else 0)
    for item in items:
        made = card(item, width=SHEET + 1 - inset)
        top = bottom + GAP
        middle = top + min(made.height / 2, 18)
        if joined:
            drawing.add(Stroke(f"M{stem:.1f} {y:.1f}V{middle:.1f}H{inset:.1f}"))
        made.put(drawing, x=inset, y=top)
        bottom = _below(drawing, item.below, item.gate, x=inset, y=top + made.height, depth=depth + 1)
    return bottom
