"""Files attached to a record: added after the same look as every upload, taken out with a note, taken back with a reason."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from probatum.kernel.attaching import attach, may_attach, note_download, take_back
from probatum.kernel.errors import Refused
from probatum.kernel.file import Attachment
from probatum.kernel.file_stream import intact, pieces
from probatum.kernel.record import Record
from probatum.output.intake import inspect
from probatum.output.limits import UploadRefused
from probatum.web import pages
from probatum.web.documents.upload import limited_upload, too_large
from probatum.web.forms.moves import refuse_unknown
from probatum.web.refusals import sentence_into
from probatum.web.seen import note_confidential, reader, seen
from probatum.web.views.records import frame


class AttachForm(forms.Form):
    """One file and what it shows."""

    file = forms.FileField(
        allow_empty_file=True,
        help_text="Documents, pictures and recordings.",
        error_messages={"required": "Choose a file."},
    )
    note = forms.CharField(label="What it shows", required=False, max_length=300)


class TakeBackForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why this file is taken back."},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited_upload
def attaching(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Attach a file to a record."""
    record = seen(request, uuid)
    note_confidential(request, record)
    may_attach(reader(request), record).or_refuse()
    if request.method != "POST":
        return _page(request, record, AttachForm(), "Attach a file")
    form = AttachForm(request.POST, request.FILES)
    refuse_unknown(request.POST, form.fields)
    if sentence := too_large(request):
        form.add_error("file", sentence)
    if not form.is_valid():
        return _page(request, record, form, "Attach a file", status=400)
    try:
        _taken_in(request, record, form.cleaned_data["file"], note=form.cleaned_data["note"])
    except Refused as refusal:
        return _page(request, record, form, "Attach a file", status=sentence_into(form, refusal))
    messages.success(request, "The file is attached.")
    return redirect(f"{pages.page_of(record)}#files")


def _taken_in(request: HttpRequest, record: Record, upload: UploadedFile[bytes], *, note: str) -> None:
    """Look at an upload as at every other one, then attach it. Raises Refused, with the field `file`."""
    name = Path((upload.name or "file").replace("\\", "/")).name
    with tempfile.NamedTemporaryFile(prefix="probatum-upload-") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            found = inspect(Path(copy.name), filename=name)
        except UploadRefused as refusal:
            raise Refused(refusal.sentence, field="file") from refusal
        path = Path(copy.name)
        attach(reader(request), record, content=path, name=name, media_type=found.media_type, note=note)


@login_required
@require_GET
def attachment(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """An attached file, as a download; the ledger keeps who took it."""
    record = seen(request, uuid)
    found = _attached(record, number)
    path = intact(found.file)
    note_download(reader(request), found)
    content = pieces(path, first=0, count=found.file.size)
    response = StreamingHttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def taking_back(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Take a file back with a reason; it stays in the history."""
    record = seen(request, uuid)
    found = _attached(record, number)
    may_attach(reader(request), record).or_refuse()
    heading = f"Take back “{found.name}”"
    if request.method != "POST":
        return _page(request, record, TakeBackForm(), heading)
    form = TakeBackForm(request.POST)
    refuse_unknown(request.POST, form.fields)
    if not form.is_valid():
        return _page(request, record, form, heading, status=400)
    try:
        take_back(reader(request), found, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return _page(request, record, form, heading, status=sentence_into(form, refusal))
    messages.success(request, "The file was taken back; the history keeps it.")
    return redirect(f"{pages.page_of(record)}#files")


def _attached(record: Record, number: int) -> Attachment:
    found = record.attachments.filter(pk=number, voided_at=None).select_related("file", "record").first()
    if found is None:
        raise Http404("There is no such file here.")
    return found


def _page(
    request: HttpRequest, record: Record, form: forms.Form, heading: str, *, status: int = 200
) -> HttpResponse:
    context = frame(reader(request), record, current="overview") | {
        "form": form,
        "heading": heading,
        "cancel_url": pages.page_of(record),
    }
    return render(request, "records/attach.html", context, status=status)
