"""Lock-out with growing delay after failed sign-ins and signatures (21 CFR 11.300(d), A11D-11-7, SIG-11).

Attempts at one account are taken one at a time, so that many at once get no more answers than the limit allows. A user name
that nobody has is counted in the same table by the same functions, so that nothing tells it from a real one (ADR-0042).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action, require_reason
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NotAuthenticated, Refused
from probatum.kernel.identity import notices
from probatum.kernel.identity.charge import refuse_self, require
from probatum.kernel.identity.events import log
from probatum.kernel.people import Person

#: Minutes locked after the first, second, third … lock-out; the last one holds for all further.
DELAYS = (1, 5, 15, 60, 240)
#: After so long without a failure the count starts anew, for real names and for others alike.
FORGOTTEN_AFTER = dt.timedelta(days=1)
#: The first number of our advisory locks: people, and the places in which unknown names are counted.
OF_PERSON, OF_PLACE = 5001, 5002

Step = TypeVar("Step", bound=Callable[..., Any])


class Lockout(models.Model):
    """Failed attempts of one account since its last success, and until when it is locked.

    Without a person it is a place, in which user names that nobody has are counted; the names are not kept.
    """

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="lockout", null=True, blank=True
    )
    place = models.CharField(max_length=4, blank=True)
    failures = models.PositiveIntegerField(default=0)
    times_locked = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], name="lockout_place_once", condition=~Q(place="")),
            models.CheckConstraint(
                name="lockout_of_a_person_or_a_place",
                condition=(Q(person=None) & ~Q(place="")) | (Q(person__isnull=False) & Q(place="")),
            ),
        ]


@contextmanager
def turn(whose: Person | str) -> Iterator[None]:
    """Take attempts at one account, or one place, one at a time: the next is checked when this one was counted.

    What was counted stays when the attempt is refused. An advisory lock and no row lock: it takes no transaction number, so
    the seal of other people's entries does not wait while a password is checked.
    """
    refusal: Exception | None = None
    with transaction.atomic():
        first, second = (OF_PERSON, whose.pk) if isinstance(whose, Person) else (OF_PLACE, int(whose, 16))
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [first, second])
        try:
            yield
        except (Refused, ValidationError) as told:
            refusal = told
    if refusal is not None:
        raise refusal


def in_turn(step: Step) -> Step:
    """Make a step of authentication, whose first argument is the person, wait for its turn."""

    @wraps(step)
    def taken(person: Person, *args: Any, **options: Any) -> Any:
        with turn(person):
            return step(person, *args, **options)

    return cast(Step, taken)


def refuse_if_locked(whose: Person | str) -> None:
    """Raise NotAuthenticated while the account or place is locked."""
    state = Lockout.objects.filter(**_which(whose)).first()
    if state and state.locked_until and state.locked_until > timezone.now():
        raise NotAuthenticated(locked_sentence((state.locked_until - timezone.now()).total_seconds()))


def locked_sentence(seconds: float) -> str:
    """What is said while an account is locked, the same for known and unknown user names (P11-300-d)."""
    left = max(1, round(seconds / 60))
    return (
        f"Too many failed attempts. This account is locked for {left} more minute{'s' if left != 1 else ''}; "
        "an access administrator can unlock it after checking who you are."
    )


def note_failure(whose: Person | str, *, purpose: str, detail: str = "") -> bool:
    """Count a failed attempt in an action of its own. Returns whether the account is locked now."""
    person = whose if isinstance(whose, Person) else None
    name = person.username if person else "nobody"
    with action(SYSTEM.for_trigger(f"failed attempt as {name}"), f"{purpose}.failed") as act:
        state, _ = Lockout.objects.select_for_update(no_key=True).get_or_create(**_which(whose))
        locked = _count(state, at=act.at)
        log(act, f"{purpose}_failed", person, detail=detail)
        if locked:
            log(act, "locked", person, detail=detail)
        facts = {"person": person.pk if person else 0, "failures": state.failures, "locked": locked}
        act.note(facts | ({"username": name} if person else {}))
    if locked and person:
        notices.account_locked(person)
    return locked


def _count(state: Lockout, *, at: dt.datetime) -> bool:
    if state.failed_at is not None and at - state.failed_at > FORGOTTEN_AFTER:
        state.failures = state.times_locked = 0
    state.failures += 1
    state.failed_at = at
    locked = state.failures % int(setting("lockout.attempts")) == 0
    if locked:
        minutes = DELAYS[min(state.times_locked, len(DELAYS) - 1)]
        state.times_locked += 1
        state.locked_until = at + dt.timedelta(minutes=minutes)
    state.save()
    return locked


def _which(whose: Person | str) -> dict[str, Any]:
    return {"person": whose} if isinstance(whose, Person) else {"place": whose, "person": None}


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
    with action(actor, "lockout.unlock", reason=why, role=role) as act:
        Lockout.objects.filter(person=person).update(failures=0, locked_until=None)
        log(act, "unlocked", person, detail=f"by {actor.name}")
