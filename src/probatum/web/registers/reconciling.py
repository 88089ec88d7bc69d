"""The sample of an import of registers and its verdicts, the findings and the report to take away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.reading import note_list_taken
from probatum.output.record_pdf import record_pdf
from probatum.quality.imports import importing, plan, report, samples
from probatum.quality.imports.bodies import RegisterImport
from probatum.web.documents import export
from probatum.web.documents.responses import file_response
from probatum.web.imports.page import LEVELS
from probatum.web.imports.reconciling import SAMPLES, printed
from probatum.web.refusals import sentence_into
from probatum.web.registers.addresses import address, found_import
from probatum.web.registers.forms import DrawForm, SamplesForm
from probatum.web.registers.page import context_of
from probatum.web.seen import reader


@login_required
@require_POST
def drawn(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw records to compare."""
    actor, collection = reader(request), found_import(request, uuid)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _again(request, actor, collection, draw_form=form)
    try:
        samples.draw(actor, collection, many=form.cleaned_data["many"])
    except Refused as refusal:
        sentence_into(form, refusal)
        return _again(request, actor, collection, draw_form=form)
    return redirect(address(collection.record) + SAMPLES)


@login_required
@require_POST
def compared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep the verdicts on what was drawn."""
    actor, collection = reader(request), found_import(request, uuid)
    form = SamplesForm(request.POST, samples=report.samples_of(collection))
    if not form.is_valid():
        return _again(request, actor, collection, samples_form=form)
    try:
        samples.decide_samples(actor, collection, form.verdicts())
    except Refused as refusal:
        sentence_into(form, refusal)
        return _again(request, actor, collection, samples_form=form)
    return redirect(address(collection.record) + SAMPLES)


def _again(request: HttpRequest, actor: Person, collection: RegisterImport, **forms: Any) -> HttpResponse:
    context = context_of(request, actor, collection, **forms)
    return render(request, "registers/import.html", context, status=422)


@login_required
@require_GET
def findings(request: HttpRequest, uuid: UUID, form: str) -> HttpResponseBase:
    """Every row of the dry run as CSV or workbook; the ledger keeps who took it."""
    actor, collection = reader(request), found_import(request, uuid)
    if form not in ("csv", "xlsx") or collection.findings is None:
        raise Http404("There are no such findings.")
    words = {level: label for level, (label, _, _) in LEVELS.items()}
    heads, rows = plan.table(importing.lines_of(collection), words)
    number = collection.record.number
    note_list_taken(actor, what=f"Findings of {number}", rows=len(rows), narrowed="")
    name = f"{number} findings {timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        return export.csv_response(name, heads=heads, lines=rows)
    return export.xlsx_response(name, sheet="Findings", heads=heads, lines=rows)


@login_required
@require_GET
def taken(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The reconciliation report with its signature, as PDF."""
    actor, collection = reader(request), found_import(request, uuid)
    note_list_taken(actor, what=f"Report of {collection.record.number}", rows=collection.rows, narrowed="")
    name = f"{collection.record.number} reconciliation.pdf"
    content = record_pdf(printed(actor, collection.record, report.words(collection)))[0]
    return file_response(content, name=name, media_type="application/pdf", inline=True)
