"""Answers with a file from the store, whole or one range of it (RFC 9110, sections 13 and 14), a piece at a time.

The entity tag is the hash of the content, so it is strong. A range is answered with at most `MOST_AT_ONCE` bytes, as the
standard allows: a player asks for the next ones, and nobody holds a thread of the server for the length of a video.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from probatum.kernel.file import StoredFile
from probatum.kernel.file_stream import intact, pieces
from probatum.web.documents.responses import safe_name

MOST_AT_ONCE = 4 * 1024 * 1024
_ONE = re.compile(r"^bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*$", re.IGNORECASE)


def asked_range(request: HttpRequest, *, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole file, (size, size) for a range that the file does not have.

    Only GET has ranges. Several at once and what is no range are passed over, as the standard allows, and so is a range
    of a content that is no longer this one (If-Range).
    """
    found = _ONE.match(request.headers.get("Range", "")) if request.method == "GET" else None
    if found is None or request.headers.get("If-Range", tag).strip() != tag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return (size - min(int(last), size), size - 1) if int(last) else (size, size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        return size, size
    return int(first), min(int(last) if last else size - 1, size - 1)


def stream_file(
    request: HttpRequest, file: StoredFile, *, name: str, media_type: str, inline: bool = False
) -> HttpResponseBase:
    """The file, or the range of it that was asked for; never run as a page, never kept by a cache."""
    tag = f'"{file.sha256}"'
    given = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in given or given == ["*"]:
        return _marked(HttpResponse(status=304), tag)
    path, size = intact(file), file.size
    asked = asked_range(request, size=size, tag=tag)
    if asked == (size, size):
        response = _marked(HttpResponse(status=416), tag)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, last = asked or (0, size - 1)
    if asked:
        last = min(last, first + MOST_AT_ONCE - 1)
    count = last - first + 1
    content = () if request.method == "HEAD" else pieces(path, first=first, count=count)
    answer = StreamingHttpResponse(content, status=206 if asked else 200, content_type=media_type)
    answer["Content-Length"] = str(count)
    answer["Content-Disposition"] = content_disposition_header(not inline, safe_name(name)) or "attachment"
    if asked:
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _marked(answer, tag)


def _marked(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
