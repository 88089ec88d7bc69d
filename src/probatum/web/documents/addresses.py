"""Addresses of documents and versions; the number stands in them as people write it."""

from __future__ import annotations

from django.urls import NoReverseMatch

from probatum.documents.content import Version
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.paths import reverse


class NumberConverter:
    """A document number in an address. A slash in a number is written as ~, since the path is cut at slashes."""

    regex = r"[^/\x00-\x1f]+"

    def to_python(self, value: str) -> str:
        return value.replace("~", "/")

    def to_url(self, value: str) -> str:
        return str(value).replace("/", "~")


def version_url(version: Version, name: str = "document-version", *more: object) -> str:
    """The address of a version, or of a page below it by its URL name."""
    return reverse(name, args=[version.document.record.number, version.major, *more])


def other(name: str, *args: object) -> str:
    """The address of a page of another part of the interface, or empty where that part is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _page_of_document(record: Record) -> str:
    return reverse("document", args=[record.number])


def _page_of_version(record: Record) -> str:
    number, _, major = record.number.rpartition(" v")
    return reverse("document-version", args=[number, int(major)])


def register() -> None:
    """Say where documents and versions are read, and what a signer opens."""
    pages.register("document", page=_page_of_document, listed_at="documents")
    pages.register(
        "version",
        page=_page_of_version,
        content=_page_of_version,
        listed_at="document-drafts",
        acts=("document",),
    )
