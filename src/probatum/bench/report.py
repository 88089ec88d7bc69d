"""The figures as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def table(results: Sequence[dict[str, Any]]) -> str:
    """Every figure on a line; for pages a line a page, and the growth between the sizes."""
    parts = []
    for result in results:
        heading = f"\n{result['name']}, {result['size']}"
        told = _pages(result["figures"]) if "pages" in result["figures"] else _plain(result["figures"])
        parts.append("\n".join([heading, *told]))
    for name in dict.fromkeys(result["name"] for result in results if "pages" in result["figures"]):
        parts += _growth([result for result in results if result["name"] == name])
    return "\n".join(parts)


def _plain(figures: dict[str, Any]) -> list[str]:
    flat = dict(_flat(figures))
    width = max(map(len, flat))
    return [
        f"  {name:<{width}}  {value:>14,.4g}"
        if isinstance(value, float)
        else f"  {name:<{width}}  {value:>14,}"
        for name, value in flat.items()
    ]


def _flat(figures: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from ((f"{name}, {inner}", one) for inner, one in value.items())
        else:
            yield name, value


def _pages(figures: dict[str, Any]) -> list[str]:
    lines = [f"  {'page':<32}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'queries':>9}{'ratio':>8}"]
    for name, told in figures["pages"].items():
        lines.append(
            f"  {name:<32}{told['p50_ms']:>9.1f}{told['p95_ms']:>9.1f}{told['cpu_ms']:>9.1f}{told['queries']:>9}{told['ratio']:>8.1f}"
        )
    return [*lines, *_plain({name: value for name, value in figures.items() if name != "pages"})]


def _growth(results: list[dict[str, Any]]) -> list[str]:
    """How much longer a page takes with more records, by its ratio to the floor of its own run."""
    if len(results) < 2:
        return []
    first, last = results[0], results[-1]
    lines = [f"\ngrowth, {first['size']} to {last['size']}"]
    for name, told in first["figures"]["pages"].items():
        then = last["figures"]["pages"][name]
        lines.append(
            f"  {name:<32} cpu {then['cpu_ms'] / told['cpu_ms']:>6.2f}  p50 {then['p50_ms'] / told['p50_ms']:>6.2f}"
        )
    return ["\n".join(lines)]
