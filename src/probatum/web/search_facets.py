"""What narrows a search: chips with counts, made of the matches that the person may see and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from probatum.kernel.process import process_of, registered
from probatum.kernel.search import Facet
from probatum.kernel.searching import Found, counted, facets

#: Of very many values, such as owners, those that most hits have.
MOST = 30


def chosen_of(parameters: QueryDict) -> dict[str, str]:
    """The facets chosen in the address."""
    found = {facet.name: parameters.get(facet.name, "").replace("\x00", "")[:120] for facet in facets()}
    return {name: value for name, value in found.items() if value}


def facets_of(found: Found, parameters: QueryDict, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Context of the component `facets`: each way to narrow that would leave something out, or that is chosen."""
    shown = []
    for facet in facets():
        now = chosen.get(facet.name, "")
        values = _values(found, facet)
        if len(values) < 2 and not now:
            continue
        options = [
            {
                "label": label,
                "count": count,
                "url": _address(parameters, **{facet.name: "" if key == now else key}),
                "chosen": key == now,
            }
            for key, (label, count) in values
        ]
        label = next((option["label"] for option in options if option["chosen"]), _label(facet, now, now))
        shown.append({"label": facet.label, "chosen": label if now else "", "choices": options})
    return shown


def clear_url(parameters: QueryDict, chosen: Mapping[str, str]) -> str:
    """The search without its filters; empty where none is chosen."""
    return _address(parameters, **dict.fromkeys(chosen, "")) if chosen else ""


def exact_url(parameters: QueryDict) -> str:
    """The search for exactly what was typed."""
    return _address(parameters, exactly="1")


def count_url(parameters: QueryDict) -> str:
    """The search in which everything that matches is counted."""
    return _address(parameters, count="all")


def _values(found: Found, facet: Facet) -> list[tuple[str, tuple[str, int]]]:
    """Each value with its label and count, by label; states of several kinds that read the same are counted together."""
    rows: dict[str, tuple[str, int]] = {}
    for (key, text), count in counted(found.rows, facet).most_common(MOST):
        rows[key] = (_label(facet, key, text), rows.get(key, ("", 0))[1] + count)
    return sorted(rows.items(), key=lambda one: one[1][0].casefold())


def _label(facet: Facet, key: str, text: str) -> str:
    if facet.name == "kind":
        return next((process.plural for process in registered(key)), key)
    if facet.name == "state":
        known = (process_of(process.kind).by_name.get(key) for process in registered())
        return next((state.label for state in known if state is not None), key)
    return text


def _address(parameters: QueryDict, **changes: str) -> str:
    kept = {key: value for key, value in parameters.items() if key not in ("exactly", "count")}
    return "?" + urlencode({key: value for key, value in {**kept, **changes}.items() if value})
