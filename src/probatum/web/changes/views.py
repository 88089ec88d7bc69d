"""Views of change requests: the record page, opening one, and asking for one from the page of a document."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from probatum.documents import requesting
from probatum.documents.change_list import KIND, ChangeRequest
from probatum.documents.change_rules import body_of, items_of
from probatum.kernel import moments
from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.web import anatomy, record_print
from probatum.web.attestation import signatures_of
from probatum.web.changes import listing
from probatum.web.changes.forms import AskForm, ListForm, NewForm
from probatum.web.changes.typed import documents_of
from probatum.web.components import marks
from probatum.web.documents.finding import document_or_404
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.sheets import finished, refuse_strange, show_sheet
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_seen, reader, seen
from probatum.web.sentences import listed
from probatum.web.views.records import frame

#: moves on a version that several people sign in one sitting from the page of the request
TOGETHER = ("review", "approve", "approve_quality")


def address(record: Record) -> str:
    """The page of a change request."""
    return reverse("change-request", args=[record.uuid])


def found_request(request: HttpRequest, uuid: UUID) -> ChangeRequest:
    """A change request that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such change request.")
    found = body_of(record)
    found.record = record
    return found


@login_required
@require_safe
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A change request: next step, why and what, the list of documents, signatures."""
    found = found_request(request, uuid)
    note_seen(request, found.record)
    actor = reader(request)
    return render(request, "changes/change.html", context_of(actor, found))


def context_of(actor: Person, found: ChangeRequest, form: ListForm | None = None) -> dict[str, Any]:
    """What the page shows; `form` is the line for adding documents when it was refused."""
    record = found.record
    editable = bool(requesting.may_prepare(actor, record))
    signatures = signatures_of(record)
    return frame(actor, record, current="overview", counts={"signatures": len(signatures)}) | {
        "step": anatomy.next_step(actor, record),
        "missing": anatomy.blockers(actor, record),
        "signatures": signatures,
        "texts": _texts(found),
        "rows": listing.rows(actor, record, editable=editable),
        "editable": editable,
        "form": form or ListForm(initial={"version": record.version}) if editable else None,
        "series": _series(actor, record),
        "facts": _facts(found),
        "people": _people(actor, record),
        "actions": [_menu(record)],
    }


def _menu(record: Record) -> dict[str, Any]:
    return {"label": "More", "icon": "more", "icon_only": True, "menu": [record_print.item(record)]}


def _texts(found: ChangeRequest) -> list[dict[str, Any]]:
    return [
        {"label": "Reason", "value": found.reason},
        {"label": "What changes", "value": found.description, "none": "Not written yet"},
        {"label": "Impact", "value": found.impact, "none": "Not written yet"},
    ]


def _facts(found: ChangeRequest) -> list[dict[str, Any]]:
    record, days = found.record, found.implementation_days
    period = "At once" if days == 0 else "1 day" if days == 1 else f"{days} days"
    return [
        {"label": "Site", "value": record.site.name if record.site else "", "none": "All sites"},
        {"label": "Implementation period", "value": period},
        {"label": "Function due", "value": _day(found.function_due), "none": "Three days before Quality"},
        {"label": "Quality due", "value": _day(found.quality_due), "none": "Chosen when sent for approval"},
        {
            "label": "Day of release",
            "value": _day(found.effective_on),
            "none": "Set by the approval of Quality",
        },
        {"label": "Released", "value": marks.when(found.released_at, short=True), "none": "Not yet"},
        {"label": "Opened", "value": marks.when(record.opened_at, short=True)},
    ]


def _day(day: Any) -> str:
    return moments.day(day) if day else ""


def _people(actor: Person, record: Record) -> list[dict[str, Any]]:
    may = bool(requesting.may_name(actor, record))
    return [
        {
            "label": rule.label,
            "names": ", ".join(held.person.name for held in parts_of(record) if held.name == rule.name),
            "url": reverse("change-request-people", args=[record.uuid, rule.name])
            if may and rule.name != "requester"
            else "",
        }
        for rule in process_of(record).parts
        if rule.name != "requester" or any(held.name == "requester" for held in parts_of(record))
    ]


def _series(actor: Person, record: Record) -> list[dict[str, str]]:
    """Versions of the list that wait for this person's signature, to be signed in one sitting (SIG-10)."""
    versions = [item.version_id for item in items_of(record) if item.version_id and item.ended_at is None]
    if not versions:
        return []
    waiting = visible(actor, "version").filter(
        pk__in=versions, tasks__person=actor, tasks__closed_at=None, tasks__move__in=TOGETHER
    )
    found: dict[str, list[str]] = {}
    for uuid, move in waiting.values_list("uuid", "tasks__move").order_by("number"):
        found.setdefault(move, []).append(str(uuid))
    version = process_of("version")
    return [
        {
            "label": f"{version.move(move).label}: {len(uuids)} version{'' if len(uuids) == 1 else 's'} together",
            "url": f"{reverse('together')}?{urlencode({'act': f'version.{move}', 'record': uuids}, doseq=True)}",
        }
        for move, uuids in found.items()
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a change request, with the documents that become effective."""
    actor = reader(request)
    requesting.may_open(actor).or_refuse()
    first = {"site": actor.site.code if actor.site else "", "documents": request.GET.getlist("document")[:20]}
    form, status = NewForm(initial=first), 200
    if request.method == "POST":
        form, status = NewForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                made = carried_out_once(request, lambda: _opened(actor, form))
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                return finished(request, made or reverse("change-requests"))
    context = {"form": form, "form_token": request.POST.get("form_token") or new_token()}
    return render(request, "changes/new.html", context, status=status)


def _opened(actor: Person, form: NewForm) -> str:
    given = {name: form.cleaned_data[name] for name in requesting.FACTS}
    documents = documents_of(actor, form.cleaned_data["documents"])
    opened = requesting.open_with_documents(actor, documents=documents, site=form.chosen_site(), **given)
    return address(opened.record)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a change of a document; its owner or document control takes it up (DOC-23)."""
    actor = reader(request)
    document = document_or_404(actor, number)
    form, status = AskForm(), 200
    if request.method == "POST":
        form, status = AskForm(request.POST), 422
        refuse_strange(request, form)
        if form.is_valid():
            try:
                made = carried_out_once(
                    request,
                    lambda: address(requesting.raise_request(actor, document, **form.cleaned_data).record),
                )
            except Refused as refusal:
                status = sentence_into(form, refusal)
            else:
                messages.success(request, "Your request is sent. Whoever takes it up is named below.")
                return finished(request, made or reverse("document", args=[number]))
    context = {
        "form": form,
        "document": document,
        "takers": listed([person.name for person in requesting.takers_of(document)]),
        "form_token": request.POST.get("form_token") or new_token(),
        "back_url": reverse("document", args=[number]),
    }
    return show_sheet(request, "changes/ask.html", context, status=status)
