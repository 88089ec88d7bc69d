"""Which templates are offered for a new document: the effective versions of those that types name (DOC-07)."""

from __future__ import annotations

from probatum.documents.template import TypeTemplate
from probatum.documents.types import DocumentType
from probatum.kernel.authz import visible
from probatum.kernel.people import Person


def offered_templates(actor: Person) -> list[tuple[str, str]]:
    """Number and title of each template in force that the person may see, for a select."""
    named = set(DocumentType.objects.exclude(template=None).values_list("template_id", flat=True))
    named |= set(TypeTemplate.objects.filter(active=True).values_list("template_id", flat=True))
    seen = visible(actor, "document").filter(pk__in=named, state="effective").order_by("number")
    return [("", "The usual one of the type"), *((one.number, f"{one.number} {one.title}") for one in seen)]
