"""The generic page of a record, derived from its process, and its signatures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from probatum.kernel.authz import visible
from probatum.kernel.link import LINK_TYPES
from probatum.kernel.people import Person
from probatum.kernel.pin import is_pinned
from probatum.kernel.process import process_of
from probatum.kernel.record import Record
from probatum.web import anatomy, keeping, pages, record_print, sections
from probatum.web.attestation import for_readers, signatures_of
from probatum.web.components import marks
from probatum.web.paths import reverse
from probatum.web.seen import note_confidential, note_seen, reader, seen
from probatum.web.views.listening import SOUNDS


@login_required
@require_GET
def record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The overview of a record; a kind with a page of its own is read there."""
    found = seen(request, uuid)
    if pages.has_own_page(found.kind):
        return HttpResponseRedirect(pages.page_of(found))
    note_seen(request, found)
    actor = reader(request)
    process = process_of(found)
    signatures = signatures_of(found)
    counts = {"comments": found.comments.count(), "signatures": len(signatures)}
    context = frame(actor, found, current="overview", counts=counts) | {
        "step": anatomy.next_step(actor, found),
        "missing": anatomy.blockers(actor, found),
        "signatures": signatures,
        "fields": [] if process.sections else _fields(process.content(found) if process.content else {}),
        "sections": (shown := sections.sections(actor, found)),
        "sections_to_come": sections.to_come(found, shown),
        "children": sections.children(actor, found),
        "parts_to_open": sections.to_open(actor, found),
        "facts": [*pages.facts_of(actor, found), *facts(found)],
        "people": anatomy.people_of(found, process),
        "links": [*parent_of(actor, found), *links(actor, found)],
        "files": attachments(found),
        "actions": _actions(actor, found),
        "asides": pages.asides_of(actor, found),
        **sections.addresses(actor, found),
    }
    return render(request, "records/record.html", context)


@login_required
@require_GET
def signatures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All signatures given on a record, each with its validity and what it is bound to."""
    found = seen(request, uuid)
    note_confidential(request, found)
    actor = reader(request)
    given = signatures_of(found)
    if not pages.is_inside(actor, found):
        given = for_readers(given)
    context = frame(actor, found, current="signatures", counts={"signatures": len(given)}) | {
        "signatures": given
    }
    return render(request, "records/signatures.html", context)


def frame(
    actor: Person, found: Record, *, current: str, counts: dict[str, int] | None = None
) -> dict[str, Any]:
    """What every page of a record begins with: header, rail, tabs."""
    own = pages.frame_of(actor, found, current)
    if own is not None:
        return {"record": found, **own}
    return {
        "record": found,
        **anatomy.header(found),
        "steps": anatomy.rail(found),
        "tabs": anatomy.tabs(found, current=current, counts=counts),
    }


def facts(found: Record) -> list[dict[str, Any]]:
    """What the thin row of a record knows."""
    opened_by = found.opened_by.name if found.opened_by else "System"
    return [
        {"label": "Site", "value": found.site.name if found.site else "", "none": "All sites"},
        {"label": "Department", "value": found.department.name if found.department else ""},
        {"label": "Opened", "value": f"{marks.when_text(found.opened_at, short=True)}, {opened_by}"},
        {"label": "Last change", "value": marks.when(found.changed_at)},
        {"label": "Confidential", "value": _closed(found)},
    ]


def _actions(actor: Person, found: Record) -> list[dict[str, Any]]:
    kept = keeping.items(found, pinned=is_pinned(actor, found), followed=None)
    more = {"label": "More", "icon": "more", "icon_only": True, "menu": kept}
    own = pages.offered_by(actor, found)
    return [*own, record_print.item(found), more] if pages.may_know_all(actor, found) else [*own, more]


def _closed(found: Record) -> str:
    if not found.confidential:
        return "No"
    return f"Yes, kept for {found.circle.name}" if found.circle else "Yes"


def _fields(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The content of a record as the process gives it for signing, with readable labels."""
    return [
        {"label": name.replace("_", " ").capitalize(), "value": _told(value)}
        for name, value in content.items()
        if isinstance(value, str | int)
    ]


def _told(value: str | int) -> str | int:
    """A value as people read it: what is signed holds days and answers as a machine writes them."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return marks.day_told(value) or value


def links(actor: Person, found: Record) -> list[dict[str, Any]]:
    """Links in both directions, as far as the other side may be seen."""
    may_see = visible(actor)
    out = found.links_out.filter(voided_at=None, target__in=may_see).select_related("target")
    back = found.links_in.filter(voided_at=None, source__in=may_see).select_related("source")
    both = [(LINK_TYPES[link.type][0], link.target) for link in out]
    both += [(LINK_TYPES[link.type][1], link.source) for link in back]
    return [
        {
            "icon": anatomy.icon_name(process_of(other).icon),
            "number": other.number,
            "title": other.title,
            "url": pages.page_of(other),
            "meta": words[:1].upper() + words[1:],
            "state": anatomy.state_of(other),
        }
        for words, other in both
    ]


def parent_of(actor: Person, found: Record) -> list[dict[str, Any]]:
    """The record that this one is part of, where this person may see it."""
    if found.parent_id is None:
        return []
    parent = visible(actor).filter(pk=found.parent_id).first()
    if parent is None:
        return []
    return [
        {
            "icon": anatomy.icon_name(process_of(parent).icon),
            "number": parent.number,
            "title": parent.title,
            "url": pages.page_of(parent),
            "meta": "This is part of it",
            "state": anatomy.state_of(parent),
        }
    ]


def attachments(found: Record) -> list[dict[str, Any]]:
    """The files attached to a record."""
    attached = found.attachments.filter(voided_at=None).select_related("file", "added_by")
    return [
        {
            "name": one.name,
            "size": one.file.size,
            "sha256": one.file.sha256,
            "who": one.added_by.name if one.added_by else "System",
            "at": one.added_at,
            "kind": one.note,
            "download_url": reverse("record-file", args=[found.uuid, one.pk])
            if process_of(found).sections
            else "",
            "sound_url": reverse("record-file-sound", args=[found.uuid, one.pk])
            if one.file.media_type in SOUNDS
            else "",
        }
        for one in attached
    ]
