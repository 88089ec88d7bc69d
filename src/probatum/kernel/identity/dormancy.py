"""Dormant accounts: who did not sign in for so many days is deactivated, by a job, never the last administrator (P11-300-b).

An administrator sees who is near and lets people come back with a reason, as after any deactivation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import decide
from probatum.kernel.configuration import SETTINGS, setting
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity.accounts import end_use
from probatum.kernel.identity.charge import reach, refuse_last
from probatum.kernel.identity.events import log
from probatum.kernel.people import Person

DAYS = "account.dormant_days"
SETTINGS[DAYS] = (90, "Days without sign-in until an account is deactivated; 0 for never", 0, 730)
#: What the last holder of keeps, however long they were away: without them nobody could let anybody come back.
KEPT = ("person.manage", "grant.manage", "role.manage", "configuration.manage")
#: Days before the end in which an account stands on the list.
NEAR = 14
READERS = ("person.manage", "audit_trail.read")


@dataclass(frozen=True, slots=True)
class Dormant:
    """An account that is near its end, or past it and kept: since when nobody used it, and why it stays."""

    person: Person
    since: dt.datetime
    ends: dt.datetime
    kept: str


def deactivate_dormant() -> list[str]:
    """Deactivate every account that is due, each in an action of its own; return their user names.

    The longest unused goes first, so that of the last administrators the one who was here most recently stays.
    """
    days = int(setting(DAYS))
    if not days:
        return []
    ended = []
    for person in _unused(timezone.now() - dt.timedelta(days=days)):
        if kept(person):
            continue
        why = f"No sign-in for {days} days"
        with action(SYSTEM.for_trigger("dormant accounts"), "account.deactivate_dormant", reason=why) as act:
            fresh = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
            if not fresh.is_active or fresh.last_login != person.last_login:
                continue  # signed in a moment ago
            end_use(act, fresh, why="the account was deactivated")
            log(act, "dormant", fresh, detail=why)
        ended.append(person.username)
    return ended


def near(actor: Person) -> list[Dormant]:
    """The accounts that the actor administers and that end within two weeks, or are kept past it. Raises NotAllowed."""
    _require(actor)
    days = int(setting(DAYS))
    if not days:
        return []
    soon = timezone.now() - dt.timedelta(days=max(days - NEAR, 0))
    rows = _unused(soon).filter(_reached(actor))
    left = dt.timedelta(days=days)
    return [Dormant(row, used, used + left, kept(row)) for row in rows for used in [row.__dict__["used_at"]]]


def ended(actor: Person) -> list[Person]:
    """The accounts that were deactivated as dormant and are so still. Raises NotAllowed."""
    _require(actor)
    rows = Person.objects.filter(
        _reached(actor),
        is_active=False,
        access_events__kind="dormant",
        access_events__at=F("deactivated_at"),
    )
    return list(rows.select_related("site").order_by("name"))


def kept(person: Person) -> str:
    """Why an account is not deactivated however long nobody used it; empty when it would be."""
    try:
        for permission in KEPT:
            refuse_last(person, permission)
    except Refused as refusal:
        return str(refusal)
    return ""


def _require(actor: Person) -> None:
    if not any(decide(actor, permission) for permission in READERS):
        raise NotAllowed(decide(actor, READERS[0]).reason)


def _reached(actor: Person) -> Q:
    if decide(actor, "audit_trail.read"):
        return Q()
    return reach(actor, "person.manage")


def _unused(before: dt.datetime) -> QuerySet[Person]:
    """The active accounts last used before a moment, by when; a link that was sent counts as use, so that a return holds."""
    used = Greatest(
        Coalesce(F("last_login"), F("created_at")),
        F("created_at"),
        Coalesce(Max("activation_links__made_at"), F("created_at")),
    )
    rows = Person.objects.filter(is_active=True).annotate(used_at=used).filter(used_at__lt=before)
    return rows.select_related("site").order_by("used_at", "pk")
