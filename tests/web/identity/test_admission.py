"""Before every page: who needs a second factor is led to it and can do nothing else; who left the networks is turned away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting
from probatum.kernel.identity import access, policy
from tests.web.identity.signing_in import kinds, sign_in
from tests.web.identity.test_every_address import every_route, example
from tests.world import PASSWORD, World

#: What may be opened before a second factor is set up: the way to it, and the way out.
OPEN = {
    "second-factor-needed",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
}


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def code_counter() -> Iterator[list[int]]:
    counter = [int(time.time()) // 30]
    with patch("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([counter[0]])):
        yield counter


def ask_of_readers(world: World) -> None:
    role = world.roles["reader"]
    access.save_role(
        world.adam, code=role.code, name=role.name, permissions=role.permissions, second_factor=True, role=role,
        reason="Policy of the company",
    )  # fmt: skip


def put(key: str, value: str) -> None:
    with action(SYSTEM, "test.policy", reason="policy"):
        Setting.objects.update_or_create(key=key, defaults={"value": value})


def led(response: Any) -> str:
    return str(response.headers.get("Location", "")).partition("?")[0]


def set_up(client: Client, counter: list[int], capture: Any) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    secret = client.session["mfa.totp.secret"]
    with capture(execute=True):
        code = format_hotp_value(hotp_value(secret, counter[0]))
        assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302


@pytest.mark.requirement("ACC-14", "A11D-11-6")
def test_without_the_second_factor_asked_for_nothing_else_opens(client: Client, world: World) -> None:
    """A crawl of every address, by reading and by sending."""
    ask_of_readers(world)
    sign_in(client, "rhea")
    answered: dict[str, int] = {}
    astray: dict[str, str] = {}
    for _, entry in every_route():
        name = str(entry.name)
        if name == "account_logout":
            continue
        for method in (client.get, client.post):
            response = method(reverse(name, kwargs=example(entry)))
            if response.status_code < 300:
                answered[name] = response.status_code
            elif name not in OPEN and led(response) != reverse("second-factor-needed"):
                astray[name] = f"{response.status_code} {led(response)}"

    assert answered.keys() <= OPEN - {"account_logout"}
    assert "second-factor-needed" in answered
    assert astray == {}


@pytest.mark.requirement("ACC-14", "A11D-11-6", "P11-300-e")
def test_person_sets_one_up_and_goes_on(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    ask_of_readers(world)
    sign_in(client, "rhea")
    page = client.get(reverse("second-factor-needed")).content.decode()
    assert ("One of your roles" in page, reverse("mfa_activate_totp") in page) == (True, True)

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert led(client.get("/")) == reverse("second-factor-needed")

    set_up(client, code_counter, django_capture_on_commit_callbacks)
    assert client.get("/").status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


@pytest.mark.requirement("ACC-14", "ACC-15")
def test_policy_of_a_role_counts_for_open_sessions_at_the_next_request(client: Client, world: World) -> None:
    sign_in(client, "rhea")
    assert client.get("/").status_code == 200
    ask_of_readers(world)

    assert led(client.get("/")) == reverse("second-factor-needed")
    answer = client.get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, reverse("second-factor-needed"))


@pytest.mark.requirement("ACC-14")
def test_session_that_did_not_give_the_factor_is_asked_for_it(
    client: Client, world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    """A session opened by password alone does not gain by a factor that another one set up."""
    elsewhere = Client()
    sign_in(elsewhere, "rhea")
    ask_of_readers(world)
    sign_in(client, "rhea")
    set_up(client, code_counter, django_capture_on_commit_callbacks)

    assert led(elsewhere.get("/")) == reverse("mfa_reauthenticate")
    assert led(elsewhere.get(reverse("mfa_activate_totp"))) == reverse("mfa_reauthenticate")
    code_counter[0] += 1
    totp = Authenticator.objects.get(user=world.rhea, type="totp")
    from probatum.web.identity.adapter import SecondFactorAdapter  # app ready

    secret = SecondFactorAdapter().decrypt(totp.data["secret"])
    code = format_hotp_value(hotp_value(secret, code_counter[0]))
    elsewhere.post(reverse("mfa_reauthenticate"), {"code": code})
    assert elsewhere.get("/").status_code == 200


@pytest.mark.requirement("ACC-14", "A11D-11-6")
def test_outside_the_trusted_networks_the_factor_is_asked_for(client: Client, world: World) -> None:
    put(policy.TRUSTED, "10.0.0.0/8")
    inside, outside = {"REMOTE_ADDR": "10.1.1.1"}, {"REMOTE_ADDR": "203.0.113.9"}
    sign_in(client, "rhea", **inside)
    assert client.get("/", **inside).status_code == 200
    assert led(client.get("/", **outside)) == reverse("second-factor-needed")
    told = client.get(reverse("second-factor-needed"), **outside).content.decode()
    assert "Outside the trusted networks" in told
    assert client.get("/", **inside).status_code == 200


@pytest.mark.requirement("ACC-14", "P11-10-h", "AT-11")
def test_session_taken_outside_the_allowed_networks_ends(client: Client, world: World) -> None:
    inside, outside = {"REMOTE_ADDR": "10.1.1.1"}, {"REMOTE_ADDR": "203.0.113.9"}
    sign_in(client, "adam", **inside)
    assert client.get(reverse("people"), **inside).status_code == 200
    put(policy.ALLOWED, "10.0.0.0/8")

    refused = client.get(reverse("people"), **outside)
    assert (refused.status_code, policy.OUTSIDE in refused.content.decode()) == (403, True)
    assert client.get(reverse("people"), **inside).status_code == 302
    assert kinds(world.adam)[-1] == "network_refused"
    assert policy.OUTSIDE in sign_in(client, "adam", **outside).content.decode()


@pytest.mark.requirement("P11-10-h")
def test_address_a_client_claims_is_not_believed(client: Client, world: World) -> None:
    put(policy.ALLOWED, "10.0.0.0/8")
    claimed = sign_in(client, "adam", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="10.1.1.1")
    assert policy.OUTSIDE in claimed.content.decode()


@pytest.mark.requirement("P11-10-h")
def test_behind_a_proxy_the_address_it_saw_counts(client: Client, world: World, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    put(policy.ALLOWED, "10.0.0.0/8")
    proxy = {"REMOTE_ADDR": "127.0.0.1"}
    spoofed = sign_in(client, "adam", HTTP_X_FORWARDED_FOR="10.1.1.1, 203.0.113.9", **proxy)
    assert policy.OUTSIDE in spoofed.content.decode()
    true = sign_in(client, "adam", HTTP_X_FORWARDED_FOR="203.0.113.9, 10.1.1.1", **proxy)
    assert true.status_code == 302
