"""Signing with user name and passkey: the key signs what was pinned, after it verified its person; as strong as the sign-in."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_decode

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.models import Lockout, Record, Signature, SigningChallenge
from probatum.kernel.process import process_of
from probatum.kernel.signature import status
from tests.soft_passkey import SoftPasskey
from tests.world import PASSWORD, World

SignedIn = Callable[..., Client]


@pytest.fixture
def key(world: World) -> SoftPasskey:
    """Rita's passkey; she has no authenticator app."""
    return SoftPasskey(b"the key of rita").enrol(world.rita)


def in_review(world: World, title: str = "Gowning for grade B") -> Record:
    record = world.document(title=title).record
    return world.move(world.anna, record, "submit_for_review")


def address_of(record: Record) -> str:
    return reverse("record-move", args=[record.uuid, "review"])


def form_of(client: Client, record: Record, **given: str) -> dict[str, str]:
    text = client.get(address_of(record)).content.decode()
    hidden = dict(re.findall(r'name="(based_on|shown)" value="([^"]*)"', text))
    return {**hidden, "way": "passkey", "username": "rita", "reason": "Read it twice.", **given}


def asked(client: Client, record: Record) -> str:
    """The challenge of the page that asks for the passkey."""
    return challenge_in(client.post(address_of(record), form_of(client, record)))


def challenge_in(answer: Any) -> str:
    found = re.search(r'name="challenge" value="([0-9a-f]{64})"', answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return found[1]


def answer(client: Client, challenge: str, credential: str) -> Any:
    return client.post(reverse("confirm-by-passkey"), {"challenge": challenge, "credential": credential})


def kinds(world: World) -> list[str]:
    return list(AccessEvent.objects.filter(person=world.rita).order_by("id").values_list("kind", flat=True))


@pytest.mark.requirement("P11-200-a1", "A11D-13-3", "SIG-07", "SIG-6")
def test_user_name_and_passkey_sign_what_was_pinned(
    world: World, as_person: SignedIn, key: SoftPasskey
) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    page = client.get(address_of(record)).content.decode()
    assert ("with your passkey" in page, 'name="password"' in page) == (True, False)
    challenge = asked(client, record)
    assert not Signature.objects.exists()

    signed = answer(client, challenge, key.answers(bytes.fromhex(challenge)))

    assert signed.status_code == 302
    given = Signature.objects.get()
    assert (given.reason, given.evidence["components"]) == ("Read it twice.", ["user name", "passkey"])
    record = Record.objects.get(pk=record.pk)
    assert status(given, process=process_of(record), record=record) == "valid"


@pytest.mark.requirement("P11-70", "P11-200-b", "A11D-13-7/8")
def test_what_the_passkey_signed_can_be_checked_by_others(
    world: World, as_person: SignedIn, key: SoftPasskey
) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    challenge = asked(client, record)
    answer(client, challenge, key.answers(bytes.fromhex(challenge)))
    given = Signature.objects.get()
    proof = given.evidence["proof"]
    told = json.loads(websafe_decode(proof["client_data"]))
    assert websafe_decode(told["challenge"]) == hashlib.sha256(proof["pinned"].encode()).digest()
    pinned = json.loads(proof["pinned"])
    assert pinned["records"] == [[str(record.uuid), record.version, given.content_sha256]]
    assert (pinned["move"], pinned["meaning"], pinned["reason"], pinned["signer"]["login"]) == (
        "version.review",
        given.meaning,
        "Read it twice.",
        "rita",
    )
    given.evidence["proof"]["signature"] = "AAAA"
    record = Record.objects.get(pk=record.pk)
    assert status(given, process=process_of(record), record=record) == "broken"


@pytest.mark.requirement("P11-200-a1", "P11-200-a2", "P11-200-b", "P11-300-d")
@pytest.mark.parametrize(
    "fault", ["not verified", "another key", "another page", "another origin", "no answer"]
)
def test_answer_that_is_not_of_the_verified_person_signs_nothing_and_counts(
    world: World, as_person: SignedIn, key: SoftPasskey, fault: str
) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    challenge = asked(client, record)
    raw = bytes.fromhex(challenge)
    other = SoftPasskey(b"the key of rolf").enrol(world.rolf)
    given = {
        "not verified": key.answers(raw, verified=False),
        "another key": other.answers(raw),
        "another page": key.answers(hashlib.sha256(b"something else").digest()),
        "another origin": key.answers(raw, origin="http://evil.example"),
        "no answer": "[]",
    }[fault]
    refused = answer(client, challenge, given)
    assert (refused.status_code, "The passkey did not confirm this" in refused.content.decode()) == (
        403,
        True,
    )
    assert not Signature.objects.exists()
    assert Lockout.objects.get(person=world.rita).failures == 1
    assert kinds(world) == ["signature_failed"]


@pytest.mark.requirement("SIG-6", "P11-200-a1")
def test_answer_is_taken_once_and_within_minutes(world: World, as_person: SignedIn, key: SoftPasskey) -> None:
    first, second = in_review(world, "One"), in_review(world, "Two")
    client = as_person(world.rita)
    challenge = asked(client, first)
    given = key.answers(bytes.fromhex(challenge))
    answer(client, challenge, given)
    again = answer(client, challenge, given)
    assert "was used already" in again.content.decode()
    late = asked(client, second)
    with action(SYSTEM, "test.time"):
        SigningChallenge.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert (
        "took longer than 5 minutes"
        in answer(client, late, key.answers(bytes.fromhex(late))).content.decode()
    )
    assert Signature.objects.count() == 1
    assert kinds(world) == ["signature_refused", "signature_refused"]


@pytest.mark.requirement("SIG-08", "SIG-6", "P11-70")
def test_content_changed_meanwhile_is_not_signed(world: World, as_person: SignedIn, key: SoftPasskey) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    challenge = asked(client, record)
    world.move(world.anna, record, "withdraw", reason="A step is missing.")
    refused = answer(client, challenge, key.answers(bytes.fromhex(challenge)))
    assert "has changed since you opened it" in refused.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.requirement("P11-200-a1", "P11-200-a2")
@pytest.mark.parametrize(
    ("username", "sentence"),
    [("", "Enter your user name to sign."), ("rolf", "The user name is not right.")],
    ids=["none", "somebody else"],
)
def test_passkey_alone_is_no_signature(
    world: World, as_person: SignedIn, key: SoftPasskey, username: str, sentence: str
) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    refused = client.post(address_of(record), form_of(client, record, username=username))
    assert sentence in refused.content.decode()
    assert not SigningChallenge.objects.exists()


@pytest.mark.requirement("A11D-13-3", "P11-200-a1")
def test_password_alone_is_too_little_for_who_signs_in_with_a_passkey_too(
    world: World, as_person: SignedIn, key: SoftPasskey
) -> None:
    record = in_review(world)
    client = as_person(world.rita)
    form = form_of(client, record, way="password")
    refused = client.post(address_of(record), form)
    assert "Sign with your passkey: your sign-in needs it" in refused.content.decode()
    assert client.post(address_of(record), {**form, "password": PASSWORD}).status_code == 400
    assert not Signature.objects.exists()


@pytest.mark.requirement("A11D-13-3", "P11-200-a1")
def test_who_has_app_and_passkey_can_sign_either_way(
    world: World, as_person: SignedIn, key: SoftPasskey
) -> None:
    secret = totp.generate_totp_secret()
    with action(SYSTEM, "test.enrol"):
        totp.TOTP.activate(world.rita, secret)
    client = as_person(world.rita)
    first, second = in_review(world, "One"), in_review(world, "Two")
    challenge = asked(client, first)
    answer(client, challenge, key.answers(bytes.fromhex(challenge)))
    form = form_of(client, second, way="password", password=PASSWORD)
    assert (
        "Enter the code your authenticator app shows."
        in client.post(address_of(second), form).content.decode()
    )
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert client.post(address_of(second), {**form, "code": code}).status_code == 302
    assert [given.evidence["components"] for given in Signature.objects.order_by("id")] == [
        ["user name", "passkey"],
        ["user name", "password", "one-time code"],
    ]


@pytest.mark.requirement("SIG-10", "SIG-4", "P11-200-a1")
def test_several_are_signed_with_one_answer_each_by_its_own_signature(
    world: World, as_person: SignedIn, key: SoftPasskey
) -> None:
    records = [in_review(world, title) for title in ("One", "Two", "Three")]
    client = as_person(world.rita)
    query = "&".join(f"record={record.uuid}" for record in records)
    text = client.get(f"/signing/?act=version.review&{query}").content.decode()
    stamps = dict(re.findall(r'name="((?:based_on|shown)-[0-9a-f-]{36})" value="([^"]*)"', text))
    keys = [str(record.uuid) for record in records]
    form = {
        "act": "version.review",
        "offered": keys,
        "record": keys[1:],
        "way": "passkey",
        "username": "rita",
    }
    page = client.post("/signing/", {**form, **stamps})
    assert "You sign 2 records" in page.content.decode()
    challenge = challenge_in(page)
    text = answer(client, challenge, key.answers(bytes.fromhex(challenge))).content.decode()
    assert "2 of 2 signed" in text
    assert list(Signature.objects.order_by("id").values_list("record_id", flat=True)) == [
        record.pk for record in records[1:]
    ]


@pytest.mark.requirement("P11-200-b")
def test_no_table_keeps_anything_biometric() -> None:
    from django.apps import apps  # app ready

    names = [field.name for model in apps.get_models() for field in model._meta.get_fields()]
    told = ("biometr", "fingerprint", "face", "iris", "retina", "voice", "handwrit", "image")
    assert [name for name in names if any(word in name for word in told)] == []
