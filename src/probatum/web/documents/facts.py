"""Facts of a draft, people of a version, and the start of the next one: changed in place, stale edits lose nothing typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.documents import authoring
from probatum.documents.content import Version
from probatum.kernel.authz import holders
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.particulars import parts_of
from probatum.kernel.process import process_of
from probatum.web.documents import choices
from probatum.web.documents.addresses import version_url
from probatum.web.documents.finding import document_or_404, version_or_404
from probatum.web.documents.forms import FactsForm, PeopleForm, StartForm
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.rights import may_name_people, refuse_unless_drafts
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.refusals import sentence_into, status_of
from probatum.web.seen import reader


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Title, summary of changes, change request, training; with a reason where an earlier entry is changed."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    form, status, changes = FactsForm(initial=_present(version)), 200, []
    if request.method == "POST":
        form, status = FactsForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in authoring.FACTS}
            reason, based_on = form.cleaned_data["reason"], form.cleaned_data["version"]
            try:
                authoring.change_facts(actor, version, facts=given, reason=reason, based_on=based_on)
            except StaleRecord as stale:
                status, changes = 409, _put_on_top(form, version_or_404(actor, number, major), stale)
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The details are saved.")
                return finished(request, version_url(version))
    else:
        authoring.may_edit(actor, version).or_refuse()
    context = {"form": form, "version": version, "changes": changes, "back_url": version_url(version)}
    return show_sheet(request, "documents/facts.html", context, status=status)


def _present(version: Version) -> dict[str, Any]:
    names = ("change_summary", "change_reference", "training_impact", "training_reason")
    return {
        "version": version.record.version,
        "title": version.record.title,
        **{name: getattr(version, name) for name in names},
    }


def _put_on_top(form: FactsForm, version: Version, stale: StaleRecord) -> list[dict[str, Any]]:
    """Keep what was typed, show what stands now beside it, and let the next press save knowingly on top of it."""
    form.add_error(None, f"{stale} What you typed is still here; saving again puts it on top.")
    on_top_of(form, version.record.version)
    now = _present(version)
    return [
        {
            "label": form.fields[name].label or name.capitalize(),
            "old": now[name] or "Empty",
            "new": form.data.get(name, ""),
        }
        for name in authoring.FACTS
        if str(now[name]) != form.data.get(name, "").strip()
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, number: str, major: int, part: str) -> HttpResponse:
    """Name the holders of one part; only people whose role allows it are offered."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    refuse_unless_drafts(actor, version)
    rule = next((rule for rule in process_of("version").parts if rule.name == part), None)
    if rule is None:
        raise Http404("There is no such part.")
    present = [held.person for held in parts_of(version.record) if held.name == part]
    able = (
        list(holders(rule.permission, site=version.record.site))
        if rule.permission
        else choices.active_people()
    )
    form, status = PeopleForm(people=able, present=present, initial={"version": version.record.version}), 200
    if request.method == "POST":
        form, status = PeopleForm(request.POST, people=able, present=present), 422
        refuse_strange(request, form)
        if form.is_valid():
            based_on = form.cleaned_data["version"]
            try:
                authoring.name_people(actor, version, part=part, people=form.people(), based_on=based_on)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = status_of(refusal)
                if isinstance(refusal, StaleRecord):
                    on_top_of(form, version_or_404(actor, number, major).record.version)
            else:
                messages.success(request, f"{rule.label}: saved.")
                return finished(request, version_url(version) + "#people")
    elif not may_name_people(actor, version):
        raise NotAllowed(
            "An author or a document controller names the people of a version, while it is a draft or its review is closed."
        )
    context = {"form": form, "version": version, "rule": rule, "back_url": version_url(version)}
    return show_sheet(request, "documents/people.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the next version from the effective one, with what is to change."""
    actor = reader(request)
    document = document_or_404(actor, number)
    form, status = StartForm(), 200
    if request.method == "POST":
        form, status = StartForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            summary = form.cleaned_data["change_summary"]
            try:
                made = carried_out_once(
                    request,
                    lambda: version_url(authoring.start_version(actor, document, change_summary=summary)),
                )
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "The next version is begun.")
                return finished(request, made or reverse("document", args=[number]))
    token = request.POST.get("form_token") or new_token()
    context = {
        "form": form,
        "document": document,
        "form_token": token,
        "back_url": reverse("document", args=[number]),
    }
    return show_sheet(request, "documents/start.html", context, status=status)
