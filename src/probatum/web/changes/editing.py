"""Filling a change request: details, people, documents on and off the list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from probatum.documents import requesting
from probatum.documents.change_list import ChangeRequest
from probatum.kernel.authz import holders
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.particulars import parts_of
from probatum.kernel.process import process_of
from probatum.web.changes.forms import FactsForm, ListForm, OffForm
from probatum.web.changes.typed import documents_of
from probatum.web.changes.views import address, context_of, found_request
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.forms import PeopleForm
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Title, reason, description, impact and period of a draft."""
    actor, found = reader(request), found_request(request, uuid)
    form, status = FactsForm(initial=_present(found)), 200
    if request.method == "POST":
        form, status = FactsForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in requesting.FACTS}
            why, based_on = form.cleaned_data["why"], form.cleaned_data["version"]
            try:
                requesting.change_facts(actor, found, facts=given, reason=why, based_on=based_on)
            except Refused as refusal:
                status = sentence_into(form, refusal)
                if isinstance(refusal, StaleRecord):  # the next press is made knowingly on what stands now
                    on_top_of(form, found_request(request, uuid).record.version)
            else:
                messages.success(request, "The details are saved.")
                return finished(request, address(found.record))
    else:
        requesting.may_prepare(actor, found.record).or_refuse()
    context = {"form": form, "record": found.record, "back_url": address(found.record)}
    return show_sheet(request, "changes/facts.html", context, status=status)


def _present(found: ChangeRequest) -> dict[str, Any]:
    names = ("reason", "description", "impact", "implementation_days")
    own = {name: getattr(found, name) for name in names}
    return {"version": found.record.version, "title": found.record.title, **own}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, uuid: UUID, part: str) -> HttpResponse:
    """Name the holders of one part; only people whose role allows it are offered."""
    actor, found = reader(request), found_request(request, uuid)
    rule = next((one for one in process_of(found.record).parts if one.name == part != "requester"), None)
    if rule is None:
        raise Http404("There is no such part.")
    requesting.may_name(actor, found.record).or_refuse()
    present = [held.person for held in parts_of(found.record) if held.name == part]
    able = list(holders(rule.permission, site=found.record.site))
    form, status = PeopleForm(people=able, present=present, initial={"version": found.record.version}), 200
    if request.method == "POST":
        form, status = PeopleForm(request.POST, people=able, present=present), 422
        refuse_strange(request, form)
        if form.is_valid():
            based_on = form.cleaned_data["version"]
            try:
                requesting.name_people(actor, found, part=part, people=form.people(), based_on=based_on)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409 if isinstance(refusal, StaleRecord) else 400
            else:
                messages.success(request, f"{rule.label}: saved.")
                return finished(request, address(found.record))
    context = {"form": form, "record": found.record, "rule": rule, "back_url": address(found.record)}
    return show_sheet(request, "changes/people.html", context, status=status)


@login_required
@require_POST
def put_on(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put documents on the list; refused, the page comes back with what was typed and the sentence."""
    actor, found = reader(request), found_request(request, uuid)
    form = ListForm(request.POST)
    refuse_strange(request, form)
    status = 422
    if form.is_valid():
        try:
            documents = documents_of(actor, form.cleaned_data["documents"])
            requesting.put_on(
                actor,
                found,
                documents=documents,
                end=form.cleaned_data["end"],
                based_on=form.cleaned_data["version"],
            )
        except Refused as refusal:
            status = sentence_into(form, refusal)
        else:
            many = "1 document is" if len(documents) == 1 else f"{len(documents)} documents are"
            messages.success(request, f"{many} on the list.")
            return finished(request, address(found.record))
    return render(request, "changes/change.html", context_of(actor, found, form), status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_off(request: HttpRequest, uuid: UUID, number: str) -> HttpResponse:
    """Take a document off the list, with the reason."""
    actor, found = reader(request), found_request(request, uuid)
    document = document_or_404(actor, number)
    form, status = OffForm(initial={"version": found.record.version}), 200
    if request.method == "POST":
        form, status = OffForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            why, based_on = form.cleaned_data["reason"], form.cleaned_data["version"]
            try:
                requesting.take_off(actor, found, document=document, reason=why, based_on=based_on)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, f"{number} is off the list.")
                return finished(request, address(found.record))
    else:
        requesting.may_prepare(actor, found.record).or_refuse()
    context = {"form": form, "record": found.record, "document": document, "back_url": address(found.record)}
    return show_sheet(request, "changes/off.html", context, status=status)
