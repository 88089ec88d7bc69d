"""Documents as packages: one with its whole history, or the list as shown as a folder tree; each taking is noted (P11-10-b)."""

from __future__ import annotations

import tempfile

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents import exporting
from probatum.kernel.configuration import setting
from probatum.kernel.errors import Refused
from probatum.output import document_package, library_export
from probatum.web.documents.finding import document_or_404, versions_seen
from probatum.web.documents.library import asked
from probatum.web.documents.packing import contents
from probatum.web.documents.responses import safe_name
from probatum.web.seen import reader

#: More would keep a browser waiting for minutes; the command line has no limit.
MOST = 1_000
IN_MEMORY = 20_000_000


@login_required
@require_safe
def library_tree(request: HttpRequest) -> FileResponse:
    """The library as shown, all pages, as files with a manifest."""
    actor = reader(request)
    exporting.may_export_library(actor).or_refuse()
    rows = asked(actor, request.GET).rows
    if (count := rows.count()) > MOST:
        raise Refused(
            f"These are {count:,} documents; {MOST:,} are taken at once here. Narrow the list, or ask a system "
            "administrator for “probatum export library”, which has no limit."
        )
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    library_export.write(target, actor, rows, narrowed=request.GET.urlencode())
    return _sent(target, f"documents {timezone.localdate():%Y-%m-%d}.zip")


@login_required
@require_safe
def package(request: HttpRequest, number: str) -> FileResponse:
    """One document with versions, signatures, comments, links and history."""
    actor = reader(request)
    document = document_or_404(actor, number)
    exporting.may_export(actor, document).or_refuse()
    about = {
        "what": f"{document.record.number} {document.record.title}",
        "organisation": str(setting("company.name")),
        "taken_by": actor.username,
        "taken_at": timezone.now().isoformat(timespec="seconds"),
        "probatum": settings.VERSION,
    }
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    seen = versions_seen(actor, number)
    digest = document_package.write(target, contents(actor, document, seen), about=about)
    exporting.note_package_taken(actor, document, facts={"manifest_sha256": digest, "versions": len(seen)})
    return _sent(target, f"{document.record.number} evidence.zip")


def _sent(target: tempfile.SpooledTemporaryFile[bytes], name: str) -> FileResponse:
    target.seek(0)
    response = FileResponse(
        target, as_attachment=True, filename=safe_name(name), content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
