"""The history of one record: a timeline by action, filters, export as JSON and CSV, a page to print."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_GET

from probatum.kernel import readable
from probatum.kernel.closed import told_to
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger import history as ledger_history
from probatum.kernel.particulars import parts_of, steps_of
from probatum.kernel.process import process_of
from probatum.kernel.readable import column_label
from probatum.kernel.reading import note_history_taken
from probatum.kernel.record import Record
from probatum.web import diff, pages, record_print, sentences, timeline
from probatum.web.forms.history import HistoryFilter
from probatum.web.paths import reverse
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame

PAGE = 25
PRINTED = 1000
FORMS = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}
LABELS = {"pdf": "Print record (PDF)"}
FIELDS = ("title", "state", "owner_id", "due", "site_id", "department_id", "confidential")


@login_required
@require_GET
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The timeline."""
    record = seen(request, uuid)
    note_confidential(request, record)
    form = _filter(request, record)
    valid = form.is_valid()
    printing = request.GET.get("view") == "print"
    size = PRINTED if printing else PAGE
    filters = form.filters() if valid else {}
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        filters["before"] = int(before)
    actor = reader(request)
    inside = pages.may_know_all(actor, record)
    if not inside and (began := _left_the_drafts(record)):
        filters["since"] = max(began, filters.get("since", began))
    found = ledger_history.history(record, limit=size + 1, **filters) if valid else []
    acts = timeline.acts(actor, found[:size], record=record, without=() if inside else timeline.INSIDE)
    kept = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    here = reverse("record-history", args=[record.uuid])
    context: dict[str, Any] = frame(actor, record, current="history") | {
        "acts": acts,
        "form": form,
        "filters": diff.filters(form),
        "narrowed": bool(kept),
        "printing": printing,
        "next_url": f"{here}?{urlencode({**kept, 'before': str(found[size - 1].tx)})}"
        if len(found) > size
        else "",
        "first_url": f"{here}?{urlencode(kept)}" if before else "",
        "shown": f"{len(acts)} action{'' if len(acts) == 1 else 's'}",
        "here": here,
        "actions": _exports(record, kept) if inside else [],
    }
    return render(request, "history/history.html", context, status=200 if valid else 400)


@login_required
@require_GET
def exported(request: HttpRequest, uuid: UUID, form: str) -> HttpResponse:
    """The whole history, by the same filters, as a file, or the record with it as PDF; noted in the ledger."""
    if form not in FORMS:
        raise Http404("A history is exported as PDF, CSV or JSON.")
    record = seen(request, uuid)
    if not pages.may_know_all(reader(request), record):
        raise NotAllowed(
            "The history is exported by those who work on this record. Its owner can give it to you."
        )
    asked = _filter(request, record)
    if not asked.is_valid():
        raise Refused("Choose filters that the history page offers; this address names others.")
    actor, filters = reader(request), asked.filters()
    content = record_print.pdf(actor, record, filters=filters) if form == "pdf" else b""
    note_history_taken(actor, record, form=form, narrowed=request.GET.urlencode())
    if form != "pdf":
        write = ledger_history.as_json if form == "json" else ledger_history.as_csv
        content = write(told_to(actor, ledger_history.every(record, **filters))).encode()
    response = HttpResponse(content, content_type=FORMS[form])
    what = "Record" if form == "pdf" else "History of"
    name = f"{what} {record.number} {timezone.localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _left_the_drafts(record: Record) -> dt.datetime | None:
    """When the round began that led to the present state: drafts and refusals before it are no matter of readers."""
    start = process_of(record).start
    steps = [step for step in steps_of(record) if step.from_state == start and step.to_state != start]
    return max((step.at for step in steps), default=None)


def _filter(request: HttpRequest, record: Record) -> HistoryFilter:
    people = {str(record.owner_id): record.owner.name}
    people |= {str(step.person_id): step.name for step in steps_of(record) if step.person_id}
    people |= {str(part.person_id): part.person.name for part in parts_of(record)}
    return HistoryFilter(
        request.GET,
        people=sorted(people.items(), key=lambda pair: pair[1].casefold()),
        fields=[(name, column_label("kernel_record", name)) for name in FIELDS] + _body_fields(record),
        actions=sentences.actions_of(record.kind),
    )


def _body_fields(record: Record) -> list[tuple[str, str]]:
    """The fields of the typed body beside the record."""
    body = readable.body_of(record)
    if body is None:
        return []
    return [(column, column_label(body._meta.db_table, column)) for column in readable.columns_of(body)]


def _exports(record: Record, kept: dict[str, str]) -> list[dict[str, Any]]:
    query = f"?{urlencode(kept)}" if kept else ""
    here = reverse("record-history", args=[record.uuid])
    menu = [
        {
            "label": LABELS.get(form, form.upper()),
            "icon": "print" if form == "pdf" else "download",
            "url": reverse("record-history-export", args=[record.uuid, form]) + query,
        }
        for form in FORMS
    ]
    to_print = {
        "label": "This page to print",
        "icon": "print",
        "url": f"{here}?{urlencode({**kept, 'view': 'print'})}",
    }
    return [{"label": "Export and print", "icon": "download", "menu": [*menu, to_print]}]
