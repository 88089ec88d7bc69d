"""Every address: those of the interface for programs and those of the pages, and no other."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("probatum.api.urls")),
    path("", include("probatum.web.urls")),
]

handler400 = "probatum.web.views.errors.bad_request"
handler403 = "probatum.web.views.errors.forbidden"
handler404 = "probatum.web.views.errors.not_found"
handler500 = "probatum.web.views.errors.server_error"
