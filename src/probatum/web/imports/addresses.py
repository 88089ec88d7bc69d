"""Where imports are, and how one is found."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from probatum.documents.collection import KIND, CollectionImport, collection_of
from probatum.kernel.record import Record
from probatum.web.paths import reverse
from probatum.web.seen import seen


def address(record: Record) -> str:
    """The page of an import."""
    return reverse("import", args=[record.uuid])


def found_import(request: HttpRequest, uuid: UUID) -> CollectionImport:
    """An import that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such import.")
    collection = collection_of(record)
    collection.record = record
    return collection
