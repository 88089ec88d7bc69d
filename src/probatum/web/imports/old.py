"""Addresses of old numbers: `/old/DOC 12-04` leads to the document or event for ever (MIG-10)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from probatum.documents.identifiers import known_as
from probatum.quality.imports import finding
from probatum.web import pages
from probatum.web.anatomy import state_of
from probatum.web.seen import reader


@login_required
@require_safe
def old(request: HttpRequest, number: str) -> HttpResponse:
    """The record with an old number, or the choice where several have it. Raises Http404 for one that nobody may see."""
    actor = reader(request)
    found = [*known_as(actor, number), *finding.known_as(actor, number)]
    if not found:
        raise Http404("There is nothing with this old number, or you may not see it.")
    if len(found) == 1:
        return redirect(pages.page_of(found[0]))
    rows = [
        {"number": one.number, "title": one.title, "url": pages.page_of(one), "state": state_of(one)}
        for one in found
    ]
    return render(request, "imports/old.html", {"number": number[:120], "rows": rows})
