"""AT-11: every declared kind of access event, and every act of an administrator, produces an entry in the security log."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.kernel import lockout
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.challenge import refused
from probatum.kernel.configuration import Setting, change_setting
from probatum.kernel.errors import NotAuthenticated
from probatum.kernel.identity import access, accounts, dormancy, federation, links, policy, sessions
from probatum.kernel.identity import token as tokens
from probatum.kernel.identity.events import KINDS, AccessEvent
from probatum.kernel.models import Grant, Person, Role
from probatum.kernel.signature import Credential, authenticate
from tests.web.identity.signing_in import sign_in
from tests.world import PASSWORD, World

WRONG, OTHER = "wrong and long enough", "Thirteen grey herons over Basel"
ISSUER = "https://login.example.org"
Doer = Callable[[World], None]


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def code_counter() -> Iterator[list[int]]:
    counter = [int(time.time()) // 30]
    with patch("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([counter[0]])):
        yield counter


def signed_in(world: World) -> Client:
    client = Client()
    sign_in(client, "anna")
    return client


def enrolled(world: World) -> Client:
    """Anna with an authenticator app, set up by hand."""
    client = signed_in(world)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    counter = int(time.time()) // 30
    codes = [
        format_hotp_value(hotp_value(client.session["mfa.totp.secret"], counter + n)) for n in (-1, 0, 1)
    ]
    for code in codes:
        if client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302:
            break
    return client


def fail(world: World, times: int = 1) -> None:
    for _ in range(times):
        sign_in(Client(), "anna", WRONG)


def locked_out(world: World) -> None:
    fail(world, 5)


def while_locked(world: World) -> None:
    fail(world, 6)


def unlocked(world: World) -> None:
    fail(world, 5)
    lockout.unlock(world.adam, world.anna, reason="Seen in person")


def wrong_factor(world: World) -> None:
    enrolled(world)
    client = Client()
    sign_in(client, "anna")
    client.post(reverse("mfa_authenticate"), {"code": "000000"})


def wrong_confirmation(world: World) -> None:
    signed_in(world).post(reverse("account_reauthenticate"), {"password": WRONG})


def wrong_signature(world: World) -> None:
    with pytest.raises(NotAuthenticated):
        authenticate(world.anna, Credential("anna", WRONG))


def refused_signature(world: World) -> None:
    refused(world.anna, "The confirmation took longer than allowed.")


def from_outside(world: World) -> None:
    with action(SYSTEM, "test.policy", reason="policy"):
        Setting.objects.create(key=policy.ALLOWED, value="192.0.2.0/24")
        Setting.objects.create(key=policy.LIMITS, value="everybody")
    sign_in(Client(), "anna", REMOTE_ADDR="203.0.113.9")


def signed_out(world: World) -> None:
    signed_in(world).post(reverse("account_logout"))


def ended(world: World) -> None:
    signed_in(world)
    sessions.revoke(world.adam, sessions.sessions_of(world.anna)[0].id, reason="Left the desk")


def new_password(world: World) -> None:
    form = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    signed_in(world).post(reverse("account_change_password"), form)


def lost(world: World) -> None:
    accounts.reset(world.adam, world.anna, reason="Phone stolen", lost_device=True)


def away(world: World) -> None:
    with action(SYSTEM, "test.away"):
        long_ago = timezone.now() - dt.timedelta(days=200)
        Person.objects.filter(pk=world.anna.pk).update(created_at=long_ago, last_login=long_ago)
    dormancy.deactivate_dormant()


def by_link(world: World) -> None:
    with patch.object(links.secrets, "token_urlsafe", return_value="t" * 43):
        accounts.reset(world.adam, world.anna, reason="Forgot it")
    links.choose_password("t" * 43, OTHER)


def linked(world: World) -> None:
    with patch.object(links.secrets, "token_urlsafe", return_value="t" * 43):
        federation.send_company_link(world.adam, world.anna, subject="anna", reason="Company account")
    federation.link("t" * 43, federation.Claims(issuer=ISSUER, subject="anna"))


def unlinked(world: World) -> None:
    linked(world)
    federation.end_company_link(world.adam, world.anna, reason="Left the company")


def taken(world: World) -> tokens.AccessToken:
    """Anna holds an access token that somebody else allowed."""
    with action(SYSTEM, "test.role"):
        world.roles["issuer"] = Role.objects.create(
            code="issuer", name="Issuer", permissions=["token.manage"]
        )
    tina = world.person("tina", "issuer", may_sign=False)
    allowed = tokens.allow(
        tina, world.anna, name="LIMS", kinds=["version"], writes=False, days=30, reason="Reads numbers."
    )
    world.secret = tokens.take_up(world.anna, allowed)  # type: ignore[attr-defined]
    return allowed


def used(world: World) -> None:
    taken(world)
    Client().get("/api/v1/me", headers={"Authorization": f"Bearer {world.secret}"})  # type: ignore[attr-defined]


def revoked(world: World) -> None:
    tokens.revoke(world.anna, taken(world), reason="Not needed any more.")


def no_more(world: World) -> None:
    revoked(world)
    Client().get("/api/v1/me", headers={"Authorization": f"Bearer {world.secret}"})  # type: ignore[attr-defined]


DOERS: dict[str, Doer] = {
    "sign_in": lambda world: signed_in(world) and None,
    "sign_in_failed": fail,
    "sign_in_while_locked": while_locked,
    "second_factor_failed": wrong_factor,
    "reauthentication_failed": wrong_confirmation,
    "signature_failed": wrong_signature,
    "signature_refused": refused_signature,
    "locked": locked_out,
    "unlocked": unlocked,
    "network_refused": from_outside,
    "sign_out": signed_out,
    "session_ended": ended,
    "password_changed": new_password,
    "second_factor_changed": lambda world: enrolled(world) and None,
    "device_lost": lost,
    "dormant": away,
    "link_used": by_link,
    "company_linked": linked,
    "company_unlinked": unlinked,
    "token_taken": lambda world: taken(world) and None,
    "token_used": used,
    "token_revoked": revoked,
    "token_refused": no_more,
}


def entries(since: int) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger.entry WHERE id > %s AND op = 'N' ORDER BY id", [since])
        return [json.loads(body) for (body,) in cursor.fetchall()]


def newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM ledger.entry")
        return int(cursor.fetchone()[0])


@pytest.mark.requirement("AT-11", "A11D-11-9")
def test_every_declared_kind_has_its_proof() -> None:
    assert sorted(DOERS) == sorted(KINDS)


@pytest.mark.requirement("AT-11", "A11D-11-9")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_event_produces_an_entry(
    world: World, settings: Any, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    settings.OIDC_ISSUER = ISSUER
    before = newest()
    with django_capture_on_commit_callbacks(execute=True):
        DOERS[kind](world)

    found = AccessEvent.objects.filter(kind=kind)
    assert found.exists()
    assert {event.person for event in found} == {world.anna}
    told = [entry for entry in entries(before) if entry.get("access") == kind]
    assert len(told) == found.count()
    assert {entry["person"] for entry in told} == {world.anna.pk}


def make_account(world: World) -> None:
    facts = {"username": "nina.new", "name": "Nina New", "email": "nina@example.com"}
    accounts.create_account(world.adam, reason="Joins Quality", site=world.basel, **facts)


def give(world: World) -> None:
    access.grant(world.adam, person=world.otto, role=world.roles["reader"], reason="Joins Quality")


def change_role(world: World) -> None:
    role = world.roles["reader"]
    access.save_role(
        world.adam, code=role.code, name=role.name, permissions=["document.read"], role=role, reason="Less"
    )


PRIVILEGED: dict[str, Doer] = {
    "account.create": make_account,
    "account.deactivate": lambda world: accounts.deactivate(world.adam, world.anna, reason="Left"),
    "account.reset": lambda world: accounts.reset(world.adam, world.anna, reason="Forgot it"),
    "account.report_loss": lost,
    "account.withdraw_signing": lambda world: accounts.withdraw_signing(
        world.adam, world.anna, reason="Left"
    ),
    "grant.give": give,
    "grant.end": lambda world: access.end_grant(
        world.adam, Grant.objects.get(person=world.anna), reason="Left"
    ),
    "role.change": change_role,
    "session.revoke": ended,
    "lockout.unlock": unlocked,
    "configuration.change": lambda world: (
        change_setting(world.sven, "session.idle_minutes", value="20", reason="Policy") and None
    ),
}


@pytest.mark.requirement("AT-11", "AT-4")
@pytest.mark.parametrize("name", sorted(PRIVILEGED))
def test_use_of_a_privilege_is_an_entry_with_who_and_why(world: World, name: str) -> None:
    before = newest()
    PRIVILEGED[name](world)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT actor, ctx::jsonb ->> 'why' FROM ledger.entry "
            "WHERE id > %s AND ctx IS NOT NULL AND ctx::jsonb ->> 'act' = %s",
            [before, name],
        )
        found = cursor.fetchall()
    assert len(found) == 1
    who, why = found[0]
    assert who in (world.adam.pk, world.sven.pk)
    assert why
