"""The addresses of the product and one more: the floor, a page of the same server with one query."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from probatum.bench.serving import FLOOR
from probatum.config import urls


@login_not_required
def floor(request: HttpRequest) -> HttpResponse:
    """Ask the database one question and say little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("<!doctype html><title>Floor</title><p>One query.")


urlpatterns = [*urls.urlpatterns, path(FLOOR[1:], floor)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
