"""Every address of the web application."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
]
if find_spec("probatum.web") and find_spec("probatum.web.urls"):
    urlpatterns = [path("", include("probatum.web.urls")), *urlpatterns]
