"""Addresses of the root cause work."""

from __future__ import annotations

from django.urls import path

from probatum.quality.causes.declared import is_analysed
from probatum.web import pages
from probatum.web.causes import categories, sheets, views

_OF = "records/<uuid:uuid>/causes/"
_KEPT = "administration/cause-categories/"

urlpatterns = [
    path(_OF, views.causes, name="record-causes"),
    path(f"{_OF}new/", views.begun, name="causes-begin"),
    path(f"{_OF}since/", views.since, name="causes-since"),
    path(f"{_OF}analyses/<int:key>/lines/", views.added, name="causes-add"),
    path(f"{_OF}analyses/<int:key>/problem/", sheets.problem, name="causes-problem"),
    path(f"{_OF}analyses/<int:key>/aside/", sheets.aside, name="causes-aside"),
    path(f"{_OF}lines/<int:key>/", sheets.line, name="causes-line"),
    path(f"{_OF}lines/<int:key>/out/", sheets.out, name="causes-out"),
    path(f"{_OF}lines/<int:key>/back/", views.back, name="causes-back"),
    path(f"{_OF}named/", sheets.named, name="causes-name"),
    path(f"{_OF}named/<int:key>/", sheets.named, name="causes-named"),
    path(f"{_OF}named/<int:key>/withdrawn/", sheets.withdrawn, name="causes-withdraw"),
    path(_KEPT, categories.categories, name="cause-categories"),
    path(f"{_KEPT}new/", categories.category, name="cause-category-new"),
    path(f"{_KEPT}start/", categories.started, name="cause-categories-start"),
    path(f"{_KEPT}of/<str:code>/", categories.category, name="cause-category"),
]
pages.register_tab(
    "causes", label="Causes", url_name="record-causes", shown=lambda record: is_analysed(record.kind)
)
