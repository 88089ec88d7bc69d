"""A passkey as a component of a signature: it signs the challenge itself, and only after it has verified its person.

21 CFR 11.200(a)(1): user name and passkey are two components; the key never leaves the person's device (P11-200-b: no biometric
is seen or stored here).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

from probatum.kernel import lockout
from probatum.kernel.authentication import PASSKEY, Evidence, evidence, not_right, ways_of
from probatum.kernel.challenge import SigningChallenge
from probatum.kernel.people import Person

WRONG = "The passkey did not confirm this. Use the passkey of your own account, and unlock it by its PIN, finger or face."


def asked_of_passkey(
    person: Person, challenge: SigningChallenge, *, host: str, secure: bool
) -> dict[str, Any]:
    """What the browser hands to the passkey: the challenge, and the demand that the person is verified."""
    options, _ = _server(host, secure).authenticate_begin(
        _credentials(person),
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge.bytes,
    )
    return dict(options)


@lockout.in_turn
def confirmed_by_passkey(
    person: Person, challenge: SigningChallenge, answer: Mapping[str, Any], *, host: str, secure: bool
) -> Evidence:
    """The evidence of a right answer. Raises NotAuthenticated, counted, for any other (another key, text, place or no verification)."""
    lockout.refuse_if_locked(person)
    if challenge.way != PASSKEY or challenge.person_id != person.pk:
        raise not_right(person, WRONG)
    server = _server(host, secure)
    state = {"challenge": _text(challenge.bytes), "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        given = AuthenticationResponse.from_dict(answer)
        server.authenticate_complete(state, _credentials(person), given)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise not_right(person, WRONG) from error
    lockout.note_success(person)
    ways = ways_of(person)
    return evidence(
        person,
        ["passkey"] if ways.later else ["user name", "passkey"],
        method=PASSKEY,
        ways=ways,
        proof={
            "pinned": challenge.pinned,
            "credential": _text(given.raw_id),
            "authenticator_data": _text(bytes(given.response.authenticator_data)),
            "client_data": _text(bytes(given.response.client_data)),
            "signature": _text(given.response.signature),
        },
    )


def _server(host: str, secure: bool) -> Fido2Server:
    """Checks answers made for this host only; without https for a browser on this machine."""
    party = PublicKeyCredentialRpEntity(name="Probatum", id=host)
    if secure:
        return Fido2Server(party)
    return Fido2Server(party, verify_origin=lambda origin: _host_of(origin) == host)


def _host_of(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _credentials(person: Person) -> list[AttestedCredentialData]:
    from allauth.mfa.webauthn.internal.auth import get_credentials  # app ready

    found: list[AttestedCredentialData] = get_credentials(person)
    return found


def _text(raw: bytes) -> str:
    return str(websafe_encode(raw))
