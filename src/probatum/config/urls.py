"""Every address of the web application: those of `web.urls`, and no other."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("probatum.web.urls"))]
