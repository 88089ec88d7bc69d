"""Signing for who signs in at the identity provider: a fresh sign-in there, of the same person, for what was pinned (SIG-04, SIG-1)."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.models import FederatedSubject, Record, Signature, SigningChallenge
from probatum.kernel.process import process_of
from probatum.kernel.signature import status
from probatum.web.pages import page_of
from tests.identity_provider import IdentityProvider, linked, named_address
from tests.processes.examples import is_sentence
from tests.world import PASSWORD, World

SUBJECT = "248289761001"
SignedIn = Callable[..., Client]


@pytest.fixture
def rita(world: World, idp: IdentityProvider, client: Client) -> Client:
    """Rita, who signs in with her company account and has no password here."""
    linked(world.rita, idp, SUBJECT)
    idp.opens(client, SUBJECT)
    return client


def in_review(world: World, title: str = "Gowning for grade B") -> Record:
    record = world.document(title=title).record
    return world.move(world.anna, record, "submit_for_review")


def address_of(record: Record) -> str:
    return reverse("record-move", args=[record.uuid, "review"])


def sheet(client: Client, record: Record) -> dict[str, str]:
    """The hidden fields of the sheet, and the button that was pressed."""
    text = client.get(address_of(record)).content.decode()
    hidden = dict(re.findall(r'name="(based_on|shown)" value="([^"]*)"', text))
    return {**hidden, "way": "provider", "reason": "Read it twice."}


def sent_away(client: Client, record: Record) -> str:
    return named_address(client.post(address_of(record), sheet(client, record)))


def refusals(world: World) -> list[str]:
    found = AccessEvent.objects.filter(person=world.rita, kind="signature_refused").order_by("id")
    return list(found.values_list("detail", flat=True))


@pytest.mark.requirement("SIG-04", "SIG-1", "P11-200-a1", "SIG-07")
def test_fresh_sign_in_at_the_provider_signs_what_was_pinned(
    world: World, idp: IdentityProvider, rita: Client
) -> None:
    record = in_review(world)
    page = rita.get(address_of(record)).content.decode()
    assert ('name="password"' in page, "with Company account" in page) == (False, True)
    going_to = sent_away(rita, record)
    assert ("prompt=login" in going_to, "max_age=0" in going_to) == (True, True)
    assert not Signature.objects.exists()

    idp.says(SUBJECT)
    landed = rita.get(idp.signs_in(going_to, SUBJECT))

    assert (landed.status_code, landed["Location"]) == (302, page_of(record))
    assert "Signed: Rita, Reviewed, " in rita.get("/").content.decode()
    given = Signature.objects.get()
    assert (given.reason, given.meaning_text, given.evidence["method"]) == (
        "Read it twice.",
        "Reviewed",
        "provider",
    )
    assert given.evidence["components"] == ["company account", "sign-in at the identity provider"]
    proof = given.evidence["proof"]
    assert (proof["issuer"], proof["subject"], len(proof["token_sha256"])) == (idp.address, SUBJECT, 64)
    record = Record.objects.get(pk=record.pk)
    assert status(given, process=process_of(record), record=record) == "valid"
    given.evidence["proof"]["subject"] = "somebody-else"
    assert status(given, process=process_of(record), record=record) == "broken"


@pytest.mark.requirement("SIG-04", "SIG-1", "P11-200-a3")
@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"auth_time": int(time.time()) - 7200}, "let you pass on an earlier sign-in"),
        ({"auth_time": "some time ago"}, "does not say when you signed in there"),
        ({"auth_time": int(time.time()) + 7200}, "clock and ours differ"),
        ({"nonce": "of another request"}, "belongs to another request"),
        ({"acr": "password-only"}, ""),
        ({"exp": 1}, "not signed by it, or not for this installation"),
    ],
    ids=["stale", "no time", "future", "nonce", "no strength asked", "expired token"],
)
def test_answer_that_proves_no_fresh_sign_in_signs_nothing(
    world: World, idp: IdentityProvider, rita: Client, claims: dict[str, Any], sentence: str
) -> None:
    record = in_review(world)
    going_to = sent_away(rita, record)
    idp.says(SUBJECT, **claims)
    answer = rita.get(idp.signs_in(going_to, SUBJECT))
    if not sentence:  # the sign-in asked for nothing more, so this is as strong
        assert Signature.objects.exists()
        return
    assert sentence in answer.content.decode()
    assert not Signature.objects.exists()
    (event,) = refusals(world)
    assert (sentence in event, is_sentence(event)) == (True, True)


@pytest.mark.requirement("SIG-04", "SIG-1", "P11-200-a2", "P11-200-b")
def test_somebody_else_at_the_provider_signs_nothing(
    world: World, idp: IdentityProvider, rita: Client
) -> None:
    linked(world.rolf, idp, "rolf-there")
    record = in_review(world)
    answer = rita.get(idp.signs_in(sent_away(rita, record), "rolf-there"))
    assert answer.status_code == 403
    assert "Somebody else signed in at the provider" in answer.content.decode()
    assert not Signature.objects.exists()
    assert len(refusals(world)) == 1


@pytest.mark.requirement("SIG-04", "SIG-1", "A11D-13-3")
@pytest.mark.parametrize(
    ("at_sign_in", "at_signing"),
    [
        ({"acr": "two-factors"}, {"acr": "one-factor"}),
        ({"amr": ["pwd", "otp"]}, {"amr": ["pwd"]}),
        ({"acr": "two-factors"}, {}),
    ],
    ids=["acr", "amr", "acr left out"],
)
def test_signature_has_to_be_as_strong_as_the_sign_in(
    client: Client,
    world: World,
    idp: IdentityProvider,
    at_sign_in: dict[str, Any],
    at_signing: dict[str, Any],
) -> None:
    linked(world.rita, idp, SUBJECT)
    idp.says(SUBJECT, **at_sign_in)
    idp.opens(client, SUBJECT)
    record = in_review(world)
    idp.says(SUBJECT, **at_signing)
    answer = client.get(idp.signs_in(sent_away(client, record), SUBJECT))
    assert "asked for less than at your sign-in" in answer.content.decode()
    assert not Signature.objects.exists()
    idp.says(SUBJECT, **at_sign_in)
    client.get(idp.signs_in(sent_away(client, record), SUBJECT))
    assert Signature.objects.count() == 1


@pytest.mark.requirement("SIG-04", "SIG-1")
def test_answer_is_taken_once(world: World, idp: IdentityProvider, rita: Client) -> None:
    record = in_review(world)
    back = idp.signs_in(sent_away(rita, record), SUBJECT)
    rita.get(back)
    again = rita.get(back)
    assert (again.status_code, "was used already" in again.content.decode()) == (403, True)
    assert Signature.objects.count() == 1
    assert len(refusals(world)) == 1


@pytest.mark.requirement("SIG-04", "SIG-1", "SIG-08", "P11-70")
def test_content_changed_meanwhile_is_not_signed(world: World, idp: IdentityProvider, rita: Client) -> None:
    record = in_review(world)
    going_to = sent_away(rita, record)
    world.move(world.anna, record, "withdraw", reason="A step is missing.")
    answer = rita.get(idp.signs_in(going_to, SUBJECT))
    assert (answer.status_code, "has changed since you opened it" in answer.content.decode()) == (409, True)
    assert not Signature.objects.exists()
    assert "has changed since" in refusals(world)[0]


@pytest.mark.requirement("SIG-04", "SIG-1")
def test_challenge_dies_after_minutes(world: World, idp: IdentityProvider, rita: Client) -> None:
    record = in_review(world)
    back = idp.signs_in(sent_away(rita, record), SUBJECT)
    with action(SYSTEM, "test.time"):
        SigningChallenge.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answer = rita.get(back)
    assert "took longer than 5 minutes" in answer.content.decode()
    assert (Signature.objects.exists(), len(refusals(world))) == (False, 1)


@pytest.mark.requirement("SIG-04", "SIG-1", "P11-200-a1ii")
def test_answer_counts_in_the_session_that_asked(world: World, idp: IdentityProvider, rita: Client) -> None:
    record = in_review(world)
    back = idp.signs_in(sent_away(rita, record), SUBJECT)
    other = Client()
    idp.opens(other, SUBJECT)
    answer = other.get(back)
    assert "You signed in anew since the sheet was shown" in answer.content.decode()
    stranger = Client()
    assert stranger.get(back).status_code == 302
    assert not Signature.objects.exists()


@pytest.mark.requirement("SIG-04", "SIG-1", "P11-200-a2")
def test_challenge_of_one_person_is_no_use_to_another(
    world: World, idp: IdentityProvider, rita: Client, as_person: SignedIn
) -> None:
    record = in_review(world)
    back = idp.signs_in(sent_away(rita, record), SUBJECT)
    answer = as_person(world.rolf).get(back)
    assert "belongs to nothing that you were asked to sign" in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.requirement("SIG-04")
def test_who_turns_back_at_the_provider_signs_nothing(
    world: World, idp: IdentityProvider, rita: Client
) -> None:
    record = in_review(world)
    (state,) = parse_qs(urlsplit(sent_away(rita, record)).query)["state"]
    answer = rita.get(reverse("company-return"), {"error": "access_denied", "state": state})
    assert "You did not sign in at the identity provider" in answer.content.decode()
    assert (Signature.objects.exists(), len(refusals(world))) == (False, 1)


@pytest.mark.requirement("SIG-04")
def test_provider_that_cannot_be_reached_is_said_on_the_sheet(
    world: World, idp: IdentityProvider, rita: Client, settings: Any
) -> None:
    record = in_review(world)
    form = sheet(rita, record)
    with action(SYSTEM, "test.issuer"):
        FederatedSubject.objects.update(issuer="http://localhost:9")
    settings.OIDC_ISSUER = "http://localhost:9"
    answer = rita.post(address_of(record), form)
    assert "The identity provider cannot be reached" in answer.content.decode()
    assert "Read it twice." in answer.content.decode()


@pytest.mark.requirement("SIG-04", "SIG-1", "P11-200-a1")
def test_forged_form_gets_no_password_way(world: World, idp: IdentityProvider, rita: Client) -> None:
    record = in_review(world)
    form = {**sheet(rita, record), "way": "password"}
    answer = rita.post(address_of(record), form)
    assert "Sign with Company account, where you sign in." in answer.content.decode()
    assert (
        rita.post(address_of(record), {**form, "username": "rita", "password": PASSWORD}).status_code == 400
    )
    assert not Signature.objects.exists()


@pytest.mark.requirement("SIG-1", "A11D-13-3")
def test_app_asked_for_at_sign_in_is_asked_for_at_the_signature(
    world: World, idp: IdentityProvider, rita: Client
) -> None:
    record = in_review(world)
    secret = totp.generate_totp_secret()
    with action(SYSTEM, "test.enrol"):
        totp.TOTP.activate(world.rita, secret)
    form = sheet(rita, record)
    assert (
        "Enter the code your authenticator app shows." in rita.post(address_of(record), form).content.decode()
    )
    assert rita.post(address_of(record), {**form, "code": "000000"}).status_code == 403
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    rita.get(idp.signs_in(named_address(rita.post(address_of(record), {**form, "code": code})), SUBJECT))
    assert Signature.objects.get().evidence["components"][-1] == "one-time code"


@pytest.mark.requirement("SIG-1")
def test_policy_can_be_a_local_signing_password(
    world: World, idp: IdentityProvider, as_person: SignedIn, settings: Any
) -> None:
    settings.OIDC_SIGNING = "local"
    with action(SYSTEM, "test.link") as act:
        FederatedSubject.objects.create(
            person=world.rita, issuer=idp.address, subject=SUBJECT, linked_at=act.at
        )
    client = Client()
    idp.says(SUBJECT)
    idp.opens(client, SUBJECT)
    record = in_review(world)
    text = client.get(address_of(record)).content.decode()
    hidden = dict(re.findall(r'name="(based_on|shown)" value="([^"]*)"', text))
    assert "with Company account" not in text
    form = {**hidden, "username": "rita", "password": PASSWORD}
    assert client.post(address_of(record), form).status_code == 302
    assert Signature.objects.get().evidence["method"] == "password"


@pytest.mark.requirement("SIG-10", "SIG-4", "SIG-04")
def test_several_are_signed_with_one_sign_in_each_by_its_own_signature(
    world: World, idp: IdentityProvider, rita: Client
) -> None:
    records = [in_review(world, title) for title in ("One", "Two", "Three")]
    query = "&".join(f"record={record.uuid}" for record in records)
    text = rita.get(f"/signing/?act=version.review&{query}").content.decode()
    stamps = dict(re.findall(r'name="((?:based_on|shown)-[0-9a-f-]{36})" value="([^"]*)"', text))
    keys = [str(record.uuid) for record in records]
    form = {"act": "version.review", "offered": keys, "record": keys[:2], "way": "provider", **stamps}
    going_to = named_address(rita.post("/signing/", form))
    world.move(world.anna, records[1], "withdraw", reason="A step is missing.")

    text = rita.get(idp.signs_in(going_to, SUBJECT)).content.decode()

    assert ("1 of 2 signed" in text, "has changed since you opened it" in text) == (True, True)
    assert list(Signature.objects.values_list("record_id", flat=True)) == [records[0].pk]
