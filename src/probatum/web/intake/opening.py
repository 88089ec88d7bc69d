"""Opening an event from a report by the form of its kind, with what was told filled in; triaged in the same moment (QE-34)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.kernel.words import inside
from probatum.quality.intake import joining
from probatum.quality.intake.report import KIND
from probatum.web import pages
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.forms.moves import refuse_unknown
from probatum.web.forms.sections import OpeningForm
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen

OPENED = tuple(kind for kind, _ in joining.OPENED_AS if kind not in joining.AT_ONCE)


def offers(actor: Person, record: Record) -> list[dict[str, Any]]:
    """The kinds of event that ask more than a report tells, for who may open them now."""
    return [
        {
            "label": joining.opening_label(kind),
            "icon": "plus",
            "url": reverse("report-open", args=[record.uuid, kind]),
        }
        for kind in OPENED
        if joining.may_open_as(actor, record, kind)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    """Open an event of a kind from a report: what was told is filled in, files go along, both are linked."""
    report, actor = seen(request, uuid), reader(request)
    if report.kind != KIND or kind not in OPENED:
        raise Http404("Nothing of that kind is opened from this record.")
    note_confidential(request, report)
    joining.may_open_as(actor, report, kind).or_refuse()
    form = _form(request, report, kind)
    if request.method != "POST":
        return _page(request, report, kind, form)
    refuse_unknown(request.POST, {*form.fields, "form_token"})
    if not form.is_valid():
        return _page(request, report, kind, form, status=400)
    try:
        address = carried_out_once(request, lambda: _opened(request, report, kind, form))
    except Refused as refusal:
        return _page(request, report, kind, form, status=sentence_into(form, refusal))
    return redirect(address or pages.list_of(kind))


def _opened(request: HttpRequest, report: Record, kind: str, form: OpeningForm) -> str:
    made = joining.open_as(
        reader(request),
        report,
        kind,
        title=form.cleaned_data["title"],
        answers=form.values(),
        based_on=form.cleaned_data["based_on"],
    )
    return pages.page_of(made)


def _form(request: HttpRequest, report: Record, kind: str) -> OpeningForm:
    known = {"title": report.title, **joining.proposed(report, kind, at=timezone.now())}
    form = OpeningForm(
        request.POST if request.method == "POST" else None,
        sections=[section for section in process_of(kind).sections if section.at_opening],
        sites=None,
        departments=[],
        opener=reader(request),
        initial=known,
    )
    del form.fields["department"]  # that of the report
    form.fields["based_on"] = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, initial=report.version
    )
    return form


def _page(
    request: HttpRequest, report: Record, kind: str, form: OpeningForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "process": process_of(kind),
        "heading": f"New {inside(process_of(kind).label)} from {report.number}",
        "lead": f"What {report.number} tells is filled in. Its files go along, both are linked, and you own it until you name its owner.",
        "form": form,
        "form_token": request.POST.get("form_token") or new_token(),
        "cancel_url": pages.page_of(report),
    }
    return render(request, "records/new.html", context, status=status)
