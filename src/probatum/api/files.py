"""Files of a record: listed, attached after the same look as on the page, and taken out with a note of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from probatum.api import schemas, shown
from probatum.api.listing import refuse_unknown
from probatum.api.routing import FILES, router
from probatum.api.scope import actor_of, demand_writing, seen
from probatum.kernel.attaching import attach, may_attach, note_download
from probatum.kernel.errors import Refused
from probatum.kernel.file import Attachment
from probatum.kernel.file_stream import intact, pieces
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.output.intake import inspect
from probatum.output.limits import LIMITS, MIB, UploadRefused

PIECE = 1024 * 1024
BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/records/{uuid}/files", tags=FILES, response=list[schemas.FileOut])
def files(request: HttpRequest, uuid: UUID) -> list[dict[str, Any]]:
    """The files attached to a record."""
    attached = _attached(seen(request, uuid))
    return [_told(one) for one in attached.select_related("file", "added_by")]


@router.post("/records/{uuid}/files", tags=FILES, response={201: schemas.FileOut}, openapi_extra=BYTES)
def add_file(request: HttpRequest, uuid: UUID, name: str, note: str = "") -> Any:
    """Attach a file: its bytes are the body of the request, its name stands in the address."""
    refuse_unknown(request.GET, ("name", "note"))
    record = seen(request, uuid)
    demand_writing(request)
    may_attach(actor_of(request), record).or_refuse()  # before anything is taken in
    with tempfile.NamedTemporaryFile(prefix="probatum-api-") as copy:
        _take_in(request, copy.file)
        copy.flush()
        try:
            looked_at = inspect(Path(copy.name), filename=name)
        except UploadRefused as refusal:
            raise Refused(refusal.sentence, field="name") from refusal
        added = attach(
            actor_of(request),
            record,
            content=Path(copy.name),
            name=name,
            media_type=looked_at.media_type,
            note=note,
        )
    return 201, _told(added)


@router.get("/records/{uuid}/files/{number}", tags=FILES)
def file(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """The bytes of a file, checked against their hash; that it was taken out is noted."""
    found = _attached(seen(request, uuid)).filter(pk=number).select_related("file", "record").first()
    if found is None:
        raise Http404("There is no such file on this record.")
    path = intact(found.file)
    note_download(actor_of(request), found)
    content: Iterator[bytes] = pieces(path, first=0, count=found.file.size)
    answer = StreamingHttpResponse(content, content_type=found.file.media_type)
    answer["Content-Length"] = str(found.file.size)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["Digest"] = f"sha-256={found.file.sha256}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _attached(record: Record) -> Any:
    """What is attached to a record; a kind without sections keeps its files behind its own pages and their rights."""
    if not process_of(record).sections:
        return Attachment.objects.none()
    return Attachment.objects.filter(record=record, voided_at=None)


def _take_in(request: HttpRequest, target: IO[bytes]) -> None:
    """Copy the body, no more than may be uploaded. Raises Refused for none and for too much."""
    most, received = max(LIMITS.upload_bytes, LIMITS.recording_bytes), 0
    while piece := request.read(PIECE):
        received += len(piece)
        if received > most:
            raise Refused(
                f"The file is larger than {most // MIB} MB, the most that is accepted.", field="name"
            )
        target.write(piece)
    if not received:
        raise Refused("Send the bytes of the file as the body of the request, with its length.", field="name")


def _told(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "note": one.note,
        "media_type": one.file.media_type,
        "size": one.file.size,
        "sha256": one.file.sha256,
        "added_by": shown.person(one.added_by),
        "added_at": one.added_at,
    }
