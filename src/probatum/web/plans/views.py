"""The page on which a plan is written: all lines in one form, saved together, each fault at its cell."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.body import body_of
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.opening import may_open
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.quality.capa.capa import KIND
from probatum.quality.capa.planning import write_plan
from probatum.quality.capa.plans import is_planned, may_plan
from probatum.quality.capa.rows import HEADS, PlanFaulty, Row
from probatum.web.forms.moves import refuse_unknown
from probatum.web.paths import reverse
from probatum.web.plans import showing
from probatum.web.plans.columns import Grid
from probatum.web.refusals import status_of
from probatum.web.seen import note_seen, reader, seen
from probatum.web.views.records import frame

Lines = dict[str, list[Row]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The plan of a record: read by everybody who sees it, written by who plans it while it is open."""
    record = seen(request, uuid)
    if not is_planned(record.kind):
        raise Http404("Such a record has no plan.")
    actor = reader(request)
    kept = showing.lines_of(actor, record)
    if request.method != "POST":
        note_seen(request, record)
        return _page(request, record, showing.with_blanks(record, kept))
    may_plan(actor, record).or_refuse()
    lines = _typed(request.POST, record, kept)
    if (kind := request.POST.get("add", "")) in lines:
        lines[kind] = showing.extended(lines[kind], _grid(record, kind), by=1)
        return _page(request, record, lines, added=kind)
    try:
        write_plan(
            actor, record, [row for rows in lines.values() for row in rows], based_on=_based_on(request.POST)
        )
    except PlanFaulty as refusal:
        return _page(request, record, lines, refusal=refusal, faults=refusal.faults, status=400)
    except Refused as refusal:
        return _page(request, record, lines, refusal=refusal, status=status_of(refusal))
    messages.success(request, "Plan: saved.")
    return redirect(reverse("plan", args=[record.uuid]))


def _grid(record: Record, kind: str) -> Grid:
    return next(grid for grid in showing.grids_for(record) if grid.kind == kind)


def _based_on(sent: QueryDict) -> int:
    typed = sent.get("based_on", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _typed(sent: QueryDict, record: Record, kept: Lines) -> Lines:
    """The lines as they were typed; those that have begun stay as they are kept. Raises Refused for a forged form."""
    known = {"based_on", "add", *(f"{grid.kind}-count" for grid in showing.grids_for(record))}
    found: Lines = {}
    for grid in showing.grids_for(record):
        typed = sent.get(f"{grid.kind}-count", "0")
        count = min(int(typed), showing.MOST) if typed.isdecimal() and len(typed) < 4 else 0
        rows = []
        for place in range(1, max(count, len(kept[grid.kind])) + 1):
            names = {column.name: f"{grid.kind}-{place}-{column.name}" for column in grid.columns}
            known |= set(names.values())
            mine = kept[grid.kind][place - 1] if place <= len(kept[grid.kind]) else None
            if mine is not None and showing.is_locked(mine):
                rows.append(mine)
                continue
            cells = {name: sent.get(sent_name, "") for name, sent_name in names.items()}
            rows.append(Row(grid.kind, place, cells, mine.record if mine else None))
        found[grid.kind] = rows
    refuse_unknown(sent, known)
    return found


def _raise_url(actor: Person, record: Record) -> str:
    """Where a CAPA is raised for a record in which it is decided whether one is needed."""
    if not hasattr(body_of(record), "capa_needed") or not may_open(actor, KIND, site=record.site):
        return ""
    return reverse("capa-raise", args=[record.uuid])


def _first_cell(record: Record, lines: Lines, added: str) -> str:
    """Where typing begins: in the line that was added, else in the first line of a plan that is empty."""
    if not added and any(row.record is not None for rows in lines.values() for row in rows):
        return ""
    kind = added or next(iter(lines))
    place = len(lines[kind]) if added else 1
    return f"{kind}-{place}-{HEADS[kind]}"


def _page(
    request: HttpRequest,
    record: Record,
    lines: Lines,
    *,
    refusal: Refused | None = None,
    faults: dict[Any, str] | None = None,
    added: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = reader(request)
    verdict = may_plan(actor, record)
    if not verdict:
        lines = {kind: [row for row in rows if row.record is not None] for kind, rows in lines.items()}
    based_on = request.POST.get("based_on", "") if request.method == "POST" else ""
    if isinstance(refusal, StaleRecord):
        based_on = ""
    context = frame(actor, record, current="plan") | {
        "tables": showing.tables(record, lines, editing=bool(verdict), faults=faults or {}),
        "lists": showing.lists(record) if verdict else [],
        "may": bool(verdict),
        "why_not": verdict.reason,
        "refusal": str(refusal) if refusal else "",
        "stale": isinstance(refusal, StaleRecord),
        "faults": [(f"{kind}-{place}-{name}", text) for (kind, place, name), text in (faults or {}).items()],
        "raise_url": _raise_url(actor, record),
        "focus": "" if refusal else _first_cell(record, lines, added),
        "based_on": based_on or record.version,
    }
    return render(request, "plans/plan.html", context, status=status)
