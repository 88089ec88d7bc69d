"""What else a document is known as: numbers of an older system, names people use. Searched for ever, ended with a reason, never removed.

MIG-10, DOC-31. A value may name several documents, because two older systems may have given the same number.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from probatum.documents.content import Document
from probatum.kernel import search
from probatum.kernel.authz import visible
from probatum.kernel.fields import points_to
from probatum.kernel.people import Actor, Person
from probatum.kernel.question import Asked, Question
from probatum.kernel.record import Record

OLD_NUMBER = "old_number"
ALIAS = "alias"

KINDS = (
    (OLD_NUMBER, "Number in an older system"),
    (ALIAS, "Also called"),
)


class Identifier(models.Model):
    """One more name of a document. `folded` is what it is looked up by: small letters, single blanks."""

    document = points_to(Document, related="identifiers")
    value = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=KINDS)
    source = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = points_to(Person, optional=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = points_to(Person, optional=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["document", "id"]
        indexes = [
            # a number of an older system typed or followed from an old address
            models.Index(fields=["folded"], name="identifier_folded", condition=Q(ended_at=None)),
            # fragments of such a number typed into the search field
            GinIndex(OpClass(Upper("value"), name="gin_trgm_ops"), name="identifier_value_trgm"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind", "folded"], name="identifier_once", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.value


def fold(value: str) -> str:
    """How two writings of one name are compared: small letters, single blanks."""
    return " ".join(value.split()).casefold()[:120]


def plainly(value: str) -> str:
    """What a name looks like: without signs that are not seen, wide letters as plain ones, no zeros before digits."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    return "".join(part.lstrip("0") or "0" for part in re.findall(r"\d+|[^\W\d_]+", plain))


def know_as(act: Any, document: Document, *, value: str, kind: str, source: str = "") -> Identifier:
    """Give a document one more name under an open action; the same open name is not given twice. Index it afterwards."""
    shown = " ".join(value.split())[:120]
    found, _ = Identifier.objects.get_or_create(
        document=document,
        kind=kind,
        folded=fold(value),
        ended_at=None,
        defaults={"value": shown, "source": source[:200], "made_at": act.at, "made_by": act.person},
    )
    return found


_OF_DOCUMENT: Question[Identifier] = Question(
    lambda: Identifier.objects.filter(document_id=Asked("document"), ended_at=None).order_by("id")
)


def identifiers_of(document: Document) -> list[Identifier]:
    """The names in use besides the number, the oldest first."""
    return _OF_DOCUMENT.ask(document=document.pk)


def known_as(actor: Actor, value: str, *, kind: str | None = None) -> list[Record]:
    """The documents that this person may see and that carry the name."""
    named = Identifier.objects.filter(folded=fold(value), ended_at=None)
    if kind is not None:
        named = named.filter(kind=kind)
    return list(visible(actor, "document").filter(pk__in=named.values("document_id")).order_by("number"))


def _names(record: Record) -> list[str]:
    held = Identifier.objects.filter(
        Q(document_id=record.pk) | Q(document__versions=record.pk), ended_at=None
    )
    return list(held.order_by("id").values_list("value", flat=True).distinct())


def _in_use() -> QuerySet[Any]:
    return Identifier.objects.filter(ended_at=None)


search.also_by("document", _names, listed=search.OtherNames(rows=_in_use, record="document_id", name="value"))
# a version is found in place of its document until one is effective
search.also_by(
    "version", _names, listed=search.OtherNames(rows=_in_use, record="document__versions", name="value")
)
