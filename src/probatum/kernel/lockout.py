"""Lock-out with growing delay after failed sign-ins and signatures (21 CFR 11.300(d), A11D-11-7, SIG-11)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action, require_reason
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NotAuthenticated
from probatum.kernel.identity import notices
from probatum.kernel.identity.charge import refuse_self, require
from probatum.kernel.identity.events import log
from probatum.kernel.people import Person

#: Minutes locked after the first, second, third … lock-out; the last one holds for all further.
DELAYS = (1, 5, 15, 60, 240)


class Lockout(models.Model):
    """Failed attempts of one account since its last success, and until when it is locked."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="lockout")
    failures = models.PositiveIntegerField(default=0)
    times_locked = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)


def refuse_if_locked(person: Person) -> None:
    """Raise NotAuthenticated while the account is locked."""
    state = Lockout.objects.filter(person=person).first()
    if state and state.locked_until and state.locked_until > timezone.now():
        raise NotAuthenticated(locked_sentence((state.locked_until - timezone.now()).total_seconds()))


def locked_sentence(seconds: float) -> str:
    """What is said while an account is locked, the same for known and unknown user names (P11-300-d)."""
    left = max(1, round(seconds / 60))
    return (
        f"Too many failed attempts. This account is locked for {left} more minute{'s' if left != 1 else ''}; "
        "an access administrator can unlock it after checking who you are."
    )


def note_failure(person: Person, *, purpose: str) -> bool:
    """Count a failed attempt in an action of its own. Returns whether the account is locked now."""
    with action(SYSTEM.for_trigger(f"failed attempt as {person.username}"), f"{purpose}.failed") as act:
        state, _ = Lockout.objects.select_for_update().get_or_create(person=person)
        state.failures += 1
        locked = state.failures % int(setting("lockout.attempts")) == 0
        if locked:
            minutes = DELAYS[min(state.times_locked, len(DELAYS) - 1)]
            state.times_locked += 1
            state.locked_until = act.at + dt.timedelta(minutes=minutes)
        state.save()
        log(act, f"{purpose}_failed", person)
        if locked:
            log(act, "locked", person)
        act.note(
            {"person": person.pk, "username": person.username, "failures": state.failures, "locked": locked}
        )
    if locked:
        notices.account_locked(person)
    return locked


def note_success(person: Person) -> None:
    """Forget the failures after a success; writes nothing when there were none."""
    if Lockout.objects.filter(person=person, failures__gt=0).exists():
        with action(person, "lockout.reset"):
            Lockout.objects.filter(person=person).update(failures=0, times_locked=0, locked_until=None)


def unlock(actor: Person, person: Person, *, reason: str) -> None:
    """Unlock an account after a check, with a reason. Raises NotAllowed without the right, Refused without a reason."""
    role = require(actor, "person.manage", site=person.site)
    refuse_self(actor, person, "You cannot unlock your own account. Another access administrator can.")
    why = require_reason(reason, ask="Say how you checked who this is.")
    with action(actor, "lockout.unlock", reason=why, role=role):
        Lockout.objects.filter(person=person).update(failures=0, locked_until=None)
