"""Aliases: other numbers and titles under which a document is found, such as the one it had before (DOC-31)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from probatum.documents.content import Document
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person

LONGEST = 120


class Alias(models.Model):
    """One other name of a document; ended with a reason, never deleted."""

    document = points_to(Document, related="aliases")
    text = models.CharField(max_length=LONGEST, verbose_name="other number or title")
    made_at = models.DateTimeField()
    made_by = points_to(Person)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "alias"
        verbose_name_plural = "aliases"
        ordering = ["text", "id"]
        constraints = [
            models.UniqueConstraint(
                "document", Upper("text"), name="alias_held_once", condition=Q(ended_at=None)
            )
        ]
