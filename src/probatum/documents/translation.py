"""Translations: which version of its master a version translates, and which translations are stale (DOC-44).

The relation itself is a link between two documents; what a version was translated from is a fact of that version.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from probatum.documents.content import Version
from probatum.kernel.fields import points_to

TYPE = "translation_of"


class Translation(models.Model):
    """The version of the master that a version of a translation renders."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, primary_key=True, related_name="translation"
    )
    master = points_to(Version)

    class Meta:
        verbose_name = "translation"


def stale(version: str = "documents_document__effective") -> Exists:
    """Whether the master has moved on since: a condition for queries; `version` names the path to the translating version."""
    linked = Q(
        version__document__record__links_out__type=TYPE,
        version__document__record__links_out__voided_at=None,
        version__document__record__links_out__target_id=F("master__document_id"),
    )
    newer = Q(master__document__effective__major__gt=F("master__major"))
    gone = Q(master__document__record__state="retired")
    return Exists(Translation.objects.filter(linked & (newer | gone), version_id=OuterRef(f"{version}_id")))
