"""Links of documents made and ended by people: references, forms, translations, or merely related (DOC-29, DOC-44)."""

from __future__ import annotations

from probatum.documents.content import Document, Version
from probatum.documents.translation import TYPE as TRANSLATION_OF
from probatum.documents.translation import Translation
from probatum.kernel.action import Act, action, require_reason
from probatum.kernel.authz import Decision, can_see, decide, visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import lock
from probatum.kernel.link import Link, link
from probatum.kernel.people import Person
from probatum.kernel.record import Record

#: The types that people choose from; the others are made by the work itself.
CHOSEN = ("references", TRANSLATION_OF, "form_of", "related")


def may_link(actor: Person, document: Document) -> Decision:
    """The owner, authors and document controllers link a document."""
    record = document.record
    if record.owner_id == actor.pk:
        return Decision(True, "", "Owner")
    control = decide(actor, "document.control", record=record)
    return control or decide(actor, "document.edit", record=record)


def add_link(actor: Person, document: Document, *, type: str, number: str, note: str = "") -> Link:
    """Link a document with the record of a number. Raises NotAllowed without the right, Refused for an unknown number."""
    verdict = may_link(actor, document).or_refuse()
    if type not in CHOSEN:
        raise Refused("Choose how the two belong together.", field="type")
    target = visible(actor).filter(number__iexact=number.strip()).exclude(kind="version").first()
    if target is None:
        raise Refused("Enter the number of a record that you may see.", field="number")
    if target.pk == document.pk:
        raise Refused(
            "Enter the number of another record; a document is not linked with itself.", field="number"
        )
    with action(actor, "document.link", record=document.record, role=verdict.role) as act:
        source = lock(document.record)
        if type == TRANSLATION_OF:
            _begin_translation(act, document, target)
        return link(act, source=source, target=target, type=type, note=note.strip()[:300])


def _begin_translation(act: Act, document: Document, target: Record) -> None:
    """A translation has one master, which is itself no translation; the versions there are translate what is in force."""
    master = Document.objects.select_related("effective").filter(pk=target.pk).first()
    if master is None or master.effective is None:
        raise Refused(
            f"{target.number} is no document in force, so there is nothing to translate.", field="number"
        )
    links = Link.objects.filter(type=TRANSLATION_OF, voided_at=None)
    if links.filter(source_id=document.pk).exclude(target_id=target.pk).exists():
        raise Refused(
            "This document is a translation of another one already. End that link first.", field="type"
        )
    if links.filter(source_id=target.pk).exists():
        raise Refused(f"{target.number} is a translation itself. Link its master.", field="number")
    if links.filter(target_id=document.pk).exists():
        raise Refused("This document has translations, so it is a master and no translation.", field="type")
    for version in Version.objects.filter(document=document, record__state__in=STANDING):
        Translation.objects.update_or_create(version=version, defaults={"master": master.effective})


#: A version in one of these is in force or may come into force.
STANDING = (
    "draft",
    "in_review",
    "in_formal_review",
    "reviewed",
    "in_approval",
    "in_quality_approval",
    "approved",
    "in_check",
    "checked",
    "effective",
)


def void_link(actor: Person, document: Document, made: Link, *, reason: str) -> None:
    """End a link of a document with a reason; one found in the text does not come back by the next draft."""
    verdict = may_link(actor, document).or_refuse()
    if made.type not in CHOSEN or document.pk not in (made.source_id, made.target_id):
        raise NotAllowed("This link belongs to another record and ends with it.")
    if not (can_see(actor, made.source) and can_see(actor, made.target)):
        raise NotAllowed("You do not see both ends of this link.")
    if made.source_id != document.pk:
        raise NotAllowed(f"This link was made from {made.source.number}. It is ended there.")
    why = require_reason(reason, ask="Say why this link ends.")
    with action(actor, "document.unlink", record=document.record, reason=why, role=verdict.role) as act:
        lock(document.record)
        Link.objects.filter(pk=made.pk, voided_at=None).update(voided_at=act.at, void_reason=why[:300])
