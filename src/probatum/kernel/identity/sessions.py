"""Sessions: begun under a new key, limited in idle and absolute time, visible, and ended by their person or an administrator.

Limits are kept on the server: what a browser claims about activity is not believed (A11D-11-8).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from probatum.kernel.action import SYSTEM, Act, action, require_reason
from probatum.kernel.authz import demand
from probatum.kernel.configuration import Setting, setting
from probatum.kernel.errors import Refused
from probatum.kernel.identity.charge import reach, require
from probatum.kernel.identity.events import log, log_alone
from probatum.kernel.people import Person

UNKNOWN = "0.0.0.0"  # noqa: S104 - an address that could not be told
STARTED, SEEN = "session_started", "session_seen"
#: Seconds between two looks at the limits; the smallest limit a customer can set is five minutes.
RECHECK = 30


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session that is open: whose, since when, last used when, from where, with what."""

    id: int
    person: Person
    started: dt.datetime
    seen: dt.datetime
    ip: str
    browser: str
    current: bool


def digest(key: str | None) -> str:
    """What the ledger keeps of a session: enough to tell sessions apart, useless to enter one."""
    return hashlib.sha256(key.encode()).hexdigest()[:32] if key else ""


def begin(session: MutableMapping[str, Any]) -> None:
    """Start both clocks of a session."""
    session[STARTED] = session[SEEN] = int(time.time())


def expired(session: MutableMapping[str, Any], *, now: float) -> str:
    """Say which limit a session has passed: `idle`, `absolute`, or nothing."""
    rows = dict(
        Setting.objects.filter(key__in=["session.idle_minutes", "session.absolute_hours"]).values_list(
            "key", "value"
        )
    )
    idle = int(rows.get("session.idle_minutes") or setting("session.idle_minutes")) * 60
    absolute = int(rows.get("session.absolute_hours") or setting("session.absolute_hours")) * 3600
    if now - session[SEEN] > idle:
        return "idle"
    return "absolute" if now - session[STARTED] > absolute else ""


def touch(session: Any, *, now: float, ip: str, browser: str) -> None:
    """Note activity of a person, which starts the idle clock again."""
    from allauth.usersessions.models import UserSession  # app ready

    session[SEEN] = int(now)
    UserSession.objects.filter(session_key=session.session_key).update(
        last_seen_at=dt.datetime.fromtimestamp(now, dt.UTC),
        ip=ip or UNKNOWN,
        user_agent=browser[:200],
    )


def timed_out(person: Person, *, limit: str, session: str) -> None:
    """Record that a session ended at a limit."""
    text = {"idle": "no activity", "absolute": "longest time reached"}[limit]
    log_alone(
        "session_ended", person, trigger=f"session limit of {person.username}", detail=text, session=session
    )


def forget(key: str | None) -> None:
    """Take a session that has ended off the list."""
    from allauth.usersessions.models import UserSession  # app ready

    if key:
        UserSession.objects.filter(session_key=key).delete()


def sessions_of(person: Person, *, current_key: str | None = None) -> list[OpenSession]:
    """The person's open sessions, the latest used first."""
    return _open(current_key, Q(user=person))


def all_sessions(actor: Person, *, current_key: str | None = None) -> list[OpenSession]:
    """Every open session of the people whom the actor's right reaches. Raises NotAllowed without the right."""
    demand(actor, "session.revoke")
    return _open(current_key, reach(actor, "session.revoke", of="user"))


def revoke(actor: Person, session_id: int, *, reason: str = "") -> None:
    """End a session; it fails on its next request. Own ones need no right, others need it and a reason."""
    from allauth.usersessions.models import UserSession  # app ready

    found = UserSession.objects.select_related("user__site").filter(pk=session_id).first()
    if found is None:
        raise Refused("This session has ended already.")
    role = ""
    if found.user_id != actor.pk:
        role = require(actor, "session.revoke", site=found.user.site)
        require_reason(reason, ask="Say why this session ends.")
    with action(actor, "session.revoke", reason=reason.strip(), role=role) as act:
        log(
            act,
            "session_ended",
            found.user,
            detail=f"ended by {actor.name}",
            session=digest(found.session_key),
        )
        found.end()


def end_all(act: Act, person: Person, *, keep: str | None = None, why: str) -> int:
    """End every session of a person under an open action, but one that may stay. Returns how many ended."""
    from allauth.usersessions.models import UserSession  # app ready

    ended = 0
    for found in UserSession.objects.filter(user=person).exclude(session_key=keep or ""):
        log(act, "session_ended", person, detail=why, session=digest(found.session_key))
        found.end()
        ended += 1
    return ended


def clear_expired() -> int:
    """Delete what is left of sessions past the longest time any may last; called now and then by a job."""
    from allauth.usersessions.models import UserSession  # app ready
    from django.contrib.sessions.models import Session  # app ready

    with action(SYSTEM.for_trigger("session clean-up"), "session.clear"):
        now = dt.datetime.now(dt.UTC)
        Session.objects.filter(expire_date__lt=now).delete()
        count, _ = UserSession.objects.filter(created_at__lt=now - dt.timedelta(days=1)).delete()
    return int(count)


def _open(current_key: str | None, which: Q) -> list[OpenSession]:
    from allauth.usersessions.models import UserSession  # app ready
    from django.contrib.sessions.models import Session  # app ready

    rows = list(
        UserSession.objects.filter(which, user__is_active=True)
        .select_related("user")
        .order_by("-last_seen_at")
    )
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=dt.datetime.now(dt.UTC)
        ).values_list("session_key", flat=True)
    )
    return [
        OpenSession(
            id=row.pk,
            person=row.user,
            started=row.created_at,
            seen=row.last_seen_at,
            ip=row.ip,
            browser=browser_name(row.user_agent),
            current=row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive
    ]


def browser_name(agent: str) -> str:
    """A user agent in words a person recognises."""
    names = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    name = next((label for mark, label in names if mark in agent), "Another program")
    system = next((label for mark, label in systems if mark in agent), "")
    return f"{name} on {system}" if system else name
