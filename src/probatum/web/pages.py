"""Where a record is read: an area of the web interface registers a page of its own for a kind; else the generic one serves."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from probatum.kernel.record import Record

Address = Callable[[Record], str]
_pages: dict[str, Address] = {}
_contents: dict[str, Address] = {}
_lists: dict[str, str] = {}


def register(
    kind: str, *, page: Address | None = None, content: Address | None = None, listed_at: str = ""
) -> None:
    """Give a kind its own page, the address of the exact content that a signer opens, and the URL name of its list."""
    if page is not None:
        _pages[kind] = page
    if content is not None:
        _contents[kind] = content
    if listed_at:
        _lists[kind] = listed_at


def has_own_page(kind: str) -> bool:
    return kind in _pages


def page_of(record: Record) -> str:
    """The address of a record's page."""
    known = _pages.get(record.kind)
    return known(record) if known else reverse("record", args=[record.uuid])


def content_of(record: Record) -> str:
    """The address of the content that a signature of this record is bound to; its page where a kind names none."""
    known = _contents.get(record.kind)
    return known(record) if known else page_of(record)


def list_of(kind: str) -> str:
    """The address of the list of a kind."""
    known = _lists.get(kind)
    return reverse(known) if known else reverse("record-list", args=[kind])
