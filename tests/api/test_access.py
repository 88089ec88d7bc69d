"""Who is let in by the interface for programs: tokens that count, nobody else, and no cookie."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from probatum.api import description
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import change_setting
from probatum.kernel.identity import accounts
from probatum.kernel.identity import token as tokens
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.ledger.history import timeline
from tests.api.conftest import Program, Programs
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("INT-02", "P11-10-d")
def test_without_a_token_every_address_answers_401(world: World) -> None:
    record = world.document().record
    known = {"kind": "version", "uuid": record.uuid, "section": "x", "move": "x", "number": 1}
    known |= {"register_name": "batch"}
    browser = Client()
    browser.force_login(world.anna)
    for address, operations in {
        **description.document()["paths"],
        "/api/v1/openapi.json": {"get": {}},
    }.items():
        for method in operations:
            for client in (Client(), browser):
                answer = client.generic(method.upper(), address.format(**known), "{}")
                told = answer.headers.get("WWW-Authenticate")
                assert (answer.status_code, told) == (401, 'Bearer realm="Probatum"'), address
                assert answer.json()["sentence"].startswith("Send an access token in the header")


@pytest.mark.requirement("INT-02", "P11-10-d")
def test_session_of_a_browser_opens_nothing(world: World) -> None:
    browser = Client()
    browser.force_login(world.anna)
    assert browser.get("/").status_code == 200
    assert browser.get("/api/v1/me").status_code == 401
    assert (
        browser.post("/api/v1/kinds/version/records", {}, content_type="application/json").status_code == 401
    )


@pytest.mark.requirement("INT-02")
def test_me_says_whose_account_it_is_and_what_the_token_covers(world: World, program: Programs) -> None:
    told = program(world.rhea, "version", writes=False).get("/me").json()
    assert told["person"] == {"username": "rhea", "name": "Rhea"}
    assert (told["token"]["kinds"], told["token"]["writes"]) == (["version"], False)
    assert told["permissions"] == ["document.download", "document.print", "document.read"]


@pytest.mark.requirement("INT-02", "P11-300-c")
def test_expired_token_is_refused_with_the_day(world: World, program: Programs) -> None:
    used = program(world.rhea)
    over = timezone.now() - dt.timedelta(days=1)
    with action(SYSTEM, "test.expire"):
        tokens.AccessToken.objects.filter(pk=used.token.pk).update(expires_at=over)
    answer = used.get("/me")
    assert answer.status_code == 401
    assert f"expired on {over:%Y-%m-%d}" in answer.json()["sentence"]
    assert AccessEvent.objects.filter(person=world.rhea, kind="token_refused").count() == 1


@pytest.mark.requirement("INT-02", "P11-300-c")
def test_revoked_token_fails_at_once(world: World, program: Programs) -> None:
    used = program(world.rhea)
    assert used.get("/me").status_code == 200
    tokens.revoke(world.rhea, used.token, reason="The program was replaced.")
    assert (used.get("/me").status_code, "was revoked" in used.get("/me").json()["sentence"]) == (401, True)


@pytest.mark.requirement("P11-10-d", "P11-300-c")
def test_deactivated_account_ends_its_tokens_for_good(world: World, program: Programs) -> None:
    used = program(world.rhea)
    accounts.deactivate(world.adam, world.rhea, reason="Left the company.")
    assert used.get("/me").status_code == 401
    accounts.reactivate(world.adam, world.rhea, reason="Came back.")
    assert used.get("/me").status_code == 401


@pytest.mark.requirement("P11-300-c")
def test_reported_loss_ends_tokens_with_everything_else(world: World, program: Programs) -> None:
    used = program(world.rhea)
    accounts.reset(world.adam, world.rhea, reason="Laptop stolen; called back.", lost_device=True)
    assert used.get("/me").status_code == 401


@pytest.mark.requirement("INT-02")
def test_requests_a_minute_are_limited_for_each_token(world: World, program: Programs) -> None:
    change_setting(world.sven, tokens.PER_MINUTE, value="10", reason="A small server.")
    used, other = program(world.rhea), program(world.anna)
    assert {used.get("/me").status_code for _ in range(10)} == {200}
    answer = used.get("/me")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert (
        answer.json()["sentence"]
        == "This token makes more than 10 requests a minute. Wait until the next one."
    )
    assert other.get("/me").status_code == 200


@pytest.mark.requirement("P11-300-d")
def test_guessing_tokens_is_stopped(world: World, program: Programs) -> None:
    guess = Program("probatum_" + "x" * 43, program(world.rhea).token)
    assert {guess.get("/me").status_code for _ in range(30)} == {401}
    assert guess.get("/me").status_code == 429


@pytest.mark.requirement("AT-2", "ATR-01")
def test_use_stands_in_the_access_log_once_a_day_and_acts_name_the_interface(
    world: World, program: Programs
) -> None:
    used = program(world.rhea)
    for _ in range(3):
        used.get("/me")
    assert AccessEvent.objects.filter(person=world.rhea, kind="token_used").count() == 1
    latest = timeline(limit=1)[0]
    assert (latest.name, latest.via, latest.person) == ("token.use", "api", "Rhea")


@pytest.mark.requirement("INT-02", "P11-10-h")
def test_networks_hold_for_programs_too(world: World, program: Programs) -> None:
    used = program(world.rhea)
    change_setting(world.sven, "network.limits", value="everybody", reason="Policy")
    change_setting(world.sven, "network.allowed", value="10.0.0.0/8", reason="Policy")
    outside = used.client.get("/api/v1/me", REMOTE_ADDR="192.0.2.7")
    inside = used.client.get("/api/v1/me", REMOTE_ADDR="10.1.2.3")
    assert (outside.status_code, inside.status_code) == (401, 200)


@pytest.mark.requirement("INT-02")
def test_unknown_address_is_told_as_json_without_a_page(world: World, program: Programs) -> None:
    answer = program(world.rhea).get("/nothing")
    assert (answer.status_code, answer.json()["sentence"]) == (
        404,
        "There is nothing at this address that you may see.",
    )
