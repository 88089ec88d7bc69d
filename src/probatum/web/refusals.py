"""The one place that turns a refusal of the domain into an answer: page or partial, the right status, the sentence kept.

A view that can show its form again does so itself with `sentence_into`; what it does not catch ends here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from psycopg_pool import PoolTimeout

from probatum.kernel.errors import LedgerBroken, Missing, NotAllowed, NotAuthenticated, Refused, StaleRecord

log = logging.getLogger("probatum.web")

DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
UNREACHABLE = (
    "The database cannot be reached. Nothing was changed by half, and what you saved before is safe. "
    "Try again in a minute."
)
HEADINGS = {
    400: "This cannot be done yet",
    403: "You may not do this",
    409: "Somebody else was quicker",
    503: "The system is not ready",
}


class RefusalMiddleware:
    """Answers what a view lets through: refusals, a broken ledger, a database that went away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse a NUL in the address, which no text of the database can hold."""
        if "\x00" in request.path or any(
            "\x00" in text for name in request.GET for text in request.GET.getlist(name)
        ):
            return answer(
                request, Refused("The address holds a character that cannot be searched for. Type it again.")
            )
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request, error)


def status_of(error: BaseException) -> int:
    """The HTTP status of a refusal; 500 for what is none."""
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, StaleRecord):
        return 409
    if isinstance(error, NotAuthenticated):
        return 403
    if isinstance(error, Refused):
        return 400
    if isinstance(error, LedgerBroken) or is_database_gone(error):
        return 503
    return 500


def is_database_gone(error: BaseException) -> bool:
    """Whether the database does not answer (as opposed to refusing a statement)."""
    return isinstance(error, DATABASE_GONE) or (
        isinstance(error, DatabaseError) and isinstance(error.__cause__, DATABASE_GONE)
    )


def answer(request: HttpRequest, error: BaseException) -> HttpResponse | None:
    """The page for a refusal, or None when the error is none."""
    status = status_of(error)
    if status == 500:
        return None
    if status == 503:
        log.error("%s %s: %s", request.method, request.path, type(error).__name__)
        sentence = str(error) if isinstance(error, LedgerBroken) else UNREACHABLE
        return render(request, "errors/503.html", {"sentence": sentence}, status=503)
    assert isinstance(error, Refused)  # 400, 403 and 409 are refusals
    context = {
        "heading": HEADINGS[status],
        "sentence": str(error),
        "missing": links(error.missing),
        "back": _back(request),
    }
    return render(request, "parts/refused.html", context, status=status)


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if request.method == "POST" and ours else ""


def links(missing: tuple[Missing, ...]) -> list[dict[str, Any]]:
    """What is missing, each with the page where it is mended."""
    return [{"text": item.text, "url": _url(item), "icon": "circle"} for item in missing]


def _url(item: Missing) -> str:
    if item.record is not None:
        name, args = (
            ("record-section", (item.record.uuid, item.section))
            if item.section
            else ("record", (item.record.uuid,))
        )
        return reverse(name, args=args)
    if not item.url_name:
        return ""
    try:
        return reverse(item.url_name, args=item.args)
    except NoReverseMatch:
        return ""


def sentence_into(form: forms.BaseForm, error: Refused) -> int:
    """Put a refusal's sentence where it belongs in a form, so that nothing typed is lost. Returns the status."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
    return status_of(error)
