"""Files as answers: the right type, a safe name, never shown in place unless it is a PDF or picture of ours."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

#: Shown in the browser's own viewer; everything else is a download, whatever it claims to be.
INLINE = ("application/pdf", "image/png", "image/jpeg")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def safe_name(name: str) -> str:
    """A file name without path, control characters or what a file system refuses."""
    cleaned = _UNSAFE.sub(" ", name).strip(" .")
    return " ".join(cleaned.split())[:180] or "file"


def file_response(content: bytes, *, name: str, media_type: str, inline: bool = False) -> HttpResponse:
    """Bytes as a download, or in place for PDF and pictures; never guessed at, never cached by others."""
    shown = inline and media_type in INLINE
    response = HttpResponse(content, content_type=media_type if shown else _download_type(media_type))
    response["Content-Disposition"] = content_disposition_header(not shown, safe_name(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def image_response(content: bytes) -> HttpResponse:
    """A page or picture for an img element; kept by the browser of this person for an hour."""
    response = HttpResponse(
        content, content_type="image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    )
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _download_type(media_type: str) -> str:
    """Web pages and scripts go out as bytes, so that no browser runs them."""
    hostile = media_type.startswith("text/") or "xml" in media_type.split(".")[0] or "html" in media_type
    return "application/octet-stream" if hostile else media_type
