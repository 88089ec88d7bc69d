"""The sample and its verdicts, the source of a row, the findings and the report to take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from probatum.documents import import_plan, import_report, import_samples, importing
from probatum.documents.collection import CollectionImport
from probatum.kernel import integrity
from probatum.kernel.authz import visible
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.reading import note_list_taken
from probatum.kernel.record import Record
from probatum.kernel.signature import Signature
from probatum.output import importing as carrying
from probatum.output.issue import signed
from probatum.output.record_pdf import Field, RecordPrint, Section, record_pdf
from probatum.web.documents import export
from probatum.web.documents.responses import file_response
from probatum.web.imports.addresses import address, found_import
from probatum.web.imports.forms import DrawForm, SamplesForm
from probatum.web.imports.page import context_of
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader

SAMPLES = "#samples"


@login_required
@require_POST
def drawn(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw versions to compare."""
    actor, collection = reader(request), found_import(request, uuid)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return _again(request, actor, collection, draw_form=form)
    try:
        import_samples.draw(actor, collection, many=form.cleaned_data["many"])
    except Refused as refusal:
        sentence_into(form, refusal)
        return _again(request, actor, collection, draw_form=form)
    return redirect(address(collection.record) + SAMPLES)


@login_required
@require_POST
def compared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep the verdicts on what was drawn."""
    actor, collection = reader(request), found_import(request, uuid)
    form = SamplesForm(request.POST, samples=import_report.samples_of(collection))
    if not form.is_valid():
        return _again(request, actor, collection, samples_form=form)
    try:
        import_samples.decide_samples(actor, collection, form.verdicts())
    except Refused as refusal:
        sentence_into(form, refusal)
        return _again(request, actor, collection, samples_form=form)
    return redirect(address(collection.record) + SAMPLES)


def _again(request: HttpRequest, actor: Person, collection: CollectionImport, **forms: Any) -> HttpResponse:
    return render(request, "imports/import.html", context_of(request, actor, collection, **forms), status=422)


@login_required
@require_GET
def source(request: HttpRequest, uuid: UUID, row: int) -> HttpResponse:
    """The file of a row as it lies in the collection, for who may take the source of the version."""
    actor, collection = reader(request), found_import(request, uuid)
    one = collection.migrated.select_related("version__record").filter(row=row).first()
    if one is None or not visible(actor, "version").filter(pk=one.version_id).exists():
        raise Http404("There is no such row.")
    importing.note_source_taken(actor, collection, one)
    name = one.file_name.replace("\\", "/").rpartition("/")[2]
    return file_response(
        carrying.source_of(collection, one), name=name, media_type="application/octet-stream", inline=False
    )


@login_required
@require_GET
def findings(request: HttpRequest, uuid: UUID, form: str) -> HttpResponseBase:
    """Every row of the dry run as CSV or workbook; the ledger keeps who took it."""
    actor, collection = reader(request), found_import(request, uuid)
    if form not in ("csv", "xlsx") or collection.findings is None:
        raise Http404("There are no such findings.")
    heads, rows = import_plan.table(importing.lines_of(collection))
    number = collection.record.number
    note_list_taken(actor, what=f"Findings of {number}", rows=len(rows), narrowed="")
    name = f"{number} findings {timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        return export.csv_response(name, heads=heads, lines=rows)
    return export.xlsx_response(name, sheet="Findings", heads=heads, lines=rows)


@login_required
@require_GET
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The reconciliation report with its signature, as PDF."""
    actor, collection = reader(request), found_import(request, uuid)
    note_list_taken(actor, what=f"Report of {collection.record.number}", rows=collection.rows, narrowed="")
    name = f"{collection.record.number} reconciliation.pdf"
    content = record_pdf(printed(actor, collection.record, import_report.words(collection)))[0]
    return file_response(content, name=name, media_type="application/pdf", inline=True)


def printed(
    actor: Person, record: Record, words: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> RecordPrint:
    """The reconciliation of an import as a controlled print."""
    facts = integrity.standing()
    process = process_of(record)
    given = Signature.objects.filter(record_id=record.pk).order_by("id")
    return RecordPrint(
        kind="Reconciliation of an import",
        number=record.number,
        title=record.title,
        state=process.state(record.state).label,
        organisation=str(setting("company.name")),
        site="All sites",
        sections=tuple(
            Section(title=title, fields=tuple(Field(label=label, value=value) for label, value in pairs))
            for title, pairs in words
            if pairs
        ),
        signatures=tuple(signed(one) for one in given),
        printed_by=f"{actor.name} ({actor.username})",
        printed_at=timezone.now().replace(microsecond=0),
        zone=actor.time_zone,
        checkpoint=f"leaf {facts.size:,}, {facts.root[:16]}" if facts.size else "",
    )
