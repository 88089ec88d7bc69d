"""Addresses of the access review."""

from __future__ import annotations

from django.urls import path

from probatum.quality.access import KIND
from probatum.web import pages
from probatum.web.access_reviews import taking, views

urlpatterns = [
    path("access-reviews/", views.reviews, name="access-reviews"),
    path("access-reviews/new/", views.new, name="access-review-new"),
    path("access-reviews/<uuid:uuid>/", views.review, name="access-review"),
    path("access-reviews/<uuid:uuid>/reviewers/", views.reviewers, name="access-review-reviewers"),
    path("access-reviews/<uuid:uuid>/list.csv", taking.as_csv, name="access-review-csv"),
    path("access-reviews/<uuid:uuid>/print.pdf", taking.as_pdf, name="access-review-print"),
]
pages.register(KIND, page=views.address)
