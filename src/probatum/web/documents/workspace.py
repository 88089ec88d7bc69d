"""The workspace: versions that are not in force, by state, for the people who work on them (DOC-24)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents import version
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record
from probatum.kernel.task import Task
from probatum.web.components import marks
from probatum.web.documents import export, listing
from probatum.web.documents.addresses import version_url
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
    counts: Counter[str] = Counter(dict(found.order_by().values_list("state").annotate(rows=Count("pk"))))
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
    note_list_taken(actor, what="workspace", rows=len(ordered), narrowed=request.GET.urlencode())
    name = f"documents in the making {timezone.localdate():%Y-%m-%d}.csv"
    return export.csv_response(name, heads=HEADS, lines=(_line(record) for record in ordered))


def _seen(actor: Person) -> QuerySet[Record]:
    return visible(actor, "version").filter(state__in=SHOWN)


def _in_state(rows: QuerySet[Record], state: str) -> QuerySet[Record]:
    return rows.filter(state=state) if state else rows.filter(state__in=IN_THE_MAKING)


def _joined(rows: QuerySet[Record]) -> QuerySet[Record]:
    tasks = (
        Task.objects.filter(closed_at=None).select_related("person").order_by("due", "id")
    )  # of records seen
    return rows.select_related(
        "owner", "site", "documents_version__document__record", "documents_version__draft__version"
    ).prefetch_related(Prefetch("tasks", queryset=tasks, to_attr="asked"))


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


def _line(record: Record) -> tuple[Any, ...]:
    found = record.documents_version
    asked = record.asked  # type: ignore[attr-defined]
    return (
        found.document.record.number,
        record.title,
        found.label,
        process_of(record).state(record.state).label,
        record.owner.name,
        record.site.name if record.site else "All sites",
        ", ".join(task.person.name for task in asked),
        next((task.due for task in asked if task.due), ""),
        record.changed_at.isoformat(timespec="seconds"),
    )


def _table(rows: list[Record]) -> dict[str, Any]:
    columns = [
        {"label": "Number", "css": "nowrap"},
        {"label": "Title"},
        {"label": "Version", "css": "number"},
        {"label": "State"},
        {"label": "Owner"},
        {"label": "Waits for"},
        {"label": "Due", "css": "nowrap"},
        {"label": "Last change", "css": "nowrap"},
    ]
    caption = "Versions in the making"
    return {"caption": caption, "columns": columns, "rows": [_row(row) for row in rows], "cards": True}


def _row(record: Record) -> dict[str, Any]:
    found = record.documents_version
    asked = record.asked  # type: ignore[attr-defined]
    state = process_of(record).state(record.state)
    due = next((task.due for task in asked if task.due), None)
    number = found.document.record.number
    return {
        "key": record.pk,
        "name": number,
        "cells": [
            {"value": number, "url": version_url(found), "css": "nowrap"},
            {"value": record.title, "css": "table__title"},
            {"value": found.label if found.draft else "–", "css": "number"},
            {"value": marks.badge(state.label, tone=state.tone, icon_name=state.icon)},
            {"value": record.owner.name},
            {"value": ", ".join(task.person.name for task in asked)},
            {"value": marks.due(due) if due else "", "css": "nowrap"},
            {"value": marks.when(record.changed_at, short=True), "css": "nowrap"},
        ],
    }
