"""Items of a menu, written in Python: each has many keys it may lack, and a template pays dearly for every missing one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from probatum.web.components.escaping import escaped
from probatum.web.components.marks import icon

EMPTY = SafeString("")
CHOSEN = ' aria-current="true"'


def menu_items(items: Iterable[Any] | None, *, csrf_token: str = "") -> SafeString:
    """Write the items of a menu; what an item holds is in ``components/README.md``."""
    return mark_safe("".join(_item(item, csrf_token) for item in items or ()))  # noqa: S308 - each item escapes itself


def facet_choices(choices: Iterable[Any] | None) -> SafeString:
    """Write the choices of a filter with their counts."""
    return mark_safe("".join(map(_choice, choices or ())))  # noqa: S308 - each value is escaped below


def _choice(choice: Any) -> str:
    chosen = _of(choice, "chosen")
    return (
        f'<li><a class="menu__item" href="{escaped(_of(choice, "url"))}"{CHOSEN if chosen else ""}>'
        f"{icon('check') if chosen else ''}<span>{escaped(_of(choice, 'label'))}</span>"
        f'<span class="facets__count">{escaped(_of(choice, "count"))}</span></a></li>'
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
    if thing.__class__ is dict or isinstance(thing, Mapping):
        return thing.get(name)
    return getattr(thing, name, None)
