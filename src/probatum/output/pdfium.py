"""The library that reads PDF pages, opened by one thread at a time: it is not made for two."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

_one_at_a_time = threading.Lock()


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF, closed at the end of the block. Other threads wait, so keep the block short."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(content)
        try:
            yield document
        finally:
            document.close()
