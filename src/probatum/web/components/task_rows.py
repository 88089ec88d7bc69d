"""Rows of the inbox, written in Python like those of a table: a person may have two hundred."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from probatum.web.components import marks
from probatum.web.components.escaping import escaped


def task_rows(tasks: Iterable[Any] | None, *, choosing: bool = False) -> SafeString:
    """Write tasks: what, on which record, for whom, by when, and the button. `choosing` puts a box where it can be signed together."""
    return mark_safe("".join(_row(task, choosing) for task in tasks or ()))  # noqa: S308 - each value is escaped below


def _row(task: Mapping[str, Any], choosing: bool) -> str:
    get = task.get
    choice = choosing and get("act")
    mark = (
        f'<input type="checkbox" name="record" value="{escaped(get("key"))}" form="together"'
        f' aria-label="Choose {escaped(get("name"))}">'
        if choice
        else marks.icon(get("icon") or "inbox")
    )
    number = f"{escaped(get('number'))} · " if get("number") else ""
    who = f" · <strong>{escaped(get('who'))}</strong>" if get("who") else ""
    return (
        f'<li class="task{" task--choice" if choosing else ""}" data-row>{mark}<span class="task__what">'
        f'<a class="task__title" href="{escaped(get("url"))}" data-row-link>{escaped(get("what"))}</a>'
        f'<span class="task__from">{number}{escaped(get("title"))}{who}</span></span>{marks.due(get("due"))}'
        f'<span class="task__act">{_button(task)}</span></li>'
    )


def _button(task: Mapping[str, Any]) -> str:
    if not task.get("button"):
        return ""
    tone = f" button--{escaped(task['tone'])}" if task.get("tone") else ""
    sheet = " data-sheet-link" if task.get("sheet") else ""
    url = escaped(task.get("button_url") or task.get("url"))
    return f'<a class="button{tone} button--small" href="{url}"{sheet}>{escaped(task["button"])}</a>'
