"""Who complained: entered by who took the complaint in, read by who may know it, and each reading is noted (CMP-01).

It stands apart from the case: in no search, no list, no export, no interface and no history of those who may not know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probatum.kernel.action import action, event
from probatum.kernel.authz import Decision, decide
from probatum.kernel.closed import withhold
from probatum.kernel.errors import Missing, Refused
from probatum.kernel.family import is_over
from probatum.kernel.lifecycle import lock, refuse_if_stale, touch
from probatum.kernel.people import Actor, Person
from probatum.kernel.process import Guard
from probatum.kernel.record import Record
from probatum.quality.complaints.bodies import Complainant

IDENTITY, HANDLE = "complaint.identity", "complaint.handle"
#: name of the column -> the longest text
TEXTS = {"name": 200, "role": 120, "address": 2000, "email": 254, "phone": 60, "withheld_reason": 300}
SECRET = ("name", "role", "address", "email", "phone")
withhold("quality_complainant", permission=IDENTITY, columns=SECRET)


def may_see(actor: Actor, record: Record) -> Decision:
    """Whether somebody may know who complained."""
    return decide(actor, IDENTITY, record=record)


def may_enter(actor: Person, record: Record) -> Decision:
    """Whether somebody may enter or correct who complained: who may know it, and at intake who took it in, without reading it back."""
    if is_over(record):
        return Decision(False, f"{record.number} has ended; it has to be reopened first.")
    if record.state == "intake" and actor.pk in (record.owner_id, record.opened_by_id) and not known(record):
        return Decision(True, "", "owner")
    return decide(actor, IDENTITY, record=record)


def known(record: Record) -> bool:
    """Whether the complainant is entered, or why it is not known."""
    return Complainant.objects.filter(record=record).exists()


def complainant_of(actor: Person, record: Record) -> Complainant | None:
    """Who complained; the reading is noted. Raises NotAllowed without the right."""
    verdict = may_see(actor, record).or_refuse()
    found = Complainant.objects.filter(record=record).first()
    if found is not None:
        event(actor, "complaint.see_complainant", {}, record=record, role=verdict.role)
    return found


def addressee_of(actor: Person, record: Record) -> Complainant | None:
    """Who complained, for the paper of a letter; None for who may not know it."""
    return complainant_of(actor, record) if may_see(actor, record) else None


def keep_complainant(
    actor: Person, record: Record, *, values: Mapping[str, Any], based_on: int, reason: str = ""
) -> None:
    """Enter or correct who complained; a correction needs a reason.

    Raises NotAllowed without the right, StaleRecord, Refused for neither a name nor why there is none.
    """
    verdict = may_enter(actor, record).or_refuse()
    given = {name: _text(values, name, longest) for name, longest in TEXTS.items()}
    if not given["name"] and not given["withheld_reason"]:
        raise Refused("Enter the name, or say why it is not known.", field="name")
    former = Complainant.objects.filter(record=record).first()
    if former is not None and not reason.strip():
        raise Refused("Say why this is corrected. Write no name there.", field="reason")
    why = reason.strip()
    with action(actor, "complaint.keep_complainant", record=record, role=verdict.role, reason=why) as act:
        locked = lock(record)
        refuse_if_stale(locked, based_on=based_on)
        may_enter(actor, locked).or_refuse()
        columns = {**given, "may_contact": bool(values.get("may_contact"))}
        columns |= {"entered_by": actor, "entered_at": act.at}
        Complainant.objects.update_or_create(record=locked, defaults=columns)
        touch(act, locked)


def _text(values: Mapping[str, Any], name: str, longest: int) -> str:
    text = str(values.get(name) or "").replace("\x00", "").strip()
    if len(text) > longest:
        raise Refused(f"Shorten this to {longest:,} characters.", field=name)
    return text


def _entered(record: Record, actor: Actor, values: Mapping[str, Any]) -> Missing | None:
    """Who complained is entered, or why that is not known (CMP-01)."""
    if known(record):
        return None
    return Missing(
        "Nobody entered who complained, or why that is not known.",
        url_name="complainant",
        args=(str(record.uuid),),
    )


COMPLAINANT_KNOWN = Guard("complainant_entered", _entered)
