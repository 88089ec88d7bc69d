"""A new document: facts, then content by upload, in the editor, from the type's effective template, or later (DOC-02, 06, 07)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from probatum.documents.authoring import create_document
from probatum.documents.content import Version
from probatum.documents.template import refuse_without, template_for
from probatum.kernel.authz import decide, demand
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person, Site
from probatum.output.starting import start_from_template, start_with
from probatum.web.documents.addresses import version_url
from probatum.web.documents.new_form import NewDocumentForm
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.sheets import refuse_strange
from probatum.web.documents.upload import limited_upload, read_upload, too_large
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader


@limited_upload
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form, and its refusals beside what was typed; the number is issued when the document is made."""
    return begin(request, initial={"type": request.GET.get("type", "")})


def begin(
    request: HttpRequest, *, initial: dict[str, Any], made: Callable[[Version], None] | None = None
) -> HttpResponse:
    """The same form with other first values; `made` is told of the document once it is there."""
    actor = reader(request)
    demand(actor, "document.create")
    if request.method != "POST":
        return _show(request, NewDocumentForm(actor=actor, initial=initial))
    form = NewDocumentForm(request.POST, request.FILES, actor=actor)
    refuse_strange(request, form)
    if sentence := too_large(request):
        form.errors.pop("file", None)
        form.add_error("file", sentence)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        address = carried_out_once(request, lambda: _make(request, actor, form, made))
    except Refused as refusal:
        return _show(request, form, status=max(sentence_into(form, refusal), 422))
    if address is None:
        messages.info(request, "This document is being made; your second press was not needed.")
        return redirect(reverse("document-drafts"))
    return redirect(address)


def _make(
    request: HttpRequest, actor: Person, form: NewDocumentForm, made: Callable[[Version], None] | None
) -> str:
    data = form.cleaned_data
    kind = form.chosen_type()
    site = form.picked("site")
    _refuse_early(actor, site)
    facts = {
        "type": kind,
        "title": data["title"],
        "site": site,
        "department": form.picked("department"),
        "owner": form.picked("owner"),
        "confidential": data["confidential"],
    }
    version = _begun(actor, form, facts)
    messages.success(request, f"{version.document.record.number} is made, version {version.label}.")
    if made is not None:
        made(version)
    for warning in version.draft.warnings if version.draft else []:
        messages.warning(request, warning)
    if data["start"] == "editor" or (data["start"] == "template" and version.draft and version.draft.editor):
        return version_url(version, "version-editor")
    return version_url(version)


def _refuse_early(actor: Person, site: Site | None) -> None:
    """Decide before a long conversion, not after it."""
    verdict = decide(actor, "document.create", site=site)
    if not verdict:
        raise Refused(verdict.reason, field="site")


def _begun(actor: Person, form: NewDocumentForm, facts: dict[str, Any]) -> Version:
    """The document with its content as chosen; fields of a text are filled once the number is issued."""
    start, upload = form.cleaned_data["start"], form.cleaned_data["file"]
    if start == "upload":
        refuse_without(facts["type"])  # before a long conversion
        words = form.cleaned_data["transcript"]
        content = read_upload(upload, values={}, transcript=words)
        return start_with(
            actor, content=content, anew=lambda values: read_upload(upload, values=values), **facts
        )
    if start == "template":
        template = template_for(actor, facts["type"], number=form.cleaned_data["template"])
        return start_from_template(actor, template=template, **facts)
    return create_document(actor, **facts)


def _show(request: HttpRequest, form: NewDocumentForm, *, status: int = 200) -> HttpResponse:
    token = request.POST.get("form_token") or new_token()
    return render(request, "documents/new.html", {"form": form, "form_token": token}, status=status)
