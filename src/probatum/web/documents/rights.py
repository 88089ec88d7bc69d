"""What a person is shown of a version beyond its effective PDF; the domain decides again when something is done."""

from __future__ import annotations

from django.http import Http404

from probatum.documents.content import Version
from probatum.kernel.authz import Decision, decide, standing_in_for
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person
from probatum.web.documents.tabs import holds_any

_DRAFTS = ("document.read_drafts", "document.control")


def may_see_drafts(actor: Person, version: Version) -> Decision:
    """People of the version, its owner, and those who read or control drafts; never a reader (DOC-24)."""
    people = {actor.pk, *(delegation.absent_id for delegation in standing_in_for(actor))}
    record = version.record
    if record.owner_id in people or any(held.person_id in people for held in parts_of(record)):
        return Decision(True, "")
    for permission in _DRAFTS:
        if holds_any(actor, permission) and decide(actor, permission, record=record):
            return Decision(True, "")
    return Decision(False, "Drafts are for the people of this version and for document control.")


def refuse_unless_drafts(actor: Person, version: Version) -> None:
    """Raise Http404 for a person who must not know of drafts."""
    verdict = may_see_drafts(actor, version)
    if not verdict:
        raise Http404(verdict.reason)


def may_name_people(actor: Person, version: Version) -> bool:
    """Whether naming people is offered; authoring.name_people decides."""
    if version.record.state not in ("draft", "reviewed"):
        return False
    author = any(held.name == "author" and held.person_id == actor.pk for held in parts_of(version.record))
    return author or holds_any(actor, "document.control")
