"""Sign-in: the password step, its failures, and what a completed sign-in leaves behind.

A failure for an unknown user name costs the same time, counts the same and reads the same as for a known one (P11-300-d).
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import check_password, get_hasher, identify_hasher, make_password

from probatum.kernel import lockout
from probatum.kernel.action import action, request_facts
from probatum.kernel.errors import NOT_ACTIVE, NotAuthenticated
from probatum.kernel.identity import policy
from probatum.kernel.identity.events import LastSignIn, last_sign_in, log, log_alone
from probatum.kernel.identity.names import normal
from probatum.kernel.people import Person

WRONG = "The user name or the password is not right."
WRONG_CODE = "The code is not right, or was used before. Wait for the next one."
#: Unknown user names are counted in so many places, so that trying names never fills the table.
PLACES = 16**4


def authenticate(username: str, password: str, *, purpose: str = "sign_in") -> Person:
    """Return the person behind a user name and password. Raises NotAuthenticated; each failure is recorded.

    The count of failures is cleared by `signed_in`, not here: a right password must not pay for wrong codes.
    """
    name = normal(username)[:60]
    person = Person.objects.filter(username=name).first()
    ip = request_facts.get().ip
    with lockout.turn(person or place_of(name)):
        if purpose == "sign_in" and policy.refused_to_all(ip):
            raise NotAuthenticated(outside(person), field="login")
        if person is None:
            raise NotAuthenticated(_nobody(name, password), field="login")
        known = _checked(person, password, purpose=purpose)
        if purpose == "sign_in" and policy.standing(known, ip).refusal:
            raise NotAuthenticated(outside(known), field="login")
        return known


def outside(person: Person | None) -> str:
    """Record that the list of networks kept somebody out; return the sentence for the page (P11-10-h)."""
    trigger = f"attempt as {person.username if person else 'nobody'}"
    log_alone("network_refused", person, trigger=trigger)
    return policy.OUTSIDE


def _checked(person: Person, password: str, *, purpose: str) -> Person:
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


def failed(whose: Person | str, *, purpose: str = "sign_in", sentence: str = WRONG, detail: str = "") -> str:
    """Count and record a failure of a step; return the sentence for the page."""
    if not lockout.note_failure(whose, purpose=purpose, detail=detail):
        return sentence
    try:
        lockout.refuse_if_locked(whose)
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


def _refuse_if_locked(whose: Person | str, *, detail: str = "") -> None:
    try:
        lockout.refuse_if_locked(whose)
    except NotAuthenticated:
        person = whose if isinstance(whose, Person) else None
        trigger = f"attempt as {person.username if person else 'nobody'}"
        log_alone("sign_in_while_locked", person, trigger=trigger, detail=detail)
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
    place, detail = place_of(name), f"unknown user name {_digest(name)}"
    _refuse_if_locked(place, detail=detail)
    make_password(password)  # as slow as a real check
    return failed(place, detail=detail)


def place_of(name: str) -> str:
    """Where a user name that nobody has is counted."""
    return f"{int(_digest(name), 16) % PLACES:04x}"


def _digest(name: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()[:16]
