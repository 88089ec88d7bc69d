"""Addresses of the trace."""

from __future__ import annotations

from django.urls import path

from probatum.quality.trace.chain import is_traced
from probatum.web import pages
from probatum.web.trace import dossiers, views

_OF = "records/<uuid:uuid>/trace/"

urlpatterns = [
    path(_OF, views.trace, name="record-trace"),
    path(f"{_OF}stops/<slug:name>/", views.needless, name="trace-not-needed"),
    path(f"{_OF}links/", views.joined, name="trace-join"),
    path(f"{_OF}links/<int:key>/", views.parted, name="trace-part"),
    path("records/<uuid:uuid>/dossier/", dossiers.dossier, name="record-dossier"),
    path("records/<uuid:uuid>/dossier/pdf/", dossiers.taken, name="record-dossier-pdf"),
]
pages.register_tab(
    "trace", label="Trace", url_name="record-trace", shown=lambda record: is_traced(record.kind)
)
