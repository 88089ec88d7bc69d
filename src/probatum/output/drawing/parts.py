"""What a figure of causes is made of, and how one line of it becomes a box with its text."""

from __future__ import annotations

from dataclasses import dataclass, field

from probatum.output.drawing.letters import wrap
from probatum.output.drawing.shapes import Box, Drawing, Words

SIZE, STEP, SMALL = 13, 17, 11
PAD = 10
ROOT = "Root cause"
SHEET = 980


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its text, whether it is a root cause, the gate under it, the lines below."""

    text: str
    root: bool = False
    gate: str = ""
    branch: str = ""
    below: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """What is to be explained, by which method, and the lines."""

    title: str
    shape: str
    head: str
    head_label: str
    items: tuple[Item, ...] = ()
    branches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A box of a width with wrapped text, not placed yet; `height` is what the text needs."""

    lines: tuple[str, ...]
    width: float
    kind: str = "box"
    mark: str = ""
    height: float = field(init=False, default=0)

    def __post_init__(self) -> None:
        height = len(self.lines) * STEP + 2 * PAD - 3 + (15 if self.mark else 0)
        object.__setattr__(self, "height", height)

    def put(self, drawing: Drawing, *, x: float, y: float) -> None:
        """Place the box with its text."""
        drawing.add(Box(x, y, self.width, self.height, self.kind))
        top = y + PAD + SMALL
        if self.mark:
            drawing.add(Words(x + PAD, top - 1, (self.mark,), "mark", SMALL, STEP))
            top += 15
        drawing.add(Words(x + PAD, top, self.lines, "bold" if self.kind == "head" else "text", SIZE, STEP))


def card(item: Item, *, width: float) -> Card:
    """The box of a line."""
    lines = wrap(item.text, size=SIZE, room=width - 2 * PAD)
    return Card(lines, width, "root" if item.root else "box", ROOT if item.root else "")


def head_card(figure: Figure, *, width: float) -> Card:
    """The box of what is to be explained."""
    return Card(
        wrap(figure.head, size=SIZE, room=width - 2 * PAD, bold=True), width, "head", figure.head_label
    )


def says(figure: Figure) -> str:
    """The sentence that stands for the drawing where it is not seen."""
    lines = _count(figure.items)
    found = "no line yet" if not lines else "1 line" if lines == 1 else f"{lines} lines"
    return f"{figure.title}: {figure.head}, {found}. The lines stand in words below the drawing."


def _count(items: tuple[Item, ...]) -> int:
    return sum(1 + _count(item.below) for item in items)
