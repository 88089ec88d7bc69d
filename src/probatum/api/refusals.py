"""The one place that turns a refusal into an answer for a program: the same sentence as on the page, with what is missing."""

from __future__ import annotations

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from psycopg_pool import PoolTimeout

from probatum.api.bearer import TooMany
from probatum.kernel.errors import LedgerBroken, Missing, NotAllowed, NotAuthenticated, Refused, StaleRecord

log = logging.getLogger("probatum.api")

UNREACHABLE = "The database cannot be reached. Nothing was changed by half. Try again in a minute."
UNREADABLE = (
    "The request cannot be read. Send JSON of characters that can be kept, with the header Content-Type: application/json. "
    "Nothing was changed."
)
NOT_HERE = "There is nothing at this address that you may see."
#: what a value should have been, by the beginning of the name of its fault
SHOULD_BE = {
    "string": "a text",
    "int": "a whole number",
    "bool": "true or false",
    "dict": "an object with named values",
    "list": "a list",
    "uuid": "a key as this interface gives it",
    "date": "a day, such as 2026-12-01",
    "timezone": "day and time with a zone, such as 2026-12-01T14:05:00Z",
    "datetime": "day and time with a zone, such as 2026-12-01T14:05:00Z",
}


def status_of(error: BaseException) -> int:
    """The HTTP status of a refusal; 500 for what is none."""
    known: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], int], ...] = (
        (NotAuthenticated, 401),
        (NotAllowed, 403),
        (StaleRecord, 409),
        (Refused, 400),
        (Http404, 404),
        (TooMany, 429),
        ((LedgerBroken, OperationalError, InterfaceError, PoolTimeout), 503),
    )
    return next((status for kind, status in known if isinstance(error, kind)), 500)


def register(api: NinjaAPI) -> None:
    """Have the interface answer every refusal itself."""
    for kind in (Refused, Http404, TooMany, LedgerBroken, OperationalError, InterfaceError, PoolTimeout):
        api.add_exception_handler(kind, answer)
    api.add_exception_handler(ValidationError, unfitting)
    api.add_exception_handler(HttpError, unreadable)


def answer(request: HttpRequest, error: Any) -> HttpResponse:
    """A refusal as JSON: `sentence`, what is `missing`, and the `field` it concerns."""
    status = status_of(error)
    if status == 503:
        log.error("%s %s: %s", request.method, request.path, type(error).__name__)
    told: dict[str, Any] = {"sentence": _sentence(error), "missing": [], "field": ""}
    if isinstance(error, Refused):
        told |= {"missing": [missing(one) for one in error.missing], "field": error.field}
    response = JsonResponse(told, status=status)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Probatum"'
    if status in (429, 503):
        response["Retry-After"] = "60"
    return response


def _sentence(error: BaseException) -> str:
    if isinstance(error, Http404):
        return NOT_HERE
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return UNREACHABLE
    return str(error)


def missing(item: Missing) -> dict[str, Any]:
    """One thing that stands in the way, with the record, section or page where it is mended."""
    return {
        "sentence": item.text,
        "guard": item.guard,
        "record": str(item.record.uuid) if item.record is not None else None,
        "section": item.section,
        "page": _page(item),
    }


def _page(item: Missing) -> str:
    try:
        return reverse(item.url_name, args=item.args) if item.url_name else ""
    except NoReverseMatch:
        return ""


def unfitting(request: HttpRequest, error: Any) -> HttpResponse:
    """What does not fit the description of the interface, as sentences."""
    faults = [_fault(one) for one in error.errors[:5]]
    told = {"sentence": " ".join(text for text, _ in faults), "missing": [], "field": faults[0][1]}
    return JsonResponse(told, status=422)


def _fault(fault: dict[str, Any]) -> tuple[str, str]:
    place = [str(part) for part in fault.get("loc", ()) if part not in ("body", "query", "path", "given")]
    name, kind = ".".join(place)[:80] or "the body", str(fault.get("type", ""))
    if kind == "missing":
        return f"Enter “{name}”.", name
    if kind == "extra_forbidden":
        return f"There is no field “{name}” here. Nothing was changed.", name
    wanted = next((text for begins, text in SHOULD_BE.items() if kind.startswith(begins)), "")
    return f"Send “{name}” as {wanted or 'the description of this interface says'}.", name


def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """A body that is no JSON, or too large."""
    return JsonResponse({"sentence": UNREADABLE, "missing": [], "field": ""}, status=error.status_code)


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """404 for an address that the interface does not have, the same as for what is not to be seen."""
    return JsonResponse({"sentence": NOT_HERE, "missing": [], "field": ""}, status=404)
