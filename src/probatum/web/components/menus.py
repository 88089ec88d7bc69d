"""Items of a menu, written in Python: each has many keys it may lack, and a template pays dearly for every missing one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from probatum.web.components.marks import icon

EMPTY = SafeString("")


def menu_items(items: Iterable[Any] | None, *, csrf_token: str = "") -> SafeString:
    """Write the items of a menu; what an item holds is in ``components/README.md``."""
    return mark_safe("".join(_item(item, csrf_token) for item in items or ()))  # noqa: S308 - each item escapes itself


def facet_choices(choices: Iterable[Any] | None) -> SafeString:
    """Write the choices of a filter with their counts."""
    return format_html_join(
        "",
        '<li><a class="menu__item" href="{}"{}>{}<span>{}</span><span class="facets__count">{}</span></a></li>',
        (
            (
                _of(choice, "url"),
                SafeString(' aria-current="true"') if _of(choice, "chosen") else EMPTY,
                icon("check") if _of(choice, "chosen") else EMPTY,
                _of(choice, "label"),
                _or_empty(_of(choice, "count")),
            )
            for choice in choices or ()
        ),
    )


def _item(item: Any, csrf_token: str) -> SafeString:
    if _of(item, "rule"):
        return SafeString('<li class="menu__rule" role="presentation"></li>')
    drawn = icon(_of(item, "icon")) if _of(item, "icon") else EMPTY
    if why_not := _of(item, "why_not"):
        text = _text(_of(item, "label"), why_not)
        return format_html(
            '<li><span class="menu__item" aria-disabled="true">{}{}</span></li>', drawn or icon("lock"), text
        )
    tone = SafeString(" menu__item--danger") if _of(item, "danger") else EMPTY
    inside = format_html("{}{}", drawn, _text(_of(item, "label"), _of(item, "help")))
    if not _of(item, "post"):
        sheet = SafeString(" data-sheet-link") if _of(item, "sheet") else EMPTY
        return format_html(
            '<li><a class="menu__item{}" href="{}"{}>{}</a></li>',
            tone,
            _or_empty(_of(item, "url")),
            sheet,
            inside,
        )
    named = (
        format_html(' name="{}" value="{}"', _of(item, "name"), _or_empty(_of(item, "value")))
        if _of(item, "name")
        else EMPTY
    )
    return format_html(
        '<li><form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="menu__item{}"{}>{}</button></form></li>',
        _or_empty(_of(item, "url")),
        csrf_token,
        tone,
        named,
        inside,
    )


def _text(label: Any, note: Any) -> SafeString:
    small = format_html("<small>{}</small>", note) if note else EMPTY
    return format_html('<span class="menu__text"><span>{}</span>{}</span>', label, small)


def _or_empty(value: Any) -> Any:
    return "" if value is None else value


def _of(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
