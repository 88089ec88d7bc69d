"""Rows of found or linked records, written in Python like those of a table: a search shows fifty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from probatum.web.components import marks
from probatum.web.components.escaping import escaped


def result_rows(results: Iterable[Any] | None) -> SafeString:
    """Write results: icon, number, title, passage found, note, state."""
    return mark_safe("".join(_row(result) for result in results or ()))  # noqa: S308 - each value is escaped below


def _row(result: Mapping[str, Any]) -> str:
    get = result.get
    number = f'<span class="result__number">{escaped(get("number"))}</span>' if get("number") else ""
    snippet = f'<p class="result__snippet">{escaped(get("snippet"))}</p>' if get("snippet") else ""
    meta = f'<p class="result__meta">{escaped(get("meta"))}</p>' if get("meta") else ""
    told = [*(get("badges") or ()), *([get("state")] if get("state") else ())]
    mark = f"<span>{' '.join(_badge(one) for one in told)}</span>" if told else ""
    return (
        f'<li class="result" data-row>{marks.icon(get("icon") or "document")}<div><p>'
        f'<a class="result__title" href="{escaped(get("url"))}" data-row-link>{number}{escaped(get("title"))}</a></p>'
        f"{snippet}{meta}</div>{mark}</li>"
    )


def _badge(one: Mapping[str, Any]) -> str:
    return marks.badge(str(one["label"]), tone=one.get("tone") or "neutral", icon_name=one.get("icon") or "")
