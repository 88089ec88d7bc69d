"""Roles and who holds them: granted by somebody else, in a scope, from and to, with a reason (ACC-01, ACC-16, P11-10-d)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.utils import timezone

from probatum.kernel.action import Act, action
from probatum.kernel.authz import Grant, Role, grants_in_force
from probatum.kernel.circle import Circle
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.identity import segregation
from probatum.kernel.identity.charge import refuse_last, refuse_self, require, require_reason
from probatum.kernel.people import Person, Site
from probatum.kernel.permissions import PERMISSIONS

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
#: Tolerance for a start entered as "now" while the form was open.
JUST_NOW = dt.timedelta(hours=1)


def grant(
    actor: Person,
    *,
    person: Person,
    role: Role,
    site: Site | None = None,
    starts: dt.datetime | None = None,
    ends: dt.datetime | None = None,
    reason: str,
) -> Grant:
    """Give a role in the organisation (no site) or at one site; it counts at the next request of the person.

    Raises NotAllowed without the right in that scope or for oneself, Refused where duties must stay apart.
    """
    held = require(actor, "grant.manage", site=site)
    refuse_self(actor, person, "You cannot grant roles to yourself. Another access administrator can.")
    why = require_reason(reason)
    now = timezone.now()
    starts = starts or now
    if not person.is_active:
        raise Refused(f"The account of {person.name} is not active. Reactivate it first.")
    if not role.active:
        raise Refused(f"The role {role.name} is not in use any more.", field="role")
    if starts < now - JUST_NOW:
        raise Refused("A role cannot be granted for the past. Leave the start empty for now.", field="starts")
    if ends is not None and ends <= max(starts, now):
        raise Refused("Enter an end after the start.", field="ends")
    with action(actor, "grant.give", reason=why, role=held) as act:
        Person.objects.select_for_update(of=("self",), no_key=True).get(
            pk=person.pk
        )  # two grants at once see each other
        segregation.refuse_for_person(person, role, starts=starts, ends=ends)
        _refuse_twice(person, role, site, starts, ends)
        return Grant.objects.create(
            person=person,
            role=role,
            site=site,
            starts=max(starts, act.at),
            ends=ends,
            granted_by=actor,
            reason=why[:300],
        )


def end_grant(actor: Person, grant: Grant, *, reason: str) -> None:
    """End a role now. Raises NotAllowed without the right, Refused when it has ended or is the last of its kind."""
    held = require(actor, "grant.manage", site=grant.site)
    refuse_self(actor, grant.person, "You cannot end your own roles. Another access administrator can.")
    why = require_reason(reason)
    with action(actor, "grant.end", reason=why, role=held) as act:
        if not end_held(act, grant):
            raise Refused("This role has ended already.")


def end_held(act: Act, grant: Grant) -> bool:
    """End a grant under an open action; False when it has ended already. Raises Refused for the last of its kind."""
    if grant.site_id is None:
        for permission in ("grant.manage", "person.manage"):
            if permission in grant.role.permissions:
                refuse_last(grant.person, permission)
    locked = Grant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    if locked.ends is not None and locked.ends <= act.at:
        return False
    locked.ends = act.at
    locked.save(update_fields=["ends"])
    return True


def save_role(
    actor: Person,
    *,
    code: str,
    name: str,
    permissions: Iterable[str],
    reason: str,
    description: str = "",
    active: bool = True,
    second_factor: bool | None = None,
    role: Role | None = None,
    based_on: Iterable[str] | None = None,
) -> Role:
    """Make a role or change it; its holders have what it says at their next request.

    `based_on` are the permissions the editor saw; `second_factor` asks its holders for one at sign-in (ACC-14). Raises NotAllowed, Refused (segregation names the pair), StaleRecord.
    """
    held = require(actor, "role.manage", site=None)
    why = require_reason(reason)
    wanted = sorted(set(permissions))
    if unknown := set(wanted) - grantable().keys():
        raise Refused(
            f"Choose from the list; “{sorted(unknown)[0]}” is not a permission of this version.",
            field="permissions",
        )
    label = " ".join(name.split())
    if not label or not label[0].isalnum():  # “=…” would be a formula in an export
        raise Refused("Enter the name of the role.", field="name")
    if not _CODE.match(code):
        raise Refused(
            "Use small letters, digits and underscores for the code, such as document_controller.",
            field="code",
        )
    segregation.refuse_in_role(label, wanted)
    with action(actor, "role.change" if role else "role.create", reason=why, role=held):
        kept = Role.objects.select_for_update(no_key=True).get(pk=role.pk) if role else Role(code=code)
        if role is None and Role.objects.filter(code=code).exists():
            raise Refused(f"There is a role with the code {code} already.", field="code")
        if role is not None and based_on is not None and sorted(kept.permissions) != sorted(based_on):
            raise StaleRecord(
                "Somebody else changed this role since you opened it. Look at it again, then change it."
            )
        if role is not None:
            _refuse_own_gain(actor, kept, wanted)
            segregation.refuse_for_holders(kept, wanted)
            if not active or "grant.manage" not in wanted:
                _refuse_loss(kept)
        kept.name, kept.description, kept.permissions, kept.active = (
            label[:80],
            description.strip()[:300],
            wanted,
            active,
        )
        if second_factor is not None:
            kept.second_factor = second_factor
        kept.save()
    return kept


def grantable() -> dict[str, str]:
    """The permissions a role can hold, with their words, circles last; what everybody has by seeing a record is not among them."""
    known = {name: permission.text for name, permission in PERMISSIONS.items() if not permission.by_seeing}
    inside = {one.permission: f"see what is kept for the circle {one.name}" for one in Circle.objects.all()}
    return known | inside


def _refuse_twice(
    person: Person, role: Role, site: Site | None, starts: dt.datetime, ends: dt.datetime | None
) -> None:
    for held in Grant.objects.filter(person=person, role=role, site=site):
        if (held.ends is None or held.ends > starts) and (ends is None or held.starts < ends):
            where = site.name if site else "the whole organisation"
            raise Refused(
                f"{person.name} holds the role {role.name} for {where} in that time already.", field="role"
            )


def _refuse_own_gain(actor: Person, role: Role, wanted: list[str]) -> None:
    """Raise NotAllowed when somebody would give themselves more by way of a role they hold, now or later."""
    held = [one.ends for one in Grant.objects.filter(person=actor, role=role)]
    if not set(wanted) - set(role.permissions) or all(end and end <= timezone.now() for end in held):
        return
    raise NotAllowed(
        f"You cannot add permissions to {role.name}, a role that you hold. Another administrator can."
    )


def _refuse_loss(role: Role) -> None:
    """Raise Refused when nobody could grant roles any more."""
    if "grant.manage" not in role.permissions:
        return
    if not grants_in_force("grant.manage").filter(site=None).exclude(role=role).exists():
        raise Refused(
            "Nobody could grant roles any more. Give the right to another role first.", field="permissions"
        )
