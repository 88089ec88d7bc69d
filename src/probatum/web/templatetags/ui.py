"""Template tags for the small marks: ``{% load ui %}``. What each takes is in ``components/README.md``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from probatum.web.components import kept as keeping
from probatum.web.components import marks, menus, rows
from probatum.web.components import result_rows as result_lines
from probatum.web.components import task_rows as task_lines

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon: ``{% icon "inbox" %}``, ``{% icon "lock" "small" %}``."""
    return marks.icon(name, size=size)


@register.simple_tag
def badge(label: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """Say a state: ``{% badge "In review" "info" %}``, ``{% badge state.label state.tone state.icon %}``."""
    return marks.badge(str(label), tone=tone or "neutral", icon_name=icon)


@register.simple_tag
def when(value: datetime | None, short: bool = False) -> SafeString:
    """Show a moment in the reader's zone: ``{% when act.at %}``, ``{% when act.at short=True %}``."""
    return marks.when(value or None, short=short)


@register.simple_tag
def day(value: date | None) -> SafeString:
    """Show a calendar day: ``{% day version.effective_on %}``."""
    return marks.day(value or None)


@register.simple_tag
def due(value: date | datetime | None, done: bool = False) -> SafeString:
    """Show a due day with the days left: ``{% due task.due %}``."""
    return marks.due(value or None, done=done)


@register.simple_tag
def avatar(name: object) -> SafeString:
    """Draw initials: ``{% avatar person.name %}``."""
    return marks.avatar(str(name))


@register.simple_tag
def person(name: object) -> SafeString:
    """Show initials and printed name: ``{% person owner.name %}``."""
    return marks.person(str(name))


@register.simple_tag
def fingerprint(digest: str | None) -> SafeString:
    """Show a short SHA-256 with a copy button: ``{% fingerprint file.sha256 %}``."""
    return marks.fingerprint(digest)


@register.simple_tag(takes_context=True)
def kept(context: template.Context, part: str, values: Any) -> SafeString:
    """Write a part of the frame that seldom changes: ``{% kept "components/shell_nav.html" shell.framed %}``."""
    return keeping.kept(part, values or {}, csrf_token=str(context.get("csrf_token") or ""))


@register.simple_tag
def table_rows(table: object) -> SafeString:
    """Write the rows of a table; only ``components/table.html`` needs it."""
    return rows.table_rows(table)


@register.simple_tag
def task_rows(tasks: Iterable[Any], choosing: object = False) -> SafeString:
    """Write the rows of an inbox: ``{% task_rows band.tasks acts %}`` puts a box before what can be signed together."""
    return task_lines.task_rows(tasks, choosing=bool(choosing))


@register.simple_tag
def result_rows(results: Iterable[Any]) -> SafeString:
    """Write found or linked records; only ``components/results.html`` needs it."""
    return result_lines.result_rows(results)


@register.simple_tag(takes_context=True)
def menu_items(context: template.Context, items: Iterable[object]) -> SafeString:
    """Write the items of a menu: ``{% menu_items others %}`` inside a ``<ul class="menu__list">``."""
    return menus.menu_items(items or (), csrf_token=str(context.get("csrf_token") or ""))


@register.simple_tag
def facet_choices(choices: Iterable[object]) -> SafeString:
    """Write the choices of a filter; only ``components/facets.html`` needs it."""
    return menus.facet_choices(choices or ())


@register.filter
def size(count: int | None) -> str:
    """Write a file size: ``{{ file.size|size }}``."""
    return marks.size_text(count)


@register.filter
def day_chosen(field: BoundField) -> str:
    """The day in a date field, as it is written everywhere else; empty for none or what is no day."""
    return marks.day_told(field.value())


@register.filter
def shape(field: BoundField) -> str:
    """Say how the field partial lays a field out: line, choice (one checkbox), choices, file, hidden."""
    kinds = {
        "checkbox": "choice",
        "radioselect": "choices",
        "checkboxselectmultiple": "choices",
        "file": "file",
        "clearablefile": "file",
        "severalfiles": "file",
        "pictures": "file",
    }
    return "hidden" if field.is_hidden else kinds.get(field.widget_type, "line")


@register.filter
def tone(message_tags: str) -> str:
    """Turn the tags of a Django message into a tone of ours."""
    tones = {"success": "good", "warning": "warn", "error": "danger", "debug": "neutral"}
    return next((tones[tag] for tag in message_tags.split() if tag in tones), "info")
