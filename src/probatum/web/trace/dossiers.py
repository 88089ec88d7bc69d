"""The closure dossier: at a glance on a page, in full as one sealed PDF; opening and taking it are noted."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from probatum.kernel.errors import NotAllowed
from probatum.kernel.people import Person
from probatum.kernel.record import Record
from probatum.output.dossier import Answers, Dossier, dossier_pdf
from probatum.output.installation import sealer
from probatum.quality.trace.chain import expected, in_order
from probatum.quality.trace.dossier import Block, glance, held, note_dossier
from probatum.quality.trace.graph import Graph, graph_of
from probatum.quality.trace.layout import Layout, layout_of, layouts_of
from probatum.quality.trace.needless import not_needed
from probatum.web import pages, record_print
from probatum.web.seen import reader
from probatum.web.trace import showing
from probatum.web.trace.views import found_record
from probatum.web.views.records import frame


@login_required
@require_GET
def dossier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Source, cause, action, proof and check on one page."""
    record, actor = found_record(request, uuid), reader(request)
    _demand(actor, record)
    found = graph_of(actor, record)
    blocks = glance(found)
    note_dossier(actor, record, form="page", holds=[one.number for one in held(found)])
    context = frame(actor, record, current="trace") | {
        "blocks": [{"label": one.label, "rows": _linked(found, one)} for one in blocks],
        "held": len(held(found)),
        "layouts": layouts_of(record),
        "chosen": layout_of(record).name,
    }
    return render(request, "trace/dossier.html", context)


@login_required
@require_GET
def taken(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The dossier as one sealed PDF, by the layout chosen or that of its category."""
    record, actor = found_record(request, uuid), reader(request)
    _demand(actor, record)
    layout = _layout(record, request.GET.get("layout", ""))
    found = graph_of(actor, record)
    pdf = dossier_pdf(built(actor, found, layout), sealer=sealer())
    numbers = [one.number for one in _full(found, layout) if pages.may_know_all(actor, one)]
    note_dossier(
        actor, record, form="pdf", layout=layout.name, holds=numbers, sha256=hashlib.sha256(pdf).hexdigest()
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"Dossier {record.number} {timezone.localdate():%Y-%m-%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


def _layout(record: Record, name: str) -> Layout:
    try:
        return layout_of(record, name)
    except KeyError:
        raise Http404("There is no such layout.") from None


def _full(found: Graph, layout: Layout) -> list[Record]:
    return held(found) if layout.related else [found.start]


def built(actor: Person, found: Graph, layout: Layout) -> Dossier:
    """The dossier as plain data: records in full only where the reader may know all of them."""
    record = found.start
    records = _full(found, layout)
    known = [one for one in records if pages.may_know_all(actor, one)]
    said = {one.stop: one for one in not_needed(record)}
    stops = [
        stop
        for stop in in_order(record.kind)
        if found.of_stop(stop.name) or stop.name in expected(record.kind) or stop.name in said
    ]
    wide, _ = showing.sheets(record, found, stops, said)
    return Dossier(
        records=tuple(
            record_print.printed(
                actor,
                one,
                filters={},
                parts=layout.parts,
                sections=layout.sections if one.pk == record.pk else (),
            )
            for one in known
        ),
        answers=tuple(
            Answers(
                label=block.label,
                lines=tuple((line.number, line.text, line.state) for line in block.lines),
            )
            for block in (glance(found) if "glance" in layout.pages else ())
        ),
        chain=wide.svg(paper=True) if "chain" in layout.pages else "",
        holds=layout.told_parts,
        left=tuple(one.number for one in records if one not in known),
    )


def _demand(actor: Person, record: Record) -> None:
    if not pages.may_know_all(actor, record):
        raise NotAllowed("The dossier is for those who work on this record. Its owner can give it to you.")


def _linked(found: Graph, block: Block) -> list[dict[str, str]]:
    known = {one.number: pages.page_of(one) for one in found.records.values()}
    return [
        {"number": line.number, "text": line.text, "state": line.state, "url": known.get(line.number, "")}
        for line in block.lines
    ]
