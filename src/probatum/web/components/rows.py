"""Rows of a table: fifty rows of seven cells, written in Python because a template needs ten times as long for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from probatum.web.components.escaping import escaped


def table_rows(table: Any) -> SafeString:
    """Write the rows of ``components/table.html``; what a row and a cell hold is in ``components/README.md``."""
    form = _of(table, "select")
    return mark_safe("\n".join("".join(_row(row, form)) for row in _of(table, "rows") or ()))  # noqa: S308 - each value is escaped below


def _row(row: Any, form: Any) -> Iterator[str]:
    yield "<tr data-row>"
    if form:
        yield (
            f'<td class="table__select"><input type="checkbox" name="record" value="{escaped(_of(row, "key"))}"'
            f' form="{escaped(form)}" aria-label="Choose {escaped(_of(row, "name"))}"></td>'
        )
    opens = True
    for cell in _of(row, "cells") or ():
        value, url, css = _of(cell, "value"), _of(cell, "url"), _of(cell, "css")
        yield f'<td class="{escaped(css)}">' if css else "<td>"
        text = escaped(value)
        if url:
            yield f'<a href="{escaped(url)}"{" data-row-link" if opens else ""}>{text}</a>'
            opens = False
        else:
            yield text
        yield "</td>"
    yield "</tr>"


def _of(thing: Any, name: str) -> Any:
    if thing.__class__ is dict or isinstance(thing, Mapping):
        return thing.get(name)
    return getattr(thing, name, None)
