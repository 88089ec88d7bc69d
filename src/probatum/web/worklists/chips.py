"""The facets of a work list as chips, with counts and in words."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from probatum.kernel.worklist import WorkList
from probatum.web.documents import listing
from probatum.web.worklists.asking import AGE, AGES, DUE, DUE_IN, KIND, STATE, Asked


def words_of(worklist: WorkList) -> dict[str, dict[str, str]]:
    """Facet -> value -> what people read; a state has one label in every kind that has it."""
    states = {state.name: state.label for process in worklist.processes for state in process.states}
    return {
        KIND.name: {process.kind: process.label for process in worklist.processes},
        STATE.name: states,
        DUE.name: dict(DUE_IN),
        AGE.name: dict(AGES),
        **{one.name: dict(one.words) for one in worklist.aspects},
    }


def chips(asked: Asked, parameters: QueryDict) -> tuple[list[dict[str, Any]], int]:
    """The chips, each counted under the choices of the others, and how many rows are left."""
    words = words_of(asked.worklist)
    shown: list[dict[str, Any]] = []
    count = 0
    for place, group in enumerate(asked.groups):
        counted = asked.counted(group)
        own = {facet.name: asked.chosen[facet.name] for facet in group if facet.name in asked.chosen}
        if place == 0:
            count = listing.total(counted, group, own)
        for facet, chip in zip(group, listing.choices(counted, group, own, parameters), strict=True):
            shown.append(_worded(chip, words.get(facet.name, {}), asked.chosen.get(facet.name, "")))
    return [chip for chip in shown if len(chip["choices"]) > 1 or chip["chosen"]], count


def _worded(chip: dict[str, Any], words: dict[str, str], chosen: str) -> dict[str, Any]:
    """The same chip with words for its values, in their order."""
    if not words:
        return chip
    order = list(words)
    choices = sorted(
        chip["choices"], key=lambda one: order.index(one["label"]) if one["label"] in order else len(order)
    )
    for choice in choices:
        choice["label"] = words.get(choice["label"], choice["label"])
    return {**chip, "choices": choices, "chosen": words.get(chosen, chip["chosen"]) if chosen else ""}
