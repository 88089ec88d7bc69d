"""Uploads: cut off while they arrive once they are too large, read into content, refused with a sentence on the field."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from probatum.documents.authoring import Content
from probatum.documents.recording import LARGEST
from probatum.kernel.configuration import setting
from probatum.output.content import content_from_upload
from probatum.output.limits import LIMITS, MIB
from probatum.output.recordings import is_recording

View = Callable[..., HttpResponse]
_TOO_LARGE = "probatum.upload_too_large"


class LimitedUpload(FileUploadHandler):
    """Stops keeping a file when it has passed the limit, so that it never fills the disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        self.most = LIMITS.upload_bytes

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if not self.received:  # the beginning says what it is
            recording = is_recording(raw_data[:8192])
            self.most = int(setting(LARGEST)) * MIB if recording else LIMITS.upload_bytes
        self.received += len(raw_data)
        if self.received > self.most:
            assert self.request is not None  # handlers are made with the request
            self.request.META[_TOO_LARGE] = (self.file_name, self.most // MIB)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class NoUpload(FileUploadHandler):
    """Passes over every file: what all addresses do that take none, else a stranger fills the disk by the sign-in form."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def limited_upload(view: View) -> View:
    """Let a view take a file, up to the limit. The token is checked inside, after the handlers stand (Django's own order)."""
    protected = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        taking = (LimitedUpload, MemoryFileUploadHandler, TemporaryFileUploadHandler)
        request.upload_handlers = [handler(request) for handler in taking]
        answer: HttpResponse = protected(request, *args, **kwargs)
        return answer

    return wrapped


def too_large(request: HttpRequest) -> str:
    """The sentence for an upload that was cut off, or empty."""
    found = request.META.get(_TOO_LARGE)
    if not found:
        return ""
    name, most = found
    return (
        f"“{name}” is larger than {most} MB, the most that is accepted. "
        "Make its pictures smaller or split it, then choose it again. Nothing was stored."
    )


def read_upload(
    upload: UploadedFile[bytes], *, values: Mapping[str, str] | None = None, transcript: str = ""
) -> Content:
    """Look at an upload and make its rendition, its fields filled with these values, with the words of a recording.

    Raises Refused, with the field `file`, for what is not accepted.
    """
    upload.seek(0)
    name = Path((upload.name or "file").replace("\\", "/")).name
    temporary = getattr(upload, "temporary_file_path", None)
    if temporary is not None:
        return content_from_upload(Path(temporary()), filename=name, values=values, transcript=transcript)
    with tempfile.NamedTemporaryFile(prefix="probatum-upload-") as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()  # what comes in memory is small enough to be read whole, recordings too
        return content_from_upload(Path(copy.name), filename=name, values=values, transcript=transcript)
