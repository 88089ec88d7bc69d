"""Raising a CAPA from the record that it is for; the two are linked in the same moment (CAP-01)."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.errors import Refused
from probatum.kernel.opening import may_open
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.quality.capa.capa import KIND
from probatum.quality.capa.choices import SOURCES
from probatum.quality.capa.raising import raise_capa
from probatum.web import pages
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.forms.moves import refuse_unknown
from probatum.web.forms.sections import OpeningForm
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def raising(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a CAPA that addresses a record."""
    source = seen(request, uuid)
    note_confidential(request, source)
    actor = reader(request)
    may_open(actor, KIND, site=source.site).or_refuse()
    if request.method != "POST":
        return _page(request, source, _form(request, source))
    form = _form(request, source)
    refuse_unknown(request.POST, {*form.fields, "form_token"})
    if not form.is_valid():
        return _page(request, source, form, status=400)
    chosen = form.cleaned_data
    try:
        address = carried_out_once(
            request,
            lambda: pages.page_of(raise_capa(actor, source, title=chosen["title"], values=form.values())),
        )
    except Refused as refusal:
        return _page(request, source, form, status=sentence_into(form, refusal))
    return redirect(address or pages.list_of(KIND))


def _form(request: HttpRequest, source: Record) -> OpeningForm:
    asked = [section for section in process_of(KIND).sections if section.at_opening]
    known = {"title": source.title, "source": source.kind if source.kind in dict(SOURCES) else ""}
    form = OpeningForm(
        request.POST if request.method == "POST" else None,
        sections=asked,
        sites=None,
        departments=[],
        opener=reader(request),
        initial=known,
    )
    del form.fields["department"]  # that of the record
    return form


def _page(request: HttpRequest, source: Record, form: OpeningForm, *, status: int = 200) -> HttpResponse:
    context = {
        "process": process_of(KIND),
        "heading": f"New CAPA for {source.number}",
        "lead": f"It addresses {source.number}, {source.title}. Both are linked.",
        "form": form,
        "form_token": request.POST.get("form_token") or new_token(),
        "cancel_url": pages.page_of(source),
    }
    return render(request, "records/new.html", context, status=status)
