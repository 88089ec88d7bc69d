"""The library: effective documents only, for every reader (DOC-24); facets, search within, pages by key, export."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from probatum.documents import translation
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record
from probatum.web.components import marks
from probatum.web.documents import export, listing
from probatum.web.documents.tabs import list_views, may_create
from probatum.web.paths import reverse
from probatum.web.seen import reader

FACETS = (
    listing.Facet(
        "type", "Type", "documents_document__type__code", "documents_document__type__name", "No type"
    ),
    listing.Facet("department", "Department", "department__code", "department__name", "No department"),
    listing.Facet("site", "Site", "site__code", "site__name", "All sites"),
)
SORTS = {
    "number": listing.Sort("number", ("number",)),
    "title": listing.Sort("title", ("title", "id")),
    "effective": listing.Sort(
        "effective", ("documents_document__effective__effective_at", "id"), descending=True
    ),
}
#: What a row shows besides number and title; no record is built for it, and no other column of six tables is read.
SHOWN = {
    "owned_by": "owner__name",
    "site_code": "site__code",
    "site_name": "site__name",
    "of_department": "department__name",
    "next_review": "documents_document__next_review",
    "type": "documents_document__type__name",
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
    "Site",
    "Owner",
    "Effective since",
    "Next review",
)


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every effective document the person may read."""
    actor = reader(request)
    sort = SORTS.get(request.GET.get("sort", ""), SORTS["number"])
    chosen = listing.chosen_of(request.GET, FACETS)
    query = request.GET.get("q", "")
    found = listing.search_within(effective_documents(actor), query)
    counted = listing.combinations(found, FACETS, kind="document")
    rows = listing.narrow(found, FACETS, chosen)
    only_stale = request.GET.get("stale") == "1"
    if only_stale:
        rows = rows.filter(translation.stale())
    page = listing.cut(_shown(rows), sort, request.GET)
    count = rows.count() if only_stale else listing.total(counted, FACETS, chosen)
    context = {
        "query": query[: listing.LONGEST_QUERY],
        "chosen": chosen | ({"stale": "1"} if only_stale else {}),
        "sort": sort.name,
        "views": list_views(actor, current="documents"),
        "facets": listing.choices(counted, FACETS, chosen, request.GET) if counted else [],
        "clear_url": listing.address(request.GET, **dict.fromkeys(chosen, "")) if chosen else "",
        "table": _table(page.rows, sort, request),
        "count": count,
        "shown": f"{len(page.rows)} of {count:,} document{'' if count == 1 else 's'}",
        "next_url": listing.address(request.GET, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(request.GET, before=str(page.before)) if page.before else "",
        "export_url": reverse("documents-export") + listing.address(request.GET),
        "may_create": may_create(actor),
        "narrowed": bool(chosen or query or only_stale),
        "stale_url": listing.address(request.GET, stale="" if only_stale else "1"),
        "only_stale": only_stale,
    }
    return render(request, "documents/library.html", context)


@login_required
@require_safe
def library_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, all pages, as CSV; the ledger keeps who took it."""
    actor = reader(request)
    chosen = listing.chosen_of(request.GET, FACETS)
    found = listing.search_within(effective_documents(actor), request.GET.get("q", ""))
    rows = listing.narrow(found, FACETS, chosen)
    if request.GET.get("stale") == "1":
        rows = rows.filter(translation.stale())
    sort = SORTS.get(request.GET.get("sort", ""), SORTS["number"])
    ordered = list(listing.order(_shown(rows), sort)[: export.MOST_ROWS])
    note_list_taken(actor, what="library", rows=len(ordered), narrowed=request.GET.urlencode())
    name = f"documents {timezone.localdate():%Y-%m-%d}.csv"
    return export.csv_response(name, heads=HEADS, lines=(_line(record) for record in ordered))


def effective_documents(actor: Person) -> QuerySet[Record]:
    """What the library holds for a person: effective documents only, whatever else the person may see."""
    return visible(actor, "document").filter(state="effective")


def _shown(rows: QuerySet[Record]) -> QuerySet[Record, Any]:
    names = {name: F(path) for name, path in SHOWN.items()}
    rows = rows.annotate(stale=translation.stale(), **names)
    return rows.values_list("pk", "number", "title", "stale", *names, named=True)


def _line(row: Any) -> tuple[Any, ...]:
    return (
        row.number,
        row.title,
        f"{row.major}.0" if row.major else "",
        row.type,
        row.of_department or "",
        row.site_name or "All sites",
        row.owned_by,
        row.since.isoformat(timespec="seconds") if row.since else "",
        row.next_review or "",
    )


def _table(rows: list[Any], sort: listing.Sort, request: HttpRequest) -> dict[str, Any]:
    def column(label: str, name: str) -> dict[str, Any]:
        state = ("descending" if sort.descending else "ascending") if sort.name == name else ""
        return {"label": label, "url": listing.address(request.GET, sort=name), "sorted": state}

    columns = [
        {**column("Number", "number"), "css": "nowrap"},
        column("Title", "title"),
        {"label": "Version", "css": "number"},
        {"label": "Type"},
        {"label": "Site"},
        {"label": "Owner"},
        {**column("Effective since", "effective"), "css": "nowrap"},
        {"label": "Next review", "css": "nowrap"},
    ]
    return {
        "caption": "Effective documents",
        "columns": columns,
        "rows": [_row(row) for row in rows],
        "cards": True,
    }


def _row(row: Any) -> dict[str, Any]:
    return {
        "key": row.pk,
        "name": row.number,
        "cells": [
            {"value": row.number, "url": reverse("document", args=[row.number]), "css": "nowrap"},
            {"value": _title(row), "css": "table__title"},
            {"value": f"{row.major}.0" if row.major else "", "css": "number"},
            {"value": row.type},
            {"value": row.site_code or "All"},
            {"value": row.owned_by, "css": "nowrap"},
            {"value": marks.day(timezone.localtime(row.since).date()) if row.since else "", "css": "nowrap"},
            {"value": _review(row.next_review), "css": "nowrap"},
        ],
    }


def _title(row: Any) -> Any:
    """The title; a translation behind its master says so in its row (DOC-44)."""
    if not row.stale:
        return row.title
    return format_html("{} {}", row.title, marks.badge("Stale translation", tone="warn", icon_name="alert"))


def _review(day: dt.date | None) -> Any:
    """A review far ahead is only a day; one that comes near says how near."""
    if day is None:
        return ""
    near = (day - timezone.localdate()).days <= NEAR_DAYS
    return marks.due(day) if near else marks.day(day)
