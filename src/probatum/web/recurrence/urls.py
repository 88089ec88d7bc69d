"""Addresses of recurrence."""

from __future__ import annotations

from django.urls import path

from probatum.kernel.record import Record
from probatum.quality.recurrence.declared import is_compared
from probatum.quality.recurrence.rule import KIND as RULE
from probatum.quality.recurrence.trend import KIND as TREND
from probatum.web import pages
from probatum.web.recurrence import trends, views

urlpatterns = [
    path("records/<uuid:uuid>/recurrence/", views.recurrence, name="record-recurrence"),
    path("records/<uuid:uuid>/recurrence/near/", views.near, name="record-recurrence-near"),
    path("trend-rules/", trends.rules, name="trend-rules"),
    path("trends/", trends.trends, name="trends"),
]


def _compared(record: Record) -> bool:
    return is_compared(record.kind)


pages.register_tab("recurrence", label="Recurrence", url_name="record-recurrence", shown=_compared)
pages.register_aside("recurrence/aside.html", views.aside)
pages.register(TREND, facts=trends.facts, around=trends.around_trends)
pages.register(RULE, around=trends.around_rules)
