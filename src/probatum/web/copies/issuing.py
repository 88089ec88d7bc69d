"""Issuing a controlled copy and printing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from probatum.documents import copying
from probatum.documents.content import Version
from probatum.documents.copies import ControlledCopy
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.output.reading import bytes_of
from probatum.web.copies.forms import IssueForm, PrintForm
from probatum.web.copies.paper import code_address
from probatum.web.copies.reconciling import address, found_copy
from probatum.web.documents.finding import document_or_404, versions_seen
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.responses import file_response
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Issue the next copy of the effective version."""
    actor = reader(request)
    version = _in_force(actor, number)
    copying.may_issue(actor, version).or_refuse()
    form, status = IssueForm(), 200
    if request.method == "POST":
        form, status = IssueForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                made = carried_out_once(request, lambda: _issued(actor, version, form))
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The copy is issued. Print it now.")
                return finished(request, made or reverse("copies", args=[number]))
    context = {
        "form": form,
        "form_token": request.POST.get("form_token") or new_token(),
        "version": version,
        "back_url": reverse("copies", args=[number]),
    }
    return show_sheet(request, "copies/new.html", context, status=status)


def _in_force(actor: Person, number: str) -> Version:
    document_or_404(actor, number)
    found = next((one for one in versions_seen(actor, number) if one.record.state == "effective"), None)
    if found is None:
        raise Refused(f"No version of {number} is in force, so there is nothing to issue copies of.")
    return found


def _issued(actor: Person, version: Version, form: IssueForm) -> str:
    given = form.cleaned_data
    copy = copying.issue(
        actor,
        version,
        holder=form.holder_chosen(),
        recipient=given["recipient"],
        place=given["place"],
        purpose=given["purpose"],
    )
    return address(copy.record)


@login_required
@require_http_methods(["GET", "HEAD"])
def print_sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the paper carries; asks for a reason when there is a paper already."""
    copy = found_copy(request, uuid)
    copying.may_print(reader(request), copy).or_refuse()
    form = PrintForm() if copying.was_printed(copy) else None
    return show_sheet(request, "copies/print.html", _sheet(copy, form))


@login_required
@require_POST
def printed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The paper itself; its code works from now on."""
    actor = reader(request)
    copy = found_copy(request, uuid)
    form = PrintForm(request.POST)
    try:
        taken = copying.print_copy(actor, copy, reason=request.POST.get("reason", "")[:300])
    except Refused as refusal:
        if refusal.field != "reason":
            raise
        return show_sheet(request, "copies/print.html", _sheet(copy, form), status=422)
    name = f"{copy.record.number} v{taken.version}.pdf"
    content = bytes_of(taken, actor, address=code_address(request, taken.token))
    return file_response(content, name=name, media_type="application/pdf", inline=True)


def _sheet(copy: ControlledCopy, form: PrintForm | None) -> dict[str, Any]:
    return {"copy": copy, "form": form, "back_url": address(copy.record)}
