"""Finding a document or version by what stands in the address; each look-up starts at what the person may see."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from probatum.documents.content import Document, Version
from probatum.kernel.authz import SeenQuestion, visible
from probatum.kernel.business_process import Belonging
from probatum.kernel.follow import Follow
from probatum.kernel.people import Person
from probatum.kernel.pin import Pin
from probatum.kernel.question import Asked
from probatum.kernel.record import Record

#: Everything a page of a version reads from its own rows, in one query.
VERSION_ROWS = (
    "owner",
    "site",
    "department",
    "documents_version__document__record",
    "documents_version__document__type__parent__parent",
    "documents_version__draft__source",
    "documents_version__draft__rendition",
    "documents_version__draft__filled",
    "documents_version__draft__recording",
    "documents_version__issue",
    "documents_version__translation",
    "documents_version__made_from__template__document__record",
    "documents_version__made_from__template__document__effective",
    "documents_version__migrated",
)


def document_or_404(actor: Person, number: str) -> Document:
    """The document of a number. Raises Http404 alike for one that does not exist and one that is not to be seen."""
    record = (
        visible(actor, "document")
        .filter(number=number)
        .select_related("owner", "site", "department", "documents_document__type__parent__parent")
        .first()
    )
    if record is None:
        raise Http404("There is no such document for you.")
    _note_seen(record, actor)
    document: Document = record.documents_document
    return document


def versions_seen(actor: Person, number: str) -> list[Version]:
    """The versions of a document that the person may see, newest first."""
    return [
        _version(record, actor) for record in _VERSIONS.ask(actor, "version", number=number, person=actor.pk)
    ]


def version_or_404(actor: Person, number: str, major: int) -> Version:
    """One version. Raises Http404 alike for one that does not exist and one that is not to be seen."""
    found = _VERSION.ask(actor, "version", number=number, major=major, person=actor.pk)
    if not found:
        raise Http404("There is no such version for you.")
    return _version(found[0], actor)


def _of_document(rows: QuerySet[Record]) -> QuerySet[Record]:
    rows = rows.filter(documents_version__document__record__number=Asked("number"))
    held = Belonging.objects.filter(record_id=OuterRef("documents_version__document_id"), until=None)
    me, document = Asked("person"), OuterRef("documents_version__document_id")
    rows = rows.annotate(
        processes=ArraySubquery(held.order_by("process__code").values("process__name")),
        pinned=Exists(Pin.objects.filter(person_id=me, record_id=document, until=None)),
        followed=Exists(Follow.objects.filter(person_id=me, record_id=document, until=None)),
    )
    return rows.select_related(*VERSION_ROWS).order_by("-documents_version__major")


_VERSIONS = SeenQuestion(_of_document, by_key=True)
_VERSION = SeenQuestion(
    lambda rows: _of_document(rows).filter(documents_version__major=Asked("major")), by_key=True
)


def _version(record: Record, actor: Person) -> Version:
    _note_seen(record, actor)
    version: Version = record.documents_version
    if version.draft is not None:
        version.draft.version = version
    return version


def _note_seen(record: Record, actor: Person) -> None:
    record.__dict__["_seen_by"] = {actor.pk: True}  # the query was the decision, see kernel.authz.can_see
