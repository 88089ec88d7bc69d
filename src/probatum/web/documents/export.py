"""Lists as CSV or Excel workbook: the rows and columns that the page shows, all of them; `kernel.reading` notes that they were taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from probatum.kernel.spreadsheet import safe_cell
from probatum.output import xlsx

MOST_ROWS = 100_000
Response = TypeVar("Response", bound=HttpResponseBase)


def csv_response(name: str, *, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a download, written as they are read; with a mark so that spreadsheets know UTF-8."""
    response = StreamingHttpResponse(_chunks(heads, lines), content_type="text/csv; charset=utf-8")
    return _as_download(response, name)


def xlsx_response(
    name: str, *, sheet: str, heads: Sequence[str], lines: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The rows as a workbook; every text is text there, whatever it begins with."""
    response = HttpResponse(
        xlsx.workbook(sheet=sheet, heads=heads, lines=lines), content_type=xlsx.MEDIA_TYPE
    )
    return _as_download(response, name)


def _as_download(response: Response, name: str) -> Response:
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _chunks(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    writer.writerow(heads)
    for line in lines:
        writer.writerow([safe_cell(value) for value in line])
        if buffer.tell() > 32_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
