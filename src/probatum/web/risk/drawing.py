"""The chart of a risk matrix: places on a 640-wide grid; the template only draws. One sheet for each level of a third dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probatum.quality.risk.plan import LevelPlan, MatrixPlan, Place

WIDTH, LEFT, CELL, FOOT = 640, 150, 44, 46
#: How many characters of 12 px stand in so many pixels.
PER_CHARACTER = 7
#: Cells narrower than this show the place of the result in place of its name; the legend has both.
WIDE = 62


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it is drawn, what it says, and whether it is the one that was chosen."""

    x: int
    y: int
    width: int
    middle: int
    text_y: int
    note_y: int
    text: str
    full: str
    tone: str
    chosen: bool


def chart(plan: MatrixPlan, *, marked: Place | None = None, only_marked: bool = False) -> dict[str, Any]:
    """Context of `risk/chart.html`: the sheets with their cells, the legend, and the same as tables."""
    third = plan.dimensions[2].levels if len(plan.dimensions) > 2 else (None,)
    sheets = [
        _sheet(plan, depth if level else None, level, marked)
        for depth, level in enumerate(third, start=1)
        if not (only_marked and marked and level and depth != marked[2])
    ]
    rows, columns = plan.dimensions[0], plan.dimensions[1]
    return {
        "sheets": sheets,
        "rows_label": rows.label,
        "columns_label": columns.label,
        "height": len(rows.levels) * CELL + FOOT,
        "axis_y": len(rows.levels) * CELL + 40,
        "axis_x": LEFT + (WIDTH - LEFT) // 2,
        "legend": [
            {"at": at, "label": one.label, "tone": one.tone, "path": one.path, "from": one.from_score}
            for at, one in enumerate(plan.results, start=1)
        ],
    }


def _sheet(
    plan: MatrixPlan, depth: int | None, level: LevelPlan | None, marked: Place | None
) -> dict[str, Any]:
    rows, columns = plan.dimensions[0].levels, plan.dimensions[1].levels
    width = (WIDTH - LEFT) // len(columns)
    behind = () if depth is None else (depth,)
    lines = []
    for at in range(len(rows), 0, -1):  # the highest stands on top
        y = (len(rows) - at) * CELL
        cells = [
            _cell(plan, (at, column, *behind), x=LEFT + (column - 1) * width, y=y, width=width, marked=marked)
            for column in range(1, len(columns) + 1)
        ]
        label = rows[at - 1].label
        lines.append(
            {"label": label, "short": _short(label, LEFT - 12), "text_y": y + CELL // 2 + 4, "cells": cells}
        )
    return {
        "title": f"{plan.dimensions[2].label}: {level.label}" if level else "",
        "lines": lines,
        "columns": [
            {
                "label": one.label,
                "short": _short(one.label, width - 4) if width >= WIDE else str(one.score),
                "x": LEFT + at * width + width // 2,
                "y": len(rows) * CELL + 18,
            }
            for at, one in enumerate(columns)
        ],
        "said": _said(plan, marked) if marked and (depth is None or marked[2] == depth) else "",
    }


def _cell(plan: MatrixPlan, place: Place, *, x: int, y: int, width: int, marked: Place | None) -> Cell:
    result = plan.result(place)
    label = plan.results[result - 1].label
    chosen = place == marked
    return Cell(
        x=x + 1,
        y=y + 1,
        width=width - 2,
        middle=x + width // 2,
        text_y=y + CELL // 2 + (-1 if chosen and width >= WIDE else 4),
        note_y=y + CELL // 2 + 14,
        text=_short(label, width - 6) if width >= WIDE else str(result),
        full=label,
        tone=plan.results[result - 1].tone,
        chosen=chosen,
    )


def _said(plan: MatrixPlan, place: Place) -> str:
    levels = ", ".join(
        f"{one.label.lower()} {one.levels[at - 1].label.lower()}"
        for one, at in zip(plan.dimensions, place, strict=True)
    )
    return f"chosen is {levels}: {plan.results[plan.result(place) - 1].label}"


def _short(text: str, pixels: int) -> str:
    most = max(2, pixels // PER_CHARACTER)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def place_of(plan: MatrixPlan, positions: Mapping[str, int]) -> Place:
    """The levels of a rating in the order of the dimensions."""
    return tuple(positions[one.name] for one in plan.dimensions)
