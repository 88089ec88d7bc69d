"""Translations: which version of its master a version translates, and which translations are stale (DOC-44).

The relation itself is a link between two documents; what a version was translated from is a fact of that version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from probatum.documents.content import Document, Version
from probatum.kernel.fields import points_to
from probatum.kernel.link import Link
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record

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
    """Whether the master has moved on since: a condition for queries about documents; `version` names the path to the translating version."""
    linked = Link.objects.filter(
        source_id=OuterRef(OuterRef("pk")),
        target_id=OuterRef("master__document_id"),
        type=TYPE,
        voided_at=None,
    )
    newer = Q(master__document__effective__major__gt=F("master__major"))
    gone = Q(master__document__record__state="retired")
    return Exists(
        Translation.objects.filter(newer | gone, Exists(linked), version_id=OuterRef(f"{version}_id"))
    )


_STALE: Question[Record] = Question(
    lambda: Record.objects.filter(stale(), pk__any=Asked("documents")).order_by().values_list("pk")
)


def stale_among(documents: Iterable[int]) -> set[int]:
    """Which of some documents are translations whose master has moved on."""
    return {pk for (pk,) in _STALE.ask(documents=list(documents))}


def begin(version: Version) -> None:
    """A later version of a translation renders the master as it is in force when it is begun, under an open action."""
    master = master_of(version.document_id)
    if master is not None and master.effective is not None:
        Translation.objects.create(version=version, master=master.effective)


def master_of(document_id: int) -> Document | None:
    """The document of which another is a translation, if it is one."""
    target = Link.objects.filter(source_id=document_id, type=TYPE, voided_at=None).values("target_id")
    return Document.objects.filter(pk__in=target).select_related("record", "effective__record").first()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of a translation: the sentence, and whether it is stale."""

    text: str
    stale: bool

    @property
    def tone(self) -> str:
        return "warn" if self.stale else "info"


def standing_of(document: Document, version: Version | None = None) -> Standing | None:
    """Where a translation stands to its master, for a version of it or for the one in force; None for what is none."""
    known = Translation.objects.filter(version_id=version.pk if version else document.effective_id)
    made = known.select_related("master__document__record", "master__document__effective").first()
    if made is None:
        return None
    master = made.master.document
    if not Link.objects.filter(
        source_id=document.pk, target_id=master.pk, type=TYPE, voided_at=None
    ).exists():
        return None
    number, old = master.record.number, f"{made.master.major}.0"
    if master.record.state == "retired" or master.effective is None:
        return Standing(f"Stale: the master {number} was retired; this translates {old}.", stale=True)
    if master.effective.major > made.master.major:
        now = f"{master.effective.major}.0"
        return Standing(
            f"Stale: the master {number} is now version {now}, this translates {old}.", stale=True
        )
    return Standing(f"Translation of {number} version {old}.", stale=False)
