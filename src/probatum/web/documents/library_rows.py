"""What a row of the library shows, on the page and in the file of an export."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from probatum.documents import translation
from probatum.documents.content import NOT_GXP
from probatum.kernel.record import Record
from probatum.web.components import marks
from probatum.web.documents import listing
from probatum.web.paths import reverse

#: What a row shows besides number and title; no record is built for it, and no other column of six tables is read.
SHOWN = {
    "owned_by": "owner__name",
    "site_code": "site__code",
    "site_name": "site__name",
    "of_department": "department__name",
    "next_review": "documents_document__next_review",
    "type": "documents_document__type__name",
    "light": "documents_document__light",
    "major": "documents_document__effective__major",
    "since": "documents_document__effective__effective_at",
}
#: From here on a review is near enough to count the days.
NEAR_DAYS = 90
HEADS = (
    "Number",
    "Title",
    "Version",
    "Type",
    "Department",
    "Processes",
    "Site",
    "Owner",
    "Effective since",
    "Next review",
)


def shown(rows: QuerySet[Record], *, exported: bool = False) -> QuerySet[Record, Any]:
    """The rows with what is shown of each; an export names the processes too."""
    names = {name: F(path) for name, path in SHOWN.items()}
    rows = rows.annotate(**names)
    more: tuple[str, ...] = ()
    if exported:
        held = Q(belongings__until=None)
        codes = StringAgg(
            "belongings__process__code", ", ", filter=held, order_by="belongings__process__code"
        )
        rows, more = rows.annotate(processes=codes), ("processes",)
    return rows.values_list("pk", "number", "title", *names, *more, named=True)


def line(row: Any) -> tuple[Any, ...]:
    """A row of an export."""
    return (
        row.number,
        row.title,
        f"{row.major}.0" if row.major else "",
        row.type,
        row.of_department or "",
        row.processes or "",
        row.site_name or "All sites",
        row.owned_by,
        row.since.isoformat(timespec="seconds") if row.since else "",
        row.next_review or "",
    )


def table(rows: list[Any], sort: listing.Sort, given: QueryDict, *, select: str = "") -> dict[str, Any]:
    """The table; `select` is the form to which the boxes of its rows belong."""

    def column(label: str, name: str) -> dict[str, Any]:
        state = ("descending" if sort.descending else "ascending") if sort.name == name else ""
        return {"label": label, "url": listing.address(given, sort=name), "sorted": state}

    columns = [
        {**column("Number", "number"), "css": "nowrap"},
        column("Title", "title"),
        {"label": "Version", "css": "number", "named": True},
        {"label": "Type"},
        {"label": "Site", "named": True},
        {"label": "Owner", "named": True},
        {**column("Effective since", "effective"), "css": "nowrap", "named": True},
        {"label": "Next review", "css": "nowrap", "named": True},
    ]
    stale = translation.stale_among(row.pk for row in rows) if rows else set()
    return {
        "caption": "Effective documents",
        "select": select,
        "columns": columns,
        "rows": [_row(row, row.pk in stale) for row in rows],
        "cards": True,
    }


def _row(row: Any, stale: bool) -> dict[str, Any]:
    return {
        "key": row.pk,
        "name": row.number,
        "cells": [
            {"value": row.number, "url": reverse("document", args=[row.number]), "css": "nowrap"},
            {"value": _title(row, stale), "css": "table__title"},
            {"value": f"{row.major}.0" if row.major else "", "css": "number"},
            {"value": row.type},
            {"value": row.site_code or "All"},
            {"value": row.owned_by, "css": "nowrap"},
            {"value": marks.day(timezone.localtime(row.since).date()) if row.since else "", "css": "nowrap"},
            {"value": _review(row.next_review), "css": "nowrap"},
        ],
    }


def _title(row: Any, stale: bool) -> Any:
    """The title; what is not GxP (DOC-43), or a translation behind its master (DOC-44), says so in its row."""
    said = [marks.badge(NOT_GXP, tone="muted", icon_name="info")] if row.light else []
    if stale:
        said.append(marks.badge("Stale translation", tone="warn", icon_name="alert"))
    return (
        format_html("{} {}", row.title, format_html_join(" ", "{}", ((one,) for one in said)))
        if said
        else row.title
    )


def _review(day: dt.date | None) -> Any:
    """A review far ahead is only a day; one that comes near says how near."""
    if day is None:
        return ""
    near = (day - timezone.localdate()).days <= NEAR_DAYS
    return marks.due(day) if near else marks.day(day)
