"""Addresses of imports and of old numbers."""

from __future__ import annotations

from django.urls import path

from probatum.documents.collection import KIND
from probatum.web import pages
from probatum.web.imports import addresses, beginning, old, page, reconciling

_ONE = "imports/<uuid:uuid>/"

urlpatterns = [
    path("imports/", page.imports, name="imports"),
    path("imports/new/", beginning.new, name="import-new"),
    path(_ONE, page.page, name="import"),
    path(f"{_ONE}mapping/", beginning.mapping, name="import-mapping"),
    path(f"{_ONE}findings/<slug:form>/", reconciling.findings, name="import-findings"),
    path(f"{_ONE}samples/", reconciling.drawn, name="import-samples"),
    path(f"{_ONE}verdicts/", reconciling.compared, name="import-verdicts"),
    path(f"{_ONE}sources/<int:row>/", reconciling.source, name="import-source"),
    path(f"{_ONE}report.pdf", reconciling.report, name="import-report"),
    path("old/<path:number>", old.old, name="old-number"),
]
pages.register(KIND, page=addresses.address, acts=("document",), around=beginning.around)
