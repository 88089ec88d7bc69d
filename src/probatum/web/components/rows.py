"""Rows of a table: fifty rows of seven cells, written in Python because a template needs ten times as long for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from probatum.web.components.escaping import escaped


def table_rows(table: Any) -> SafeString:
    """Write the rows of ``components/table.html``; what a row and a cell hold is in ``components/README.md``."""
    form = _of(table, "select")
    columns = (_of(table, "columns") or ()) if _of(table, "cards") else ()
    names = [escaped(_of(one, "label")) if _of(one, "named") else "" for one in columns]
    return mark_safe("\n".join(_row(row, form, names) for row in _of(table, "rows") or ()))  # noqa: S308 - each value is escaped below


def _row(row: Any, form: Any, names: Sequence[str]) -> str:
    written = ["<tr data-row>"]
    if form:
        written.append(
            f'<td class="table__select"><input type="checkbox" name="record" value="{escaped(_of(row, "key"))}"'
            f' form="{escaped(form)}" aria-label="Choose {escaped(_of(row, "name"))}"></td>'
        )
    opens = " data-row-link"
    for cell, name in zip(_of(row, "cells") or (), chain(names, repeat("")), strict=False):
        css, url, text = _of(cell, "css"), _of(cell, "url"), escaped(_of(cell, "value"))
        if url:
            text = f'<a href="{escaped(url)}"{opens}>{text}</a>'
            opens = ""
        said = f' class="{escaped(css)}"' if css else ""
        if name and text:
            said += f' data-named="{name}"'
        written.append(f"<td{said}>{text}</td>")
    written.append("</tr>")
    return "".join(written)


def _of(thing: Any, name: str) -> Any:
    if thing.__class__ is dict or isinstance(thing, Mapping):
        return thing.get(name)
    return getattr(thing, name, None)
