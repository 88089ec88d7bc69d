"""The copies of a document: where each is, what became of it, who has not returned one; and the page of one copy (DOC-26)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents import copying
from probatum.documents.content import Document
from probatum.documents.controlled_copy import PROCESS
from probatum.documents.copies import KIND, ControlledCopy
from probatum.kernel.people import Person
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record, Step
from probatum.web import anatomy, record_print
from probatum.web.components import marks
from probatum.web.documents import export
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.tabs import holds_any
from probatum.web.paths import reverse
from probatum.web.seen import note_confidential, note_seen, reader, seen
from probatum.web.views.records import facts, frame

HEADS = ("Copy", "Version", "State", "Recipient", "Place", "Purpose", "Issued", "Recalled", "Ended", "Reason")
#: who is asked for a list of copies at all; what stands in it is decided by what they may see
LISTED_FOR = ("document.control", "document.read_superseded")


def address(record: Record) -> str:
    """The page of a copy."""
    return reverse("copy", args=[record.uuid])


def found_copy(request: HttpRequest, uuid: UUID) -> ControlledCopy:
    """A copy that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such copy.")
    return copying.copy_of(record)


@login_required
@require_safe
def copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One copy: who has it, the next step, and its paper."""
    found = found_copy(request, uuid)
    note_seen(request, found.record)
    actor = reader(request)
    context = frame(actor, found.record, current="overview") | {
        "step": anatomy.next_step(actor, found.record),
        "missing": anatomy.blockers(actor, found.record),
        "fields": _fields(found),
        "facts": facts(found.record),
        "people": anatomy.people_of(found.record, PROCESS),
        "actions": _actions(actor, found),
    }
    return render(request, "copies/copy.html", context)


def _fields(found: ControlledCopy) -> list[dict[str, Any]]:
    number = found.document.record.number
    return [
        {"label": "Document", "value": number, "url": reverse("document", args=[number])},
        {"label": "Version", "value": found.version.label},
        {"label": "Copy number", "value": found.copy_no},
        {"label": "Recipient", "value": found.recipient},
        {"label": "Place", "value": found.place},
        {"label": "Purpose", "value": found.purpose},
        {"label": "Issued", "value": marks.when(found.issued_at)},
        {"label": "Recalled", "value": marks.when(found.recalled_at), "none": "Not recalled"},
        {"label": "Handed back, says the recipient", "value": marks.when(found.handed_back_at), "none": "No"},
        {"label": "Destroyed before", "value": found.witness, "none": "Nobody named"},
    ]


def _actions(actor: Person, found: ControlledCopy) -> list[dict[str, Any]]:
    items = [record_print.item(found.record)]
    buttons: list[dict[str, Any]] = []
    if found.record.state == "issued" and copying.may_print(actor, found):
        url = reverse("copy-print", args=[found.record.uuid])
        buttons.append({"label": "Print the copy", "icon": "print", "url": url, "sheet": True})
    return [*buttons, {"label": "More", "icon": "more", "icon_only": True, "menu": items}]


@login_required
@require_safe
def reconciliation(request: HttpRequest, number: str) -> HttpResponse:
    """Every copy of a document with what became of it, and the sum of each state."""
    actor = reader(request)
    document, copies = _copies(request, actor, number)
    counted = copying.counts(copies)
    context = {
        "document": document,
        "counts": [
            {"label": state.label, "value": counted[state.name], **anatomy.state_mark(state)}
            for state in PROCESS.states
        ],
        "total": len(copies),
        "table": _table(copies) if copies else None,
        "actions": _buttons(actor, document, number),
        "back": {"label": number, "url": reverse("document", args=[number])},
    }
    return render(request, "copies/reconciliation.html", context)


@login_required
@require_safe
def reconciliation_csv(request: HttpRequest, number: str) -> HttpResponseBase:
    """The same as CSV; the ledger keeps who took it."""
    actor = reader(request)
    _, copies = _copies(request, actor, number)
    note_list_taken(actor, what=f"Controlled copies of {number}", rows=len(copies), narrowed="")
    lines = list(_lines(copies))
    name = f"Controlled copies {number.replace('/', '-')} {timezone.localdate():%Y-%m-%d}.csv"
    return export.csv_response(name, heads=HEADS, lines=lines)


def outstanding(actor: Person, document: Document) -> dict[str, Any] | None:
    """For the page of a document: the copies that were recalled and are not back; None where nobody needs to look."""
    if not holds_any(actor, *LISTED_FOR):
        return None
    found = copying.outstanding(actor, document.pk)
    if not found:
        return None
    rows = [
        {
            "icon": "print",
            "number": one.record.number,
            "title": f"{one.recipient}, {one.place}",
            "url": address(one.record),
            "meta": "Says it is handed back" if one.handed_back_at else f"Version {one.version.label}",
            "state": anatomy.state_of(one.record),
        }
        for one in found
    ]
    return {"rows": rows, "url": reverse("copies", args=[document.record.number])}


def _copies(request: HttpRequest, actor: Person, number: str) -> tuple[Document, list[ControlledCopy]]:
    document = document_or_404(actor, number)
    if not holds_any(actor, *LISTED_FOR):
        raise Http404("There is no list of copies for you.")
    note_confidential(request, document.record)
    return document, list(copying.copies_seen(actor, document.pk))


def _buttons(actor: Person, document: Document, number: str) -> list[dict[str, Any]]:
    found = []
    if document.effective is not None and copying.may_issue(actor, document.effective):
        url = reverse("copy-new", args=[number])
        found.append({"label": "Issue a copy", "icon": "plus", "url": url, "sheet": True, "tone": "primary"})
    url = reverse("copies-export", args=[number])
    return [*found, {"label": "Export CSV", "icon": "download", "url": url}]


def _table(copies: list[ControlledCopy]) -> dict[str, Any]:
    ends = copying.ends_of(copies)
    return {
        "caption": "Controlled copies",
        "columns": [{"label": label, "named": label not in ("Copy", "State")} for label in HEADS],
        "cards": True,
        "rows": [_row(one, ends.get(one.pk)) for one in copies],
    }


def _row(one: ControlledCopy, end: Step | None) -> dict[str, Any]:
    state = anatomy.state_of(one.record)
    cells = [
        {"value": one.record.number, "url": address(one.record), "css": "nowrap"},
        {"value": one.version.label},
        {"value": marks.badge(state["label"], tone=state["tone"], icon_name=state["icon"]), "css": "nowrap"},
        {"value": one.recipient},
        {"value": one.place},
        {"value": one.purpose},
        {"value": marks.when(one.issued_at, short=True), "css": "nowrap"},
        {"value": marks.when(one.recalled_at, short=True), "css": "nowrap"},
        {"value": marks.when(one.ended_at, short=True), "css": "nowrap"},
        {"value": f"{end.name}: {end.reason}" if end else ""},
    ]
    return {"key": one.pk, "name": one.record.number, "cells": cells}


def _lines(copies: list[ControlledCopy]) -> Iterator[list[str]]:
    ends = copying.ends_of(copies)
    for one in copies:
        end = ends.get(one.pk)
        moments = (one.issued_at, one.recalled_at, one.ended_at)
        yield [
            one.record.number,
            one.version.label,
            PROCESS.state(one.record.state).label,
            one.recipient,
            one.place,
            one.purpose,
            *(at.isoformat(timespec="seconds") if at else "" for at in moments),
            f"{end.name}: {end.reason}" if end else "",
        ]
