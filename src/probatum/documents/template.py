"""Templates: documents from whose effective version others are begun, and which version each document was begun from (DOC-07).

A template is an ordinary document with its lifecycle; what makes it one is that a type names it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from probatum.documents.content import Document, Version
from probatum.documents.types import DocumentType
from probatum.kernel.fields import points_to

TYPE = "made_from"


class TypeTemplate(models.Model):
    """A further template of a type, beside the one that the type names as its usual one."""

    type = points_to(DocumentType, related="further_templates")
    template = points_to(Document)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["type", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "template"], name="type_template_once", condition=Q(active=True)
            )
        ]


class MadeFrom(models.Model):
    """The version of the template that a version of a document follows."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, primary_key=True, related_name="made_from"
    )
    template = points_to(Version)

    class Meta:
        verbose_name = "made from"
