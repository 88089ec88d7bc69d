"""Segregation of duties as data: pairs of permissions that one person must not hold together (ACC-07, A11D-11-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from probatum.kernel.authz import Grant, Role
from probatum.kernel.errors import Refused
from probatum.kernel.people import Person
from probatum.kernel.permissions import PERMISSIONS, SEGREGATED


@dataclass(frozen=True, slots=True)
class Clash:
    """A pair held together, and the roles it comes from."""

    first: str
    second: str
    rule: str
    roles: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The pair in words, then the rule."""
        return f"“{PERMISSIONS[self.first].text}” and “{PERMISSIONS[self.second].text}” do not go together. {self.rule}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person who holds a pair, now or later."""

    person: Person
    clash: Clash


def clashes(permissions: Iterable[str]) -> list[Clash]:
    """The pairs within a set of permissions."""
    held = set(permissions)
    return [
        Clash(first, second, rule) for first, second, rule in SEGREGATED if first in held and second in held
    ]


def refuse_in_role(name: str, permissions: Iterable[str]) -> None:
    """Raise Refused when one role would hold a pair by itself."""
    if found := clashes(permissions):
        raise Refused(f"The role {name} cannot hold both: {found[0].sentence}", field="permissions")


def refuse_for_person(person: Person, role: Role, *, starts: dt.datetime, ends: dt.datetime | None) -> None:
    """Raise Refused when a further role would give a person a pair at any moment of its term, in whatever scope."""
    overlapping = Grant.objects.filter(Q(ends=None) | Q(ends__gt=starts), person=person, role__active=True)
    if ends is not None:
        overlapping = overlapping.filter(starts__lt=ends)
    roles = [held.role for held in overlapping.select_related("role")]
    held = {permission for one in roles for permission in one.permissions}
    known = set(map(_pair, clashes(held)))
    for clash in clashes(held.union(role.permissions)):
        if _pair(clash) in known:
            continue
        other = next((one for one in roles if {clash.first, clash.second} & set(one.permissions)), None)
        if other is None:
            raise Refused(f"The role {role.name} cannot be granted as it is: {clash.sentence}", field="role")
        raise Refused(
            f"{person.name} holds the role {other.name}, which does not go with {role.name}: {clash.sentence}",
            field="role",
        )


def refuse_for_holders(role: Role, permissions: Iterable[str]) -> None:
    """Raise Refused when a change of a role would give one of its holders a pair together with their other roles."""
    wanted = list(permissions)
    now = timezone.now()
    in_force = Q(ends=None) | Q(ends__gt=now)
    others = Grant.objects.filter(
        in_force, role__active=True, person__is_active=True,
        person__in=Grant.objects.filter(in_force, role=role).values("person"),
    ).exclude(role=role)  # fmt: skip
    for grant in others.select_related("person", "role"):
        before = {_pair(clash) for clash in clashes([*role.permissions, *grant.role.permissions])}
        for clash in clashes([*wanted, *grant.role.permissions]):
            if _pair(clash) not in before:
                raise Refused(
                    f"{grant.person.name} also holds the role {grant.role.name}: {clash.sentence}",
                    field="permissions",
                )


def conflicts() -> list[Conflict]:
    """Every active person who holds a pair at one time, now or later; a healthy installation has none."""
    now = timezone.now()
    grants = Grant.objects.filter(Q(ends=None) | Q(ends__gt=now), role__active=True, person__is_active=True)
    held: dict[Person, list[Grant]] = {}
    for grant in grants.select_related("person", "role").order_by("person__name", "id"):
        held.setdefault(grant.person, []).append(grant)
    return [Conflict(person, clash) for person, found in held.items() for clash in _over_time(found, now)]


def _over_time(grants: list[Grant], now: dt.datetime) -> list[Clash]:
    """The pairs held at one of the moments at which something begins."""
    found: dict[tuple[str, str], Clash] = {}
    for moment in {now, *(grant.starts for grant in grants if grant.starts > now)}:
        then = [
            grant.role
            for grant in grants
            if grant.starts <= moment and (grant.ends is None or grant.ends > moment)
        ]
        for clash in clashes({permission for role in then for permission in role.permissions}):
            names = {role.name for role in then if {clash.first, clash.second} & set(role.permissions)}
            found[_pair(clash)] = Clash(clash.first, clash.second, clash.rule, tuple(sorted(names)))
    return [found[pair] for pair in sorted(found)]


def _pair(clash: Clash) -> tuple[str, str]:
    return clash.first, clash.second
