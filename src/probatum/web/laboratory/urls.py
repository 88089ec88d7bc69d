"""Addresses of laboratory results."""

from __future__ import annotations

from django.urls import path

from probatum.quality.laboratory.results import KIND
from probatum.web import pages
from probatum.web.laboratory import batches, views

urlpatterns = [
    path("records/<uuid:uuid>/results/", views.results, name="lab-results"),
    path("records/<uuid:uuid>/results/new/", views.enter, name="lab-result-new"),
    path("records/<uuid:uuid>/results/<int:key>/out/", views.out, name="lab-result-out"),
    path("records/<uuid:uuid>/batches/", batches.others, name="lab-batches"),
    path("laboratory/rates/", views.rates, name="lab-rates"),
]
pages.register_tab("results", label="Results", url_name="lab-results", shown=views.has_results)
pages.register_tab("batches", label="Other batches", url_name="lab-batches", shown=batches.has_others)
pages.register(KIND, acts=("lab_investigation",), printed=views.printed)
