"""Showing a version page by page: the view is noted once for each session and state of the record, the images follow from it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from typing import Any

from django.http import HttpRequest

from probatum.documents import reading
from probatum.documents.content import Version
from probatum.documents.reading import Copy
from probatum.kernel import file as files
from probatum.kernel.file import StoredFile
from probatum.kernel.people import Person
from probatum.output.pdfium import opened
from probatum.output.reading import bytes_of, page_image

KEPT_VIEWS = 20
KEPT_BYTES = 64 * 1024 * 1024
IMAGE_WIDTH = 1240
KEPT_SIZES = 5000
KEPT_TEXTS = 200
MOST_TEXT_PAGES = 100


def shown_copy(request: HttpRequest, actor: Person, version: Version) -> Copy:
    """The copy this session is shown; the first time, and again after the record changed, it is noted as a view."""
    known = request.session.get("viewed", {})
    key = f"{version.pk}.{version.draft.pk if version.draft else 0}"
    facts = known.get(key)
    if facts and facts["of"] == version.record.version:
        copy = _again(version, facts)
        if copy is not None and reading.may_read(actor, version, purpose="view"):
            return copy
    copy = reading.take(actor, version, purpose="view")
    kept = [(name, value) for name, value in known.items() if name != key][-KEPT_VIEWS + 1 :]
    request.session["viewed"] = {**dict(kept), key: _facts(version, copy)}
    return copy


def _facts(version: Version, copy: Copy) -> dict[str, Any]:
    names = ("number", "title", "version", "state", "overlay", "effective", "sealed", "editor")
    told = {name: getattr(copy, name) for name in names}
    return {"of": version.record.version, "file": copy.file.pk, "at": copy.taken_at.isoformat(), "told": told}


def _again(version: Version, facts: dict[str, Any]) -> Copy | None:
    held = [version.issue, version.draft.rendition if version.draft else None]
    file = next((one for one in held if one is not None and one.pk == facts["file"]), None)
    if file is None:
        return None
    return Copy(file=file, taken_at=dt.datetime.fromisoformat(facts["at"]), **facts["told"])


def page_png(copy: Copy, actor: Person, *, page: int) -> bytes:
    """One page of a view as a picture."""
    content = shown_bytes(copy, actor)
    return page_image(content, page=page, width=IMAGE_WIDTH)


def pages_of(file: StoredFile) -> tuple[tuple[int, int], ...]:
    """Width and height of each page's image, so that nothing moves while images arrive. Remembered: content never changes."""
    known = _sizes.get(file.sha256)
    if known is None:
        with opened(files.read(file)) as document:
            sizes = [document.get_page_size(index) for index in range(len(document))]
        known = tuple((IMAGE_WIDTH, max(1, round(IMAGE_WIDTH * high / wide))) for wide, high in sizes)
        if len(_sizes) >= KEPT_SIZES:
            _sizes.clear()
        _sizes[file.sha256] = known
    return known


def texts_of(file: StoredFile) -> tuple[str, ...]:
    """The text of each page of a typeset PDF, for screen readers; the first pages of a long one."""
    known = _page_texts.get(file.sha256)
    if known is None:
        with opened(files.read(file)) as document:
            pages = range(min(len(document), MOST_TEXT_PAGES))
            known = tuple(document[index].get_textpage().get_text_range().strip() for index in pages)
        if len(_page_texts) >= KEPT_TEXTS:
            _page_texts.clear()
        _page_texts[file.sha256] = known
    return known


_page_texts: dict[str, tuple[str, ...]] = {}
_sizes: dict[str, tuple[tuple[int, int], ...]] = {}


class _Stamped:
    """Stamped copies of late, up to a number of bytes; a page image would otherwise stamp the whole document again."""

    def __init__(self, most: int) -> None:
        self.most, self.held = most, 0
        self.copies: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self.guard = threading.Lock()

    def get(self, key: tuple[Any, ...]) -> bytes | None:
        with self.guard:
            if key in self.copies:
                self.copies.move_to_end(key)
            return self.copies.get(key)

    def put(self, key: tuple[Any, ...], content: bytes) -> None:
        with self.guard:
            if key in self.copies or len(content) > self.most // 4:
                return
            self.copies[key] = content
            self.held += len(content)
            while self.held > self.most:
                _, gone = self.copies.popitem(last=False)
                self.held -= len(gone)


_stamped = _Stamped(KEPT_BYTES)


def shown_bytes(copy: Copy, actor: Person) -> bytes:
    """The stamped PDF of a view; nothing personal is stamped on it, so people share it."""
    key = (
        copy.file.sha256,
        copy.sealed,
        copy.number,
        copy.title,
        copy.version,
        copy.state,
        copy.overlay,
        copy.effective,
    )
    content = _stamped.get(key)
    if content is None:
        content = bytes_of(copy, actor)
        _stamped.put(key, content)
    return content
