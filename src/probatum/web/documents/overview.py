"""The page of a document: header, next step, reader, people, drafts; a clean page with the PDF for who only reads it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from probatum.documents.authoring import may_edit
from probatum.documents.change_list import request_of
from probatum.documents.content import Draft, Version
from probatum.documents.drafts import drafts_of
from probatum.documents.translation import standing_of
from probatum.kernel.authz import can_see
from probatum.kernel.lifecycle import available
from probatum.kernel.particulars import every_task_of, steps_of
from probatum.kernel.people import Person
from probatum.kernel.process import DISPOSED, process_of
from probatum.kernel.record import Record
from probatum.web import pages
from probatum.web.copies.reconciling import outstanding
from probatum.web.documents import changes, made_from, standing
from probatum.web.documents.addresses import version_url
from probatum.web.documents.board import board
from probatum.web.documents.finding import document_or_404, version_or_404, versions_seen
from probatum.web.documents.header import headed, header, side_facts
from probatum.web.documents.linked import linked
from probatum.web.documents.locking import lock_card
from probatum.web.documents.reader import earlier_of, offered, reader_context
from probatum.web.documents.remarks import MAY_REMARK, open_notice, remarks
from probatum.web.documents.rights import may_name_people, may_see_drafts
from probatum.web.retention.document import retention_facts, tombstone
from probatum.web.seen import note_seen, reader

FINISHED = ("effective", "superseded", "obsolete", "discarded")


@login_required
@require_safe
def document(request: HttpRequest, number: str) -> HttpResponse:
    """The effective version, or where none is in force the newest that the person may see."""
    actor = reader(request)
    seen = versions_seen(actor, number)
    if not seen or seen[0].record.state == DISPOSED.name:
        found = document_or_404(actor, number)
        if found.record.state == DISPOSED.name:
            return tombstone(request, found)
        if found.record.state == "retired":
            return render(request, "documents/retired.html", {"document": found})
        raise Http404("There is no version of this document for you.")
    shown = next((version for version in seen if version.record.state == "effective"), seen[0])
    return _page(request, actor, shown, seen)


@login_required
@require_safe
def version(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """One version, whatever its state."""
    actor = reader(request)
    seen = versions_seen(actor, number)
    shown = next((version for version in seen if version.major == major), None)
    if shown is None:
        shown = version_or_404(actor, number, major)
    if shown.record.state == DISPOSED.name:
        return redirect("document", number)
    return _page(request, actor, shown, seen)


def _page(request: HttpRequest, actor: Person, version: Version, seen: list[Version]) -> HttpResponse:
    note_seen(request, version.record)
    inside = bool(may_see_drafts(actor, version))
    said = remarks(version) if inside else []
    earlier = earlier_of(request) if inside else None
    context: dict[str, Any] = {
        "version": version,
        "record": version.record,
        "inside": inside,
        "reader": reader_context(request, actor, version, earlier=earlier),
        **headed(actor, version, seen, current="overview", inside=inside, comments=len(said)),
        **header(actor, version, seen, inside=inside),
        "facts": [*side_facts(version), *retention_facts(actor, version)],
        "notices": _notices(version, seen)
        + _translated(version)
        + _earlier_notice(version, earlier)
        + made_from.notices(actor, version),
        "remarks": said,
        "links": linked(actor, version),
        "copies": outstanding(actor, version.document),
    }
    if inside:
        context |= _for_those_at_work(actor, version, seen)
        context["notices"] += open_notice(version, said)
        context["notices"] += context["what_changed"]
    return render(request, "documents/version.html", context)


def _notices(version: Version, seen: list[Version]) -> list[dict[str, Any]]:
    """What a reader must know first: another version is the one in force, or a newer one is on its way."""
    state = version.record.state
    found: list[dict[str, Any]] = []
    if (migrated := getattr(version, "migrated", None)) is not None:
        found.append({"tone": "info", "text": migrated.told})
    in_force = next((one for one in seen if one.record.state == "effective"), None)
    if in_force is not None and in_force is not version:
        words = {
            "superseded": "This version was superseded. Do not work by it.",
            "obsolete": "Obsolete. Do not work by it.",
        }
        text = words.get(state, f"This version is not in force. Work by version {in_force.label}.")
        found.append(
            {
                "tone": "warn",
                "text": text,
                "url": version_url(in_force),
                "link": f"Open version {in_force.label}",
            }
        )
    elif state in ("superseded", "obsolete", "discarded"):
        label = process_of(version.record).state(state).label.lower()
        text = f"This version is {label}. Do not work by it."
        if state == "obsolete":
            text = f"Obsolete. Do not work by it. {version.document.record.number} was retired."
        found.append({"tone": "warn", "text": text})
    newer = next(
        (one for one in seen if one.major > version.major and one.record.state not in FINISHED), None
    )
    if state == "effective" and newer is not None:
        label = process_of(newer.record).state(newer.record.state).label.lower()
        text = f"Version {newer.major}.0 is on its way: {newer.label}, {label}."
        found.append({"tone": "info", "text": text, "url": version_url(newer), "link": f"Open {newer.label}"})
    return found


def _translated(version: Version) -> list[dict[str, Any]]:
    """That a translation is behind its master comes before anybody works by it; that it is a translation is worth a line."""
    if getattr(version, "translation", None) is None:
        return []
    standing = standing_of(version.document, version)
    return [{"tone": standing.tone, "text": standing.text}] if standing else []


def _earlier_notice(version: Version, earlier: int | None) -> list[dict[str, Any]]:
    if earlier is None or version.draft is None or earlier == version.draft.minor:
        return []
    text = f"You read draft {version.major - 1}.{earlier}, which is not the present content."
    return [{"tone": "warn", "text": text, "url": version_url(version), "link": f"Open {version.label}"}]


def _for_those_at_work(actor: Person, version: Version, seen: list[Version]) -> dict[str, Any]:
    record = version.record
    waits_for = request_of(version) if record.state not in FINISHED else None
    named = waits_for.number if waits_for and can_see(actor, waits_for) else "a change"
    over = record.state in ("effective", "superseded", "obsolete")
    steps = steps_of(record)
    tasks = every_task_of(record)
    drafts = drafts_of(version)
    offers = available(actor, record)
    may_source = offered(actor, version, purpose="source")
    editable = may_edit(actor, version)
    author = may_name_people(actor, version)
    return {
        "rail": [] if over else standing.rail(version, steps),
        "next_step": standing.next_step(version, offers, tasks, together_with=named if waits_for else ""),
        "waits_for": _change_request(actor, waits_for),
        "blockers": standing.blockers(version, offers, mends=bool(editable) or author),
        "board": board(version, tasks=tasks, steps=steps, drafts=drafts, may_name=author),
        "drafts": [_draft(version, draft, may_source=may_source) for draft in reversed(drafts)],
        "lock": lock_card(actor, version, editable),
        "follow": made_from.follow_act(actor, version),
        "what_changed": changes.notices(version, seen, drafts),
        "since": changes.since_last(version, seen),
        "marks": changes.open_marks(drafts[-1] if drafts else None) if not over else None,
        "may_edit": bool(editable),
        "may_remark": record.state in MAY_REMARK,
    }


def _change_request(actor: Person, record: Record | None) -> dict[str, str] | None:
    """The change request with which a version becomes effective, for who may see it."""
    if record is None or not can_see(actor, record):
        return None
    return {"number": record.number, "url": pages.page_of(record)}


def _draft(version: Version, draft: Draft, *, may_source: bool) -> dict[str, Any]:
    origin = draft.origin
    return {
        "label": draft.label,
        "note": draft.note,
        "against": changes.against(version, draft),
        "origin": f"{origin.version.major}.0" if origin is not None else "",
        "warnings": draft.warnings,
        "current": version.draft is not None and draft.pk == version.draft.pk,
        "source": {
            "name": draft.source_name,
            "size": draft.source.size,
            "sha256": draft.source.sha256,
            "who": draft.made_by.name,
            "at": draft.made_at,
            "icon": "pen" if draft.editor else "document",
            "url": version_url(version, "draft-source", draft.minor) if may_source else "",
        },
        "rendition": {
            "name": f"PDF of draft {draft.label}",
            "size": draft.rendition.size,
            "sha256": draft.rendition.sha256,
            "kind": f"{draft.pages} page{'' if draft.pages == 1 else 's'}",
            "url": version_url(version) + f"?draft={draft.minor}#content",
        },
    }
