"""Pictures that come with a report: few and small while they arrive, looked at before anything is kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
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

from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.output.limits import MIB, UploadRefused
from probatum.output.reported import LARGEST, PICTURES, reported_file, reported_sound
from probatum.quality.intake.taking import LOCATION, MOST_FILES, Kept
from probatum.web.documents.upload import View
from probatum.web.imports.upload import name_of, on_disk

#: Bytes that all pictures of one report may have together.
TOGETHER = 40 * MIB
_CUT = "probatum.pictures_cut"


class FewPictures(FileUploadHandler):
    """Stops keeping files when they are too many or too large, one by one and together."""

    files = 0
    together = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        self.received = 0
        if self.files > MOST_FILES + 1:  # and a voice note
            self._cut()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        self.together += len(raw_data)
        if self.received > LARGEST or self.together > TOGETHER:
            self._cut()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _cut(self) -> None:
        assert self.request is not None  # handlers are made with the request
        self.request.META[_CUT] = True
        raise SkipFile


def few_pictures(view: View) -> View:
    """Let a view take pictures. The token is checked inside, after the handlers stand (Django's own order)."""
    protected = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        taking = (FewPictures, MemoryFileUploadHandler, TemporaryFileUploadHandler)
        request.upload_handlers = [handler(request) for handler in taking]
        answer: HttpResponse = protected(request, *args, **kwargs)
        return answer

    return wrapped


def cut_off(request: HttpRequest) -> str:
    """The sentence for pictures that were cut off, or empty."""
    if not request.META.get(_CUT):
        return ""
    return (
        f"Send at most {MOST_FILES} pictures and a voice note, each at most {LARGEST // MIB} MB and {TOGETHER // MIB} MB "
        "together. Nothing was sent; choose fewer or smaller ones."
    )


def looked_at(uploads: Iterable[UploadedFile[bytes]], *, voice: UploadedFile[bytes] | None) -> list[Kept]:
    """The pictures and the voice note as they are kept. Raises Refused, with the field, for what is none."""
    found = [_looked_at(one, functools.partial(reported_file, kinds=PICTURES), "pictures") for one in uploads]
    return [*found, _looked_at(voice, reported_sound, "voice")] if voice is not None else found


def _looked_at(upload: UploadedFile[bytes], look: Callable[..., Kept], field: str) -> Kept:
    name = name_of(upload)
    with on_disk(upload) as path:
        try:
            return look(path, filename=name, keep_location=bool(setting(LOCATION)))
        except UploadRefused as refusal:
            raise Refused(f"{name}: {refusal.sentence}", field=field) from refusal
