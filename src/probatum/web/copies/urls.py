"""Addresses of controlled copies and of the codes on paper."""

from __future__ import annotations

from django.urls import path

from probatum.documents.copies import KIND
from probatum.web import pages
from probatum.web.copies import issuing, paper, reconciling

_OF = "documents/<number:number>/copies/"
_ONE = "controlled-copies/<uuid:uuid>/"

urlpatterns = [
    path(_OF, reconciling.reconciliation, name="copies"),
    path(f"{_OF}export.csv", reconciling.reconciliation_csv, name="copies-export"),
    path(f"{_OF}new/", issuing.new, name="copy-new"),
    path(_ONE, reconciling.copy, name="copy"),
    path(f"{_ONE}print/", issuing.print_sheet, name="copy-print"),
    path(f"{_ONE}print.pdf", issuing.printed, name="copy-printed"),
    path("paper/<slug:token>", paper.paper, name="paper"),
    # as the code writes it: capital letters take less room
    path("PAPER/<slug:token>", paper.paper, name="paper-code"),
]
pages.register(KIND, page=reconciling.address)
