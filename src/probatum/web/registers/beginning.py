"""Beginning an import of registers and saying how each sheet is read."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.output import registering as carrying
from probatum.quality.imports import importing
from probatum.quality.imports.bodies import KIND, RegisterImport
from probatum.quality.imports.declared import RIGHT
from probatum.quality.imports.values import around as what_there_is
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.sheets import refuse_strange
from probatum.web.documents.tabs import holds_any
from probatum.web.documents.upload import limited_upload, too_large
from probatum.web.imports.upload import name_of, on_disk
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.registers.addresses import address, found_import
from probatum.web.registers.forms import BeginForm, ChoicesForm, SheetForm, choices_of
from probatum.web.seen import reader
from probatum.web.views.records import frame


def around(actor: Person) -> dict[str, Any]:
    """What the list of imports offers to who may import."""
    found: dict[str, Any] = {
        "empty": "Bring in the registers of an older system: deviations, nonconformances, complaints, CAPAs. Everything is tried dry first."
    }
    if holds_any(actor, RIGHT):
        found["begin"] = {"label": "Import registers", "url": reverse("register-import-new")}
    return found


@limited_upload
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The files of an import."""
    actor = reader(request)
    demand(actor, RIGHT)
    if request.method != "POST":
        return _show_new(request, BeginForm())
    form = BeginForm(request.POST, request.FILES)
    refuse_strange(request, form)
    if sentence := too_large(request):
        form.errors.pop("registers", None)
        form.add_error("registers", sentence)
    if not form.is_valid():
        return _show_new(request, form, status=422)
    try:
        made = carried_out_once(request, lambda: _begun(actor, form))
    except Refused as refusal:
        return _show_new(request, form, status=max(sentence_into(form, refusal), 422))
    return redirect(made or reverse("record-list", args=[KIND]))


def _begun(actor: Person, form: BeginForm) -> str:
    uploads = form.cleaned_data["registers"]
    with ExitStack() as stack:
        given = [importing.GivenFile(stack.enter_context(on_disk(one)), name_of(one)) for one in uploads]
        reading = carrying.propose([(one.path, one.name) for one in given])
        made = importing.open_import(actor, given, system=form.cleaned_data["system"], reading=reading)
    return address(made.record)


def _show_new(request: HttpRequest, form: BeginForm, *, status: int = 200) -> HttpResponse:
    token = request.POST.get("form_token") or new_token()
    return render(request, "registers/new.html", {"form": form, "form_token": token}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is chosen for the whole import: numbers, and tasks."""
    actor, collection = reader(request), found_import(request, uuid)
    demand(actor, RIGHT, record=collection.record)
    if collection.record.state != "draft":
        return redirect(address(collection.record))
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=choices_of(collection))
    if request.method == "POST":
        refuse_strange(request, form, "version")
        if form.is_valid():
            _keep(request, actor, collection, collection.reading, form.cleaned_data)
            messages.success(request, "The choices are kept with the import.")
            return redirect(address(collection.record))
    context = frame(actor, collection.record, current="overview") | {
        "form": form,
        "here": reverse("register-import-choices", args=[uuid]),
        "back_url": address(collection.record),
    }
    return render(request, "registers/choices.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, uuid: UUID, place: int) -> HttpResponse:
    """Kind, columns and values of a sheet, proposed from its headings, changed by hand."""
    actor, collection = reader(request), found_import(request, uuid)
    demand(actor, RIGHT, record=collection.record)
    if place >= len(collection.reading["sheets"]):
        raise Http404("There is no such sheet.")
    if collection.record.state != "draft":
        return redirect(address(collection.record))
    one, known = collection.reading["sheets"][place], what_there_is()
    facts: dict[str, Any] = {"sheet": one, "known": known, "named": carrying.distinct(collection, one, known)}
    if request.method != "POST":
        return _show_sheet(request, actor, collection, place, SheetForm(**facts))
    form = SheetForm(request.POST, **facts)
    refuse_strange(request, form, "version", "again")
    if not form.is_valid():
        return _show_sheet(request, actor, collection, place, form, status=422)
    try:
        _keep(request, actor, collection, _with(collection, place, form), choices_of(collection))
    except StaleRecord:
        raise
    except Refused as refusal:
        status = max(sentence_into(form, refusal), 422)
        return _show_sheet(request, actor, collection, place, form, status=status)
    if "again" in request.POST:
        return redirect(reverse("register-import-sheet", args=[uuid, place]))
    messages.success(request, "The mapping is kept with the import.")
    return redirect(address(collection.record))


def _with(collection: RegisterImport, place: int, form: SheetForm) -> dict[str, Any]:
    """The reading with one sheet as it was sent; as another kind or encoding it is read anew, with a new proposal."""
    given, one = form.cleaned_data, form.as_sheet()
    if (given["kind"], given["encoding"]) != (one["kind"], one["encoding"]):
        one = carrying.read_again(collection, one, kind=given["kind"], encoding=given["encoding"])
    sheets = list(collection.reading["sheets"])
    sheets[place] = one
    return {**collection.reading, "sheets": sheets}


def _keep(
    request: HttpRequest,
    actor: Person,
    collection: RegisterImport,
    reading: dict[str, Any],
    chosen: dict[str, Any],
) -> None:
    based_on = request.POST.get("version", "")
    importing.change_reading(
        actor,
        collection,
        reading=reading,
        choices=importing.Choices(**chosen),
        based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 10 else -1,
    )


def _show_sheet(
    request: HttpRequest,
    actor: Person,
    collection: RegisterImport,
    place: int,
    form: SheetForm,
    *,
    status: int = 200,
) -> HttpResponse:
    one = collection.reading["sheets"][place]
    context = frame(actor, collection.record, current="overview") | {
        "form": form,
        "sheet": one,
        "preview": carrying.preview(collection, one),
        "here": reverse("register-import-sheet", args=[collection.record.uuid, place]),
        "back_url": address(collection.record),
    }
    return render(request, "registers/sheet.html", context, status=status)
