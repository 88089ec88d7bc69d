"""A tree of causes: from left to right, or from the top down for a fault tree that is narrow enough, with its gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from probatum.output.drawing.parts import SHEET, SMALL, Card, Figure, Item, card, head_card, says
from probatum.output.drawing.shapes import Drawing, Stroke, Words

GAP, GATE = 14, 22
NARROWEST, WIDEST = 150, 250
DOWN_LEAVES, DOWN_WIDTH = 6, 150


@dataclass(slots=True)
class Placed:
    """A card with where it stands, and those below it."""

    card: Card
    depth: int
    gate: str = ""
    below: list[Placed] = field(default_factory=list)
    block: float = 0
    x: float = 0
    y: float = 0


def draw(figure: Figure) -> Drawing:
    """The figure as a tree."""
    gates = figure.shape == "gates"
    whole = Item(figure.head, gate="or" if gates and len(figure.items) > 1 else "", below=figure.items)
    if gates and _leaves(whole) <= DOWN_LEAVES:
        return _down(figure, whole)
    return _across(figure, whole, gates=gates)


def _across(figure: Figure, whole: Item, *, gates: bool) -> Drawing:
    gap = 72 if gates else 40
    levels = _depth(whole)
    width = min(WIDEST, max(NARROWEST, (SHEET - (levels - 1) * gap) / levels))
    top = _cards(figure, whole, width)
    _block(top, across=True)
    _place(top, start=1, across=True)
    every = list(_every(top))
    for one in every:
        one.x = 1 + one.depth * (width + gap)
    drawing = Drawing(says(figure), levels * (width + gap) - gap + 2, top.block + 2)
    for one in every:
        _join_across(drawing, one, gap)
        one.card.put(drawing, x=one.x, y=one.y)
    return drawing


def _down(figure: Figure, whole: Item) -> Drawing:
    gap = 58
    top = _cards(figure, whole, DOWN_WIDTH)
    _block(top, across=False)
    _place(top, start=1, across=False)
    every = list(_every(top))
    tops, at = [], 1.0
    for depth in range(max(one.depth for one in every) + 1):
        tops.append(at)
        at += max(one.card.height for one in every if one.depth == depth) + gap
    for one in every:
        one.y = tops[one.depth]
    drawing = Drawing(says(figure), top.block + 2, at - gap + 2)
    for one in every:
        _join_down(drawing, one, tops)
        one.card.put(drawing, x=one.x, y=one.y)
    return drawing


def _cards(figure: Figure, whole: Item, width: float) -> Placed:
    def build(item: Item, depth: int) -> Placed:
        made = head_card(figure, width=width) if depth == 0 else card(item, width=width)
        return Placed(made, depth, item.gate, [build(one, depth + 1) for one in item.below])

    return build(whole, 0)


def _block(one: Placed, *, across: bool) -> float:
    """How much room a card needs with all that stands below it, across the direction of the tree."""
    below = sum(_block(child, across=across) for child in one.below) + GAP * max(0, len(one.below) - 1)
    own = one.card.height if across else one.card.width
    one.block = max(own, below)
    return one.block


def _place(one: Placed, *, start: float, across: bool) -> None:
    own = one.card.height if across else one.card.width
    middle = start + one.block / 2 - own / 2
    if across:
        one.y = middle
    else:
        one.x = middle
    below = sum(child.block for child in one.below) + GAP * max(0, len(one.below) - 1)
    at = start + (one.block - below) / 2
    for child in one.below:
        _place(child, start=at, across=across)
        at += child.block + GAP


def _join_across(drawing: Drawing, one: Placed, gap: float) -> None:
    x, y = one.x + one.card.width, one.y + one.card.height / 2
    if one.gate and one.below:
        gate(drawing, one.gate, x=x + 6 + GATE / 2, y=y, turn=-90)
        drawing.add(Stroke(f"M{x:.1f} {y:.1f}h6"))
        x += 6 + GATE
    middle = one.x + one.card.width + gap - 14
    for child in one.below:
        to = child.y + child.card.height / 2
        drawing.add(Stroke(f"M{x:.1f} {y:.1f}H{middle:.1f}V{to:.1f}H{child.x:.1f}"))


def _join_down(drawing: Drawing, one: Placed, tops: list[float]) -> None:
    x, y = one.x + one.card.width / 2, one.y + one.card.height
    if not one.below:
        return
    middle = tops[one.depth + 1] - 12
    if one.gate:
        at = middle - 10 - GATE / 2
        gate(drawing, one.gate, x=x, y=at, turn=0)
        drawing.add(Stroke(f"M{x:.1f} {y:.1f}V{at - GATE / 2:.1f}"))
        y = at + GATE / 2
    for child in one.below:
        to = child.x + child.card.width / 2
        drawing.add(Stroke(f"M{x:.1f} {y:.1f}V{middle:.1f}H{to:.1f}V{child.y:.1f}"))


def gate(drawing: Drawing, name: str, *, x: float, y: float, turn: float) -> None:
    """A gate about a point, its tip to the top before it is turned, with its word beside it."""
    half = GATE / 2
    if name == "and":
        path = f"M{x - half:.1f} {y + half:.1f}v{-half}a{half} {half} 0 0 1 {GATE} 0v{half}z"
    else:
        path = (
            f"M{x - half:.1f} {y + half:.1f}q0 {-GATE * 0.6:.1f} {half} {-GATE}q{half} {GATE * 0.4:.1f} {half} {GATE}"
            f"q{-half} {-GATE * 0.3:.1f} {-GATE} 0z"
        )
    drawing.add(Stroke(path, "gate", turn, (x, y)))
    if turn:
        drawing.add(Words(x, y - half - 4, (name.upper(),), "mark", SMALL, anchor="middle"))
    else:
        drawing.add(Words(x + half + 5, y + 4, (name.upper(),), "mark", SMALL))


def _every(one: Placed) -> Iterator[Placed]:
    yield one
    for child in one.below:
        yield from _every(child)


def _leaves(item: Item) -> int:
    return sum(_leaves(one) for one in item.below) if item.below else 1


def _depth(item: Item) -> int:
    return 1 + max((_depth(one) for one in item.below), default=0)
