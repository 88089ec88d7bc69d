"""Short forms shown as a sheet over the page or as a page of their own, from the same template."""

from __future__ import annotations

from typing import Any, cast

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from probatum.web.forms.moves import refuse_unknown


def over_the_page(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def finished(request: HttpRequest, url: str) -> HttpResponse:
    """Go on to a page, from a plain form or from a sheet."""
    if not over_the_page(request):
        return redirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url.partition("#")[
        0
    ]  # a browser does not load its own page again for a fragment
    return response


def refuse_strange(request: HttpRequest, form: BaseForm, *more: str) -> None:
    """Raise Refused for fields that the form does not have: a stale or forged page changes nothing."""
    refuse_unknown(request.POST, [*form.fields, "form_token", *more])


def on_top_of(form: BaseForm, version: int) -> None:
    """After a stale save: the next press is made on the record as it now is, knowingly; what was typed stays."""
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(version)
    form.data = data


def show_sheet(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a sheet; a sheet over the page is swapped in only with 200 or 422, so refusals use 422 there."""
    if status != 200 and over_the_page(request):
        status = 422
    return render(request, template, context, status=status)
