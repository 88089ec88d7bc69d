"""A signature stays valid when the key that issued it was lost and replaced, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from probatum.kernel import signature
from probatum.kernel.models import Record, Signature
from probatum.kernel.process import process_of
from tests.world import World


@pytest.fixture
def other_key(settings: Any) -> Iterator[Any]:
    """The installation signs with another key afterwards; what is cached is forgotten, before and after."""
    yield settings
    forget()


def forget() -> None:
    signature._key.cache_clear()
    signature._former_keys.cache_clear()


def standing(record: Record) -> str:
    found = Signature.objects.get(record=record)
    return signature.status(found, process=process_of(record), record=Record.objects.get(pk=record.pk))


@pytest.mark.requirement("P11-70", "SIG-08")
def test_signature_of_a_lost_key_is_valid_while_its_public_key_is_known(world: World, other_key: Any) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    former = Ed25519PrivateKey.from_private_bytes(other_key.SIGNATURE_SEED).public_key().public_bytes_raw()
    assert standing(record) == "valid"
    other_key.SIGNATURE_SEED, other_key.SIGNATURE_KEYS = bytes(32), [former]
    forget()
    assert standing(record) == "valid"
    other_key.SIGNATURE_KEYS = []
    forget()
    assert standing(record) == "broken"
