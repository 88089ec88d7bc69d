"""Addresses of statutory clocks and of the questions that a record is asked."""

from __future__ import annotations

from django.urls import path

from probatum.web import pages
from probatum.web.statutory import asking, views

_ALL = "statutory-clocks/"
_ONE = f"{_ALL}<uuid:uuid>/"

urlpatterns = [
    path(_ALL, views.versions, name="statutory-versions"),
    path(f"{_ALL}new/", views.new, name="statutory-version-new"),
    path(_ONE, views.version, name="statutory-version"),
    path(f"{_ONE}periods/new/", views.rule, name="statutory-rule-new"),
    path(f"{_ONE}periods/<int:key>/", views.rule, name="statutory-rule"),
    path(f"{_ONE}periods/<int:key>/out/", views.rule_out, name="statutory-rule-out"),
    path(f"{_ONE}questions/new/", views.question, name="statutory-question-new"),
    path(f"{_ONE}questions/<slug:code>/", views.question, name="statutory-question"),
    path("records/<uuid:uuid>/authorities/", asking.authorities, name="record-triage"),
]
pages.register_tab("authorities", label="Authorities", url_name="record-triage", shown=asking.is_asked)
