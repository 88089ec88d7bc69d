"""Uploads of whole collections: larger than a document, cut off all the same."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from probatum.output.limits import MIB
from probatum.web.documents.upload import LimitedUpload, View

LARGEST = 4 * 1024 * MIB
_TOO_LARGE = "probatum.collection_too_large"


class CollectionUpload(LimitedUpload):
    """Stops keeping a file when it has passed what a collection may have."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > LARGEST:
            assert self.request is not None  # handlers are made with the request
            self.request.META[_TOO_LARGE] = self.file_name
            raise SkipFile
        return raw_data


def collection_upload(view: View) -> View:
    """Let a view take a collection. The token is checked inside, after the handlers stand (Django's own order)."""
    protected = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [CollectionUpload(request), TemporaryFileUploadHandler(request)]
        answer: HttpResponse = protected(request, *args, **kwargs)
        return answer

    return wrapped


def too_large(request: HttpRequest) -> str:
    """The sentence for a collection that was cut off, or empty."""
    name = request.META.get(_TOO_LARGE)
    if not name:
        return ""
    most = LARGEST // (1024 * MIB)
    return f"“{name}” is larger than {most} GB. Import the collection in parts, or on the server by `probatum import`."


@contextmanager
def on_disk(upload: UploadedFile[bytes]) -> Iterator[Path]:
    """An upload as a file."""
    temporary = getattr(upload, "temporary_file_path", None)
    if temporary is not None:
        yield Path(temporary())
        return
    with tempfile.NamedTemporaryFile(prefix="probatum-upload-") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def name_of(upload: UploadedFile[bytes]) -> str:
    """The name of an upload without folders."""
    return Path((upload.name or "file").replace("\\", "/")).name[:200]
