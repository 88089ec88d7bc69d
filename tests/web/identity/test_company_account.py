"""Sign-in with the company account: only who was linked on purpose, by subject, with a provider that is really asked."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from probatum.kernel import lockout
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity import accounts, federation
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.models import FederatedSubject, Person
from tests.identity_provider import IdentityProvider, linked, named_address
from tests.kernel.identity.company import account, administrators, token_in
from tests.processes.examples import is_sentence
from tests.web.identity.signing_in import kinds, sign_in
from tests.world import World

__all__ = ["administrators"]
SUBJECT = "248289761001"


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


def signed_in(client: Client) -> bool:
    return client.get(reverse("me")).status_code == 200


def told(client: Client) -> str:
    return client.get(reverse("account_login")).content.decode()


@pytest.mark.requirement("SIG-04", "ACC-14", "AT-11")
def test_linked_person_signs_in_and_it_is_recorded(
    client: Client, world: World, idp: IdentityProvider
) -> None:
    linked(world.rita, idp, SUBJECT)
    answer = idp.opens(client, SUBJECT)
    assert (answer.status_code, answer["Location"], signed_in(client)) == (302, "/", True)
    event = AccessEvent.objects.get(person=world.rita)
    assert (event.kind, event.detail) == ("sign_in", "company account")


@pytest.mark.requirement("P11-100-a", "SIG-04")
def test_same_e_mail_address_opens_nothing(client: Client, world: World, idp: IdentityProvider) -> None:
    idp.says("a-stranger", email=world.rita.email, email_verified=True, preferred_username="rita")
    idp.opens(client, "a-stranger")
    assert not signed_in(client)
    assert "not linked to an account here" in told(client)
    assert list(AccessEvent.objects.values_list("kind", "person")) == [("sign_in_failed", None)]


@pytest.mark.requirement("A11D-11-1..5", "SIG-04")
@pytest.mark.parametrize("state", ["deactivated", "locked", "unlinked"])
def test_account_that_is_closed_here_is_closed_however_one_comes(
    client: Client, world: World, idp: IdentityProvider, administrators: tuple[Person, Person], state: str
) -> None:
    rita = linked(world.rita, idp, SUBJECT)
    if state == "deactivated":
        accounts.deactivate(administrators[0], rita, reason="Left the company")
    elif state == "unlinked":
        federation.end_company_link(administrators[0], rita, reason="Wrong account")
    else:
        for _ in range(5):
            lockout.note_failure(rita, purpose="sign_in")
    idp.opens(client, SUBJECT)
    assert not signed_in(client)
    sentences = {"deactivated": "not active", "locked": "locked for", "unlinked": "not linked"}
    assert sentences[state] in told(client)


@pytest.mark.requirement("SIG-04", "P11-300-d")
def test_password_is_no_second_door(
    client: Client, world: World, idp: IdentityProvider, settings: Any
) -> None:
    settings.OIDC_SIGNING = "local"
    with action(SYSTEM, "test.link") as act:
        FederatedSubject.objects.create(
            person=world.rita, issuer=idp.address, subject=SUBJECT, linked_at=act.at
        )
    answer = sign_in(client, "rita")
    assert "You sign in with Company account" in answer.content.decode()
    assert (signed_in(client), kinds(world.rita)) == (False, ["sign_in_failed"])


@pytest.mark.requirement("P11-200-a3", "P11-100-a", "P11-100-b")
def test_link_works_for_the_subject_it_was_made_for_and_takes_a_second_administrator(
    client: Client,
    world: World,
    idp: IdentityProvider,
    administrators: tuple[Person, Person],
    django_capture_on_commit_callbacks: Any,
) -> None:
    vera, viktor = administrators
    with django_capture_on_commit_callbacks(execute=True):
        federation.send_company_link(vera, world.rita, subject=SUBJECT, reason="Moves to the company account")
    token = token_in(mail.outbox[-1])
    page = reverse("company-link", args=[token])
    assert "Choose your password" not in client.get(reverse("activate", args=[token])).content.decode()

    idp.says("somebody-else")
    other = client.get(idp.signs_in(named_address(client.post(page)), "somebody-else"))
    assert other.status_code == 302
    assert "another company account than this link is for" in told(client)
    assert not FederatedSubject.objects.exists()

    idp.says(SUBJECT)
    client.get(idp.signs_in(named_address(client.post(page)), SUBJECT))
    rita = Person.objects.get(pk=world.rita.pk)
    assert FederatedSubject.objects.get().person_id == rita.pk
    assert (rita.may_sign, rita.has_usable_password()) == (False, False)
    assert client.post(page).status_code == 404  # used up
    with pytest.raises(NotAllowed, match="a second administrator has to verify"):
        accounts.verify_identity(vera, rita, method="Seen in person")
    accounts.verify_identity(viktor, rita, method="Seen in person")
    assert Person.objects.get(pk=rita.pk).may_sign


@pytest.mark.requirement("SIG-04", "P11-100-b")
def test_activation_link_joins_the_company_account_after_a_fresh_sign_in_there(
    client: Client,
    world: World,
    idp: IdentityProvider,
    administrators: tuple[Person, Person],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        nina = account(administrators[0], world)
    page = reverse("company-link", args=[token_in(mail.outbox[-1])])
    idp.says(SUBJECT, auth_time=int(time.time()) - 3600)
    going_to = named_address(client.post(page))
    assert ("prompt=login" in going_to, "max_age=0" in going_to) == (True, True)
    client.get(idp.signs_in(going_to, SUBJECT))
    assert "pass on an earlier sign-in" in told(client)
    assert not FederatedSubject.objects.exists()

    idp.says(SUBJECT)
    client.get(idp.signs_in(named_address(client.post(page)), SUBJECT))
    assert kinds(nina) == ["company_linked"]
    idp.opens(client, SUBJECT)
    assert signed_in(client)


@pytest.mark.requirement("P11-100-a")
def test_subject_is_never_given_to_somebody_else(
    world: World, idp: IdentityProvider, administrators: tuple[Person, Person]
) -> None:
    vera, _ = administrators
    linked(world.rita, idp, SUBJECT)
    with pytest.raises(Refused, match="linked already"):
        federation.send_company_link(vera, world.rita, subject="another", reason="Second account")
    federation.end_company_link(vera, world.rita, reason="Left the company")
    accounts.deactivate(vera, world.rita, reason="Left the company")
    with pytest.raises(Refused, match="never given to somebody else") as refusal:
        federation.send_company_link(vera, world.rolf, subject=SUBJECT, reason="New colleague")
    assert is_sentence(str(refusal.value))
    with pytest.raises(IntegrityError), transaction.atomic(), action(SYSTEM, "test.link") as act:
        FederatedSubject.objects.create(
            person=world.rolf, issuer=idp.address, subject=SUBJECT, linked_at=act.at
        )


@pytest.mark.requirement("P11-10-d", "P11-200-a3")
def test_only_an_access_administrator_links_and_never_themselves(
    world: World, idp: IdentityProvider, administrators: tuple[Person, Person]
) -> None:
    vera, _ = administrators
    with pytest.raises(NotAllowed):
        federation.send_company_link(world.anna, world.rita, subject=SUBJECT, reason="Please")
    with pytest.raises(NotAllowed, match="your own account"):
        federation.send_company_link(vera, vera, subject=SUBJECT, reason="Please")
    with pytest.raises(Refused, match="Enter the subject"):
        federation.send_company_link(vera, world.rita, subject="  ", reason="Please")


@pytest.mark.requirement("SIG-04")
@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another request"},
        {"aud": "another application"},
        {"iss": "http://localhost:1"},
        {"exp": 1},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_token_that_answers_something_else_opens_nothing(
    client: Client, world: World, idp: IdentityProvider, claims: dict[str, Any]
) -> None:
    linked(world.rita, idp, SUBJECT)
    idp.says(SUBJECT, **claims)
    idp.opens(client, SUBJECT)
    assert not signed_in(client)


@pytest.mark.requirement("SIG-04")
def test_answer_is_taken_in_the_session_that_asked_and_once(
    client: Client, world: World, idp: IdentityProvider
) -> None:
    linked(world.rita, idp, SUBJECT)
    start = client.get(reverse("company-sign-in"))
    back = idp.signs_in(start["Location"], SUBJECT)
    stranger = Client()
    stranger.get(back)
    assert not signed_in(stranger)
    refused = Client()
    assert refused.get(reverse("company-return"), {"state": "made up", "code": "x"}).status_code == 302
    client.get(back)
    assert signed_in(client)


@pytest.mark.requirement("SIG-04")
def test_nothing_of_it_is_there_unless_it_is_set_up(client: Client, world: World) -> None:
    assert client.get(reverse("company-sign-in")).status_code == 404
    assert "Sign in with" not in told(client)


@pytest.mark.requirement("SIG-04", "P11-300-c")
def test_who_has_no_password_confirms_at_the_provider_before_adding_a_passkey(
    client: Client, world: World, idp: IdentityProvider
) -> None:
    linked(world.rita, idp, SUBJECT)
    idp.opens(client, SUBJECT)
    add = reverse("mfa_add_webauthn")
    asked = client.get(add)
    assert asked["Location"].startswith(reverse("company-confirm"))
    idp.says("somebody-else")
    client.get(idp.signs_in(client.get(asked["Location"])["Location"], "somebody-else"))
    assert client.get(add).status_code == 302
    idp.says(SUBJECT)
    there = client.get(asked["Location"])["Location"]
    assert client.get(idp.signs_in(there, SUBJECT))["Location"] == add
    assert client.get(add).status_code == 200


@pytest.mark.requirement("SIG-04")
def test_who_has_no_password_is_told_where_they_sign_in(
    client: Client, world: World, idp: IdentityProvider
) -> None:
    linked(world.rita, idp, SUBJECT)
    idp.opens(client, SUBJECT)
    answer = client.get(reverse("account_change_password"), follow=True)
    assert "You have no password here; you sign in with Company account." in answer.content.decode()


@pytest.mark.requirement("SIG-04", "P11-10-d")
def test_administrator_sends_and_ends_the_link_on_the_persons_page(
    client: Client, world: World, idp: IdentityProvider, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, "adam")
    page = client.get(reverse("person", args=["rita"])).content.decode()
    assert reverse("person-company", args=["rita"]) in page
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(
            reverse("person-company", args=["rita"]), {"subject": SUBJECT, "reason": "Single sign-on"}
        )
    assert (sent.status_code, mail.outbox[-1].subject) == (302, "Link your company account")
    federation.link(token_in(mail.outbox[-1]), federation.Claims(idp.address, SUBJECT))
    page = client.get(reverse("person", args=["rita"])).content.decode()
    assert f"subject {SUBJECT}" in page
    client.post(reverse("person-company-end", args=["rita"]), {"reason": "Wrong account"})
    assert FederatedSubject.objects.get().ended_at is not None
