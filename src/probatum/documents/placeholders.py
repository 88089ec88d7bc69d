"""The tables of placeholders: a document that is expected but not there yet, and what fills it (DOC-42)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.documents.content import Document
from probatum.documents.types import DocumentType
from probatum.kernel.fields import points_to
from probatum.kernel.record import Body

KIND = "placeholder"


class Placeholder(Body):
    """What is expected: of which type, by when, and whether one document is enough."""

    type = points_to(DocumentType, optional=True)
    expected_on = models.DateField()
    several = models.BooleanField("expects several documents", default=False)

    class Meta:
        verbose_name = "placeholder"


class Filling(models.Model):
    """That a document fills a placeholder, from and until."""

    placeholder = points_to(Placeholder, related="fillings")
    document = points_to(Document, related="fillings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["placeholder", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["placeholder", "document"], name="filled_once_by_each", condition=Q(until=None)
            )
        ]
