"""The circles: who is let in on what is not for everybody who may read its kind, such as unblinded lists or personnel matters.

A record that is in a circle is seen by its own people and by who holds the permission of that circle. Each circle has a
permission of its own, which roles carry like any other, so that one may be in one circle and not in another (DOC-37).
"""

from __future__ import annotations

from django.db import models

from probatum.kernel.permissions import CIRCLE


class Circle(models.Model):
    """One circle of the catalogue; its code never changes, because roles carry it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def permission(self) -> str:
        """The permission by which somebody is in the circle."""
        return f"{CIRCLE}{self.code}"
