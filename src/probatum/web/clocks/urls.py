"""Addresses of clocks and due days."""

from __future__ import annotations

from django.urls import path

from probatum.web import pages
from probatum.web.clocks import showing, views

_OF = "records/<uuid:uuid>/clocks/"

urlpatterns = [
    path(_OF, views.clocks, name="record-clocks"),
    path(f"{_OF}<int:key>/pause/", views.pause, name="clock-pause"),
    path(f"{_OF}<int:key>/going-on/", views.resume, name="clock-resume"),
    path(f"{_OF}<int:key>/stop/", views.stop, name="clock-stop"),
    path("records/<uuid:uuid>/due/", views.due, name="record-due"),
]
pages.register_tab("clocks", label="Clocks", url_name="record-clocks", shown=showing.has_time)
pages.register_aside("clocks/aside.html", showing.aside)
