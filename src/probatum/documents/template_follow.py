"""A draft says that it follows the version of its template that is in force now (DOC-07)."""

from __future__ import annotations

from probatum.documents.authoring import may_edit
from probatum.documents.content import Version
from probatum.documents.template import MadeFrom
from probatum.kernel.action import action
from probatum.kernel.authz import Decision
from probatum.kernel.errors import Refused
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.people import Person


def may_follow(actor: Person, version: Version) -> Decision:
    """Whoever may edit a draft whose template has moved on."""
    made: MadeFrom | None = getattr(version, "made_from", None)
    present = made.template.document.effective if made is not None else None
    if made is None or present is None or present.major <= made.template.major:
        return Decision(False, "This version follows its template as it is in force.")
    return may_edit(actor, version)


def follow_present(actor: Person, version: Version, *, based_on: int) -> MadeFrom:
    """Note that a draft was brought in line with its template as it is in force. Raises NotAllowed, StaleRecord or Refused."""
    verdict = may_follow(actor, version).or_refuse()
    with action(actor, "version.follow_template", record=version.record, role=verdict.role) as act:
        record = lock(version.record)
        refuse_if_stale(record, based_on=based_on)
        made = MadeFrom.objects.select_related("template__document__effective").get(version=version)
        present = made.template.document.effective
        if present is None:
            raise Refused("The template is not in force any more, so there is nothing to follow.")
        made.template = present
        made.save(update_fields=["template"])
        touch(act, record)
    return made
