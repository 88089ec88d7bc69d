"""Addresses of the interface. No sign-in page stands before them: each operation asks for a token itself, and refuses without."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from probatum.api.interface import api
from probatum.api.refusals import nowhere


def _open_without_cookie(patterns: list[Any]) -> list[Any]:
    """The routes of the interface, which a session neither opens nor is sent to the sign-in page by."""
    for one in patterns:
        login_not_required(one.callback)
    return [one for one in patterns if one.name != "api-root"]


routes, app_name, namespace = api.urls
nothing = re_path(r"^(?P<rest>.*)$", csrf_exempt(login_not_required(nowhere)), name="nowhere")
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", ([*_open_without_cookie(routes), nothing], app_name, namespace)),
]
