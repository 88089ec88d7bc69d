"""Fields of a document that a text may ask for, their values at one moment, and which of them a draft was filled with (DOC-08).

Values are text and are only ever shown; the stored source is never filled.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models

from probatum.documents.content import Draft, Version, review_due
from probatum.kernel import moments
from probatum.kernel.action import Act
from probatum.kernel.configuration import setting
from probatum.kernel.fields import points_to

NOT_APPROVED = "Not approved"
NOT_EFFECTIVE = "Not yet effective"


class Filled(models.Model):
    """The fields that the rendition of a draft was filled with and their values then; no row where it asks for none."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, primary_key=True, related_name="filled")
    version = points_to(Version)
    names = ArrayField(models.CharField(max_length=40))
    values = ArrayField(models.TextField())

    class Meta:
        verbose_name = "fields of a draft"
        verbose_name_plural = "fields of drafts"

    @property
    def pairs(self) -> dict[str, str]:
        """Name -> value."""
        return dict(zip(self.names, self.values, strict=True))


def values_of(version: Version, *, label: str = "", issued: bool = False) -> dict[str, str]:
    """What the fields of a version say now; `label` is the draft that is being made, `issued` says that it is approved.

    Before approval state and day are not settled, so the text says that and not where the version stands in its review.
    """
    document, record = version.document, version.record
    day = version.effective_on if issued else None
    months = document.review_months
    made = getattr(version, "made_from", None)
    return {
        "number": document.record.number,
        "title": record.title,
        "version": label or version.label,
        "state": "Approved" if issued else NOT_APPROVED,
        "effective": moments.day(day) if day else NOT_EFFECTIVE,
        "review": moments.day(review_due(start=day, months=months)) if day and months else "–",
        "owner": record.owner.name,
        "type": document.type.name,
        "site": record.site.name if record.site else "All sites",
        "department": record.department.name if record.department else "–",
        "organisation": str(setting("company.name")),
        "template": f"{made.template.document.record.number} version {made.template.major}.0"
        if made
        else "–",
    }


def next_label(version: Version) -> str:
    """The number that the next draft of a version will have."""
    last = Draft.objects.filter(version=version).order_by("-minor").values_list("minor", flat=True).first()
    return f"{version.major - 1}.{(last or 0) + 1}"


def note_filled(act: Act, draft: Draft, *, pairs: Mapping[str, str]) -> None:
    """Keep what a new draft was filled with, under the action that checks it in."""
    if pairs:
        Filled.objects.create(
            draft=draft, version_id=draft.version_id, names=list(pairs), values=list(pairs.values())
        )


def filled_of(draft: Draft | None) -> dict[str, str]:
    """The fields of a draft and what they were filled with; empty where its text asks for none."""
    found: Filled | None = getattr(draft, "filled", None) if draft is not None else None
    return found.pairs if found is not None else {}
