"""The version list and the signatures of a version with their validity."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probatum.documents.content import Version
from probatum.documents.revisions import revisions_of
from probatum.kernel import moments
from probatum.kernel.authz import visible
from probatum.kernel.people import Person
from probatum.kernel.process import process_of
from probatum.kernel.signature import digest_of
from probatum.web import pages
from probatum.web.attestation import for_readers, signatures_of
from probatum.web.components import marks
from probatum.web.documents.addresses import version_url
from probatum.web.documents.finding import version_or_404, versions_seen
from probatum.web.documents.header import headed, header
from probatum.web.documents.rights import may_see_drafts
from probatum.web.seen import note_confidential, reader


@login_required
@require_safe
def versions(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Every version of the document that the person may see."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    note_confidential(request, version.record)
    seen = versions_seen(actor, number)
    inside = bool(may_see_drafts(actor, version))
    context = {
        **headed(actor, version, seen, current="versions", inside=inside),
        **header(actor, version, seen, inside=inside),
        "version": version,
        "table": _table(seen),
        "revisions": _revisions(actor, seen),
    }
    return render(request, "documents/versions.html", context)


def _table(seen: list[Version]) -> dict[str, Any]:
    columns = [
        {"label": "Version", "css": "nowrap"},
        {"label": "State"},
        {"label": "Title"},
        {"label": "What changed"},
        {"label": "Effective", "css": "nowrap", "named": True},
        {"label": "Superseded", "css": "nowrap", "named": True},
    ]
    return {"caption": "Versions", "columns": columns, "rows": [_row(one) for one in seen], "cards": True}


def _row(version: Version) -> dict[str, Any]:
    record = version.record
    state = process_of(record).state(record.state)
    effective: Any = ""
    if version.effective_at:
        effective = marks.when(version.effective_at, short=True)
    elif version.effective_on:
        effective = marks.day(version.effective_on)
    return {
        "key": record.pk,
        "name": version.label,
        "cells": [
            {"value": version.label, "url": version_url(version), "css": "nowrap"},
            {"value": marks.badge(state.label, tone=state.tone, icon_name=state.icon)},
            {"value": record.title, "css": "table__title"},
            {"value": version.change_summary or ("First issue" if version.major == 1 else "")},
            {"value": effective, "css": "nowrap"},
            {"value": marks.when(version.superseded_at, short=True), "css": "nowrap"},
        ],
    }


def _revisions(actor: Person, seen: list[Version]) -> dict[str, Any] | None:
    """The revision history, made from versions and change requests (DOC-45)."""
    lines = revisions_of(seen)
    asked = [line.request_id for line in lines if line.request_id]
    open_to = visible(actor, "change_request").in_bulk(asked) if asked else {}
    heads = ("Version", "Effective from", "What changed", "Change request", "Why")
    columns = [{"label": label, "named": label not in ("Version", "What changed")} for label in heads]
    rows = []
    for line in lines:
        record = open_to.get(line.request_id or 0)
        cells = [
            {"value": line.label, "css": "nowrap"},
            {"value": moments.day(line.effective) if line.effective else "", "css": "nowrap"},
            {"value": line.change, "css": "table__title"},
            {"value": line.request, "url": pages.page_of(record) if record else "", "css": "nowrap"},
            {"value": line.why if record else ""},
        ]
        rows.append({"key": line.version.pk, "name": line.label, "cells": cells})
    return {"caption": "Revision history", "columns": columns, "rows": rows, "cards": True} if rows else None


@login_required
@require_safe
def signatures(request: HttpRequest, number: str, major: int) -> HttpResponse:
    """Every signature of the version, refusals too, each checked now against the content as it stands."""
    actor = reader(request)
    version = version_or_404(actor, number, major)
    note_confidential(request, version.record)
    seen = versions_seen(actor, number)
    inside = bool(may_see_drafts(actor, version))
    given = signatures_of(version.record)
    context = {
        **headed(actor, version, seen, current="signatures", inside=inside),
        **header(actor, version, seen, inside=inside),
        "version": version,
        "signatures": given if inside else for_readers(given),
        "digest": digest_of(process_of(version.record), version.record) if version.draft else "",
        "files": _files(version),
    }
    return render(request, "documents/signatures.html", context)


def _files(version: Version) -> list[dict[str, Any]]:
    """What the signatures are bound to, by hash (DOC-46)."""
    draft = version.draft
    if draft is None:
        return []
    found = [
        {
            "name": draft.source_name,
            "kind": "Source",
            "size": draft.source.size,
            "sha256": draft.source.sha256,
        },
        {
            "name": f"PDF of draft {draft.label}",
            "kind": "Rendition",
            "size": draft.rendition.size,
            "sha256": draft.rendition.sha256,
        },
    ]
    if version.issue is not None:
        name = f"Issued PDF of version {version.label}, sealed"
        found.append(
            {"name": name, "kind": "Issue", "size": version.issue.size, "sha256": version.issue.sha256}
        )
    return found
