"""Addresses of teams by default."""

from __future__ import annotations

from django.urls import path

from probatum.web import pages
from probatum.web.teams import showing, views

pages.register_aside("teams/aside.html", showing.aside)

urlpatterns = [
    path("administration/teams/", views.teams, name="teams"),
    path("administration/teams/new/", views.new, name="team-new"),
    path("administration/teams/<int:number>/ended/", views.end, name="team-ended"),
]
