"""Why somebody can or cannot: the answer of `decide` with the grants, parts and dates behind it (ACC-06)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from probatum.kernel.authz import Grant, can_see, decide, roles_with, standing_in_for
from probatum.kernel.errors import NotAllowed
from probatum.kernel.identity.charge import require
from probatum.kernel.moments import day
from probatum.kernel.people import Person, Site
from probatum.kernel.permissions import permission as permission_of
from probatum.kernel.process import process_of
from probatum.kernel.record import Part, Record


@dataclass(frozen=True, slots=True)
class Explanation:
    """The decision, its sentence, and the facts it rests on or would rest on."""

    allowed: bool
    sentence: str
    because: tuple[str, ...]
    missing: tuple[str, ...]


def explain(
    actor: Person, person: Person, permission: str, *, record: Record | None = None, site: Site | None = None
) -> Explanation:
    """Explain a right of a person. One's own always; others' with the right to grant, and for records one can see.

    Raises NotAllowed; KeyError for a permission that is not in the vocabulary.
    """
    if actor.pk != person.pk:
        require(actor, "grant.manage", site=person.site)
    if record is not None and not can_see(actor, record):
        raise NotAllowed("You have no access to this record, so its rights cannot be shown to you.")
    verdict = decide(person, permission, record=record, site=site)
    what = permission_of(permission).text
    if verdict:
        sentence = f"{person.name} may {what}" + (f", by the role {verdict.role}." if verdict.role else ".")
    else:
        sentence = f"{person.name} may not {what}."
    return Explanation(
        allowed=bool(verdict),
        sentence=sentence,
        because=tuple(_facts(person, permission, record)),
        missing=() if verdict else tuple(_missing(person, permission, record)),
    )


def _facts(person: Person, permission: str, record: Record | None) -> list[str]:
    found = [] if person.is_active else ["The account is not active."]
    now = timezone.now()
    for grant in Grant.objects.filter(person=person).select_related("role", "site").order_by("starts"):
        if permission not in grant.role.permissions:
            continue
        where = grant.site.name if grant.site else "the whole organisation"
        if not grant.role.active:
            found.append(f"The role {grant.role.name} carries it but is not in use any more.")
        elif grant.starts > now:
            found.append(
                f"The role {grant.role.name} for {where} carries it, but starts on {day(grant.starts)}."
            )
        elif grant.ends and grant.ends <= now:
            found.append(f"The role {grant.role.name} for {where} carried it until {day(grant.ends)}.")
        else:
            found.append(f"The role {grant.role.name} for {where} carries it since {day(grant.starts)}.")
    if record is not None:
        found += _about_record(person, record)
    return found


def _about_record(person: Person, record: Record) -> list[str]:
    found = [f"{record.number} belongs to {record.site.name if record.site else 'the whole organisation'}."]
    if record.confidential:
        who = f"kept for the circle {record.circle.name}" if record.circle else "confidential"
        found.append(f"{record.number} is {who}: only its people and holders of that right see it.")
    if record.owner_id == person.pk:
        found.append(f"{person.name} owns {record.number}.")
    for part in Part.objects.filter(record=record, person=person, until=None):
        label = process_of(record).part(part.name).label.lower()
        found.append(f"{person.name} is {label} of {record.number}.")
    for held in standing_in_for(person):
        found.append(f"{person.name} stands in for {held.absent.name} until {day(held.ends)}.")
    found.append(
        f"{person.name} can see {record.number}."
        if can_see(person, record)
        else f"{person.name} cannot see {record.number}."
    )
    return found


def _missing(person: Person, permission: str, record: Record | None) -> list[str]:
    if not person.is_active:
        return ["An access administrator can activate the account."]
    if record is not None and not can_see(person, record):
        return ["A part in the record, its ownership, or a role that reads this kind at its site."]
    names = ", ".join(roles_with(permission))
    where = f" for {record.site.name}" if record is not None and record.site else ""
    return [f"One of these roles{where}: {names}." if names else "No role carries this permission yet."]
