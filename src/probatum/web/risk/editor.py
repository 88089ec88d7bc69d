"""The editor of a risk matrix: a plain form of cells, from a plan and back; what is typed is never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from probatum.quality.risk.plan import (
    FEWEST_LEVELS,
    FEWEST_RESULTS,
    MOST_CELLS,
    MOST_LEVELS,
    MOST_RESULTS,
    DimensionPlan,
    Fault,
    LevelPlan,
    MatrixPlan,
    ResultPlan,
)
from probatum.quality.risk.proposal import proposed
from probatum.quality.risk.scale import DIMENSIONS, METHODS, PATHS, TABLE, TONES

LEVELS = range(FEWEST_LEVELS, MOST_LEVELS + 1)
RESULTS = range(FEWEST_RESULTS, MOST_RESULTS + 1)
_NAMES = re.compile(
    r"(?:method|results_count|act|cell_\d+_\d+(?:_\d+)?|result_\d+_(?:label|tone|path|from)"
    r"|(?:severity|likelihood|detectability)_(?:count|label|\d+_(?:label|anchor|score)))"
)


def is_known(name: str) -> bool:
    """Whether a field belongs to the editor."""
    return _NAMES.fullmatch(name) is not None


def values_of(plan: MatrixPlan) -> dict[str, str]:
    """What the fields hold for a plan."""
    values = {"method": plan.method, "results_count": str(len(plan.results)), "detectability_count": "0"}
    for one in plan.dimensions:
        values |= {f"{one.name}_count": str(len(one.levels)), f"{one.name}_label": one.label}
        for at, level in enumerate(one.levels, start=1):
            where = f"{one.name}_{at}"
            values |= {f"{where}_label": level.label, f"{where}_anchor": level.anchor}
            values[f"{where}_score"] = str(level.score)
    for at, result in enumerate(plan.results, start=1):
        where = f"result_{at}"
        values |= {f"{where}_label": result.label, f"{where}_tone": result.tone, f"{where}_path": result.path}
        values[f"{where}_from"] = "" if result.from_score is None else str(result.from_score)
    for place, result_at in plan.cells.items():
        values[_cell_name(place)] = str(result_at)
    return values


def counts_of(values: Mapping[str, str]) -> dict[str, int]:
    """How many levels each dimension in use has, within bounds."""
    counts = {}
    for name in DIMENSIONS:
        wanted = _whole(values.get(f"{name}_count"), 0)
        if name != "detectability" or wanted:
            counts[name] = min(max(wanted, FEWEST_LEVELS), MOST_LEVELS)
    return counts


def resized(values: Mapping[str, str]) -> dict[str, str]:
    """The fields after the size was changed: what was typed stays, what is new gets a proposal."""
    counts = counts_of(values)
    method = values.get("method", TABLE)
    most = 1
    for count in counts.values():
        most *= count
    plan = proposed(counts=counts, method=method if most <= MOST_CELLS else "product")
    return {**values_of(plan), **values, "method": plan.method if most > MOST_CELLS else method}


def plan_of(values: Mapping[str, str]) -> MatrixPlan:
    """The plan that the fields say; what is missing or no number becomes empty or 0, and is named by `plan.faults`."""
    method = values.get("method", TABLE)
    dimensions = tuple(
        DimensionPlan(name, _text(values, f"{name}_label", 60), _levels(values, name, count))
        for name, count in counts_of(values).items()
    )
    many = min(max(_whole(values.get("results_count"), 0), FEWEST_RESULTS), MOST_RESULTS)
    results = tuple(
        ResultPlan(
            _text(values, f"result_{at}_label", 60),
            values.get(f"result_{at}_tone", ""),
            values.get(f"result_{at}_path", ""),
            None if method == TABLE else _whole(values.get(f"result_{at}_from"), None),
        )
        for at in range(1, many + 1)
    )
    plan = MatrixPlan(method, dimensions, results)
    if method != TABLE:
        return plan
    cells = {place: _whole(values.get(_cell_name(place)), 0) for place in plan.places()}
    return replace(plan, cells=cells)


def _levels(values: Mapping[str, str], name: str, count: int) -> tuple[LevelPlan, ...]:
    return tuple(
        LevelPlan(
            _text(values, f"{name}_{at}_label", 60),
            _text(values, f"{name}_{at}_anchor", 300),
            _whole(values.get(f"{name}_{at}_score"), 0),
        )
        for at in range(1, count + 1)
    )


def _text(values: Mapping[str, str], name: str, most: int) -> str:
    return " ".join(values.get(name, "").replace("\x00", "").split())[:most]


def _whole(text: str | None, otherwise: Any) -> Any:
    given = (text or "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 6 else otherwise


def _cell_name(place: tuple[int, ...]) -> str:
    return "cell_" + "_".join(map(str, place))


@dataclass(frozen=True, slots=True)
class Editor:
    """What the template draws: fields with their values, names for the ear, and faults."""

    values: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def box(self, name: str, said: str) -> dict[str, str]:
        """One field of text or number."""
        return {
            "name": name,
            "value": self.values.get(name, ""),
            "said": said,
            "error": dict(self.faults).get(name, ""),
        }

    def choice(self, name: str, said: str, choices: Any) -> dict[str, Any]:
        """One field to choose from."""
        chosen = self.values.get(name, "")
        options = [
            {"value": str(value), "label": label, "chosen": str(value) == chosen} for value, label in choices
        ]
        return {**self.box(name, said), "options": options}

    @property
    def by_table(self) -> bool:
        return self.values.get("method", TABLE) == TABLE

    @property
    def size(self) -> list[dict[str, Any]]:
        """How many levels and results there are, and how a result is found."""
        found = [
            self.choice(
                f"{name}_count",
                f"Levels of {label.lower()}",
                [*([(0, "Not used")] if name == "detectability" else []), *((n, n) for n in LEVELS)],
            )
            for name, label in DIMENSIONS.items()
        ]
        found.append(self.choice("results_count", "Results", [(n, n) for n in RESULTS]))
        found.append(self.choice("method", "How a result is found", METHODS))
        return found

    @property
    def dimensions(self) -> list[dict[str, Any]]:
        """Each dimension in use with the rows of its levels, from low to high."""
        return [
            {
                "name": self.box(f"{name}_label", f"Name of dimension {DIMENSIONS[name].lower()}"),
                "label": self.values.get(f"{name}_label", "") or DIMENSIONS[name],
                "rows": [self._level(name, at) for at in range(1, count + 1)],
            }
            for name, count in counts_of(self.values).items()
        ]

    def _level(self, name: str, at: int) -> dict[str, Any]:
        where, what = f"{name}_{at}", f"level {at} of {name}"
        return {
            "at": at,
            "score": self.box(f"{where}_score", f"Score of {what}"),
            "label": self.box(f"{where}_label", f"Name of {what}"),
            "anchor": self.box(f"{where}_anchor", f"When {what} is chosen"),
        }

    @property
    def results(self) -> list[dict[str, Any]]:
        """The rows of the results, from low to high."""
        return [
            {
                "at": at,
                "label": self.box(f"result_{at}_label", f"Name of result {at}"),
                "tone": self.choice(f"result_{at}_tone", f"Colour of result {at}", TONES),
                "path": self.choice(f"result_{at}_path", f"What result {at} asks for", PATHS),
                "start": self.box(f"result_{at}_from", f"Smallest product of result {at}"),
            }
            for at in range(1, _whole(self.values.get("results_count"), FEWEST_RESULTS) + 1)
        ]

    @property
    def sheets(self) -> Iterator[dict[str, Any]]:
        """The cells, by level of the third dimension where there is one; rows of severity from high to low."""
        counts = counts_of(self.values)
        results = [(at, self._named("result", at)) for at in range(1, len(self.results) + 1)]
        for depth in range(1, counts.get("detectability", 1) + 1):
            behind = (depth,) if "detectability" in counts else ()
            yield {
                "title": self._named("detectability", depth) if behind else "",
                "columns": [self._named("likelihood", at) for at in range(1, counts["likelihood"] + 1)],
                "rows": [
                    {
                        "label": self._named("severity", row),
                        "cells": [
                            self._cell((row, column, *behind), results)
                            for column in range(1, counts["likelihood"] + 1)
                        ],
                    }
                    for row in range(counts["severity"], 0, -1)
                ],
            }

    def _cell(self, place: tuple[int, ...], results: list[tuple[int, str]]) -> dict[str, Any]:
        said = f"{self._named('severity', place[0])} and {self._named('likelihood', place[1])}"
        if len(place) > 2:
            said += f" and {self._named('detectability', place[2])}"
        return self.choice(_cell_name(place), said, results)

    def _named(self, what: str, at: int) -> str:
        return self.values.get(f"{what}_{at}_label", "").strip() or f"{what.capitalize()} {at}"
