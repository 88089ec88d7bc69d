"""The access log: sign-ins, failures, sign-outs, lock-outs and changes of factors, each also an event of the ledger.

A table of its own because "last sign-in" and the log page must not read the ledger (AT-11, A11D-11-9). Appended only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models

from probatum.kernel.action import SYSTEM, Act, action, request_facts
from probatum.kernel.fields import points_to
from probatum.kernel.people import Person

KINDS: dict[str, str] = {
    "sign_in": "Signed in",
    "sign_in_failed": "Failed to sign in",
    "sign_in_while_locked": "Tried to sign in while locked",
    "second_factor_failed": "Failed the second factor",
    "reauthentication_failed": "Failed to confirm who they are",
    "signature_failed": "Failed to sign",
    "signature_refused": "Was refused a signature",
    "locked": "Account locked",
    "unlocked": "Account unlocked",
    "network_refused": "Refused because of the network",
    "sign_out": "Signed out",
    "session_ended": "Session ended",
    "password_changed": "Changed the password",
    "second_factor_changed": "Changed the second factor",
    "device_lost": "Lost a device: factors and sessions ended",
    "dormant": "Account deactivated after a long time without sign-in",
    "link_used": "Used an activation link",
    "company_linked": "Linked a company account",
    "company_unlinked": "Company account unlinked",
    "token_taken": "Took up an access token",
    "token_used": "Used an access token",
    "token_refused": "Was refused with an access token",
    "token_revoked": "Access token revoked",
}
FAILURES = (
    "sign_in_failed",
    "sign_in_while_locked",
    "second_factor_failed",
    "reauthentication_failed",
    "signature_failed",
    "signature_refused",
)


class AccessEvent(models.Model):
    """One event of access. `person` is empty where the user name given is nobody's."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    person = points_to(Person, related="access_events", optional=True)
    ip = models.CharField(max_length=45, blank=True)
    session = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "-id"], name="access_event_of_person")]

    @property
    def sentence(self) -> str:
        return KINDS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class LastSignIn:
    """What a person is shown after signing in: the sign-in before this one, and the failures since."""

    at: dt.datetime
    ip: str
    failures: int


def log(act: Act, kind: str, person: Person | None, *, detail: str = "", session: str = "") -> AccessEvent:
    """Write an event under an open action, as a row and as an event of the ledger."""
    facts = request_facts.get()
    event = AccessEvent.objects.create(
        at=act.at,
        kind=kind,
        person=person,
        ip=facts.ip,
        session=session or facts.session,
        detail=detail[:200],
    )
    act.note({"access": kind, "person": person.pk if person else 0, "detail": detail[:200]})
    return event


def log_alone(kind: str, person: Person | None, *, trigger: str, detail: str = "", session: str = "") -> None:
    """Write an event in an action of its own, by the system (nobody is signed in, or no longer)."""
    with action(SYSTEM.for_trigger(trigger), f"access.{kind}") as act:
        log(act, kind, person, detail=detail, session=session)


def last_sign_in(person: Person) -> LastSignIn | None:
    """The latest sign-in recorded and the failures after it; None for the first one."""
    events = AccessEvent.objects.filter(person=person)
    before = events.filter(kind="sign_in").order_by("-id").first()
    if before is None:
        return None
    failures = events.filter(id__gt=before.pk, kind__in=FAILURES).count()
    return LastSignIn(at=before.at, ip=before.ip, failures=failures)
