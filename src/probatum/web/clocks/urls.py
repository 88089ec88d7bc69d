"""Addresses of clocks and due days."""

from __future__ import annotations

from django.urls import path

from probatum.web import pages
from probatum.web.clocks import ladder, people, showing, views

_OF = "records/<uuid:uuid>/clocks/"

urlpatterns = [
    path(_OF, views.clocks, name="record-clocks"),
    path(f"{_OF}<int:key>/pause/", views.pause, name="clock-pause"),
    path(f"{_OF}<int:key>/going-on/", views.resume, name="clock-resume"),
    path(f"{_OF}<int:key>/stop/", views.stop, name="clock-stop"),
    path("records/<uuid:uuid>/due/", views.due, name="record-due"),
    path("administration/escalation/", ladder.ladder, name="escalation"),
    path("administration/escalation/new/", ladder.rung, name="rung-new"),
    path("administration/escalation/start/", ladder.begin, name="escalation-begin"),
    path("administration/escalation/<int:key>/", ladder.rung, name="rung"),
    path("people/of/<str:username>/manager/", people.manager, name="person-manager"),
    path("me/mail/", people.my_mail, name="my-mail"),
]
pages.register_tab("clocks", label="Clocks", url_name="record-clocks", shown=showing.has_time)
pages.register_aside("clocks/aside.html", showing.aside)
pages.register_column(
    "extensions", label="Extensions", shown=showing.listed_kind, values=showing.listed_extensions
)
pages.register_column("clock", label="Next clock", shown=showing.listed_kind, values=showing.listed_clocks)
