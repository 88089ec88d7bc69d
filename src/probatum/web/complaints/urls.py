"""Addresses of complaints besides those that every record has."""

from __future__ import annotations

from django.urls import path

from probatum.web import pages
from probatum.web.complaints import facts as facts
from probatum.web.complaints import letter, lists, views

urlpatterns = [
    path("complaints/", lists.queue, name="complaint-queue"),
    path("complaints/trend/", lists.trends, name="complaint-trend"),
    path("complaints/units/", lists.units, name="complaint-units"),
    path("records/<uuid:uuid>/complainant/", views.complainant, name="complainant"),
    path("records/<uuid:uuid>/duplicates/", views.duplicates, name="duplicates"),
    path("records/<uuid:uuid>/letter.pdf", letter.letter, name="letter-pdf"),
]
pages.register(views.KIND, around=lists.around)
pages.register_tab("complainant", label="Complainant", url_name="complainant", shown=views.is_one)
pages.register_tab("duplicates", label="Duplicates", url_name="duplicates", shown=views.is_one)
