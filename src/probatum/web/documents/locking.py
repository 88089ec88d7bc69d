"""Check-out and check-in of a draft: the lock with its holder and time, the next draft, cancel, forced unlock (DOC-04)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from probatum.documents import authoring
from probatum.documents.content import Draft, Version, open_check_out
from probatum.documents.findings import draft_before, findings_of
from probatum.documents.merge_fields import next_label, values_of
from probatum.kernel.authz import Decision, decide
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.output.comparing import compared_with
from probatum.web.documents.addresses import version_url
from probatum.web.documents.changes import against
from probatum.web.documents.doubts import doubt
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.forms import CheckInForm, ReasonForm
from probatum.web.documents.sheets import finished, on_top_of, refuse_strange, show_sheet
from probatum.web.documents.tabs import holds_any
from probatum.web.documents.upload import limited_upload, read_upload, too_large
from probatum.web.refusals import sentence_into, status_of
from probatum.web.seen import reader


def lock_card(actor: Person, version: Version, editable: Decision) -> dict[str, Any] | None:
    """Who has the draft and since when, and what this person may do about it; None outside of draft."""
    if version.record.state != "draft":
        return None
    held = open_check_out(version)
    card: dict[str, Any] = {
        "held": held,
        "mine": held is not None and held.person_id == actor.pk,
        "may": bool(editable),
    }
    built_in = version.draft is None or version.draft.editor
    if editable:
        card["source_url"] = version_url(version, "version-source") if version.draft else ""
        card["check_in_url"] = version_url(version, "version-check-in")
        card["check_out_url"] = version_url(version, "version-check-out")
        card["cancel_url"] = version_url(version, "version-cancel")
        card["editor_url"] = version_url(version, "version-editor") if built_in else ""
        card["editor"] = version.draft is not None and version.draft.editor
    if held is not None and not card["mine"] and holds_any(actor, "version.unlock"):
        card["unlock_url"] = version_url(version, "version-unlock")
    return card if held is not None or editable else None


@login_required
@require_POST
def check_out(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Take the lock; the page then offers the source."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    authoring.check_out(actor, version)
    messages.success(request, "You have the draft checked out. Download it, work on it, check it in.")
    return redirect(version_url(version))


@login_required
@require_POST
def cancel(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Give the lock back without a new draft."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    authoring.cancel_check_out(actor, version)
    messages.success(request, "The check-out is cancelled. Nothing was changed.")
    return redirect(version_url(version))


@limited_upload
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Upload the next draft with a note; a refused file leaves everything as it was, the note stays typed."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    status = 200
    form = CheckInForm(initial={"version": version.record.version})
    if request.method == "POST":
        form = CheckInForm(request.POST, request.FILES)
        refuse_strange(request, form)
        if sentence := too_large(request):
            form.errors.pop("file", None)
            form.add_error("file", sentence)
        status = 422
        if form.is_valid():
            try:
                authoring.refuse_unless_editable(actor, version, based_on=form.cleaned_data["version"])
                draft = _take_in(actor, version, form)
            except Doubted as doubted:
                form = CheckInForm(request.POST, request.FILES, doubted=True)
                form.add_error("file", str(doubted))
            except Refused as refusal:
                status = _refused(form, refusal, version_or_404(actor, number, major))
            else:
                _tell(request, draft)
                return finished(request, _what_changed(version, draft))
    else:
        authoring.may_edit(actor, version).or_refuse()
    context = {
        "form": form,
        "version": version,
        "back_url": version_url(version),
        "held": open_check_out(version),
    }
    return show_sheet(request, "documents/check_in.html", context, status=status)


class Doubted(Exception):
    """This may not be the file that is meant."""


def _take_in(actor: Person, version: Version, form: CheckInForm) -> Draft:
    """The upload as the next draft, compared with the one it was made from. Raises Doubted once, before it is stored."""
    values = values_of(version, label=next_label(version))
    content = read_upload(
        form.cleaned_data["file"], values=values, transcript=form.cleaned_data["transcript"]
    )
    before = draft_before(version)
    if not form.cleaned_data.get("anyway") and (sentence := doubt(actor, version, content, before)):
        raise Doubted(sentence)
    return authoring.check_in(
        actor,
        version,
        content=compared_with(content, before),
        note=form.cleaned_data["note"],
        based_on=form.cleaned_data["version"],
    )


def _what_changed(version: Version, draft: Draft) -> str:
    """Where a check-in leads: to the comparison with what was checked out, or to the page where there is none."""
    found = against(version, draft)
    return found["url"] if found is not None else version_url(version)


def _tell(request: HttpRequest, draft: Draft) -> None:
    """What came of it, what changed, and what a person should know about the file."""
    found = findings_of(draft)
    told = f" {found.summary}" if found is not None and found.summary else ""
    messages.success(request, f"Draft {draft.label} is checked in.{told}")
    for warning in draft.warnings:
        messages.warning(request, warning)


def _refused(form: CheckInForm, refusal: Refused, version: Version) -> int:
    """Say why on the form; after a stale one the next press is made on the version as it now is, knowingly."""
    if isinstance(refusal, StaleRecord):
        on_top_of(form, version.record.version)
        form.add_error(
            None, f"{refusal} To check your file in on top of it, choose it again and press once more."
        )
        return 409
    return sentence_into(form, refusal)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """End the check-out of another person, with a reason."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    held = open_check_out(version)
    form, status = ReasonForm(), 200
    if request.method == "POST":
        form, status = ReasonForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                authoring.force_unlock(actor, version, reason=form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error("reason" if refusal.field == "reason" else None, str(refusal))
                status = status_of(refusal)
            else:
                name = held.person.name if held else "nobody"
                messages.success(request, f"The check-out of {name} is ended.")
                return finished(request, version_url(version))
    else:
        decide(actor, "version.unlock", record=version.record).or_refuse()
    context = {"form": form, "version": version, "held": held, "back_url": version_url(version)}
    return show_sheet(request, "documents/unlock.html", context, status=status)
