"""The reader's addresses: page images, the PDF, a print with its expiry, the source; each noted in the ledger (DOC-28)."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents import reading
from probatum.documents.content import Version, open_check_out
from probatum.documents.merge_fields import filled_of
from probatum.documents.recording import recorded_of
from probatum.kernel import file as files
from probatum.kernel.configuration import setting
from probatum.kernel.people import Person
from probatum.output.reading import bytes_of
from probatum.output.refill import author_copy
from probatum.web.copies.paper import code_address
from probatum.web.documents import showing
from probatum.web.documents.addresses import version_url
from probatum.web.documents.finding import version_or_404
from probatum.web.documents.player import player
from probatum.web.documents.ranges import stream_file
from probatum.web.documents.responses import file_response, image_response
from probatum.web.documents.rights import refuse_unless_drafts
from probatum.web.documents.tabs import holds_any
from probatum.web.seen import reader

#: Text beside the pages, for screen readers and the page's own search; beyond this only the PDF carries it.
MOST_TEXT = 400_000


def reader_context(
    request: HttpRequest, actor: Person, version: Version, *, earlier: int | None = None
) -> dict[str, Any] | None:
    """What the reader component shows of a version, or of an earlier draft of it; None while there is no content."""
    if earlier is not None:
        version = as_drafted(actor, version, earlier)
    if version.draft is None:
        return None
    taken = showing.shown_copy(request, actor, version)
    sizes = showing.pages_of(taken.file)
    query = f"?of={taken.file.sha256[:12]}-{version.record.version}" + (
        f"&draft={earlier}" if earlier else ""
    )
    texts = _texts(version, taken)
    pages = [
        {
            "url": version_url(version, "version-page", number) + query,
            "width": wide,
            "height": high,
            "text": texts[number - 1] if number <= len(texts) else "",
        }
        for number, (wide, high) in enumerate(sizes, start=1)
    ]
    pdf = version_url(version, "draft-pdf", earlier) if earlier else version_url(version, "version-pdf")
    may = {purpose: offered(actor, version, purpose=purpose) for purpose in ("download", "print")}
    return {
        "title": f"{taken.number} version {taken.version}",
        "note": f"Version {taken.version} · {taken.state}",
        "pages": pages,
        "download_url": pdf if may["download"] else "",
        "player": player(version, earlier=earlier, may_download=may["download"]),
        "print_url": version_url(version, "version-print") if may["print"] and not earlier else "",
    }


def as_drafted(actor: Person, version: Version, minor: int) -> Version:
    """The version as it stood at a draft; a draft never goes out as the issued file, and never to readers."""
    refuse_unless_drafts(actor, version)
    draft = version.drafts.filter(minor=minor).select_related("source", "rendition").first()
    if draft is None:
        raise Http404("There is no such draft.")
    shown = copy(version)
    shown.record = copy(version.record)
    shown.record.state = (
        shown.record.state if draft.pk == version.draft_id and version.issue is None else "draft"
    )
    shown.issue = None
    draft.version = shown
    shown.draft = draft
    return shown


def earlier_of(request: HttpRequest) -> int | None:
    """The draft asked for in the address, if any."""
    asked = request.GET.get("draft", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def offered(actor: Person, version: Version, *, purpose: str) -> bool:
    """Whether a way of reading is shown; asked in memory first, since most people lack most rights."""
    return holds_any(actor, reading.PURPOSES[purpose]) and bool(
        reading.may_read(actor, version, purpose=purpose)
    )


def _texts(version: Version, taken: reading.Copy) -> list[str]:
    """The text of each page; where it is not that of the stored draft, because fields are filled, the PDF shown is asked."""
    if version.draft is None:
        return []
    if version.draft.editor or filled_of(version.draft):
        return list(showing.texts_of(taken.file))
    found = getattr(version.draft.rendition, "extracted", None)
    if found is None or len(found.text) > MOST_TEXT:
        return []
    return [text.strip() for text in found.text.split("\f")]


@login_required
@require_safe
def page(request: HttpRequest, number: str, major: int, page: int) -> HttpResponse:
    """One page as a picture, of the present content or of an earlier draft."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    if (earlier := earlier_of(request)) is not None:
        version = as_drafted(actor, version, earlier)
    taken = showing.shown_copy(request, actor, version)
    if not 1 <= page <= len(showing.pages_of(taken.file)):
        raise Http404("There is no such page.")
    return image_response(showing.page_png(taken, actor, page=page))


@login_required
@require_safe
def pdf(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """The PDF as a download, stamped with its state."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    taken = reading.take(actor, version, purpose="download")
    name = f"{taken.number} v{taken.version}.pdf"
    return file_response(bytes_of(taken, actor), name=name, media_type="application/pdf")


@login_required
@require_safe
def print_sheet(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """What a print carries and until when it may be used, before it is made."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    reading.may_read(actor, version, purpose="print").or_refuse()
    hours = int(setting("print.valid_hours"))
    context = {
        "version": version,
        "hours": hours,
        "until": timezone.now() + dt.timedelta(hours=hours),
        "print_url": version_url(version, "version-printed"),
        "back_url": version_url(version),
    }
    return render(request, "documents/print.html", context)


@login_required
@require_safe
def printed(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """The uncontrolled print: who, when and until when stand on each page."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    taken = reading.take(actor, version, purpose="print")
    name = f"{taken.number} v{taken.version} print.pdf"
    content = bytes_of(taken, actor, address=code_address(request, taken.token))
    return file_response(content, name=name, media_type="application/pdf", inline=True)


@login_required
@require_safe
def source(request: HttpRequest, number: str, major: int) -> HttpResponseBase:
    """The source file, only with the right to it; always a download. Who has it checked out sees present values in its fields."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    taken = reading.take(actor, version, purpose="source")
    assert version.draft is not None  # take refuses a version without content
    if recorded_of(version.draft) is not None:
        return stream_file(
            request, taken.file, name=version.draft.source_name, media_type=taken.file.media_type
        )
    held = open_check_out(version) if version.record.state == "draft" else None
    mine = held is not None and held.person_id == actor.pk
    return file_response(
        author_copy(version) if mine else files.read(taken.file),
        name=version.draft.source_name,
        media_type=taken.file.media_type,
    )


@login_required
@require_safe
def earlier_pdf(request: HttpRequest, number: str, major: int, minor: int) -> HttpResponse:
    """An earlier draft of a version, as it was checked in."""
    actor = reader(request)
    version = as_drafted(actor, version_or_404(actor, number, major), minor)
    taken = reading.take(actor, version, purpose="download")
    name = f"{taken.number} draft {version.draft.label if version.draft else ''}.pdf"
    return file_response(bytes_of(taken, actor), name=name, media_type="application/pdf", inline=True)


@login_required
@require_safe
def earlier_source(request: HttpRequest, number: str, major: int, minor: int) -> HttpResponseBase:
    """The source of an earlier draft."""
    actor = reader(request)
    version = as_drafted(actor, version_or_404(actor, number, major), minor)
    taken = reading.take(actor, version, purpose="source")
    assert version.draft is not None
    if recorded_of(version.draft) is not None:
        return stream_file(
            request, taken.file, name=version.draft.source_name, media_type=taken.file.media_type
        )
    return file_response(
        files.read(taken.file), name=version.draft.source_name, media_type=taken.file.media_type
    )
