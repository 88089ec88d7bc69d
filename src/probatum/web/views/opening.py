"""Opening a record of any kind by hand, and filling in its sections; derived from the process."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.authz import decide
from probatum.kernel.editing import edit, may_edit
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.opening import open_new, refuse_unless_openable
from probatum.kernel.people import Department, Person, Site
from probatum.kernel.process import Process, process_of, registered
from probatum.kernel.record import Record
from probatum.kernel.team import owner_by_default
from probatum.kernel.words import inside
from probatum.web import pages
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.forms.moves import refuse_unknown
from probatum.web.forms.sections import OpeningForm, SectionForm, people
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.teams.showing import told_for
from probatum.web.views.records import frame

OPENING = ("form_token", "parent")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, kind: str, uuid: UUID | None = None) -> HttpResponse:
    """Open a record: alone, or as part of the one whose page it was begun from."""
    process = next(iter(registered(kind)), None)
    if process is None or not process.opens:
        raise Http404("Nothing of that kind is opened here.")
    parent = seen(request, uuid) if uuid is not None else None
    actor = reader(request)
    refuse_unless_openable(actor, kind, parent=parent)
    if request.method != "POST":
        return _page(request, process, parent, _form(request, process, parent))
    form = _form(request, process, parent, sent=True)
    refuse_unknown(request.POST, {*form.fields, *OPENING})
    if not form.is_valid():
        return _page(request, process, parent, form, status=400)
    try:
        address = carried_out_once(request, lambda: _opened(actor, process, parent, form))
    except Refused as refusal:
        return _page(request, process, parent, form, status=sentence_into(form, refusal))
    if address is None:
        messages.info(
            request, "Your first press is still at work. The record appears in the list in a moment."
        )
        return redirect(pages.list_of(kind))
    return redirect(address)


def _form(
    request: HttpRequest, process: Process, parent: Record | None, *, sent: bool = False
) -> OpeningForm:
    asked = [section for section in process.sections if section.at_opening]
    given: dict[str, Any] = {
        "sections": asked,
        "sites": None if parent is not None else _sites(reader(request), process),
        "departments": _departments(),
        "owners": people() if parent is not None else None,
        "opener": reader(request),
    }
    if parent is not None and (proposed := owner_by_default(process, parent)) is not None:
        given["initial"] = {"owner": proposed.username}
    return OpeningForm(request.POST, **given) if sent else OpeningForm(**given)


def _opened(actor: Person, process: Process, parent: Record | None, form: OpeningForm) -> str:
    chosen = form.cleaned_data
    record = open_new(
        actor,
        process.kind,
        title=chosen["title"],
        values=form.values(),
        site=Site.objects.filter(code=chosen.get("site", "")).first() if parent is None else None,
        department=Department.objects.filter(code=chosen["department"]).first(),
        owner=Person.objects.get(username=chosen["owner"]) if chosen.get("owner") else None,
        parent=parent,
    )
    return pages.page_of(record)


def _page(
    request: HttpRequest, process: Process, parent: Record | None, form: OpeningForm, *, status: int = 200
) -> HttpResponse:
    lead = (
        "The number is given when it is opened, and never used again. What is not known yet can follow later."
    )
    context = {
        "process": process,
        "heading": f"New {inside(process.label)}",
        "lead": f"Part of {parent.number}, {parent.title}." if parent is not None else lead,
        "form": form,
        "form_token": request.POST.get("form_token") or new_token(),
        "team": told_for(process) if parent is None else [],
        "cancel_url": pages.page_of(parent) if parent is not None else pages.list_of(process.kind),
    }
    return render(request, "records/new.html", context, status=status)


def _sites(actor: Person, process: Process) -> list[tuple[str, str]]:
    """The sites for which somebody may open a record; all of them where the right is held for the organisation."""
    found = [
        (site.code, site.name)
        for site in Site.objects.filter(active=True).order_by("name")
        if decide(actor, process.opens, site=site)
    ]
    return [("", "All sites"), *found] if decide(actor, process.opens, site=None) else found


def _departments() -> list[tuple[str, str]]:
    found = Department.objects.filter(active=True).order_by("name")
    return [("", "Choose a department"), *((one.code, one.name) for one in found)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Fill in one section of a record; a stale page keeps what was typed and says what changed."""
    record = seen(request, uuid)
    process = process_of(record)
    wanted = next((one for one in process.sections if one.name == name), None)
    if wanted is None:
        raise Http404("There is no such section.")
    note_confidential(request, record)
    actor = reader(request)
    may_edit(actor, record, wanted).or_refuse()
    if request.method != "POST":
        return _section_page(request, record, wanted, SectionForm(section=wanted, record=record))
    form = SectionForm(request.POST, section=wanted, record=record)
    refuse_unknown(request.POST, form.fields)
    if not form.is_valid():
        return _section_page(request, record, wanted, form, status=400)
    try:
        edit(actor, record, name, values=form.values(), based_on=form.cleaned_data["based_on"])
    except Refused as refusal:
        status = sentence_into(form, refusal)
        if isinstance(refusal, StaleRecord):
            form.data = _on_top(form, seen(request, uuid).version)
        return _section_page(
            request, record, wanted, form, status=status, stale=isinstance(refusal, StaleRecord)
        )
    messages.success(request, f"{wanted.label}: saved.")
    return redirect(f"{pages.page_of(record)}#section-{name}")


def _on_top(form: SectionForm, version: int) -> Any:
    data = cast(QueryDict, form.data).copy()
    data["based_on"] = str(version)
    return data


def _section_page(
    request: HttpRequest,
    record: Record,
    wanted: Any,
    form: SectionForm,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    context = frame(reader(request), record, current="overview") | {
        "section": wanted,
        "form": form,
        "stale": stale,
        "cancel_url": reverse("record", args=[record.uuid]),
    }
    return render(request, "records/section.html", context, status=status)
