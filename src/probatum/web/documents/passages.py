"""Where remarks stand in the pages that a person is shown, and the text of these pages to mark (DOC-12)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from probatum.documents.content import Version
from probatum.kernel.comment import Comment
from probatum.kernel.people import Person
from probatum.output.anchor import Anchor, Quoted, find
from probatum.output.page_text import PageText, page_texts
from probatum.output.stamp import BAND
from probatum.web.documents import showing

KEPT = 8
_known: OrderedDict[tuple[str, bool], list[PageText]] = OrderedDict()


def pages_shown(request: HttpRequest, actor: Person, version: Version) -> list[PageText]:
    """The text of the pages as this person is shown them; remembered, since content never changes."""
    copy = showing.shown_copy(request, actor, version)
    key = (copy.file.sha256, copy.sealed)
    known = _known.get(key)
    if known is None:
        content = showing.shown_bytes(copy, actor)
        known = page_texts(content, width=showing.IMAGE_WIDTH, edges=(BAND.top, BAND.bottom))
        while len(_known) >= KEPT:
            _known.popitem(last=False)
        _known[key] = known
    return known


def anchors(pages: list[PageText], comments: Iterable[Comment]) -> dict[int, Anchor | None]:
    """Where the passage of each remark stands now; None where it is gone. A remark without a passage is not among them."""
    quoted = [one for one in comments if one.quote]
    return {one.pk: find(pages, Quoted(one.quote, one.page, one.before, one.behind)) for one in quoted}


def layers(pages: list[PageText], placed: dict[int, Anchor | None]) -> list[dict[str, Any]]:
    """For each page the pieces of its text to mark with the pointer, and the marks of remarks that lie on it."""
    marks: dict[int, list[dict[str, Any]]] = {}
    for key, anchor in placed.items():
        if anchor is not None:
            pieces = [_box(piece, around=3) for piece in anchor.pieces]
            marks.setdefault(anchor.page, []).append({"key": key, "pieces": pieces})
    return [
        {
            "width": page.width,
            "height": page.height,
            "pieces": [_box(piece) | {"text": piece.text} for piece in page.pieces() if piece.text],
            "marks": marks.get(number, []),
        }
        for number, page in enumerate(pages, start=1)
    ]


def _box(piece: Any, *, around: int = 0) -> dict[str, int]:
    return {
        "x": round(piece.x) - around,
        "y": round(piece.y) - around,
        "width": max(1, round(piece.width) + 2 * around),
        "height": max(1, round(piece.height) + 2 * around),
        "foot": round(piece.y + piece.height * 0.8),
    }
