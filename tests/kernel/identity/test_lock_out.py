"""Lock-out: a delay that grows, one count for signing in and signing, unlocked by somebody else with a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache

from probatum.kernel import lockout
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting
from probatum.kernel.errors import NotAllowed, NotAuthenticated, Refused
from probatum.kernel.identity import signin
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.lockout import Lockout
from probatum.kernel.signature import Credential, authenticate
from tests.world import PASSWORD, World


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


def fail(username: str) -> str:
    with pytest.raises(NotAuthenticated) as refusal:
        signin.authenticate(username, "wrong and long enough")
    return str(refusal.value)


def let_time_pass(world: World) -> None:
    with action(SYSTEM, "test.time") as act:
        Lockout.objects.filter(person=world.anna).update(locked_until=act.at - dt.timedelta(seconds=1))


@pytest.mark.requirement("P11-300-d")
def test_delay_grows_with_each_lock_out(world: World) -> None:
    minutes = []
    for _ in range(4):
        sentences = [fail("anna") for _ in range(5)]
        minutes.append(sentences[-1].split("locked for ")[1].split()[0])
        let_time_pass(world)

    assert minutes == ["1", "5", "15", "60"]


@pytest.mark.requirement("P11-300-d", "SIG-11")
def test_signing_and_signing_in_share_one_count(world: World) -> None:
    for _ in range(3):
        fail("anna")
    for _ in range(2):
        with pytest.raises(NotAuthenticated):
            authenticate(world.anna, Credential("anna", "wrong and long enough"))

    with pytest.raises(NotAuthenticated, match="locked for 1 more minute"):
        signin.authenticate("anna", PASSWORD)


@pytest.mark.requirement("P11-300-d", "A11D-11-7/8")
def test_only_somebody_else_unlocks_and_says_how_they_checked(world: World) -> None:
    for _ in range(5):
        fail("anna")
    with pytest.raises(Refused, match="how you checked"):
        lockout.unlock(world.adam, world.anna, reason="")
    with pytest.raises(NotAllowed):
        lockout.unlock(world.quinn, world.anna, reason="She asked")
    with pytest.raises(NotAllowed, match="your own account"):
        lockout.unlock(world.adam, world.adam, reason="It is me")

    lockout.unlock(world.adam, world.anna, reason="Called back on the office number")
    assert signin.authenticate("anna", PASSWORD).pk == world.anna.pk


@pytest.mark.requirement("P11-300-d")
def test_hash_of_an_older_kind_is_renewed_at_sign_in(world: World, settings: object) -> None:
    from django.contrib.auth.hashers import make_password  # slow import

    settings.PASSWORD_HASHERS = [  # type: ignore[attr-defined]
        "tests.hashing.QuickHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    with action(SYSTEM, "test.old"):
        world.anna.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
        world.anna.save()

    assert signin.authenticate("anna", PASSWORD).password.startswith("scrypt$")


@pytest.mark.requirement("P11-300-d", "AT-11", "SIG-11")
def test_lock_out_by_failed_signatures_is_recorded_and_told_at_once(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with action(SYSTEM, "test.contact", reason="named"):
        Setting.objects.create(key="security.contact", value="security@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            with pytest.raises(NotAuthenticated):
                authenticate(world.anna, Credential("anna", "wrong and long enough"))

    events = AccessEvent.objects.filter(person=world.anna).order_by("id").values_list("kind", flat=True)
    assert list(events) == ["signature_failed"] * 5 + ["locked"]
    assert [mail.to for mail in mailoutbox] == [["security@example.com"], ["anna@example.com"]]
