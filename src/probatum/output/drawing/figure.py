"""A figure of causes as plain data, and which way of drawing its shape has: wide for a desk and paper, narrow for a phone."""

from __future__ import annotations

from dataclasses import dataclass

from probatum.output.drawing import bones, outline, steps, tree
from probatum.output.drawing.parts import Figure, Item
from probatum.output.drawing.shapes import Drawing

__all__ = ["Figure", "Item", "Sheets", "draw"]

_WIDE = {"tree": tree.draw, "gates": tree.draw, "bones": bones.draw, "steps": steps.draw}


@dataclass(frozen=True, slots=True)
class Sheets:
    """The same figure for a desk and for a phone."""

    wide: Drawing
    narrow: Drawing


def draw(figure: Figure) -> Sheets:
    """Draw a figure both ways. Raises KeyError for a shape that nobody draws."""
    return Sheets(_WIDE[figure.shape](figure), outline.draw(figure))
