"""What the code on a paper opens: whether it is still valid, and for who may see the document what is in force (MOB-04)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from probatum.documents.paper import Told, look_up
from probatum.web.documents.addresses import version_url
from probatum.web.paths import reverse
from probatum.web.seen import reader


def code_address(request: HttpRequest, token: str) -> str:
    """The address in the code of a paper, in capital letters, since the code is smaller then; hosts know no case."""
    return request.build_absolute_uri(reverse("paper-code", args=[token])).upper()


@login_required
@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a paper is valid now. Raises Http404 for a code that nobody issued."""
    told = look_up(reader(request), token, at=timezone.now())
    if told is None:
        raise Http404("There is no such paper.")
    response = render(request, "copies/paper.html", {"told": told, **_links(told)})
    response["Cache-Control"] = "private, no-store"
    return response


def _links(told: Told) -> dict[str, Any]:
    return {
        "current_url": version_url(told.current) if told.current else "",
        "copy_url": reverse("copy", args=[told.copy_uuid]) if told.copy_uuid else "",
    }
