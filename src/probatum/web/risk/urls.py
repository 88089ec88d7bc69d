"""Addresses of the risk matrix and of the rating of a record."""

from __future__ import annotations

from django.urls import path

from probatum.kernel.record import Record
from probatum.quality.risk.matrix import KIND
from probatum.quality.risk.rating import is_rated
from probatum.web import pages
from probatum.web.risk import rating, views

urlpatterns = [
    path("risk-matrices/", views.matrices, name="risk-matrices"),
    path("risk-matrices/new/", views.new, name="risk-matrix-new"),
    path("risk-matrices/<uuid:uuid>/", views.matrix, name="risk-matrix"),
    path("risk-matrices/<uuid:uuid>/edit/", views.edit, name="risk-matrix-edit"),
    path("risk-matrices/<uuid:uuid>/compare/", views.compare, name="risk-matrix-compare"),
    path("records/<uuid:uuid>/rating/", rating.rating, name="record-rating"),
]
pages.register(KIND, page=views.address, listed_at="risk-matrices")


def _rated(record: Record) -> bool:
    return is_rated(record.kind)


pages.register_tab("rating", label="Rating", url_name="record-rating", shown=_rated)
pages.register_aside("risk/aside.html", rating.aside)
