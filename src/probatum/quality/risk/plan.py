"""The contents of a risk matrix as plain values: what it says of each combination of levels, and what is wrong with it.

Editor, chart, comparison and signature read the same values; the database knows them as the rows of an edition.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from probatum.quality.risk.scale import DIMENSIONS, PATHS, TABLE, TONES

#: Places in the order of the dimensions, each from 1 (low).
Place = tuple[int, ...]
FEWEST_LEVELS, MOST_LEVELS = 2, 10
FEWEST_RESULTS, MOST_RESULTS = 2, 6
#: A table larger than this is no table that anybody checks; thresholds say the same.
MOST_CELLS = 200
HIGHEST_SCORE = 1000


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """One level: its name, its score, and the words that say when it is chosen."""

    label: str
    anchor: str
    score: int


@dataclass(frozen=True, slots=True)
class DimensionPlan:
    """One dimension with its levels, from low to high."""

    name: str
    label: str
    levels: tuple[LevelPlan, ...]


@dataclass(frozen=True, slots=True)
class ResultPlan:
    """One result; where products decide, the smallest product that gives it."""

    label: str
    tone: str
    path: str
    from_score: int | None = None


@dataclass(frozen=True, slots=True)
class MatrixPlan:
    """A matrix: dimensions, results from low to high, and where a table decides the result (from 1) of each place."""

    method: str
    dimensions: tuple[DimensionPlan, ...]
    results: tuple[ResultPlan, ...]
    cells: Mapping[Place, int] = field(default_factory=dict)

    def places(self) -> Iterator[Place]:
        """Every combination of levels."""
        return itertools.product(*(range(1, len(one.levels) + 1) for one in self.dimensions))

    def score(self, place: Place) -> int:
        """The product of the scores of the levels at a place."""
        levels = (one.levels[at - 1] for one, at in zip(self.dimensions, place, strict=True))
        return math.prod(level.score for level in levels)

    def result(self, place: Place) -> int:
        """The place of the result (from 1) of a combination of levels. Raises KeyError for a cell that says none."""
        if self.method == TABLE:
            return self.cells[place]
        reached = [at for at, one in enumerate(self.results, start=1) if self.score(place) >= _from(one)]
        return max(reached, default=1)


def _from(result: ResultPlan) -> int:
    return result.from_score if result.from_score is not None else HIGHEST_SCORE**3 + 1


def as_data(plan: MatrixPlan) -> dict[str, Any]:
    """The contents as a signature is bound to them: texts and whole numbers only."""
    return {
        "method": plan.method,
        "dimensions": [
            [one.name, one.label, [[level.score, level.label, level.anchor] for level in one.levels]]
            for one in plan.dimensions
        ],
        "results": [
            [one.label, one.tone, one.path, "" if one.from_score is None else one.from_score]
            for one in plan.results
        ],
        "cells": [[list(place), plan.cells[place]] for place in sorted(plan.cells)],
    }


# --- What is wrong with it: the field of the editor, and a sentence ---
Fault = tuple[str, str]


def faults(plan: MatrixPlan) -> list[Fault]:
    """Everything that keeps the contents from being saved."""
    found = [*_faults_of_shape(plan)]
    if not found:
        found += [*_faults_of_levels(plan), *_faults_of_results(plan)]
    if not found:
        found += _faults_of_cells(plan) if plan.method == TABLE else _faults_of_thresholds(plan)
    return found


def _faults_of_shape(plan: MatrixPlan) -> Iterator[Fault]:
    names = [one.name for one in plan.dimensions]
    if names not in (list(DIMENSIONS)[:2], list(DIMENSIONS)):
        yield "", "Give the matrix severity and likelihood, and detectability where you use it."
    for one in plan.dimensions:
        if not FEWEST_LEVELS <= len(one.levels) <= MOST_LEVELS:
            yield f"{one.name}_count", f"Give {one.label} {FEWEST_LEVELS} to {MOST_LEVELS} levels."
    if not FEWEST_RESULTS <= len(plan.results) <= MOST_RESULTS:
        yield "results_count", f"Give the matrix {FEWEST_RESULTS} to {MOST_RESULTS} results."
    cells = math.prod(len(one.levels) for one in plan.dimensions)
    if plan.method == TABLE and cells > MOST_CELLS:
        yield "method", f"Use thresholds here: a table would have {cells} cells, more than {MOST_CELLS}."


def _faults_of_levels(plan: MatrixPlan) -> Iterator[Fault]:
    for one in plan.dimensions:
        if not one.label.strip():
            yield f"{one.name}_label", "Enter a name for the dimension."
        labels = [level.label.strip().casefold() for level in one.levels]
        for at, level in enumerate(one.levels, start=1):
            where = f"{one.name}_{at}"
            if not level.label.strip():
                yield f"{where}_label", f"Enter a name for level {at} of {one.label}."
            elif labels.count(level.label.strip().casefold()) > 1:
                yield f"{where}_label", f"Enter another name; two levels of {one.label} have this one."
            if not level.anchor.strip():
                yield f"{where}_anchor", f"Say when level {at} of {one.label} is chosen."
            if not 1 <= level.score <= HIGHEST_SCORE:
                yield f"{where}_score", f"Enter a score from 1 to {HIGHEST_SCORE}."
            elif at > 1 and level.score <= one.levels[at - 2].score:
                yield f"{where}_score", f"Enter a higher score than that of level {at - 1}."


def _faults_of_results(plan: MatrixPlan) -> Iterator[Fault]:
    order = [value for value, _ in PATHS]
    labels = [one.label.strip().casefold() for one in plan.results]
    for at, one in enumerate(plan.results, start=1):
        if not one.label.strip():
            yield f"result_{at}_label", f"Enter a name for result {at}."
        elif labels.count(one.label.strip().casefold()) > 1:
            yield f"result_{at}_label", "Enter another name; two results have this one."
        if one.tone not in dict(TONES):
            yield f"result_{at}_tone", "Choose a colour."
        if one.path not in order:
            yield f"result_{at}_path", "Choose what the result asks for."
        elif at > 1 and order.index(one.path) < order.index(plan.results[at - 2].path):
            yield f"result_{at}_path", "Choose at least what the result before it asks for."


def _faults_of_cells(plan: MatrixPlan) -> Iterator[Fault]:
    for place in plan.places():
        if not 1 <= plan.cells.get(place, 0) <= len(plan.results):
            yield "cell_" + "_".join(map(str, place)), "Choose a result for each cell."


def _faults_of_thresholds(plan: MatrixPlan) -> Iterator[Fault]:
    lowest = plan.score((1,) * len(plan.dimensions))
    highest = plan.score(tuple(len(one.levels) for one in plan.dimensions))
    before = 0
    for at, one in enumerate(plan.results, start=1):
        where = f"result_{at}_from"
        if one.from_score is None:
            yield where, "Enter from which product on it holds."
            return
        if at == 1 and one.from_score > lowest:
            yield where, f"Enter {lowest} or less, so that every product has a result."
        elif at > 1 and not before < one.from_score <= highest:
            yield where, f"Enter a whole number above {before}, up to {highest}."
        before = one.from_score


def falls(plan: MatrixPlan) -> list[tuple[Place, Place]]:
    """Neighbours where one level more gives a lower result: allowed, and shown to who approves."""
    found = []
    for place in plan.places():
        for axis, one in enumerate(plan.dimensions):
            if place[axis] < len(one.levels):
                above = (*place[:axis], place[axis] + 1, *place[axis + 1 :])
                if plan.result(above) < plan.result(place):
                    found.append((place, above))
    return found
