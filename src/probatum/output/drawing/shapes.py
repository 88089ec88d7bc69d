"""What a drawing consists of: boxes, strokes and words, each of a named kind; and their SVG for the page or for paper.

On the page a kind is a class that the style sheet colours, light and dark. On paper the paints below stand in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

#: kind -> attributes on paper
PAPER: dict[str, str] = {
    "box": 'fill="#ffffff" stroke="#5b636d" stroke-width="1"',
    "head": 'fill="#eef1f4" stroke="#1b1f24" stroke-width="1.5"',
    "root": 'fill="#ffffff" stroke="#1b1f24" stroke-width="2.5"',
    "branch": 'fill="#eef1f4" stroke="#5b636d" stroke-width="1"',
    "quiet": 'fill="#ffffff" stroke="#b9bfc6" stroke-width="1" stroke-dasharray="4 3"',
    "line": 'fill="none" stroke="#5b636d" stroke-width="1.2"',
    "spine": 'fill="none" stroke="#1b1f24" stroke-width="2.5"',
    "gate": 'fill="#ffffff" stroke="#1b1f24" stroke-width="1.4"',
    "text": 'fill="#1b1f24"',
    "bold": 'fill="#1b1f24" font-weight="700"',
    "mark": 'fill="#1b1f24" font-weight="700"',
    "soft": 'fill="#5b636d"',
}
FACES = "Libertinus Serif, DejaVu Sans, Noto Serif CJK SC, sans-serif"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    kind: str = "box"
    radius: float = 6


@dataclass(frozen=True, slots=True)
class Stroke:
    """A path in the notation of SVG, turned by so many degrees about a point where one is given."""

    path: str
    kind: str = "line"
    turn: float = 0
    about: tuple[float, float] = (0, 0)


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text below each other; x and y are where the first one begins (or ends, or has its middle)."""

    x: float
    y: float
    lines: tuple[str, ...]
    kind: str = "text"
    size: float = 13
    step: float = 17
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Linked:
    """Shapes that lead to an address, and what a screen reader says of them; on paper only the shapes."""

    href: str
    says: str
    shapes: tuple[Box | Stroke | Words, ...]


Shape = Box | Stroke | Words | Linked


@dataclass(slots=True)
class Drawing:
    """A sheet of so much width and height with shapes on it, and the sentence that says what it shows."""

    says: str
    width: float = 0
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        self.shapes.extend(shapes)

    def svg(self, *, name: str = "", paper: bool = False) -> str:
        """The drawing as SVG: with classes for a page, with paints and a font of its own for paper."""
        wide, high = _number(self.width), _number(self.height)
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        if paper:
            head += f' font-family="{FACES}"'
        else:
            role = "group" if any(isinstance(one, Linked) for one in self.shapes) else "img"
            head += f' class="drawing__sheet{f" drawing__sheet--{name}" if name else ""}" role="{role}" aria-label="{escape(self.says)}"'
        return f"{head}>{''.join(_written(one, paper=paper) for one in self.shapes)}</svg>"


def _written(shape: Shape, *, paper: bool) -> str:
    if isinstance(shape, Linked):
        inside = "".join(_written(one, paper=paper) for one in shape.shapes)
        if paper:
            return inside
        return f'<a href="{escape(shape.href)}" aria-label="{escape(shape.says)}">{inside}</a>'
    paint = PAPER[shape.kind] if paper else f'class="drawing__{shape.kind}"'
    if isinstance(shape, Box):
        place = f'x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.width)}" height="{_number(shape.height)}"'
        return f'<rect {place} rx="{_number(shape.radius)}" {paint}/>'
    if isinstance(shape, Stroke):
        x, y = shape.about
        turned = f' transform="rotate({_number(shape.turn)} {_number(x)} {_number(y)})"' if shape.turn else ""
        return f'<path d="{shape.path}" {paint}{turned}/>'
    return _words(shape, paint)


def _words(shape: Words, paint: str) -> str:
    x = _number(shape.x)
    lines = "".join(
        f'<tspan x="{x}" y="{_number(shape.y + at * shape.step)}">{escape(line)}</tspan>'
        for at, line in enumerate(shape.lines)
    )
    anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
    return f'<text font-size="{_number(shape.size)}"{anchor} {paint}>{lines}</text>'


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
