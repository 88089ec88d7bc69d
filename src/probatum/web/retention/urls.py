"""Addresses of retention, holds and disposal."""

from __future__ import annotations

from django.urls import path

from probatum.documents.disposal import KIND
from probatum.web import pages
from probatum.web.retention import document, holds, views

_OF = "documents/<number:number>/retention/"

urlpatterns = [
    path("retention/", views.due_list, name="retention-due"),
    path("retention/classes/", views.classes, name="retention-classes"),
    path("retention/classes/new/", views.retention_class, name="retention-class-new"),
    path("retention/classes/of/<slug:code>/", views.retention_class, name="retention-class"),
    path("retention/types/", views.types, name="retention-types"),
    path("retention/types/of/<str:code>/", views.type_rules, name="retention-type"),
    path("retention/holds/", holds.holds, name="retention-holds"),
    path("retention/holds/new/", holds.hold_new, name="retention-hold-new"),
    path("retention/holds/of/<slug:number>/", holds.hold, name="retention-hold"),
    path(_OF, document.retention, name="document-retention"),
    path(f"{_OF}class/", document.rule, name="document-retention-class"),
    path(f"{_OF}day/", document.day, name="document-retention-day"),
]
pages.register(KIND, facts=document.listed, around=views.around)
