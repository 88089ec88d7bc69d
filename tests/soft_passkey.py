"""A passkey made of software: it answers like a device, and can be told to skip what a device would insist on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Person

PRESENT = AuthenticatorData.FLAG.UP
VERIFIED = PRESENT | AuthenticatorData.FLAG.UV


@dataclass
class SoftPasskey:
    """One key of one person, for one host."""

    name: bytes
    host: str = "testserver"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def enrol(self, person: Person) -> SoftPasskey:
        """Add the key to an account, as the page does after the ceremony."""
        data = AttestedCredentialData.create(
            b"\0" * 16, self.name, ES256.from_cryptography_key(self.key.public_key())
        )
        flags = VERIFIED | AuthenticatorData.FLAG.AT
        told = AuthenticatorData.create(sha256(self.host.encode()), flags, 0, data)
        client = CollectedClientData.create(
            type=CollectedClientData.TYPE.CREATE, challenge=b"enrolment", origin=f"http://{self.host}"
        )
        credential = {
            "id": websafe_encode(self.name),
            "rawId": websafe_encode(self.name),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
            },
        }
        with action(SYSTEM, "test.enrol"):
            WebAuthn.add(person, "Test key", credential)
        return self

    def answers(self, challenge: bytes, *, verified: bool = True, origin: str = "") -> str:
        """The answer to a challenge, as the browser sends it."""
        client = CollectedClientData.create(
            type=CollectedClientData.TYPE.GET, challenge=challenge, origin=origin or f"http://{self.host}"
        )
        told = AuthenticatorData.create(sha256((self.host).encode()), VERIFIED if verified else PRESENT, 0)
        signature = self.key.sign(told + client.hash, ec.ECDSA(hashes.SHA256()))
        answer: dict[str, Any] = {
            "id": websafe_encode(self.name),
            "rawId": websafe_encode(self.name),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(told),
                "signature": websafe_encode(signature),
                "userHandle": None,
            },
        }
        return json.dumps(answer)
