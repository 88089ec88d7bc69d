"""Addresses of the risk matrix and of the rating of a record."""

from __future__ import annotations

from django.urls import path

from probatum.quality.risk.matrix import KIND
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
