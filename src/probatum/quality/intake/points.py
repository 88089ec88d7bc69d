"""The points where a code hangs: made, changed, given a new code, taken out of use by who triages there (QE-34)."""

from __future__ import annotations

from django.db.models import QuerySet

from probatum.kernel.action import action
from probatum.kernel.authz import decide, demand, held_by
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.identity.charge import require_reason
from probatum.kernel.master import Item
from probatum.kernel.people import Person, Site
from probatum.kernel.workplace import stamp
from probatum.quality.intake.bodies import IntakePoint, new_token
from probatum.quality.intake.report import TRIAGE


def points_for(actor: Person) -> QuerySet[IntakePoint]:
    """The points of the sites where somebody triages."""
    held = [one for one in held_by(actor) if TRIAGE in one.permissions]
    found = IntakePoint.objects.select_related("site", "equipment", "receiver").order_by(
        "-active", "label", "pk"
    )
    if any(one.site_id is None for one in held):
        return found
    return found.filter(site_id__in=[one.site_id for one in held if one.site_id is not None])


def point_of(token: str) -> IntakePoint | None:
    """The point of a code that is in use."""
    found = IntakePoint.objects.select_related("site", "receiver", "equipment")
    known: IntakePoint | None = found.filter(token=token.upper(), active=True).first()
    return known


def add_point(
    actor: Person, *, label: str, site: Site, receiver: Person, equipment: Item | None = None, reason: str
) -> IntakePoint:
    """Make a point with a code of its own. Raises NotAllowed without the right at the site, Refused for what does not fit."""
    verdict = demand(actor, TRIAGE, site=site)
    values = _fitted(label=label, site=site, receiver=receiver, equipment=equipment)
    why = require_reason(reason)
    with action(actor, "intake_point.create", reason=why, role=verdict.role) as act:
        made: IntakePoint = IntakePoint.objects.create(**values, token=new_token(), made_at=act.at)
    return made


def change_point(
    actor: Person,
    point: IntakePoint,
    *,
    label: str,
    receiver: Person,
    equipment: Item | None = None,
    active: bool,
    new_code: bool = False,
    reason: str,
    based_on: str,
) -> IntakePoint:
    """Change a point, take it out of use, or give it a new code so that old labels lead nowhere. Raises NotAllowed, StaleRecord, Refused."""
    verdict = demand(actor, TRIAGE, site=point.site)
    values = _fitted(label=label, site=point.site, receiver=receiver, equipment=equipment)
    why = require_reason(reason)
    with action(actor, "intake_point.change", reason=why, role=verdict.role):
        known: IntakePoint = IntakePoint.objects.select_for_update(no_key=True).get(pk=point.pk)
        if stamp(known) != based_on:
            raise StaleRecord(
                f"“{known.label}” has changed since you opened it. Look at it again; nothing was changed."
            )
        for name, value in {**values, "active": active}.items():
            setattr(known, name, value)
        if new_code:
            known.token = new_token()
        known.save()
    return known


def _fitted(*, label: str, site: Site, receiver: Person, equipment: Item | None) -> dict[str, object]:
    text = " ".join(label.replace("\x00", " ").split())
    if not text or not text[0].isalnum():
        raise Refused("Enter what the place or machine is called.", field="label")
    if len(text) > 120:
        raise Refused("Shorten this to 120 characters.", field="label")
    if not receiver.is_active or not decide(receiver, TRIAGE, site=site):
        raise Refused(
            f"{receiver.name} may not triage at {site.name}. Choose somebody who may.", field="receiver"
        )
    if equipment is not None and equipment.register != "equipment":
        raise Refused("Choose a piece of equipment.", field="equipment")
    return {"label": text, "site": site, "receiver": receiver, "equipment": equipment}
