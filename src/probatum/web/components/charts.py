"""Charts: places numbers on the 640-wide grid of ``components/chart.html``; the template only draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROW = 28
TRACK = 400


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, how many, and the list it opens."""

    label: str
    value: int
    url: str
    y: int
    text_y: int
    width: int


def bars(counts: Iterable[tuple[str, int, str]]) -> dict[str, object]:
    """Lay out (label, value, url) rows; the result is context for ``components/chart.html``."""
    rows = list(counts)
    largest = max((value for _, value, _ in rows), default=0) or 1
    laid = [
        Bar(
            label=label,
            value=value,
            url=url,
            y=at * ROW + 8,
            text_y=at * ROW + 19,
            width=round(TRACK * value / largest),
        )
        for at, (label, value, url) in enumerate(rows)
    ]
    return {"bars": laid, "height": len(laid) * ROW + 4}
