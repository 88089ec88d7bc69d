"""The page of an import: where it stands, what the dry run found, what came in, the sample, the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from probatum.documents import import_report, importing
from probatum.documents.collection import KIND, VERDICTS, CollectionImport, ImportSample
from probatum.documents.columns import LABELS
from probatum.documents.import_plan import ERROR, KNOWN, OK, WARNING, Line
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.web import anatomy, pages, record_print
from probatum.web.attestation import signatures_of
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url
from probatum.web.imports.addresses import found_import
from probatum.web.imports.forms import DrawForm, SamplesForm
from probatum.web.paths import reverse
from probatum.web.seen import note_seen, reader
from probatum.web.views.records import facts, frame

SHOWN = 100
LEVELS = {
    ERROR: ("Error", "danger", "alert"),
    WARNING: ("Warning", "warn", "alert"),
    OK: ("Ready", "good", "check"),
    KNOWN: ("Here already", "neutral", "check"),
}
UNDER_WAY = ("checking", "running")
AFTERWARDS = ("imported", "reconciled", "halted")


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
    return render(request, "imports/import.html", context_of(request, actor, collection))


def context_of(
    request: HttpRequest,
    actor: Person,
    collection: CollectionImport,
    *,
    samples_form: SamplesForm | None = None,
    draw_form: DrawForm | None = None,
) -> dict[str, Any]:
    """Everything the page shows."""
    record = collection.record
    drawn = import_report.samples_of(collection)
    may_compare = record.state == "imported" and record.owner_id == actor.pk
    return frame(actor, record, current="overview") | {
        "collection": collection,
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "signatures": signatures_of(record),
        "facts": [*_facts(collection), *facts(record)],
        "actions": _actions(actor, collection),
        "progress": _progress(collection),
        "waits": record.state in UNDER_WAY,
        "findings": _findings(request, collection) if collection.findings else None,
        "report": _report(collection) if record.state in AFTERWARDS else [],
        "samples": _samples(actor, collection, drawn),
        "may_compare": may_compare,
        "samples_form": samples_form or SamplesForm(samples=drawn),
        "draw_form": draw_form or DrawForm(),
        "draw_url": reverse("import-samples", args=[record.uuid]),
        "verdicts_url": reverse("import-verdicts", args=[record.uuid]),
    }


def _facts(collection: CollectionImport) -> list[dict[str, Any]]:
    return [
        {"label": "Older system", "value": collection.system},
        {"label": "Register", "value": collection.register_name},
        {"label": "Read as", "value": collection.reading.get("read_as", "")},
        {"label": "Collection", "value": collection.archive_name},
        {"label": "Old numbers", "value": collection.get_numbering_display()},
        {"label": "Importer", "value": collection.record.owner.name},
    ]


def _actions(actor: Person, collection: CollectionImport) -> list[dict[str, Any]]:
    uuid, buttons = collection.record.uuid, []
    if collection.record.state == "draft":
        url = reverse("import-mapping", args=[uuid])
        buttons.append({"label": "Map the register", "icon": "pen", "url": url})
    if collection.record.state in AFTERWARDS:
        url = reverse("import-report", args=[uuid])
        buttons.append({"label": "Report (PDF)", "icon": "print", "url": url})
    menu = [record_print.item(collection.record)]
    return [*buttons, {"label": "More", "icon": "more", "icon_only": True, "menu": menu}]


def _progress(collection: CollectionImport) -> dict[str, Any] | None:
    if collection.record.state not in ("running", "halted"):
        return None
    done = sum(import_report.counts(collection).values())
    return {"heading": "Rows imported", "done": done, "total": collection.rows}


def _findings(request: HttpRequest, collection: CollectionImport) -> dict[str, Any]:
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
                "label": LEVELS[level][0],
                "tone": LEVELS[level][1],
                "icon": LEVELS[level][2],
                "count": counts[level],
                "url": f"?show={level}#findings",
                "on": level == show,
            }
            for level in LEVELS
        ],
        "table": _table(chosen[start : start + SHOWN]) if chosen else None,
        "first": start + 1,
        "last": min(start + SHOWN, len(chosen)),
        "total": len(chosen),
        "next_url": f"?show={show}&from={start + SHOWN}#findings" if start + SHOWN < len(chosen) else "",
        "previous_url": f"?show={show}&from={max(0, start - SHOWN)}#findings" if start else "",
        "unnamed": importing.findings_of(collection).get("unnamed", []),
        "csv_url": reverse("import-findings", args=[uuid, "csv"]),
        "xlsx_url": reverse("import-findings", args=[uuid, "xlsx"]),
    }


def start_of(request: HttpRequest, total: int) -> int:
    """Where the part of a long list begins that is shown."""
    said = request.GET.get("from", "0")
    start = int(said) if said.isdigit() and len(said) < 9 else 0
    return start if start < total else 0


def _table(lines: list[Line]) -> dict[str, Any]:
    heads = ("Row", "Finding", LABELS["number"], LABELS["version"], LABELS["title"], "What was found")
    return {
        "caption": "Findings of the dry run",
        "columns": [{"label": label} for label in heads],
        "cards": True,
        "rows": [
            {
                "key": line.row,
                "name": f"Row {line.row}",
                "cells": [
                    {"value": line.row, "css": "nowrap"},
                    {"value": _badge(line.level), "css": "nowrap"},
                    {"value": line.number},
                    {"value": line.version, "css": "nowrap"},
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
    state = import_report.state_label(line.state).lower() if line.state else ""
    number = "" if line.keeps or not line.newest else ", with a new number"
    return f"Comes as {state}, version {line.major}.0{number}." if state else ""


def _report(collection: CollectionImport) -> list[dict[str, Any]]:
    """The reconciliation as groups of label and value; of refused rows the first."""
    return [
        {
            "title": title,
            "facts": [{"label": label, "value": value} for label, value in pairs[:SHOWN]],
            "more": max(0, len(pairs) - SHOWN),
            "folded": title == import_report.REFUSED_ROWS,
            "count": len(pairs),
        }
        for title, pairs in import_report.words(collection)
        if pairs
    ]


def _samples(actor: Person, collection: CollectionImport, drawn: list[ImportSample]) -> list[dict[str, Any]]:
    """What was drawn, with links to both sides; a document that the person may not see is not named."""
    seen = set(
        visible(actor, "version")
        .filter(pk__in=[one.version_id for one in drawn])
        .values_list("pk", flat=True)
    )
    verdicts = dict(VERDICTS)
    tones = {"open": "neutral", "same": "good", "differs": "danger"}
    found = []
    for one in drawn:
        migrated, version = one.version, one.version.version
        allowed = version.pk in seen
        found.append(
            {
                "key": one.pk,
                "number": version.record.number if allowed else "A document you may not see",
                "title": version.record.title if allowed else "",
                "url": version_url(version) if allowed else "",
                "source_url": reverse("import-source", args=[collection.record.uuid, migrated.row])
                if allowed
                else "",
                "old": f"{migrated.old_number}, version {migrated.old_version}, row {migrated.row}",
                "verdict": verdicts[one.verdict],
                "tone": tones[one.verdict],
                "note": one.note,
                "open": one.verdict == "open",
            }
        )
    return found
