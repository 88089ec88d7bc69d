"""Leaving and losing: whatever an account had open is void at once, on every path (P11-10-d, P11-300-c, FND-21)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity import accounts, delegation, dormancy, links, sessions
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Person, Record, Signature
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, authenticate, digest_of
from tests.kernel.identity.company import account, administrators, token_in
from tests.web.identity.signing_in import kinds, sign_in
from tests.world import PASSWORD, World

__all__ = ["administrators"]

Leave = Callable[[World, Person], None]


def deactivated(world: World, person: Person) -> None:
    accounts.deactivate(world.adam, person, reason="Left the company")


def fell_dormant(world: World, person: Person) -> None:
    long_ago = timezone.now() - dt.timedelta(days=200)
    with action(SYSTEM, "test.away"):
        Person.objects.filter(pk=person.pk).update(created_at=long_ago, last_login=long_ago)
    assert dormancy.deactivate_dormant() == [person.username]


def lost_a_device(world: World, person: Person) -> None:
    accounts.reset(world.adam, person, reason="Phone stolen, called from the desk", lost_device=True)


ways_out = pytest.mark.parametrize("leave", [deactivated, fell_dormant, lost_a_device])


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def code_counter() -> Iterator[list[int]]:
    counter = [int(time.time()) // 30]
    with patch("allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time", lambda: iter([counter[0]])):
        yield counter


def enrol(client: Client, counter: list[int], capture: Any) -> str:
    """Set up an authenticator app; return its secret."""
    sign_in(client, "paul")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret: str = client.session["mfa.totp.secret"]
    with capture(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code(secret, counter)})
    counter[0] += 1
    return secret


def code(secret: str, counter: list[int]) -> str:
    return format_hotp_value(hotp_value(secret, counter[0]))


def in_approval(world: World) -> Record:
    """A version that waits for Paul's signature."""
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    world.move(world.anna, record, "submit_for_approval")
    return Record.objects.get(pk=record.pk)


@pytest.mark.requirement("P11-10-d", "P11-300-c", "FND-21")
@ways_out
def test_every_open_session_fails_at_the_next_request(world: World, leave: Leave) -> None:
    here, there = Client(), Client()
    sign_in(here, "paul")
    sign_in(there, "paul")
    leave(world, world.paul)

    for client in (here, there):
        for address in ("/", reverse("me"), reverse("record-list-export", args=["version"])):
            assert client.get(address).headers["Location"].startswith(reverse("account_login"))
    assert sessions.sessions_of(world.paul) == []


@pytest.mark.requirement("P11-10-d", "P11-300-c")
@ways_out
def test_sign_in_that_waits_for_its_second_factor_is_void(
    world: World, leave: Leave, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    secret = enrol(Client(), code_counter, django_capture_on_commit_callbacks)
    waiting = Client()
    assert sign_in(waiting, "paul")["Location"] == reverse("mfa_authenticate")
    leave(world, world.paul)

    waiting.post(reverse("mfa_authenticate"), {"code": code(secret, code_counter)})
    assert waiting.get(reverse("me")).status_code == 302


@pytest.mark.requirement("P11-10-d", "P11-300-c", "SIG-03")
@ways_out
def test_sheet_that_was_open_signs_nothing(world: World, leave: Leave) -> None:
    record = in_approval(world)
    client = Client()
    sign_in(client, "paul")
    sheet = reverse("record-move", args=[record.uuid, "approve"])
    assert client.get(sheet).status_code == 200
    shown = {"based_on": record.version, "shown": digest_of(process_of(record), record)}
    before = Signature.objects.count()
    leave(world, world.paul)

    answer = client.post(sheet, shown | {"username": "paul", "password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert Signature.objects.count() == before


@pytest.mark.requirement("P11-10-d", "SIG-03")
@ways_out
def test_credential_checked_before_the_end_signs_nothing_after_it(world: World, leave: Leave) -> None:
    """Between the check of the password and the signature an administrator was quicker."""
    record = in_approval(world)
    paul = Person.objects.get(username="paul")
    evidence = authenticate(paul, Credential("paul", PASSWORD))
    shown = digest_of(process_of(record), record)
    before = Signature.objects.count()
    leave(world, world.paul)

    with pytest.raises(Refused):
        perform(
            Person.objects.get(username="paul"), record, "approve",
            based_on=record.version, evidence=evidence, shown=shown,
        )  # fmt: skip
    assert Signature.objects.count() == before


@pytest.mark.requirement("P11-10-d")
def test_link_and_absence_of_a_leaver_are_void(
    world: World,
    administrators: tuple[Person, Person],
    mailoutbox: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        nina = account(administrators[0], world)
    token = token_in(mailoutbox[-1])
    week = timezone.now() + dt.timedelta(days=7)
    held = delegation.delegate(world.paul, absent=world.paul, to=world.rita, ends=week, reason="Holidays")
    for person in (nina, world.rita):
        accounts.deactivate(administrators[1], person, reason="Left the company")

    with pytest.raises(Refused):
        links.choose_password(token, "Thirteen grey herons over Basel")
    held.refresh_from_db()
    assert held.revoked_at is not None
    assert Client().get(f"/activate/{token}/").status_code == 404


@pytest.mark.requirement("P11-10-d")
def test_return_revives_nothing_that_was_open(world: World) -> None:
    client = Client()
    sign_in(client, "paul")
    accounts.deactivate(world.adam, world.paul, reason="Left the company")
    accounts.reactivate(world.adam, Person.objects.get(username="paul"), reason="Came back")

    assert client.get(reverse("me")).status_code == 302
    assert sign_in(Client(), "paul").status_code == 200  # the old password is void
    assert not Person.objects.get(username="paul").may_sign


@pytest.mark.requirement("P11-300-c")
def test_lost_factor_fails_at_once_and_is_in_the_log(
    world: World, code_counter: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    secret = enrol(Client(), code_counter, django_capture_on_commit_callbacks)
    codes = Authenticator.objects.get(user=world.paul, type="recovery_codes").wrap().get_unused_codes()
    client = Client()
    sign_in(client, "adam")
    page = reverse("person-loss", args=["paul"])
    assert client.post(page, {"reason": " "}).status_code == 400
    assert client.post(page, {"reason": "Phone stolen, called back on the desk phone"}).status_code == 302

    assert not Authenticator.objects.filter(user=world.paul).exists()
    for given in (code(secret, code_counter), codes[0]):
        thief = Client()
        sign_in(thief, "paul")
        thief.post(reverse("mfa_authenticate"), {"code": given})
        assert thief.get(reverse("me")).status_code == 302
    assert "device_lost" in kinds(world.paul)
    event = AccessEvent.objects.get(kind="device_lost")
    assert event.detail == "2 second factors removed, every session ended"


@pytest.mark.requirement("P11-300-c", "P11-100-b")
def test_identity_is_checked_again_after_a_loss_by_somebody_else(
    world: World, administrators: tuple[Person, Person]
) -> None:
    vera, viktor = administrators
    accounts.reset(vera, world.paul, reason="Phone stolen", lost_device=True)
    paul = Person.objects.get(username="paul")
    assert not paul.may_sign
    with pytest.raises(NotAllowed, match="second administrator"):
        accounts.verify_identity(vera, paul, method="Passport seen")
    accounts.verify_identity(viktor, paul, method="Passport seen")
    assert Person.objects.get(username="paul").may_sign


@pytest.mark.requirement("P11-300-c")
def test_loss_does_not_wait_for_an_address(world: World) -> None:
    with action(SYSTEM, "test.address"):
        Person.objects.filter(username="paul").update(email="")
    client = Client()
    sign_in(client, "paul")
    accounts.reset(world.adam, Person.objects.get(username="paul"), reason="Phone stolen", lost_device=True)
    assert client.get(reverse("me")).status_code == 302


@pytest.mark.requirement("ACC-14", "P11-10-g")
def test_open_sessions_are_listed_for_the_site_of_the_administrator(world: World) -> None:
    """An administrator of one site was shown the sessions of all."""
    boris = world.person("boris", "administrator", site=world.boston)
    bella = world.person("bella", "reader")
    with action(SYSTEM, "test.site"):
        Person.objects.filter(pk=bella.pk).update(site=world.boston)
    for name in ("anna", "bella", "boris", "adam"):
        sign_in(Client(), name)

    assert {one.person.username for one in sessions.all_sessions(boris)} == {"bella"}
    assert {one.person.username for one in sessions.all_sessions(world.adam)} == {
        "anna",
        "bella",
        "boris",
        "adam",
    }
    client = Client()
    sign_in(client, "boris")
    assert "<h2>Open sessions" not in client.get(reverse("person", args=["anna"])).content.decode()
    assert "<h2>Open sessions" in client.get(reverse("person", args=["bella"])).content.decode()
