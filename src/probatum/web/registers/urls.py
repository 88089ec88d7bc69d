"""Addresses of imports of registers."""

from __future__ import annotations

from django.urls import path

from probatum.quality.imports.bodies import KIND
from probatum.quality.imports.declared import kinds
from probatum.web import pages
from probatum.web.registers import addresses, beginning, page, reconciling

_ONE = "register-imports/<uuid:uuid>/"

urlpatterns = [
    path("register-imports/", page.imports, name="register-imports"),
    path("register-imports/new/", beginning.new, name="register-import-new"),
    path(_ONE, page.page, name="register-import"),
    path(f"{_ONE}choices/", beginning.choices, name="register-import-choices"),
    path(f"{_ONE}sheets/<int:place>/", beginning.sheet, name="register-import-sheet"),
    path(f"{_ONE}findings/<slug:form>/", reconciling.findings, name="register-import-findings"),
    path(f"{_ONE}samples/", reconciling.drawn, name="register-import-samples"),
    path(f"{_ONE}verdicts/", reconciling.compared, name="register-import-verdicts"),
    path(f"{_ONE}report.pdf", reconciling.taken, name="register-import-report"),
]
pages.register(KIND, page=addresses.address, acts=("event",), around=beginning.around)
for legacy in kinds():
    pages.register(legacy.kind, acts=("event",))
pages.register_aside("registers/aside.html", page.aside)
