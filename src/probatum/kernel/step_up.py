"""A fresh sign-in at the identity provider as the authentication for a signature: the provider's session is none (SIG-1).

The provider was asked to let the person sign in anew (`prompt=login`, `max_age=0`); whether it did is checked here, from its
signed token, against the challenge that was stored before.
"""

from __future__ import annotations

import hmac
import time

from probatum.kernel import lockout
from probatum.kernel.authentication import PROVIDER, Evidence, evidence, ways_of
from probatum.kernel.challenge import AGAIN, SigningChallenge, digest, refused
from probatum.kernel.identity import federation
from probatum.kernel.identity.federation import Claims
from probatum.kernel.people import Person

#: Seconds by which the provider's clock may be ahead of ours; it may not be behind, or an older sign-in would count.
AHEAD = 60


def confirmed_by_provider(person: Person, challenge: SigningChallenge, claims: Claims) -> Evidence:
    """The evidence of a fresh sign-in of the same subject. Raises NotAuthenticated with the sentence; each refusal is recorded."""
    lockout.refuse_if_locked(person)
    fault = _fault(person, challenge, claims)
    if fault:
        raise refused(person, fault)
    lockout.note_success(person)
    proof = {
        "challenge": challenge.secret_sha256,
        "issuer": claims.issuer,
        "subject": claims.subject,
        "authenticated_at": str(claims.authenticated_at),
        "acr": claims.acr,
        "amr": " ".join(claims.amr),
        "token_id": claims.token_id,
        "token_sha256": claims.token_sha256,
    }
    components = ["company account", "sign-in at the identity provider", *challenge.components]
    return evidence(person, components, method=PROVIDER, ways=ways_of(person), proof=proof)


def _fault(person: Person, challenge: SigningChallenge, claims: Claims) -> str:
    linked = federation.subject_in_use(person)
    if challenge.way != PROVIDER or challenge.person_id != person.pk:
        return f"This answer was given for something else. {AGAIN}"
    if not claims.nonce or not hmac.compare_digest(digest(claims.nonce), challenge.nonce_sha256):
        return f"The provider's answer belongs to another request. {AGAIN}"
    if linked is None or (linked.issuer, linked.subject) != (claims.issuer, claims.subject):
        return f"Somebody else signed in at the provider than the person who signs here. {AGAIN}"
    if claims.authenticated_at is None:
        return f"The provider does not say when you signed in there, so its word is no signature. {AGAIN}"
    made = challenge.made_at.timestamp()
    if claims.authenticated_at < int(made):
        return f"The provider let you pass on an earlier sign-in. A signature needs a fresh one. {AGAIN}"
    if claims.authenticated_at > time.time() + AHEAD or claims.issued_at < int(made):
        return f"The provider's clock and ours differ too much. {AGAIN}"
    if challenge.acr and claims.acr != challenge.acr:
        return f"The provider asked for less than at your sign-in. A signature has to be as strong. {AGAIN}"
    if set(challenge.amr.split()) - set(claims.amr):
        return f"The provider asked for less than at your sign-in. A signature has to be as strong. {AGAIN}"
    return ""
