"""Lists as CSV: the rows and columns that the page shows, all of them; `kernel.reading` notes that they were taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from probatum.kernel.spreadsheet import safe_cell

MOST_ROWS = 100_000


def csv_response(name: str, *, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a download, written as they are read; with a mark so that spreadsheets know UTF-8."""
    response = StreamingHttpResponse(_chunks(heads, lines), content_type="text/csv; charset=utf-8")
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
