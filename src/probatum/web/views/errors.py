"""Pages for what goes wrong outside a view's own refusals; named by the root URLconf."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from probatum.web.refusals import UNREACHABLE, is_database_gone

log = logging.getLogger("probatum.web")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and for what is not to be seen."""
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by the framework; refusals of the domain say their own sentence."""
    return render(request, "errors/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that cannot be read."""
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database went away below the views (session, sign-in)."""
    error = sys.exc_info()[1]
    if error is not None and is_database_gone(error):
        log.error("%s %s: %s", request.method, request.path, type(error).__name__)
        return render(request, "errors/503.html", {"sentence": UNREACHABLE}, status=503)
    return render(request, "errors/500.html", status=500)
