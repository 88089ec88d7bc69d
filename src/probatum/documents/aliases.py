"""Other names of a document: one document stands under several headings without a second copy (DOC-31).

A heading says where it is called so: a site, a folder, a process, an application. Names are given and ended with a reason.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import Q

from probatum.documents.content import Document, Version
from probatum.documents.identifiers import ALIAS, Identifier, fold, know_as, plainly
from probatum.documents.linking import may_link
from probatum.kernel import search
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import Decision, visible
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock
from probatum.kernel.people import Person

#: Entries shown at most on one page.
MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the library that leads to a document: the other name, where it is used, and what to see."""

    name: str
    heading: str
    number: str
    title: str


def may_name(actor: Person, document: Document) -> Decision:
    """Who links a document also says what else it is called."""
    return may_link(actor, document)


def add_alias(actor: Person, document: Document, *, name: str, heading: str, reason: str) -> Identifier:
    """List a document under one more name. Raises NotAllowed without the right, Refused for a name that leads elsewhere."""
    verdict = may_name(actor, document).or_refuse()
    shown, place = " ".join(name.split())[:120], " ".join(heading.split())[:200]
    if not shown:
        raise Refused("Enter the other name or number.", field="name")
    why = require_reason(reason, ask="Say why it is called so.")
    if not all(sign.isprintable() for sign in shown + place):
        raise Refused("Enter the name without signs that cannot be seen.", field="name")
    if fold(shown) == fold(document.record.number):
        raise Refused("Enter another name; this is the number of the document itself.", field="name")
    if other := _looks_like(actor, document, shown):
        raise Refused(
            f"This looks like {other}, the number of another document. Choose another name.", field="name"
        )
    if Identifier.objects.filter(document=document, folded=fold(shown), ended_at=None).exists():
        raise Refused(f"The document is known as {shown} already.", field="name")
    with action(actor, "document.name", record=document.record, reason=why, role=verdict.role) as act:
        lock(document.record)
        found = know_as(act, document, value=shown, kind=ALIAS, source=place)
        _index_again(act, document)
    return found


def _looks_like(actor: Person, document: Document, name: str) -> str:
    """The number of another document that a name would be taken for, as far as the actor may see it."""
    digits = re.findall(r"\d+", unicodedata.normalize("NFKC", name))
    if not digits:
        return ""
    rows = visible(actor, "document").exclude(pk=document.pk)
    alike = rows.filter(number__contains=digits[-1].lstrip("0") or "0").values_list("number", flat=True)
    return next((number for number in alike.order_by("number") if plainly(number) == plainly(name)), "")


def end_alias(actor: Person, document: Document, alias: Identifier, *, reason: str) -> None:
    """End another name with a reason. Raises Refused for the number of an older system, which is searched for ever."""
    verdict = may_name(actor, document).or_refuse()
    if alias.kind != ALIAS or alias.document_id != document.pk:
        raise Refused("The number in an older system stays with the document, so that it is found for ever.")
    why = require_reason(reason, ask="Say why this name ends.")
    with action(actor, "document.end_name", record=document.record, reason=why, role=verdict.role) as act:
        lock(document.record)
        Identifier.objects.filter(pk=alias.pk, ended_at=None).update(
            ended_at=act.at, ended_by=act.person, end_reason=why[:300]
        )
        _index_again(act, document)


def _index_again(act: Act, document: Document) -> None:
    search.index_again(document.record)
    for version in Version.objects.filter(document=document).select_related("record"):
        search.index_again(version.record)


def entries(actor: Person, *, query: str = "", most: int = MOST) -> list[Entry]:
    """The other names of the effective documents that the actor may see, by heading and name."""
    seen = visible(actor, "document").filter(state="effective")
    named = Identifier.objects.filter(kind=ALIAS, ended_at=None, document_id__in=seen.values("pk"))
    for word in " ".join(query.replace("\x00", " ").split())[:200].split():
        named = named.filter(Q(value__icontains=word) | Q(source__icontains=word))
    rows = named.order_by("source", "folded", "id").values_list(
        "value", "source", "document__record__number", "document__record__title"
    )
    return [Entry(*row) for row in rows[:most]]
