"""The rule of who sees which records by grants and by circle, asked in memory of one record and in SQL of a list.

Both forms stand here side by side, because what a list shows must be what a verdict allows; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from probatum.kernel.permissions import permission as permission_of
from probatum.kernel.question import Asked
from probatum.kernel.record import Part, Record

if TYPE_CHECKING:
    from probatum.kernel.process import Process

#: The catalogue of circles: key, and the permission by which somebody is in it.
Circles = tuple[tuple[int, str], ...]
#: What opens a confidential record that is in no circle of its own.
CONFIDENTIAL = "record.confidential"


@dataclass(frozen=True, slots=True)
class Held:
    """One permission set in force now: the role's name, its permissions, the site it is limited to, what its policy asks."""

    role: str
    permissions: frozenset[str]
    site_id: int | None
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides over what somebody sees apart from who they are: the shape of each question about records."""

    active: bool
    held: tuple[Held, ...]
    #: definitions in memory, since a kind that is registered later is seen by its own rules
    kinds: tuple[int, ...]
    circles: Circles = ()


def in_scope(held_site: int | None, wanted_site: int | None, reaches_up: bool) -> bool:
    """Whether what is held for a site, or for all, reaches a record of a site, or of all."""
    return held_site is None or held_site == wanted_site or (reaches_up and wanted_site is None)


# --- asked of one record ---
def opened_by_grant(sight: Sight, record: Record) -> bool:
    """Whether grants alone open a loaded record, its circle included."""
    from probatum.kernel.process import registered  # app ready

    if not sight.active or not _let_in(sight, record):
        return False
    return any(
        (not sees.states or record.state in sees.states) and _holds(sight, sees.permission, record.site_id)
        for process in registered(record.kind)
        for sees in process.sees
    )


def _let_in(sight: Sight, record: Record) -> bool:
    if not record.confidential:
        return True
    if record.circle_id is None:
        return _holds(sight, CONFIDENTIAL, record.site_id)
    needed = dict(sight.circles).get(record.circle_id)  # one made since the request began lets nobody in yet
    return needed is not None and _holds(sight, needed, record.site_id)


def _holds(sight: Sight, permission: str, site_id: int | None) -> bool:
    up = permission_of(permission).reaches_up
    return any(permission in held.permissions and in_scope(held.site_id, site_id, up) for held in sight.held)


# --- asked of a list ---
def condition(sight: Sight, kind: str | None, people: list[int] | Asked, *, alone: bool = False) -> Q:
    """What a record must be to be seen by grants, by owning it, or by a part in it; `alone` says that people is one key."""
    from probatum.kernel.process import registered  # app ready

    if not sight.active:
        return Q(pk__in=[])
    let_in = _circles(sight)
    rule = Q()
    for process in registered(kind):
        of_kind = Q() if kind else Q(kind=process.kind)
        for states, scope in _granted(sight, process):
            if not states and not scope and not of_kind and not let_in:
                return Q()  # all of this kind, everywhere
            within = Q(state__in=states) if states else Q()
            rule |= of_kind & within & scope & let_in
    # The cheap rules stand first: the database asks them in this order, and the parts only of what they leave.
    way = "" if alone else "__any"
    parts = Part.objects.filter(**{f"person_id{way}": people}, until=None).values("record_id")
    return rule | Q(**{f"owner_id{way}": people}) | Q(pk__in=parts)


def _circles(sight: Sight) -> Q:
    """What is open to all, and what is kept for the circles somebody is in; empty where that is everything."""
    everyone = _sites(sight, CONFIDENTIAL)
    inside = {key: _sites(sight, permission) for key, permission in sight.circles}
    if everyone == Q() and all(scope == Q() for scope in inside.values()):
        return Q()  # an empty scope means everywhere, and must not vanish in an "or"
    # a record of a circle is confidential (a check of the table), so “in no circle” holds all that is open too
    rule = Q(circle=None) if everyone == Q() else Q(confidential=False)
    if everyone:
        rule |= everyone & Q(circle=None)
    everywhere = tuple(key for key, scope in inside.items() if scope == Q())
    if everywhere:
        rule |= Q(circle__in=everywhere)
    for key, scope in inside.items():
        if scope:
            rule |= Q(circle=key) & scope
    return rule


def _granted(sight: Sight, process: Process) -> list[tuple[tuple[str, ...], Q]]:
    """What grants open of a kind: states (none means all) with the sites; rules with the same sites are one."""
    found: list[tuple[tuple[str, ...], Q]] = []
    for sees in process.sees:
        scope = _sites(sight, sees.permission)
        if scope is None:
            continue
        place = next((place for place, (_, known) in enumerate(found) if known == scope), None)
        if place is None:
            found.append((sees.states, scope))
        elif found[place][0]:
            both = (*found[place][0], *sees.states) if sees.states else ()
            found[place] = (tuple(dict.fromkeys(both)), scope)
    everywhere = [one for one in found if not one[0] and not one[1]]
    return everywhere or found


def _sites(sight: Sight, permission: str) -> Q | None:
    """The sites in which a permission is held: None for nowhere, an empty Q for everywhere."""
    sites = [held.site_id for held in sight.held if permission in held.permissions]
    if not sites:
        return None
    if None in sites:
        return Q()
    scope = Q(site_id__in=sites)
    return scope | Q(site=None) if permission_of(permission).reaches_up else scope
