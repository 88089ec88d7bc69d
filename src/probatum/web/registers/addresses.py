"""Where imports of registers are, and how one is found."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from probatum.kernel.record import Record
from probatum.quality.imports.bodies import KIND, RegisterImport, import_of
from probatum.web.paths import reverse
from probatum.web.seen import seen


def address(record: Record) -> str:
    """The page of an import."""
    return reverse("register-import", args=[record.uuid])


def found_import(request: HttpRequest, uuid: UUID) -> RegisterImport:
    """An import that the person may see. Raises Http404."""
    record = seen(request, uuid)
    if record.kind != KIND:
        raise Http404("There is no such import.")
    collection = import_of(record)
    collection.record = record
    return collection
