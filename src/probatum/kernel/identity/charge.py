"""Who administers whom: a right held for one site reaches that site's people only, and nobody administers alone what must take two."""

from __future__ import annotations

from django.db.models import Q

from probatum.kernel.action import require_reason as require_reason
from probatum.kernel.authz import Decision, decide, decide_everywhere, held_by, holders
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.people import Person, Site
from probatum.kernel.permissions import PERMISSIONS


def in_charge(actor: Person, permission: str, *, site: Site | None) -> Decision:
    """Whether a right reaches a site; with no site, the whole organisation, which a right for one site does not reach."""
    if site is not None:
        return decide(actor, permission, site=site)
    narrow = "Your right covers one site only. An administrator of the whole organisation can do this."
    return decide_everywhere(actor, permission, narrow=narrow)


def reach(actor: Person, permission: str, *, of: str = "") -> Q:
    """Whom a right reaches, as a condition on people (or, by `of`, on rows that point to them): `in_charge` for a list."""
    sites = [held.site_id for held in held_by(actor) if permission in held.permissions]
    if None in sites:
        return Q()
    return Q(**{f"{of}__site_id__in" if of else "site_id__in": sites})


def require(actor: Person, permission: str, *, site: Site | None) -> str:
    """The role under which an actor may do this. Raises NotAllowed with the reason."""
    return in_charge(actor, permission, site=site).or_refuse().role


def refuse_self(actor: Person, person: Person, sentence: str) -> None:
    """Raise NotAllowed when somebody would decide about themselves."""
    if actor.pk == person.pk:
        raise NotAllowed(sentence)


def require_known(actor: Person) -> None:
    """Raise NotAllowed when the identity of an administrator was itself never verified.

    Otherwise one person with two accounts could do what must take two people (21 CFR 11.200(a)(3)).
    """
    if actor.verified_at is None:
        raise NotAllowed(
            "Your own identity was never verified, so you cannot vouch for others. Another administrator can."
        )


def refuse_last(person: Person, permission: str) -> None:
    """Raise Refused when nobody else could do this for the whole organisation any more."""
    if set(holders(permission).values_list("pk", flat=True)) == {person.pk}:
        raise Refused(
            f"{person.name} is the last one who may {PERMISSIONS[permission].text} for the whole organisation. "
            "Give the right to somebody else first."
        )
