"""Addresses of recurrence."""

from __future__ import annotations

from django.urls import path

from probatum.kernel.record import Record
from probatum.quality.recurrence.declared import is_compared
from probatum.web import pages
from probatum.web.recurrence import views

urlpatterns = [
    path("records/<uuid:uuid>/recurrence/", views.recurrence, name="record-recurrence"),
    path("records/<uuid:uuid>/recurrence/near/", views.near, name="record-recurrence-near"),
]


def _compared(record: Record) -> bool:
    return is_compared(record.kind)


pages.register_tab("recurrence", label="Recurrence", url_name="record-recurrence", shown=_compared)
pages.register_aside("recurrence/aside.html", views.aside)
