"""A chain of records: a column for each stop, a card for each record, lines between those that belong together."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.output.drawing.letters import wrap
from probatum.output.drawing.outline import SHEET as PHONE
from probatum.output.drawing.shapes import Box, Drawing, Linked, Stroke, Words

#: a column of cards, one that holds nothing but a note, and the space between columns
WIDE, EMPTY, GAP = 158, 112, 34
BETWEEN, PAD, STEP = 14, 10, 16
HEADING, MOST_LINES, LANE = 30, 3, 7


@dataclass(frozen=True, slots=True)
class Card:
    """A record on the chain."""

    key: int
    number: str
    title: str
    state: str
    href: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A stop: its records, or what is said in their place."""

    label: str
    cards: tuple[Card, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a card stands."""

    x: float
    y: float
    width: float
    height: float
    column: int


def draw(columns: tuple[Column, ...], edges: tuple[tuple[int, int], ...], *, says: str) -> Drawing:
    """The chain from left to right."""
    widths = [WIDE if column.cards else EMPTY for column in columns]
    drawing = Drawing(says, sum(widths) + GAP * (len(widths) - 1) + 2)
    places: dict[int, Placed] = {}
    cards: list[Linked] = []
    bottoms: list[float] = []
    for at, column in enumerate(columns):
        width = widths[at]
        x, y = float(1 + sum(widths[:at]) + GAP * at), float(HEADING)
        drawing.add(Words(x, 16, wrap(column.label, size=12, room=width, bold=True, most=1), "bold", 12))
        for card in column.cards:
            height, shape = _card(card, x=x, y=y, width=width)
            places[card.key] = Placed(x, y, width, height, at)
            cards.append(shape)
            y += height + BETWEEN
        if not column.cards:
            y += _note(drawing, column.note, x=x, y=y, width=width) + BETWEEN
        bottoms.append(y - BETWEEN)
    lane = _joined(drawing, places, edges, bottoms)
    drawing.add(*cards)
    drawing.height = max([HEADING + 40.0, lane, *bottoms]) + 4
    return drawing


def _joined(
    drawing: Drawing,
    places: dict[int, Placed],
    edges: tuple[tuple[int, int], ...],
    bottoms: list[float],
) -> float:
    """Draw the lines; one that passes columns by runs below what stands there. Returns the lowest point."""
    lowest, lanes = 0.0, 0
    for one, other in edges:
        left, right = sorted((places[one], places[other]), key=lambda place: (place.column, place.y))
        if right.column - left.column < 2:
            drawing.add(_line(left, right))
            continue
        lane = max(bottoms[left.column + 1 : right.column]) + BETWEEN + lanes * LANE
        lanes, lowest = lanes + 1, max(lowest, lane)
        drawing.add(_around(left, right, lane))
    return lowest


def draw_narrow(columns: tuple[Column, ...], *, says: str) -> Drawing:
    """The chain from top to bottom, a heading for each stop."""
    drawing = Drawing(says, PHONE + 2)
    y = 0.0
    for column in columns:
        y += 20
        drawing.add(Words(1, y, wrap(column.label, size=12, room=PHONE, bold=True, most=1), "bold", 12))
        y += 8
        for card in column.cards:
            height, shape = _card(card, x=1, y=y, width=PHONE)
            drawing.add(shape)
            y += height + 8
        if not column.cards:
            y += _note(drawing, column.note, x=1, y=y, width=PHONE) + 8
    drawing.height = y + 2
    return drawing


def _card(card: Card, *, x: float, y: float, width: float) -> tuple[float, Linked]:
    title = wrap(card.title, size=12, room=width - 2 * PAD, most=MOST_LINES)
    number = wrap(card.number, size=13, room=width - 2 * PAD, bold=True, most=1)
    state = wrap(card.state, size=11, room=width - 2 * PAD, most=1)
    height = 2 * PAD + STEP * (len(title) + 2) - 4
    shapes = (
        Box(x, y, width, height, "head" if card.here else "box"),
        Words(x + PAD, y + PAD + 10, number, "bold", 13),
        Words(x + PAD, y + PAD + 10 + STEP, title, "text", 12, STEP),
        Words(x + PAD, y + PAD + 10 + STEP * (len(title) + 1), state, "soft", 11),
    )
    return height, Linked(card.href, f"{card.number} {card.title}, {card.state}", shapes)


def _note(drawing: Drawing, note: str, *, x: float, y: float, width: float) -> float:
    lines = wrap(note, size=12, room=width - 2 * PAD, most=8)
    height = 2 * PAD + STEP * max(1, len(lines)) - 4
    drawing.add(Box(x, y, width, height, "quiet"), Words(x + PAD, y + PAD + 10, lines, "soft", 12, STEP))
    return height


def _line(one: Placed, other: Placed) -> Stroke:
    """A curve from the right of one to the left of the other; within a column around the right side."""
    y, to = one.y + one.height / 2, other.y + other.height / 2
    x = one.x + one.width
    if one.column == other.column:
        return Stroke(f"M{x:.1f} {y:.1f}C{x + 26:.1f} {y:.1f} {x + 26:.1f} {to:.1f} {x:.1f} {to:.1f}")
    bend = GAP * 0.6
    return Stroke(
        f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {other.x - bend:.1f} {to:.1f} {other.x:.1f} {to:.1f}"
    )


def _around(one: Placed, other: Placed, lane: float) -> Stroke:
    """A line that goes down into a lane between two columns, along it, and up again before the other one."""
    x, y, to = one.x + one.width, one.y + one.height / 2, other.y + other.height / 2
    bend = GAP / 2
    return Stroke(
        f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {x + bend:.1f} {lane:.1f} {x + GAP:.1f} {lane:.1f}"
        f"H{other.x - GAP:.1f}C{other.x - bend:.1f} {lane:.1f} {other.x - bend:.1f} {to:.1f} {other.x:.1f} {to:.1f}"
    )
