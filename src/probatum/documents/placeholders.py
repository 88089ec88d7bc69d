"""The tables of expected documents: what is to be there by when, and what fills it (DOC-42)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.documents.content import Document
from probatum.documents.types import DocumentType
from probatum.kernel.fields import points_to
from probatum.kernel.record import Body, Record

KIND = "placeholder"
MOST = 200


class Placeholder(Body):
    """What is expected: of which type, by when, and how many documents."""

    type = points_to(DocumentType, optional=True)
    expected_on = models.DateField()
    wanted = models.PositiveSmallIntegerField("documents expected", default=1)
    note = models.TextField(blank=True)

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


def body_of(record: Record) -> Placeholder:
    """The body of an expected document, read once for each loaded record."""
    if "_placeholder" not in record.__dict__:
        record.__dict__["_placeholder"] = Placeholder.objects.select_related("type").get(pk=record.pk)
    known: Placeholder = record.__dict__["_placeholder"]
    return known


def fillings_of(record: Record) -> list[Filling]:
    """What fills it now, the first first."""
    rows = Filling.objects.filter(placeholder_id=record.pk, until=None)
    return list(rows.select_related("document__record").order_by("id"))
