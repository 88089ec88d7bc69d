"""Saved views: the filter of a list under a name, kept for oneself or shared with the holders of a role.

A view is an address and nothing else. What it shows is asked anew with the rights of whoever opens it, so it leaks nothing.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.kernel.authz import Role
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person


class SavedView(models.Model):
    """A named filter of one list; withdrawn, never removed. `role` names whom it is shared with."""

    person = points_to(Person, related="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    role = points_to(Role, optional=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "name"], name="view_named_once", condition=Q(withdrawn_at=None)
            )
        ]


class StartView(models.Model):
    """The view with which a list opens for one person; without one it opens unnarrowed."""

    person = points_to(Person)
    page = models.CharField(max_length=40)
    view = points_to(SavedView, optional=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="start_view_once")]
