"""Beginning an import and saying how its register is read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from probatum.documents import importing
from probatum.documents.collection import CollectionImport
from probatum.documents.collection_import import RIGHT
from probatum.documents.import_values import existing
from probatum.kernel.authz import demand
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.people import Person
from probatum.output import importing as carrying
from probatum.output.collection import opened
from probatum.output.limits import UploadRefused
from probatum.web.documents.once import carried_out_once, new_token
from probatum.web.documents.sheets import refuse_strange
from probatum.web.documents.tabs import holds_any
from probatum.web.imports.addresses import address, found_import
from probatum.web.imports.forms import BeginForm, MappingForm
from probatum.web.imports.upload import collection_upload, name_of, on_disk, too_large
from probatum.web.paths import reverse
from probatum.web.refusals import sentence_into
from probatum.web.seen import reader
from probatum.web.views.records import frame


def around(actor: Person) -> dict[str, Any]:
    """What the list of imports offers to who may import."""
    found: dict[str, Any] = {
        "empty": "Bring in the documents of an older system: their files and a list of them. Everything is tried dry first."
    }
    if holds_any(actor, RIGHT):
        found["begin"] = {"label": "Import a collection", "url": reverse("import-new")}
    return found


@collection_upload
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
        form.errors.pop("archive", None)
        form.add_error("archive", sentence)
    if not form.is_valid():
        return _show_new(request, form, status=422)
    try:
        made = carried_out_once(request, lambda: _begun(actor, form))
    except Refused as refusal:
        return _show_new(request, form, status=max(sentence_into(form, refusal), 422))
    return redirect(made or reverse("record-list", args=["collection_import"]))


def _begun(actor: Person, form: BeginForm) -> str:
    given = form.cleaned_data
    with on_disk(given["archive"]) as archive, on_disk(given["register"]) as register:
        try:
            with opened(archive):
                pass
        except UploadRefused as refusal:
            raise Refused(refusal.sentence, field="archive") from refusal
        name = name_of(given["register"])
        collection = importing.open_import(
            actor,
            importing.Given(
                register=register,
                register_name=name,
                register_type="application/octet-stream",
                archive=archive,
                archive_name=name_of(given["archive"]),
                reading=carrying.propose(register, filename=name),
            ),
            system=given["system"],
            numbering=given["numbering"],
        )
    return reverse("import-mapping", args=[collection.record.uuid])


def _show_new(request: HttpRequest, form: BeginForm, *, status: int = 200) -> HttpResponse:
    token = request.POST.get("form_token") or new_token()
    return render(request, "imports/new.html", {"form": form, "form_token": token}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Columns and values, proposed from the headings, changed by hand."""
    actor, collection = reader(request), found_import(request, uuid)
    demand(actor, RIGHT, record=collection.record)
    if collection.record.state != "draft":
        return redirect(address(collection.record))
    known = existing()
    named = carrying.distinct(collection, collection.reading["columns"])
    facts: dict[str, Any] = {"collection": collection, "known": known, "named": named}
    if request.method != "POST":
        return _show_mapping(request, actor, collection, MappingForm(**facts))
    form = MappingForm(request.POST, **facts)
    refuse_strange(request, form, "version", "again")
    if not form.is_valid():
        return _show_mapping(request, actor, collection, form, status=422)
    try:
        _keep(request, actor, collection, form)
    except StaleRecord:
        raise
    except Refused as refusal:
        status = max(sentence_into(form, refusal), 422)
        return _show_mapping(request, actor, collection, form, status=status)
    if "again" in request.POST:
        return redirect(reverse("import-mapping", args=[uuid]))
    messages.success(request, "The mapping is kept with the import.")
    return redirect(address(collection.record))


def _keep(request: HttpRequest, actor: Person, collection: CollectionImport, form: MappingForm) -> None:
    """Keep the mapping; another sheet or encoding is read anew, with a new proposal for its columns."""
    reading, given = form.as_reading(), form.cleaned_data
    sheet = given.get("sheet") or reading["sheet"]
    if (sheet, given["encoding"]) != (reading["sheet"], reading["encoding"]):
        fresh = carrying.propose_again(collection, encoding=given["encoding"], sheet=sheet)
        reading = {**fresh, "values": reading["values"], "otherwise": reading["otherwise"]}
    based_on = request.POST.get("version", "")
    importing.change_reading(
        actor,
        collection,
        reading=reading,
        numbering=given["numbering"],
        based_on=int(based_on) if based_on.isdigit() else -1,
    )


def _show_mapping(
    request: HttpRequest, actor: Person, collection: CollectionImport, form: MappingForm, *, status: int = 200
) -> HttpResponse:
    context = frame(actor, collection.record, current="overview") | {
        "form": form,
        "collection": collection,
        "reading": collection.reading,
        "preview": carrying.preview(collection),
        "here": reverse("import-mapping", args=[collection.record.uuid]),
        "back_url": address(collection.record),
    }
    return render(request, "imports/mapping.html", context, status=status)
