"""The addresses of a plan, and of raising a CAPA from a record."""

from __future__ import annotations

from django.urls import path

from probatum.quality.capa.plans import CHECK, is_planned
from probatum.web import pages
from probatum.web.plans import checks, raising, views

urlpatterns = [
    path("records/<uuid:uuid>/plan/", views.plan, name="plan"),
    path("records/<uuid:uuid>/capas/new/", raising.raising, name="capa-raise"),
]
pages.register_tab("plan", label="Plan", url_name="plan", shown=lambda record: is_planned(record.kind))
pages.register(CHECK, facts=checks.facts)
