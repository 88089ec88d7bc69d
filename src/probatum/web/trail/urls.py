"""Addresses of the audit trail review."""

from __future__ import annotations

from django.urls import path

from probatum.quality.trail import KIND
from probatum.web import pages
from probatum.web.trail import views

urlpatterns = [
    path("trail-reviews/new/", views.new, name="trail-review-new"),
    path("trail-reviews/<uuid:uuid>/", views.review, name="trail-review"),
]
pages.register(KIND, page=views.address)
