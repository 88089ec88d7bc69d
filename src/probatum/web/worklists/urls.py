"""Addresses of work lists."""

from __future__ import annotations

from django.urls import path

from probatum.web.worklists import views

urlpatterns = [
    path("lists/<slug:name>/", views.listed, name="work-list"),
    path("lists/<slug:name>/board/", views.boarded, name="work-list-board"),
    path("lists/<slug:name>/export/<slug:form>/", views.exported, name="work-list-export"),
]
views.register_views()
