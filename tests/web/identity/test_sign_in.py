"""Signing in and out, as a browser does it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import setting
from probatum.kernel.identity import accounts
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.identity.installation import install_administrator
from probatum.kernel.identity.signin import WRONG
from probatum.kernel.lockout import Lockout
from probatum.kernel.people import Person
from tests.web.identity.signing_in import kinds, sign_in
from tests.world import PASSWORD, World

OTHER = "Thirteen grey herons over Basel"


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


def shown(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.requirement("P11-10-d", "ACC-14", "P11-300-a")
def test_sign_in_with_user_name_and_password_opens_a_session(client: Client, world: World) -> None:
    response = sign_in(client, " Anna ")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(reverse("me")).status_code == 200


@pytest.mark.requirement("AT-11", "P11-10-d")
def test_sign_in_is_recorded_with_address_and_without_a_password(client: Client, world: World) -> None:
    sign_in(client, "anna", REMOTE_ADDR="10.1.2.3")

    found = AccessEvent.objects.get(person=world.anna)
    assert (found.kind, found.ip, found.detail) == ("sign_in", "10.1.2.3", "password")
    assert len(found.session) == 32
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE body LIKE %s", [f"%{PASSWORD}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.requirement("AT-11")
def test_every_step_of_access_is_an_event_of_the_ledger(client: Client, world: World) -> None:
    sign_in(client, "anna", "wrong and long enough")
    sign_in(client, "anna")
    client.post(reverse("account_logout"))

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body::json ->> 'access' FROM ledger.entry WHERE op = 'N' AND body LIKE %s ORDER BY id",
            ['%"access"%'],
        )
        assert [row[0] for row in cursor.fetchall()] == ["sign_in_failed", "sign_in", "sign_out"]
    assert kinds(world.anna) == ["sign_in_failed", "sign_in", "sign_out"]


@pytest.mark.requirement("P11-10-d")
def test_e_mail_address_is_no_user_name(client: Client, world: World) -> None:
    response = sign_in(client, world.anna.email)

    assert response.status_code == 200
    assert WRONG in shown(response)


@pytest.mark.requirement("P11-300-d", "A11D-11-7/8")
def test_account_is_locked_after_the_allowed_failures(client: Client, world: World) -> None:
    attempts = int(setting("lockout.attempts"))
    answers = [shown(sign_in(client, "anna", "wrong and long enough")) for _ in range(attempts)]

    assert [WRONG in answer for answer in answers] == [True] * (attempts - 1) + [False]
    assert "locked for 1 more minute" in answers[-1]
    assert "locked for 1 more minute" in shown(sign_in(client, "anna"))
    assert client.get(reverse("me")).status_code == 302
    assert Lockout.objects.get(person=world.anna).failures == attempts
    assert kinds(world.anna)[-2:] == ["locked", "sign_in_while_locked"]


@pytest.mark.requirement("P11-300-d")
def test_unknown_user_name_is_answered_counted_and_recorded_like_a_known_one(
    client: Client, world: World
) -> None:
    attempts = int(setting("lockout.attempts"))
    known = [shown(sign_in(client, "anna", "wrong and long enough")) for _ in range(attempts + 1)]
    unknown = [shown(sign_in(client, "zoe", "wrong and long enough")) for _ in range(attempts + 1)]

    assert [text.replace("zoe", "anna") for text in unknown] == known
    found = list(AccessEvent.objects.filter(person=None).order_by("id"))
    expected = ["sign_in_failed"] * attempts + ["locked", "sign_in_while_locked"]
    assert [event.kind for event in found] == expected == kinds(world.anna)
    assert not any("zoe" in event.detail for event in found)


@pytest.mark.requirement("P11-300-d")
def test_security_contact_and_person_are_told_of_a_lock_out(
    client: Client,
    world: World,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(int(setting("lockout.attempts"))):
            sign_in(client, "anna", "wrong and long enough")

    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("An account was locked", [world.anna.email])]


@pytest.mark.requirement("P11-10-d", "A11D-11-1..5")
def test_deactivated_person_cannot_sign_in(client: Client, world: World) -> None:
    accounts.deactivate(world.adam, world.anna, reason="Left the company")

    assert "not active" in shown(sign_in(client, "anna"))
    assert kinds(world.anna) == ["sign_in_failed"]


@pytest.mark.requirement("ACC-14")
def test_last_sign_in_and_failures_since_are_shown(client: Client, world: World) -> None:
    sign_in(client, "anna", REMOTE_ADDR="10.1.2.3")
    client.post(reverse("account_logout"))
    for _ in range(2):
        sign_in(Client(), "anna", "wrong and long enough")
    sign_in(client, "anna")

    text = shown(client.get(reverse("me")))
    assert "from 10.1.2.3. 2 failed attempts since." in text


@pytest.mark.requirement("P11-300-d")
def test_success_forgets_earlier_failures(client: Client, world: World) -> None:
    sign_in(client, "anna", "wrong and long enough")
    sign_in(client, "anna")

    assert Lockout.objects.get(person=world.anna).failures == 0


@pytest.mark.requirement("ACC-14")
def test_session_key_changes_at_sign_in(client: Client, world: World) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key
    sign_in(client, "anna")

    assert client.session.session_key != before


@pytest.mark.requirement("P11-10-d")
@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "password/reset/",
        "password/set/",
        "confirm-email/",
        "login/code/",
        "2fa/webauthn/login/",
        "2fa/trust/",
    ],
)
def test_what_is_not_offered_has_no_address(client: Client, world: World, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


@pytest.mark.requirement("P11-200-a3")
def test_password_is_changed_by_its_person_and_ends_other_sessions(client: Client, world: World) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "anna")
    sign_in(client, "anna")
    form = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    response = client.post(reverse("account_change_password"), form)

    assert (response.status_code, response["Location"]) == (302, reverse("me"))
    assert client.get(reverse("me")).status_code == 200
    assert elsewhere.get(reverse("me")).status_code == 302
    assert sign_in(Client(), "anna", OTHER).status_code == 302
    assert "password_changed" in kinds(world.anna)


@pytest.mark.requirement("A11D-11-1..5")
def test_weak_new_password_is_refused_in_the_form(client: Client, world: World) -> None:
    sign_in(client, "anna")
    form = {"oldpassword": PASSWORD, "password1": "anna and a horse", "password2": "anna and a horse"}
    response = client.post(reverse("account_change_password"), form)

    assert "without your name" in shown(response)
    assert sign_in(Client(), "anna").status_code == 302


@pytest.mark.requirement("A11D-11-1..5")
def test_issued_password_must_be_changed_before_anything_else(client: Client, world: World) -> None:
    made = install_administrator(
        username="first.admin", name="Frida First", email="frida@example.com", roles=[], password=PASSWORD
    )
    sign_in(client, made.username)

    for name in ("me", "people", "my-sessions", "signature-agreement"):
        response = client.get(reverse(name))
        assert (response.status_code, response["Location"]) == (302, reverse("account_change_password"))
    form = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    client.post(reverse("account_change_password"), form)
    assert client.get(reverse("me")).status_code == 200


@pytest.mark.requirement("P11-10-j", "P11-100-c", "SIG-06")
def test_signer_without_agreement_is_led_to_it_and_on(client: Client, world: World) -> None:
    world.person("nora", "approver")
    with action(SYSTEM, "test.agreement"):
        Person.objects.filter(pk=world.nora.pk).update(agreement_version=0)
    response = sign_in(client, "nora")
    assert response["Location"] == f"{reverse('signature-agreement')}?next=%2F"

    assert client.post(reverse("signature-agreement"), {"next": "/"}).status_code == 400
    accepted = client.post(reverse("signature-agreement"), {"next": "/", "accepted": "on"})
    assert (accepted.status_code, accepted["Location"]) == (302, "/")
    world.nora.refresh_from_db()
    assert world.nora.agreement_version == 1


@pytest.mark.requirement("P11-10-d")
def test_page_asked_for_is_reached_after_sign_in_but_never_another_site(client: Client, world: World) -> None:
    asked = client.get(reverse("me"))
    assert asked["Location"] == f"{reverse('account_login')}?next=/me/".replace("/me/", "%2Fme%2F")

    ours = client.post(
        reverse("account_login"), {"login": "anna", "password": PASSWORD, "next": reverse("me")}
    )
    assert ours["Location"] == reverse("me")
    theirs = Client().post(
        reverse("account_login"), {"login": "anna", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert theirs["Location"] == "/"
