"""Checkpoints: the published example of a signed note's key, round trips, and what is refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from probatum.kernel.ledger.note import (
    Checkpoint,
    WrongNote,
    check,
    read,
    read_verifier_key,
    sign,
    verifier_key,
)
from probatum.kernel.ledger.offline.ed25519 import ed25519_plain
from probatum.kernel.ledger.offline.evidence import note_signed_by

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
POINT = Checkpoint("ledger.example", 42, b"r" * 32)
# RFC 8032, section 7.1, tests 1 to 3: secret, public, message, signature.
RFC8032 = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


def test_signed_checkpoint_is_read_back() -> None:
    assert check(sign(POINT, KEY), {POINT.origin: KEY.public_key()}) == POINT


def test_known_verifier_key_of_the_note_format_is_read() -> None:
    # The example key of the Go note package and the C2SP text.
    name, key = read_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert (name, verifier_key(name, key)) == (
        "PeterNeumann", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )  # fmt: skip


@pytest.mark.parametrize("change", [("42", "43"), ("ledger.example\n4", "ledger.other\n4"), ("cnJ", "cnI")])
def test_altered_checkpoint_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(WrongNote):
        check(sign(POINT, KEY).replace(*change, 1), {POINT.origin: KEY.public_key()})


def test_checkpoint_of_another_key_is_refused() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    with pytest.raises(WrongNote):
        check(sign(POINT, other), {POINT.origin: KEY.public_key()})


@pytest.mark.parametrize(
    "text", ["", "a\nb\nc\n", "a\n-1\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n", "a\n01\n" + "A" * 43 + "=\n"]
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(WrongNote):
        read(text)


@pytest.mark.parametrize(("public", "message", "signature"), RFC8032)
@pytest.mark.requirement("ATR-13")
def test_own_ed25519_accepts_the_published_vectors(public: str, message: str, signature: str) -> None:
    key, text, stamp = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_plain(key, text, stamp)
    assert not ed25519_plain(key, text + b"x", stamp)
    assert not ed25519_plain(key, text, stamp[:-1] + bytes([stamp[-1] ^ 1]))
    assert not ed25519_plain(key, text, stamp[:63])


def test_offline_verifier_accepts_names_opened_by_recoveries_only() -> None:
    key = verifier_key("ledger.example", KEY.public_key())
    assert note_signed_by(sign(POINT, KEY), [key])
    assert note_signed_by(sign(Checkpoint("ledger.example/2", 42, b"r" * 32), KEY), [key])
    assert not note_signed_by(sign(Checkpoint("ledger.exampleX", 42, b"r" * 32), KEY), [key])
