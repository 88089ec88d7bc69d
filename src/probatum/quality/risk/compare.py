"""What differs between two versions of a risk matrix, in words: each pair of before and after with what it is about."""

from __future__ import annotations

from collections.abc import Iterator

from probatum.quality.risk.plan import DimensionPlan, MatrixPlan, Place
from probatum.quality.risk.scale import METHODS, PATHS, TABLE, TONES

Change = dict[str, str]


def differences(before: MatrixPlan, after: MatrixPlan) -> list[Change]:
    """Every word, score, threshold and cell that is not the same; an empty side was not there."""
    return [
        *_pair("How a result is found", dict(METHODS)[before.method], dict(METHODS)[after.method]),
        *_dimensions(before, after),
        *_results(before, after),
        *_places(before, after),
    ]


def _pair(label: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield {"label": label, "old": old, "new": new}


def _dimensions(before: MatrixPlan, after: MatrixPlan) -> Iterator[Change]:
    old = {one.name: one for one in before.dimensions}
    new = {one.name: one for one in after.dimensions}
    for name in dict.fromkeys([*old, *new]):
        left, right = old.get(name), new.get(name)
        yield from _pair("Dimension", left.label if left else "", right.label if right else "")
        label = (right or left).label  # type: ignore[union-attr]
        most = max(len(one.levels) if one else 0 for one in (left, right))
        for at in range(1, most + 1):
            yield from _pair(f"{label}, level {at}", _level(left, at), _level(right, at))


def _level(dimension: DimensionPlan | None, at: int) -> str:
    if dimension is None or at > len(dimension.levels):
        return ""
    level = dimension.levels[at - 1]
    return f"{level.label} (score {level.score}): {level.anchor}"


def _results(before: MatrixPlan, after: MatrixPlan) -> Iterator[Change]:
    for at in range(1, max(len(before.results), len(after.results)) + 1):
        yield from _pair(f"Result {at}", _result(before, at), _result(after, at))


def _result(plan: MatrixPlan, at: int) -> str:
    if at > len(plan.results):
        return ""
    one = plan.results[at - 1]
    start = "" if plan.method == TABLE or one.from_score is None else f", from {one.from_score}"
    return f"{one.label} ({dict(TONES)[one.tone].lower()}, {dict(PATHS)[one.path].lower()}{start})"


def _places(before: MatrixPlan, after: MatrixPlan) -> Iterator[Change]:
    """Where the same combination gives another result; only while the dimensions have as many levels as before."""
    shapes = [[(one.name, len(one.levels)) for one in plan.dimensions] for plan in (before, after)]
    if shapes[0] != shapes[1]:
        return
    for place in after.places():
        old, new = (plan.results[plan.result(place) - 1].label for plan in (before, after))
        yield from _pair(_told(after, place), old, new)


def _told(plan: MatrixPlan, place: Place) -> str:
    return " × ".join(
        f"{one.label} {one.levels[at - 1].label.lower()}"
        for one, at in zip(plan.dimensions, place, strict=True)
    )
