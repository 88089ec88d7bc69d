"""The interface itself: its routes, who is let in, what is read from a body, how it refuses. It brings no page of its own."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser

from probatum.api import (  # noqa: F401 - each adds its routes
    causes,
    files,
    laboratory,
    links,
    rating,
    reading,
    recurrence,
    refusals,
    writing,
)
from probatum.api.bearer import Bearer
from probatum.api.routing import router


class TextParser(Parser):
    """Reads JSON; texts that no database can keep are refused before anything is done with them."""

    def parse_body(self, request: HttpRequest) -> Any:
        told = json.loads(request.body)
        _demand_text(told)
        return told


def _demand_text(told: Any) -> None:
    if isinstance(told, str):
        told.encode()  # half of a pair of surrogates is no character
        if "\x00" in told:
            raise ValueError("a NUL")
    elif isinstance(told, dict):
        for name, value in told.items():
            _demand_text(name)
            _demand_text(value)
    elif isinstance(told, list):
        for value in told:
            _demand_text(value)


api = NinjaAPI(
    title="Probatum",
    version="1",
    description=(
        "Everything that the pages can do, with the same functions, rights and audit trail. "
        "An access token never signs: moves with a meaning are made by a person on a page."
    ),
    urls_namespace="api-1",
    openapi_url=None,  # given by an operation of ours, to who has a token
    docs_url=None,  # the viewer that comes with ninja would be loaded from elsewhere
    auth=Bearer(),
    parser=TextParser(),
)
refusals.register(api)
api.add_router("", router)
