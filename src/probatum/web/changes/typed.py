"""Documents found by what was typed: a number, part of a number, or words of a title; only among those the person may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from probatum.documents.content import Document
from probatum.kernel.authz import visible
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.web.sentences import listed

NAMED = 5


def documents_of(actor: Person, typed: Iterable[str]) -> list[Document]:
    """One document for each typed word. Raises Refused for one that fits none or several."""
    words = list(typed)
    rows = visible(actor, "document").select_related("owner", "site", "documents_document__type")
    exact = {
        record.number.casefold(): record
        for record in rows.filter(number__in=[*words, *map(str.upper, words)])
    }
    found = []
    for word in words:
        record = exact.get(word.casefold())
        if record is None:
            fits = list(
                rows.filter(Q(number__icontains=word) | Q(title__icontains=word)).order_by("number")[
                    : NAMED + 1
                ]
            )
            if len(fits) != 1:
                raise Refused(_which(word, [one.number for one in fits]), field="documents")
            record = fits[0]
        record.__dict__["_seen_by"] = {actor.pk: True}  # the query was the decision
        document: Document = record.documents_document
        document.record = record
        found.append(document)
    return found


def _which(word: str, numbers: list[str]) -> str:
    if not numbers:
        return f"No document that you may see has “{word}” in its number or title."
    more = " and more" if len(numbers) > NAMED else ""
    return f"“{word}” fits {listed(numbers[:NAMED])}{more}. Enter the number of the one you mean."
