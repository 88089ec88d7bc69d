"""The address of a plan."""

from __future__ import annotations

from django.urls import path

from probatum.quality.capa.plans import is_planned
from probatum.web import pages
from probatum.web.plans import views

urlpatterns = [path("records/<uuid:uuid>/plan/", views.plan, name="plan")]
pages.register_tab("plan", label="Plan", url_name="plan", shown=lambda record: is_planned(record.kind))
