"""Addresses of change requests."""

from __future__ import annotations

from django.urls import path

from probatum.documents.change_list import KIND
from probatum.web import pages
from probatum.web.changes import editing, listing, views
from probatum.web.views import lists

_ONE = "change-requests/<uuid:uuid>/"

urlpatterns = [
    path("change-requests/", lists.records, {"kind": KIND}, name="change-requests"),
    path("change-requests/new/", views.new, name="change-request-new"),
    path("documents/<number:number>/change-request/", views.ask, name="change-request-ask"),
    path(_ONE, views.change, name="change-request"),
    path(f"{_ONE}details/", editing.facts, name="change-request-facts"),
    path(f"{_ONE}people/<slug:part>/", editing.people, name="change-request-people"),
    path(f"{_ONE}documents/", editing.put_on, name="change-request-documents"),
    path(f"{_ONE}documents/<number:number>/off/", editing.take_off, name="change-request-off"),
]
pages.register(
    KIND, page=views.address, listed_at="change-requests", printed=listing.printed, around=listing.around
)
