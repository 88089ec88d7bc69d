"""Owner, site and confidentiality of a document: changed with a reason, for the document and all its versions at once.

What a person may see follows from them (kernel/authz.py), so no version keeps an older owner, site or confidentiality.
"""

from __future__ import annotations

from collections.abc import Iterable

from probatum.documents import restriction, reviewing
from probatum.documents.content import FINISHED_STATES, Document, Version
from probatum.documents.copying import follow
from probatum.documents.version import PROCESS
from probatum.kernel.action import action, require_reason
from probatum.kernel.authz import Decision, can_see, decide, decide_everywhere, roles_with
from probatum.kernel.errors import Refused
from probatum.kernel.follow import tell
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.particulars import parts_of
from probatum.kernel.people import Person, Site
from probatum.kernel.record import Record

CONTROL = "document.control"


def may_change(actor: Person, document: Document) -> Decision:
    """Document controllers of the document's site change its properties."""
    return decide(actor, CONTROL, record=document.record)


def change_properties(
    actor: Person,
    document: Document,
    *,
    owner: Person,
    site: Site | None,
    confidential: bool,
    circle: str | None = None,
    reason: str,
    based_on: int,
) -> bool:
    """Change what is given; return whether the actor still sees the document. `circle` is a code, empty for none.

    Raises NotAllowed without control of the old and the new site, StaleRecord, or Refused for a missing reason, an owner
    who cannot be one, or people of an open version who could not do their part at the new site.
    """
    verdict = may_change(actor, document).or_refuse()
    present = document.record
    confidential = confidential or bool(circle)
    kept_for = restriction.chosen(
        actor, document.type, present=present, confidential=confidential, code=circle
    )
    if (owner.pk, site and site.pk, confidential, kept_for and kept_for.pk) == (
        present.owner_id,
        present.site_id,
        present.confidential,
        present.circle_id,
    ):
        return True  # ATR-08: saving without change writes nothing
    if (site and site.pk) != present.site_id:
        _controls(actor, site).or_refuse()
    why = require_reason(reason, ask="Say why this changes; earlier values stay readable.")
    with action(actor, "document.change_properties", record=present, reason=why, role=verdict.role) as act:
        reviewing.hold(present)  # before the document, as a verdict holds them
        parent = lock(present)
        refuse_if_stale(parent, based_on=based_on)
        records = [lock(version.record) for version in _versions(parent)]
        _refuse_unable(owner, site, [one for one in records if one.state not in FINISHED_STATES])
        for record in (parent, *records):
            record.owner, record.site = owner, site
            record.confidential, record.circle = confidential, kept_for
            touch(act, record)
        follow(act, parent)
        reviewing.follow(act, parent)
        if owner.pk != present.owner_id:
            tell(act, parent, f"{owner.name} owns it now, after {present.owner.name}.")
    parent.__dict__.pop("_seen_by", None)
    return can_see(actor, parent)


def refuse_owner(document: Document, owner: Person) -> None:
    """Raise Refused where somebody cannot own a document as its open versions stand."""
    running = [one.record for one in _versions(document.record) if one.record.state not in FINISHED_STATES]
    _refuse_unable(owner, document.record.site, running)


def _controls(actor: Person, site: Site | None) -> Decision:
    if site is not None:
        return decide(actor, CONTROL, site=site)
    return decide_everywhere(
        actor, CONTROL, narrow="Only who controls documents of the whole organisation gives one to all sites."
    )


def _versions(parent: Record) -> Iterable[Version]:
    return Version.objects.filter(document_id=parent.pk).select_related("record").order_by("major")


def _refuse_unable(owner: Person, site: Site | None, running: list[Record]) -> None:
    """Raise Refused for what would leave an open version without people who can finish it."""
    if not owner.is_active:
        raise Refused(f"{owner.name} has left; choose somebody whose account is active.", field="owner")
    for record in running:
        for held in parts_of(record):
            rule = PROCESS.part(held.name)
            if held.name == "quality_approver" and held.person_id == owner.pk:
                raise Refused(
                    f"{owner.name} approves {record.number} for Quality and cannot own it. Name another approver first.",
                    field="owner",
                )
            if rule.permission and not decide(held.person, rule.permission, site=site):
                roles = " or ".join(roles_with(rule.permission))
                place = site.name if site else "all sites"
                raise Refused(
                    f"{held.person.name} is {rule.label.lower()} of {record.number} and has no role {roles} for {place}. "
                    "Name somebody else first.",
                    field="site",
                )
