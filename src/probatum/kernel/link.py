"""Typed two-way links between records, pinned to what they meant when they were made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from probatum.kernel.fields import points_to
from probatum.kernel.people import Person
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record

#: type -> (reads from source to target, reads from target to source)
LINK_TYPES: dict[str, tuple[str, str]] = {
    "references": ("references", "is referenced by"),
    "caused_by": ("is caused by", "is the cause of"),
    "addresses": ("addresses", "is addressed by"),
    "implements": ("implements", "is implemented by"),
    "trained_by": ("is trained by", "trains"),
    "evidence_for": ("is evidence for", "has as evidence"),
    "supersedes": ("supersedes", "is superseded by"),
    "version_of": ("is a version of", "has the version"),
    "translation_of": ("is a translation of", "is translated by"),
    "reviews": ("reviews", "is reviewed by"),
    "form_of": ("is a form of", "has the form"),
    "made_from": ("is made from the template", "is the template of"),
    "fills": ("fills", "is filled by"),
    "duplicate_of": ("is a duplicate of", "has the duplicate"),
    "equivalent_to": ("is the same as the earlier case", "is repeated by"),
    "reworked_by": ("is reworked by", "is the instruction to rework"),
    "related": ("is related to", "is related to"),
}


class Link(models.Model):
    """One typed relation between two records; voided with a reason, never deleted."""

    source = points_to(Record, related="links_out")
    target = points_to(Record, related="links_in")
    type = models.CharField(max_length=40, choices=[(key, words[0]) for key, words in LINK_TYPES.items()])
    note = models.CharField(max_length=300, blank=True)
    made_by = points_to(Person, optional=True)
    made_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "type"], name="link_made_once", condition=Q(voided_at=None)
            )
        ]


_LINKS = Question(
    lambda: (
        Link.objects.filter(Q(source_id__any=Asked("own")) | Q(target_id__any=Asked("own")), voided_at=None)
        .exclude(type=Asked("without"))
        .order_by("id")
    )
)


def links_of(records: Iterable[int], *, without: str = "") -> list[Link]:
    """The links from and to some records, but for one type; who asks shows only what may be seen of the other side."""
    return _LINKS.ask(own=list(records), without=without)


_OPEN = Question(
    lambda: Link.objects.filter(
        source_id=Asked("source"), target_id=Asked("target"), type=Asked("type"), voided_at=None
    ).order_by("id")
)


def link(act: Any, *, source: Record, target: Record, type: str, note: str = "") -> Link:
    """Make a link under an open action; the same open link is returned, not made twice."""
    existing: Link | None = _OPEN.first(source=source.pk, target=target.pk, type=type)
    if existing is not None:
        return existing
    return Link.objects.create(
        source=source, target=target, type=type, note=note, made_by=act.person, made_at=act.at
    )
