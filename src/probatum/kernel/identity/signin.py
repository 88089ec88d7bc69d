"""Sign-in: the password step, its failures, and what a completed sign-in leaves behind.

A failure for an unknown user name costs the same time, counts the same and reads the same as for a known one (P11-300-d).
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import check_password, get_hasher, identify_hasher, make_password
from django.core.cache import cache
from django.utils import timezone

from probatum.kernel import lockout
from probatum.kernel.action import action
from probatum.kernel.configuration import setting
from probatum.kernel.errors import NOT_ACTIVE, NotAuthenticated
from probatum.kernel.identity.events import LastSignIn, last_sign_in, log, log_alone
from probatum.kernel.identity.names import normal
from probatum.kernel.people import Person

WRONG = "The user name or the password is not right."
WRONG_CODE = "The code is not right, or was used before. Wait for the next one."
#: Unknown user names are counted in so many places, so that trying names never fills the cache.
PLACES = 16**4


def authenticate(username: str, password: str, *, purpose: str = "sign_in") -> Person:
    """Return the person behind a user name and password. Raises NotAuthenticated; each failure is recorded.

    The count of failures is cleared by `signed_in`, not here: a right password must not pay for wrong codes.
    """
    name = normal(username)[:60]
    person = Person.objects.filter(username=name).first()
    if person is None:
        raise NotAuthenticated(_nobody(name, password), field="login")
    _refuse_if_locked(person)
    if not check_password(password, person.password):
        raise NotAuthenticated(failed(person, purpose=purpose), field="login")
    if not person.is_active:
        log_alone(
            "sign_in_failed", person, trigger=f"attempt as {person.username}", detail="account not active"
        )
        raise NotAuthenticated(NOT_ACTIVE, field="login")
    _renew_hash(person, password)
    return person


def failed(person: Person, *, purpose: str = "sign_in", sentence: str = WRONG) -> str:
    """Count and record a failure of a step; return the sentence for the page."""
    if not lockout.note_failure(person, purpose=purpose):
        return sentence
    try:
        lockout.refuse_if_locked(person)
    except NotAuthenticated as refusal:
        return str(refusal)
    return sentence


def signed_in(person: Person, *, session: str, method: str) -> LastSignIn | None:
    """Record a completed sign-in and forget earlier failures. Returns the sign-in before, to be shown.

    Belongs outside an action.
    """
    before = last_sign_in(person)
    lockout.note_success(person)
    with action(person, "access.sign_in") as act:
        log(act, "sign_in", person, detail=method, session=session)
    return before


def signed_out(person: Person) -> None:
    """Record that a person signed out."""
    with action(person, "access.sign_out") as act:
        log(act, "sign_out", person)


def _refuse_if_locked(person: Person) -> None:
    try:
        lockout.refuse_if_locked(person)
    except NotAuthenticated:
        log_alone("sign_in_while_locked", person, trigger=f"attempt as {person.username}")
        raise


def _renew_hash(person: Person, password: str) -> None:
    preferred = get_hasher()
    if identify_hasher(person.password).algorithm == preferred.algorithm and not preferred.must_update(
        person.password
    ):
        return
    with action(person, "password.rehash"):
        person.password = make_password(password)
        person.save(update_fields=["password"])


def _nobody(name: str, password: str) -> str:
    """Fail as if the account existed. The name is not kept: people type passwords there by mistake."""
    digest = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:16]
    key = f"signin.nobody.{int(digest, 16) % PLACES:04x}"
    failures, times, until = cache.get(key, (0, 0, 0.0))
    now = timezone.now().timestamp()
    if until > now:
        log_alone(
            "sign_in_while_locked", None, trigger="attempt as nobody", detail=f"unknown user name {digest}"
        )
        return lockout.locked_sentence(until - now)
    make_password(password)  # as slow as a real check
    failures += 1
    locked = failures % int(setting("lockout.attempts")) == 0
    if locked:
        until = now + 60 * lockout.DELAYS[min(times, len(lockout.DELAYS) - 1)]
        times += 1
    cache.set(key, (failures, times, until), 24 * 3600)
    log_alone("sign_in_failed", None, trigger="attempt as nobody", detail=f"unknown user name {digest}")
    return lockout.locked_sentence(until - now) if locked else WRONG
