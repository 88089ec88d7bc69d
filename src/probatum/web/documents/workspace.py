"""The workspace: versions that are not in force, by state, for the people who work on them (DOC-24)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents import version
from probatum.documents.content import APPROVED_STATES
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.question import Asked, Question
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record
from probatum.kernel.tally import tally
from probatum.kernel.task import Task
from probatum.web.components import marks
from probatum.web.documents import export, listing
from probatum.web.documents.tabs import list_views, may_create
from probatum.web.paths import reverse
from probatum.web.seen import reader

#: What stands on the line of steps before the version is in force.
IN_THE_MAKING = tuple(
    state.name for state in version.PROCESS.states if state.rail and state.name != "effective"
)
SHOWN = (*IN_THE_MAKING, "discarded")
NEWEST = listing.Sort("changed", ("changed_at", "id"), descending=True)
HEADS = ("Number", "Title", "Version", "State", "Owner", "Site", "Waits for", "Due", "Last change")


@login_required
@require_safe
def workspace(request: HttpRequest) -> HttpResponse:
    """Drafts and versions on their way, newest change first."""
    actor = reader(request)
    query = request.GET.get("q", "")
    found = listing.search_within(_seen(actor), query)
    counted = tally(found.order_by().values("state").annotate(rows=Count("pk")), kind="version")
    counts: Counter[str] = Counter({row["state"]: row["rows"] for row in counted})
    state = request.GET.get("state", "")
    state = state if state in SHOWN else ""
    page = listing.cut(_joined(_in_state(found, state)), NEWEST, request.GET)
    count = counts[state] if state else sum(counts[name] for name in IN_THE_MAKING)
    context = {
        "query": query[: listing.LONGEST_QUERY],
        "chosen": {"state": state} if state else {},
        "views": list_views(actor, current="document-drafts"),
        "states": _states(counts, state, request),
        "table": _table(page.rows),
        "count": count,
        "shown": f"{len(page.rows)} of {count:,} version{'' if count == 1 else 's'}",
        "next_url": listing.address(request.GET, after=str(page.after)) if page.after else "",
        "previous_url": listing.address(request.GET, before=str(page.before)) if page.before else "",
        "export_url": reverse("document-drafts-export") + listing.address(request.GET),
        "may_create": may_create(actor),
        "narrowed": bool(state or query),
    }
    return render(request, "documents/workspace.html", context)


@login_required
@require_safe
def workspace_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as shown, all pages, as CSV."""
    actor = reader(request)
    found = listing.search_within(_seen(actor), request.GET.get("q", ""))
    state = request.GET.get("state", "")
    rows = _joined(_in_state(found, state if state in SHOWN else ""))
    ordered = list(listing.order(rows, NEWEST)[: export.MOST_ROWS])
    waiting = _waiting(ordered)
    note_list_taken(actor, what="workspace", rows=len(ordered), narrowed=request.GET.urlencode())
    name = f"documents in the making {timezone.localdate():%Y-%m-%d}.csv"
    return export.csv_response(name, heads=HEADS, lines=(_line(row, waiting[row.pk]) for row in ordered))


def _seen(actor: Person) -> QuerySet[Record]:
    return visible(actor, "version").filter(state__in=SHOWN)


def _in_state(rows: QuerySet[Record], state: str) -> QuerySet[Record]:
    return rows.filter(state=state) if state else rows.filter(state__in=IN_THE_MAKING)


#: What a row shows; no record is built for it.
SHOWN_COLUMNS = ("pk", "number", "title", "state", "changed_at")
JOINED = {
    "document": "documents_version__document__record__number",
    "major": "documents_version__major",
    "minor": "documents_version__draft__minor",
    "owned_by": "owner__name",
    "site_name": "site__name",
}
#: Whom a version waits for and by when, of the rows shown only.
_WAITING = Question(
    lambda: (
        Task.objects.filter(closed_at=None, record_id__any=Asked("records"))
        .order_by("due", "id")
        .values_list("record_id", "person__name", "due")
    )
)
Waiting = dict[int, list[tuple[str, dt.date | None]]]


def _joined(rows: QuerySet[Record]) -> QuerySet[Record, Any]:
    names: dict[str, Any] = {name: F(path) for name, path in JOINED.items()}
    return rows.annotate(**names).values_list(*SHOWN_COLUMNS, *names, named=True)


def _waiting(rows: list[Any]) -> Waiting:
    found: Waiting = {row.pk: [] for row in rows}
    for record, person, due in _WAITING.ask(records=list(found)) if found else ():
        found[record].append((person, due))
    return found


def _label(row: Any, *, none: str) -> str:
    """The version as `Version.label` writes it."""
    if row.state in APPROVED_STATES:
        return f"{row.major}.0"
    return none if row.minor is None else f"{row.major - 1}.{row.minor}"


def _states(counts: Counter[str], state: str, request: HttpRequest) -> list[dict[str, Any]]:
    process = process_of("version")
    shown = [
        {
            "label": "All in the making",
            "url": listing.address(request.GET, state=""),
            "current": not state,
            "count": sum(counts[name] for name in IN_THE_MAKING),
        }
    ]
    for name in SHOWN:
        if counts[name] or name == state:
            shown.append(
                {
                    "label": process.state(name).label,
                    "url": listing.address(request.GET, state=name),
                    "current": name == state,
                    "count": counts[name],
                }
            )
    return shown


def _line(row: Any, asked: list[tuple[str, dt.date | None]]) -> tuple[Any, ...]:
    return (
        row.document,
        row.title,
        _label(row, none=f"{row.major}.0, no draft yet"),
        process_of("version").state(row.state).label,
        row.owned_by,
        row.site_name or "All sites",
        ", ".join(person for person, _ in asked),
        next((due for _, due in asked if due), ""),
        row.changed_at.isoformat(timespec="seconds"),
    )


def _table(rows: list[Any]) -> dict[str, Any]:
    waiting = _waiting(rows)
    columns = [
        {"label": "Number", "css": "nowrap"},
        {"label": "Title"},
        {"label": "Version", "css": "number", "named": True},
        {"label": "State"},
        {"label": "Owner", "named": True},
        {"label": "Waits for", "named": True},
        {"label": "Due", "css": "nowrap", "named": True},
        {"label": "Last change", "css": "nowrap", "named": True},
    ]
    caption = "Versions in the making"
    return {
        "caption": caption,
        "columns": columns,
        "rows": [_row(row, waiting[row.pk]) for row in rows],
        "cards": True,
    }


def _row(row: Any, asked: list[tuple[str, dt.date | None]]) -> dict[str, Any]:
    state = process_of("version").state(row.state)
    due = next((due for _, due in asked if due), None)
    return {
        "key": row.pk,
        "name": row.document,
        "cells": [
            {
                "value": row.document,
                "url": reverse("document-version", args=[row.document, row.major]),
                "css": "nowrap",
            },
            {"value": row.title, "css": "table__title"},
            {"value": _label(row, none="–"), "css": "number"},
            {"value": marks.badge(state.label, tone=state.tone, icon_name=state.icon)},
            {"value": row.owned_by},
            {"value": ", ".join(person for person, _ in asked)},
            {"value": marks.due(due) if due else "", "css": "nowrap"},
            {"value": marks.when(row.changed_at, short=True), "css": "nowrap"},
        ],
    }
