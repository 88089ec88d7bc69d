"""Authenticator app and recovery codes: enrolled with a working code, asked for at sign-in, counted when wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import setting
from probatum.kernel.identity import accounts
from tests.web.identity.signing_in import kinds, sign_in
from tests.world import PASSWORD, World


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def code_counter() -> Iterator[list[int]]:
    """The number of the thirty seconds, which a test can move on."""
    counter = [int(time.time()) // 30]
    with patch("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([counter[0]])):
        yield counter


def code(secret: str, counter: list[int]) -> str:
    return format_hotp_value(hotp_value(secret, counter[0]))


def enrol(client: Client, counter: list[int], capture: Any) -> str:
    """Sign in and set up the app; returns its secret."""
    sign_in(client, "anna")
    again = client.get(reverse("mfa_activate_totp"))
    client.post(again["Location"], {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret: str = client.session["mfa.totp.secret"]
    with capture(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code(secret, counter)})
    assert done.status_code == 302
    counter[0] += 1
    return secret


@pytest.mark.requirement("ACC-14", "P11-300-e", "AT-11")
def test_app_is_enrolled_after_the_password_and_a_working_code(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    secret = enrol(client, code_counter, django_capture_on_commit_callbacks)

    found = Authenticator.objects.filter(user=world.anna)
    assert sorted(row.type for row in found) == ["recovery_codes", "totp"]
    assert secret not in str([row.data for row in found])
    assert kinds(world.anna) == ["sign_in", "second_factor_changed"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE body LIKE %s", [f"%{secret}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.requirement("P11-300-e")
def test_app_is_not_enrolled_with_a_wrong_code(client: Client, world: World) -> None:
    sign_in(client, "anna")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert not Authenticator.objects.filter(user=world.anna).exists()


@pytest.mark.requirement("ACC-14", "A11D-11-6")
def test_sign_in_asks_for_the_code_and_takes_it_once(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    secret = enrol(client, code_counter, django_capture_on_commit_callbacks)
    right = code(secret, code_counter)

    fresh = Client()
    assert sign_in(fresh, "anna")["Location"] == reverse("mfa_authenticate")
    assert fresh.get(reverse("me")).status_code == 302
    assert fresh.post(reverse("mfa_authenticate"), {"code": right})["Location"] == "/"
    assert fresh.get(reverse("me")).status_code == 200

    thief = Client()
    sign_in(thief, "anna")
    assert thief.post(reverse("mfa_authenticate"), {"code": right}).status_code == 200
    assert thief.get(reverse("me")).status_code == 302


@pytest.mark.requirement("P11-300-d")
def test_wrong_codes_lock_the_account_though_the_password_was_right(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    secret = enrol(client, code_counter, django_capture_on_commit_callbacks)
    thief = Client()
    for _ in range(int(setting("lockout.attempts"))):
        sign_in(thief, "anna")  # the password step must not forget the wrong codes
        thief.post(reverse("mfa_authenticate"), {"code": "000000"})
    sign_in(thief, "anna")
    thief.post(reverse("mfa_authenticate"), {"code": code(secret, code_counter)})

    assert thief.get(reverse("me")).status_code == 302
    assert kinds(world.anna).count("second_factor_failed") == int(setting("lockout.attempts"))
    assert "locked" in kinds(world.anna)


@pytest.mark.requirement("ACC-14")
def test_recovery_code_works_once(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    enrol(client, code_counter, django_capture_on_commit_callbacks)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    codes = Authenticator.objects.get(user=world.anna, type="recovery_codes").wrap().get_unused_codes()

    for expected in (302, 200):
        fresh = Client()
        sign_in(fresh, "anna")
        assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected


@pytest.mark.requirement("AT-11", "P11-300-c")
def test_second_factor_is_removed_only_after_the_password(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    enrol(client, code_counter, django_capture_on_commit_callbacks)
    fresh = Client()
    sign_in(fresh, "anna")
    assert Authenticator.objects.filter(user=world.anna, type="totp").exists()
    anonymous = fresh.post(reverse("mfa_deactivate_totp"))
    assert anonymous.status_code == 302
    assert Authenticator.objects.filter(user=world.anna, type="totp").exists()

    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=world.anna).exists()
    assert kinds(world.anna)[-1] == "second_factor_changed"


@pytest.mark.requirement("P11-300-c")
def test_loss_of_a_device_takes_every_factor_at_once(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    enrol(client, code_counter, django_capture_on_commit_callbacks)
    accounts.reset(world.adam, world.anna, reason="Phone stolen, called from the desk", lost_device=True)

    assert not Authenticator.objects.filter(user=world.anna).exists()
    assert client.get(reverse("me")).status_code == 302
    world.anna.refresh_from_db()
    assert (world.anna.may_sign, world.anna.has_usable_password()) == (False, False)


@pytest.mark.requirement("ACC-14")
def test_passkey_page_offers_a_challenge_for_this_host(client: Client, world: World) -> None:
    sign_in(client, "anna")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    response = client.get(reverse("mfa_add_webauthn"))

    assert response.status_code == 200
    options = response.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"] == {"id": "testserver", "name": "Probatum"}


@pytest.mark.requirement("ACC-14")
def test_second_factor_offers_only_what_the_account_has(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    enrol(client, code_counter, django_capture_on_commit_callbacks)
    client.logout()
    sign_in(client, "anna")
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert ("six digits" in page, "Use a passkey" in page) == (True, False)

    with action(SYSTEM, "test.passkey"):
        Authenticator.objects.create(
            user=world.anna, type="webauthn", data={"name": "Phone", "credential": {}}
        )
    with patch("allauth.mfa.webauthn.internal.auth.begin_authentication", lambda user: {}):
        page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Use a passkey" in page


PAGES = (
    "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "account_change_password", "account_logout", "my-sessions",
)  # fmt: skip


def test_pages_of_the_sign_in_library_speak_as_the_house_does(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    enrol(client, code_counter, django_capture_on_commit_callbacks)
    for name in PAGES:
        answer = client.get(reverse(name), follow=True)
        told = re.findall(
            r"<(?:h1|h2|button|a class=\"button)[^>]*>(?:<svg.*?</svg>)?([^<]+)<", answer.content.decode()
        )
        titled = [words for words in told if re.search(r"^\w+.* (?!I\b)[A-Z][a-z]", words.strip())]
        assert (name, titled, "Are you sure" in answer.content.decode()) == (name, [], False)
