"""The page of an import of registers: its sheets, what the dry run found, what came in, the sample, the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from probatum.documents.collection import VERDICTS
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.personal import WITHHELD, reads_texts
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.imports import importing, report
from probatum.quality.imports.bodies import KIND, EventSample, MigratedEvent, RegisterImport, files_of
from probatum.quality.imports.finding import past_of
from probatum.quality.imports.line import OK, Line
from probatum.web import anatomy, pages, record_print
from probatum.web.attestation import signatures_of
from probatum.web.components import marks
from probatum.web.imports.page import AFTERWARDS, LEVELS, SHOWN, UNDER_WAY, start_of
from probatum.web.paths import reverse
from probatum.web.registers.addresses import address, found_import
from probatum.web.registers.forms import DrawForm, SamplesForm
from probatum.web.seen import note_seen, reader
from probatum.web.views.records import facts, frame


@login_required
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every import that the person may see, in the list of its kind."""
    return redirect(pages.list_of(KIND))


@login_required
@require_safe
def page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One import."""
    actor, collection = reader(request), found_import(request, uuid)
    note_seen(request, collection.record)
    return render(request, "registers/import.html", context_of(request, actor, collection))


def context_of(
    request: HttpRequest,
    actor: Person,
    collection: RegisterImport,
    *,
    samples_form: SamplesForm | None = None,
    draw_form: DrawForm | None = None,
) -> dict[str, Any]:
    """Everything the page shows."""
    record = collection.record
    drawn = report.samples_of(collection)
    return frame(actor, record, current="overview") | {
        "collection": collection,
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "signatures": signatures_of(record),
        "facts": [*_facts(collection), *facts(record)],
        "actions": _actions(collection),
        "progress": _progress(collection),
        "waits": record.state in UNDER_WAY,
        "sheets": _sheets(collection),
        "findings": _findings(request, collection) if collection.findings else None,
        "report": _report(collection) if record.state in AFTERWARDS else [],
        "samples": _samples(actor, drawn),
        "may_compare": record.state == "imported" and record.owner_id == actor.pk,
        "samples_form": samples_form or SamplesForm(samples=drawn),
        "draw_form": draw_form or DrawForm(),
        "draw_url": reverse("register-import-samples", args=[record.uuid]),
        "verdicts_url": reverse("register-import-verdicts", args=[record.uuid]),
    }


def _facts(collection: RegisterImport) -> list[dict[str, Any]]:
    return [
        {"label": "Older system", "value": collection.system},
        *({"label": "Register", "value": one.name} for one in files_of(collection)),
        {"label": "Old numbers", "value": collection.get_numbering_display()},
        {"label": "Tasks for what is open", "value": "Yes" if collection.asks else "No"},
        {"label": "Importer", "value": collection.record.owner.name},
    ]


def _actions(collection: RegisterImport) -> list[dict[str, Any]]:
    uuid, buttons = collection.record.uuid, []
    if collection.record.state == "draft":
        url = reverse("register-import-choices", args=[uuid])
        buttons.append({"label": "Numbers and tasks", "icon": "pen", "url": url})
    if collection.record.state in AFTERWARDS:
        url = reverse("register-import-report", args=[uuid])
        buttons.append({"label": "Report (PDF)", "icon": "print", "url": url})
    menu = [record_print.item(collection.record)]
    return [*buttons, {"label": "More", "icon": "more", "icon_only": True, "menu": menu}]


def _progress(collection: RegisterImport) -> dict[str, Any] | None:
    if collection.record.state not in ("running", "halted"):
        return None
    done = sum(report.counts(collection).values())
    return {"heading": "Rows imported", "done": done, "total": collection.rows}


def _sheets(collection: RegisterImport) -> list[dict[str, Any]]:
    """Each sheet with what it holds and how much of it was understood."""
    draft, uuid = collection.record.state == "draft", collection.record.uuid
    return [
        {
            "name": one["name"],
            "holds": process_of(one["kind"]).plural if one["kind"] else "",
            "columns": len(one["columns"]),
            "of": sum(bool(text) for text in one["headings"]),
            "read_as": one["read_as"],
            "heading_row": one["heading_row"],
            "url": reverse("register-import-sheet", args=[uuid, place]) if draft else "",
        }
        for place, one in enumerate(collection.reading["sheets"])
    ]


def _findings(request: HttpRequest, collection: RegisterImport) -> dict[str, Any]:
    """The rows of the dry run, those with errors first where nothing else is asked for."""
    lines, show = importing.lines_of(collection), request.GET.get("show", "")
    counts = {level: sum(line.level == level for line in lines) for level in LEVELS}
    show = show if show in LEVELS else next((level for level in LEVELS if counts[level]), OK)
    chosen = [line for line in lines if line.level == show]
    start = start_of(request, len(chosen))
    uuid = collection.record.uuid
    return {
        "counts": [
            {
                "label": label,
                "tone": tone,
                "icon": icon,
                "count": counts[level],
                "url": f"?show={level}#findings",
                "on": level == show,
            }
            for level, (label, tone, icon) in LEVELS.items()
        ],
        "table": _table(chosen[start : start + SHOWN]) if chosen else None,
        "first": start + 1,
        "last": min(start + SHOWN, len(chosen)),
        "total": len(chosen),
        "next_url": f"?show={show}&from={start + SHOWN}#findings" if start + SHOWN < len(chosen) else "",
        "previous_url": f"?show={show}&from={max(0, start - SHOWN)}#findings" if start else "",
        "unnamed": [],
        "csv_url": reverse("register-import-findings", args=[uuid, "csv"]),
        "xlsx_url": reverse("register-import-findings", args=[uuid, "xlsx"]),
    }


def _table(lines: list[Line]) -> dict[str, Any]:
    heads = ("Sheet", "Row", "Finding", "Number", "Title", "What was found")
    return {
        "caption": "Findings of the dry run",
        "columns": [{"label": label} for label in heads],
        "cards": True,
        "rows": [
            {
                "key": f"{line.place}-{line.row}",
                "name": f"{line.sheet}, row {line.row}",
                "cells": [
                    {"value": line.sheet},
                    {"value": line.row, "css": "nowrap"},
                    {"value": _badge(line.level), "css": "nowrap"},
                    {"value": line.number},
                    {"value": line.title},
                    {"value": " ".join(line.findings) or _comes(line)},
                ],
            }
            for line in lines
        ],
    }


def _badge(level: str) -> Any:
    label, tone, icon = LEVELS[level]
    return marks.badge(label, tone=tone, icon_name=icon)


def _comes(line: Line) -> str:
    process = process_of(line.kind)
    number = "with its number" if line.keeps else "with a new number"
    return f"Comes as {process.label.lower()}, {process.state(line.state).label.lower()}, {number}."


def _report(collection: RegisterImport) -> list[dict[str, Any]]:
    """The reconciliation as groups of label and value; of long lists the first."""
    folded = (report.REFUSED_ROWS, report.NOWHERE)
    return [
        {
            "title": title,
            "facts": [{"label": label, "value": value} for label, value in pairs[:SHOWN]],
            "more": max(0, len(pairs) - SHOWN),
            "folded": title in folded,
            "count": len(pairs),
        }
        for title, pairs in report.words(collection)
        if pairs
    ]


def _samples(actor: Person, drawn: list[EventSample]) -> list[dict[str, Any]]:
    """What was drawn, with what the row says; a record that the person may not see is not named."""
    keys = [one.event_id for one in drawn]
    seen = set(visible(actor).filter(pk__in=keys).values_list("pk", flat=True))
    verdicts, tones = dict(VERDICTS), {"open": "neutral", "same": "good", "differs": "danger"}
    return [
        {
            "key": one.pk,
            "number": one.event.record.number if one.event_id in seen else "A record you may not see",
            "title": one.event.record.title if one.event_id in seen else "",
            "url": pages.page_of(one.event.record) if one.event_id in seen else "",
            "source_url": "",
            "old": f"{one.event.old_number}, {one.event.sheet}, row {one.event.row}",
            "said": _said(actor, one.event) if one.event_id in seen else "",
            "verdict": verdicts[one.verdict],
            "tone": tones[one.verdict],
            "note": one.note,
            "open": one.verdict == "open",
        }
        for one in drawn
    ]


def _said(actor: Person, past: MigratedEvent) -> str:
    """The row in the words of its register, for whoever reads the texts of its record (QE-33)."""
    return past.said if reads_texts(actor, past.record) else WITHHELD


def aside(actor: Person, record: Record) -> dict[str, Any] | None:
    """The box beside a migrated record: where it came from, and the row in the words of its register."""
    past = past_of(record)
    if past is None:
        return None
    source = past.collection.record
    may = visible(actor).filter(pk=source.pk).exists()
    return {
        "facts": [
            {"label": "Older system", "value": past.system},
            {"label": "Number there", "value": past.old_number},
            {"label": "Register", "value": past.file.name},
            {"label": "Sheet and row", "value": f"{past.sheet}, row {past.row}"},
            {"label": "SHA-256 of the file", "value": marks.fingerprint(past.file.file.sha256)},
            {"label": "Severity there", "value": past.severity.capitalize()},
            {"label": "Opened there", "value": marks.day_told(past.opened_on)},
            {"label": "Closed there", "value": marks.day_told(past.closed_on)},
        ],
        "said": _said(actor, past),
        "number": source.number if may else "",
        "url": address(source) if may else "",
    }
