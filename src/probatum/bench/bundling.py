"""Release of a change request: fifty versions that supersede fifty, and with fifty retirements beside them, in one transaction."""

from __future__ import annotations

import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from probatum.bench import story

MANY = 50


def measure() -> dict[str, Any]:
    """Seconds and statements of both releases, beside those of one version released alone."""
    from probatum.documents import bundle, release  # app ready

    alone, _ = _released(release.release, _documents(1)[0])
    versions = _documents(MANY)
    superseding = _released(bundle.release, _request(versions, []))
    beside = _released(bundle.release, _request(_documents(MANY), [one.document for one in versions]))
    return {
        "versions": MANY,
        "seconds": superseding[0],
        "statements": superseding[1],
        "with 50 retirements, seconds": beside[0],
        "with 50 retirements, statements": beside[1],
        "one version alone, seconds": alone,
        "ratio to fifty releases alone": superseding[0] / (MANY * alone),
    }


def _released(release: Any, what: Any) -> tuple[float, int]:
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        release(what)
        took = time.perf_counter() - begun
    return took, len(queries)


def _documents(many: int) -> list[Any]:
    """Documents in force, each with a next version that is approved and issued."""
    from probatum.documents import authoring, release  # app ready
    from probatum.documents.content import Document  # app ready
    from probatum.documents.types import DocumentType  # app ready
    from probatum.kernel.models import Department, Site  # app ready

    author, kind = story.person(story.AUTHOR), DocumentType.objects.get(code="SOP")
    site, department = Site.objects.order_by("pk")[0], Department.objects.order_by("pk")[0]
    found = []
    for number in range(many):
        version = authoring.create_document(
            author,
            type=kind,
            title=f"Handling of vessel {number + 1}",
            site=site,
            department=department,
            content=_content(f"Vessel {number + 1}. " + "The operator rinses it twice. " * 60),
        )
        release.release(_approved(version))
        document = Document.objects.select_related("record").get(pk=version.document_id)
        found.append(_approved(authoring.start_version(author, document, change_summary="A second rinse.")))
    return found


def _content(text: str) -> Any:
    from probatum.documents.drafts import Content  # app ready

    pdf = b"%PDF-1.7 " + text.encode()
    return Content(text.encode(), "vessel.txt", "text/plain", rendition=pdf, pages=1, text=text)


def _approved(version: Any) -> Any:
    """The version as its approvals would leave it, put there by hand: signing is another benchmark."""
    from probatum.documents.content import Version  # app ready
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Record  # app ready

    with action(SYSTEM, "bench.place", record=version.record, reason="benchmark") as act:
        Record.objects.filter(pk=version.pk).update(state="approved")
        fresh = Version.objects.select_related("draft").get(pk=version.pk)
        Version.objects.filter(pk=version.pk).update(
            effective_on=timezone.localdate(), approved_at=act.at, issue=fresh.draft.rendition
        )
    return Version.objects.select_related("record__site", "document__record", "issue").get(pk=version.pk)


def _request(versions: list[Any], retired: list[Any]) -> Any:
    """A change request with these documents, approved and due."""
    from probatum.documents import requesting  # app ready
    from probatum.documents.change_list import RETIRE, ChangeRequest  # app ready
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Record  # app ready

    author = story.person(story.AUTHOR)
    documents = [version.document for version in versions]
    facts = {
        "title": "A second rinse",
        "reason": "Residues.",
        "description": "Rinse twice.",
        "impact": "None.",
    }
    request = requesting.open_with_documents(
        author, documents=documents, site=versions[0].record.site, **facts
    )
    if retired:
        now = Record.objects.get(pk=request.pk).version
        requesting.put_on(author, request, documents=retired, end=RETIRE, based_on=now)
    with action(SYSTEM, "bench.place", record=request.record, reason="benchmark") as act:
        Record.objects.filter(pk=request.pk).update(state="approved")
        ChangeRequest.objects.filter(pk=request.pk).update(
            approved_at=act.at, effective_on=timezone.localdate()
        )
    return ChangeRequest.objects.select_related("record__site").get(pk=request.pk)
