"""The catalogue of circles: made and named by who defines rights; who is in one follows from roles, grants and parts (DOC-37).

A circle is never removed, because records name it; one out of use keeps what it holds closed and takes nothing new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import F

from probatum.kernel.action import action
from probatum.kernel.authz import Role, grants_in_force
from probatum.kernel.circle import Circle
from probatum.kernel.errors import Refused
from probatum.kernel.identity.charge import require, require_reason
from probatum.kernel.people import Person

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")


@dataclass(frozen=True, slots=True)
class Circled:
    """A circle with what lets people in: the roles that carry it and how many people hold one of them now."""

    circle: Circle
    roles: tuple[str, ...]
    people: int


def circles() -> list[Circled]:
    """Every circle, those in use first."""
    found = []
    for circle in Circle.objects.order_by(F("active").desc(), "name"):
        roles = Role.objects.filter(active=True, permissions__contains=[circle.permission])
        people = grants_in_force(circle.permission).values("person_id").distinct().count()
        found.append(Circled(circle, tuple(roles.values_list("name", flat=True)), people))
    return found


def save_circle(
    actor: Person,
    *,
    code: str,
    name: str,
    description: str = "",
    active: bool = True,
    reason: str,
    circle: Circle | None = None,
) -> Circle:
    """Make a circle or change its words. Raises NotAllowed without the right, Refused for a faulty code or no reason."""
    held = require(actor, "role.manage", site=None)
    why = require_reason(reason)
    label = " ".join(name.split())
    if not label or not label[0].isalnum():  # “=…” would be a formula in an export
        raise Refused("Enter the name of the circle.", field="name")
    if not _CODE.match(code):
        raise Refused(
            "Use small letters, digits and underscores for the code, such as unblinded.", field="code"
        )
    with action(actor, "circle.change" if circle else "circle.create", reason=why, role=held):
        if circle is None and Circle.objects.filter(code=code).exists():
            raise Refused(f"There is a circle with the code {code} already.", field="code")
        kept = (
            Circle.objects.select_for_update(no_key=True).get(pk=circle.pk) if circle else Circle(code=code)
        )
        kept.name, kept.description, kept.active = label[:80], description.strip()[:300], active
        kept.save()
    return kept
