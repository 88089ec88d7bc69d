"""Addresses of intake. What is in a code is short and in capital letters, since the code is smaller then."""

from __future__ import annotations

from django.urls import path, register_converter

from probatum.quality.intake.report import KIND
from probatum.web import pages
from probatum.web.intake import opening, places, reporting


class Reference:
    """A reference as it stands on a receipt."""

    regex = "[2-9A-Z]{4}-[2-9A-Z]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Reference, "reference")

urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/received/<reference:reference>/", reporting.received, name="report-received"),
    path("r/<slug:token>/", reporting.at_point, name="report-point"),
    path("R/<slug:token>/", reporting.at_point, name="report-code"),
    path("records/<uuid:uuid>/reporter/", places.reporter, name="reporter"),
    path("records/<uuid:uuid>/open/<slug:kind>/", opening.opening, name="report-open"),
    path("report/points/", places.listed, name="points"),
    path("report/points/new/", places.new, name="point-new"),
    path("report/points/<int:number>/", places.page, name="point"),
    path("report/points/<int:number>/edit/", places.change, name="point-change"),
    path("report/points/<int:number>/label.pdf", places.label, name="point-label"),
    path("report/points/<int:number>/code.svg", places.code, name="point-code"),
]
pages.register(KIND, around=places.around, offers=places.offers, facts=places.facts)
