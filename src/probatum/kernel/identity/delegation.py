"""Delegation for absence: tasks go to somebody who stands in, in their own name and with their own rights (SIG-2).

What somebody stands in for does not pass on a second time.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from probatum.kernel.action import action
from probatum.kernel.authz import Delegation, decide
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity.charge import require, require_reason
from probatum.kernel.people import Person

LONGEST = dt.timedelta(days=366)


def delegate(
    actor: Person,
    *,
    absent: Person,
    to: Person,
    starts: dt.datetime | None = None,
    ends: dt.datetime,
    reason: str,
) -> Delegation:
    """Hand the tasks of an absent person to another: one's own, or with the right to delegate also others'.

    Raises NotAllowed without the right, Refused when the one who stands in is absent too or stands in already.
    """
    role = "" if actor.pk == absent.pk else require(actor, "task.delegate", site=absent.site)
    why = require_reason(reason, ask="Say why, such as “holidays”.")
    now = timezone.now()
    starts = max(starts or now, now)
    _refuse_people(absent, to)
    if actor.pk == to.pk and actor.pk != absent.pk:
        raise NotAllowed(
            "You cannot make yourself stand in for somebody else. The absent person, or another holder of the right, can."
        )
    if not starts < ends <= starts + LONGEST:
        raise Refused("Enter an end after the start, within a year.", field="ends")
    with action(actor, "delegation.make", reason=why, role=role) as act:
        # in the order of ids, so that two delegations at once wait for each other and never for ever
        list(
            Person.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=[absent.pk, to.pk])
            .order_by("pk")
        )
        _refuse_chain(absent, to, starts, ends)
        return Delegation.objects.create(
            absent=absent,
            delegate=to,
            starts=starts,
            ends=ends,
            reason=why[:300],
            made_by=actor,
            made_at=act.at,
        )


def end_delegation(actor: Person, delegation: Delegation, *, reason: str = "") -> None:
    """End a delegation early: by whom it concerns, or with the right to delegate others' tasks."""
    concerned = actor.pk in (delegation.absent_id, delegation.delegate_id)
    role = "" if concerned else require(actor, "task.delegate", site=delegation.absent.site)
    with action(actor, "delegation.end", reason=reason.strip(), role=role) as act:
        locked = Delegation.objects.select_for_update(no_key=True).get(pk=delegation.pk)
        if locked.revoked_at is not None or locked.ends <= act.at:
            raise Refused("This delegation has ended already.")
        locked.revoked_at = act.at
        locked.save(update_fields=["revoked_at"])


def delegations_for(actor: Person) -> QuerySet[Delegation]:
    """Delegations in force or to come that the actor may know of: own ones, or all with the right."""
    found = Delegation.objects.filter(revoked_at=None, ends__gt=timezone.now()).select_related(
        "absent", "delegate", "made_by"
    )
    if decide(actor, "task.delegate"):
        return found
    return found.filter(Q(absent=actor) | Q(delegate=actor))


def _refuse_people(absent: Person, to: Person) -> None:
    if absent.pk == to.pk:
        raise Refused("Choose somebody else to stand in.", field="to")
    if not to.is_active:
        raise Refused(f"The account of {to.name} is not active, so {to.name} cannot stand in.", field="to")
    if not absent.is_active:
        raise NotAllowed(f"The account of {absent.name} is not active. Reassign the open tasks instead.")


def _refuse_chain(absent: Person, to: Person, starts: dt.datetime, ends: dt.datetime) -> None:
    open_then = Delegation.objects.filter(revoked_at=None, starts__lt=ends, ends__gt=starts).select_related(
        "absent", "delegate"
    )
    if other := open_then.filter(absent=absent).first():
        raise Refused(
            f"{other.delegate.name} stands in for {absent.name} in that time already. End that first.",
            field="to",
        )
    if other := open_then.filter(absent=to).first():
        raise Refused(
            f"{to.name} is absent in that time; {other.delegate.name} stands in. Choose somebody who is there.",
            field="to",
        )
    if other := open_then.filter(delegate=absent).first():
        raise Refused(
            f"{absent.name} stands in for {other.absent.name} in that time, and that does not pass on. "
            f"{other.absent.name} has to choose somebody else first."
        )
