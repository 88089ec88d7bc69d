"""The columns of a work list: what a row shows on the page, and the same as plain text for a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from probatum.kernel.process import process_of
from probatum.kernel.worklist import WorkList
from probatum.web import anatomy, pages
from probatum.web.components import marks
from probatum.web.documents import listing
from probatum.web.worklists.asking import SORTS, Asked

#: name in the address -> heading; number and title are always shown
COLUMNS = {
    "kind": "Kind",
    "state": "State",
    "owner": "Owner",
    "site": "Site",
    "department": "Department",
    "due": "Due",
    "age": "Age",
    "changed": "Last change",
}
USUAL = ("kind", "state", "owner", "due", "age")
#: what stands beside the reason why something is not needed, which takes the room
OF_WAIVED = ("kind", "state", "owner")
WHY_NOT = "why_not"


def columns(worklist: WorkList) -> dict[str, str]:
    """Every column that a list can show."""
    return {**COLUMNS, **{one.name: one.label for one in worklist.aspects}}


def chosen_columns(asked: Asked) -> list[str]:
    """The columns chosen in the address, in our order; what was waived brings its reason."""
    aspects = [one.name for one in asked.worklist.aspects]
    usual = [*USUAL, *aspects] if asked.waived is None else [*OF_WAIVED, *aspects[:1]]
    wanted = asked.parameters.getlist("columns") or usual
    found = [name for name in columns(asked.worklist) if name in wanted]
    return [*found, WHY_NOT] if asked.waived is not None else found


def headings(asked: Asked, shown: list[str]) -> list[str]:
    """What stands over the columns."""
    known = {**columns(asked.worklist), WHY_NOT: "Why not"}
    return ["Number", "Title", *(known[name] for name in shown)]


def table(asked: Asked, rows: list[Any], shown: list[str], parameters: QueryDict) -> dict[str, Any]:
    """Context of the component `table`."""

    def head(label: str, name: str) -> dict[str, Any]:
        named = name not in ("number", "title", "state")
        if name not in SORTS:
            return {"label": label, "named": named}
        sort = asked.sort
        state = ("descending" if sort.descending else "ascending") if sort.name == name else ""
        url = listing.address(parameters, sort=name)
        return {"label": label, "named": named, "url": url, "sorted": state}

    names = ["number", "title", *shown]
    labels = headings(asked, shown)
    return {
        "caption": asked.worklist.label,
        "columns": [head(label, name) for label, name in zip(labels, names, strict=True)],
        "cards": True,
        "rows": [_row(asked, row, shown) for row in rows],
    }


def _row(asked: Asked, row: Any, shown: list[str]) -> dict[str, Any]:
    cells = [
        {"value": marked(asked, row, name), "css": _CSS.get(name, "nowrap" if name in COLUMNS else "")}
        for name in shown
    ]
    return {
        "key": row.pk,
        "name": row.number,
        "cells": [
            {"value": row.number, "url": pages.page_of(row), "css": "nowrap"},
            {"value": row.title, "css": "table__title"},
            *cells,
        ],
    }


_CSS = {WHY_NOT: "table__title"}


def marked(asked: Asked, row: Any, name: str) -> Any:
    """A value as the page shows it."""
    if name == "state":
        state = anatomy.state_mark(process_of(row.kind).state(row.state))
        return marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])
    if name == "due":
        over = process_of(row.kind).state(row.state).final
        return marks.due(row.due, done=over) if row.due else ""
    if name == "changed":
        return marks.when(row.changed_at, short=True)
    return plain(asked, row, name)


def plain(asked: Asked, row: Any, name: str) -> str:
    """A value as text."""
    known: dict[str, Callable[[], str]] = {
        "kind": lambda: process_of(row.kind).label,
        "state": lambda: process_of(row.kind).state(row.state).label,
        "owner": lambda: row.owned_by,
        "site": lambda: row.site_name or "All sites",
        "department": lambda: row.of_department or "",
        "due": lambda: row.due.isoformat() if row.due else "",
        "age": lambda: age_text(row),
        "changed": lambda: row.changed_at.isoformat(timespec="seconds"),
        WHY_NOT: lambda: row.why_not or "",
    }
    if name in known:
        return known[name]()
    aspect = next(one for one in asked.worklist.aspects if one.name == name)
    value = getattr(row, name)
    return dict(aspect.words).get(value, value or aspect.none)


def age_text(row: Any) -> str:
    """How long a record has been open; nothing for one that has ended."""
    if process_of(row.kind).state(row.state).final:
        return ""
    days = (timezone.now().astimezone(dt.UTC).date() - row.opened_at.astimezone(dt.UTC).date()).days
    return f"{days} day{'' if days == 1 else 's'}"
