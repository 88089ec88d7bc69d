"""The generic list of a kind, derived from its process: facets with counts, sorting, pages by key, columns, export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from probatum.kernel.authz import visible
from probatum.kernel.process import Process, registered
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record
from probatum.kernel.words import inside
from probatum.web import anatomy, pages
from probatum.web.components import marks
from probatum.web.documents import export, listing
from probatum.web.paths import reverse
from probatum.web.seen import reader

FACETS = (
    listing.Facet("state", "State", "state", "state", "No state"),
    listing.Facet("site", "Site", "site__code", "site__name", "All sites"),
    listing.Facet("department", "Department", "department__code", "department__name", "No department"),
)
OWNER = listing.Facet("owner", "Owner", "owner__username", "owner__name", "Nobody")
SORTS = {
    "changed": listing.Sort("changed", ("changed_at", "id"), descending=True),
    "number": listing.Sort("number", ("number",)),
    "title": listing.Sort("title", ("title", "id")),
    "due": listing.Sort("due", ("due_or_never", "id")),
}
#: name in the address -> heading; number and title are always shown
COLUMNS = {
    "state": "State",
    "owner": "Owner",
    "site": "Site",
    "department": "Department",
    "due": "Due",
    "changed": "Last change",
}
#: What a row may show; no record is built for it, and the other columns of four tables are not read.
SHOWN = ("pk", "uuid", "kind", "number", "title", "state", "due", "changed_at")
JOINED = {"owned_by": "owner__name", "site_name": "site__name", "of_department": "department__name"}
USUAL = ("state", "owner", "site", "due", "changed")


@login_required
@require_GET
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """The records of a kind that the person may see."""
    process = _process(kind)
    sort = _sort(request, kind)
    chosen = listing.chosen_of(request.GET, (*FACETS, OWNER))
    found = listing.search_within(visible(reader(request), kind), request.GET.get("q", ""))
    of_owner = listing.narrow(found, (OWNER,), chosen)
    counted = listing.combinations(of_owner, FACETS, kind=kind)
    owners = listing.frequent(listing.narrow(found, FACETS, chosen), OWNER, kind=kind)
    page = listing.cut(_shown(listing.narrow(of_owner, FACETS, chosen)), sort, request.GET)
    count = listing.total(
        counted, FACETS, {name: value for name, value in chosen.items() if name != OWNER.name}
    )
    shown, labels = columns_of(request, kind), _labels(kind)
    noun = process.label if count == 1 else process.plural
    around = pages.around_list(reader(request), kind)
    context = {
        "process": process,
        "query": request.GET.get("q", "")[: listing.LONGEST_QUERY],
        "chosen": chosen,
        "sort": sort.name,
        "facets": _facets(process, counted, owners, chosen, request) if counted else [],
        "clear_url": listing.address(request.GET, **dict.fromkeys(chosen, "")) if chosen else "",
        "table": _table(process, page.rows, sort, shown, request),
        "columns": [{"name": name, "label": label, "on": name in shown} for name, label in labels.items()],
        "count": count,
        "shown": f"{len(page.rows)} of {count:,} {inside(noun)}",
        "next_url": listing.address(request.GET, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(request.GET, before=str(page.before)) if page.before else "",
        "tabs": around.get("tabs", []),
        "begin": around.get("begin"),
        "empty": around.get("empty", "Records that you may see appear in this list."),
        "actions": [
            *([{**around["begin"], "icon": "plus", "tone": "primary"}] if around.get("begin") else []),
            {
                "label": "Export CSV",
                "icon": "download",
                "url": reverse("record-list-export", args=[kind]) + listing.address(request.GET),
            },
        ],
        "narrowed": bool(chosen or request.GET.get("q")),
        "kept": {
            key: value for key, value in request.GET.items() if key not in ("columns", "after", "before")
        },
    }
    return render(request, "records/list.html", context)


@login_required
@require_GET
def records_csv(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as shown, all pages, as CSV; the ledger keeps who took it."""
    process = _process(kind)
    actor = reader(request)
    chosen = listing.chosen_of(request.GET, (*FACETS, OWNER))
    found = listing.search_within(visible(actor, kind), request.GET.get("q", ""))
    rows = listing.order(_shown(listing.narrow(found, (*FACETS, OWNER), chosen)), _sort(request, kind))
    taken = list(rows[: export.MOST_ROWS])
    note_list_taken(actor, what=process.plural, rows=len(taken), narrowed=request.GET.urlencode())
    shown, labels = columns_of(request, kind), _labels(kind)
    heads = ["Number", "Title", *(labels[name] for name in shown)]
    given = _given(kind, taken, shown)
    lines = (
        [record.number, record.title, *(_plain(process, record, name, given) for name in shown)]
        for record in taken
    )
    return export.csv_response(
        f"{process.plural} {timezone.localdate():%Y-%m-%d}.csv", heads=heads, lines=lines
    )


def _process(kind: str) -> Process:
    process = next(registered(kind), None)
    if process is None:
        raise Http404("There is no such kind of record.")
    return process


def _sort(request: HttpRequest, kind: str) -> listing.Sort:
    usual = SORTS[pages.sort_of(kind) or "changed"]
    return SORTS.get(request.GET.get("sort", ""), usual)


def columns_of(request: HttpRequest, kind: str) -> list[str]:
    """The columns chosen in the address, in our order; what is no column is left out. Those of areas are usual for their kinds."""
    given = pages.columns_for(kind)
    usual = [name for name in USUAL if not given or name != "changed"]  # they stand in its place
    wanted = request.GET.getlist("columns") or [*usual, *given]
    return [name for name in _labels(kind) if name in wanted]


def _labels(kind: str) -> dict[str, str]:
    """Every column of the list of a kind by name; the last change stands last."""
    given = {name: label for name, (label, _) in pages.columns_for(kind).items()}
    own = {name: label for name, label in COLUMNS.items() if name != "changed"}
    return {**own, **given, "changed": COLUMNS["changed"]}


def _given(kind: str, rows: list[Any], shown: list[str]) -> dict[str, dict[int, str]]:
    """What the columns of areas show of some rows; one question each, and only for a column that is shown."""
    known = pages.columns_for(kind)
    return {name: known[name][1]([row.pk for row in rows]) for name in shown if name in known}


def _shown(rows: QuerySet[Record]) -> QuerySet[Record, Any]:
    names: dict[str, Any] = {name: F(path) for name, path in JOINED.items()}
    rows = rows.alias(due_or_never=Coalesce("due", Value(dt.date.max)))  # what is not due comes last
    return rows.annotate(**names).values_list(*SHOWN, *names, named=True)


def _facets(
    process: Process,
    counted: list[dict[str, Any]],
    owners: list[dict[str, Any]],
    chosen: dict[str, str],
    request: HttpRequest,
) -> list[dict[str, Any]]:
    few = {name: value for name, value in chosen.items() if name != OWNER.name}
    shown = listing.choices(counted, FACETS, few, request.GET)
    own = {name: value for name, value in chosen.items() if name == OWNER.name}
    shown[2:2] = listing.choices(owners, (OWNER,), own, request.GET)
    states = shown[0]
    for choice in states["choices"]:
        choice["label"] = process.state(choice["label"]).label
    if chosen.get("state") in process.by_name:
        states["chosen"] = process.state(chosen["state"]).label
    return [facet for facet in shown if len(facet["choices"]) > 1 or facet["chosen"]]


def _table(
    process: Process, rows: list[Any], sort: listing.Sort, shown: list[str], request: HttpRequest
) -> dict[str, Any]:
    def head(label: str, name: str) -> dict[str, Any]:
        if name not in SORTS:
            return {"label": label}
        state = ("descending" if sort.descending else "ascending") if sort.name == name else ""
        return {"label": label, "url": listing.address(request.GET, sort=name), "sorted": state}

    heads = [head("Number", "number"), head("Title", "title")]
    labels, given = _labels(process.kind), _given(process.kind, rows, shown)
    heads += [{**head(labels[name], name), "named": name != "state"} for name in shown]
    return {
        "caption": process.plural,
        "columns": heads,
        "cards": True,
        "rows": [
            {
                "key": record.pk,
                "name": record.number,
                "cells": [
                    {"value": record.number, "url": pages.page_of(record), "css": "nowrap"},
                    {"value": record.title, "css": "table__title"},
                    *(_cell(process, record, name, given) for name in shown),
                ],
            }
            for record in rows
        ],
    }


def _cell(process: Process, record: Any, name: str, given: dict[str, dict[int, str]]) -> dict[str, Any]:
    """One cell; what areas show may be long, so it wraps."""
    css = "" if name in given else "nowrap"
    return {"value": _marked(process, record, name, given), "css": css}


def _marked(process: Process, record: Any, name: str, given: dict[str, dict[int, str]]) -> Any:
    if name == "state":
        state = anatomy.state_mark(process.state(record.state))
        return marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"])
    if name == "due":
        return marks.due(record.due, done=process.state(record.state).final) if record.due else ""
    if name == "changed":
        return marks.when(record.changed_at, short=True)
    return _plain(process, record, name, given)


def _plain(process: Process, record: Any, name: str, given: dict[str, dict[int, str]]) -> str:
    if name in given:
        return given[name].get(record.pk, "")
    known: dict[str, Callable[[], str]] = {
        "state": lambda: process.state(record.state).label,
        "owner": lambda: record.owned_by,
        "site": lambda: record.site_name or "All sites",
        "department": lambda: record.of_department or "",
        "due": lambda: record.due.isoformat() if record.due else "",
        "changed": lambda: record.changed_at.isoformat(timespec="seconds"),
    }
    return known[name]()
