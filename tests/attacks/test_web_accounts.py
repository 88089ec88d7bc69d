"""Attacks on accounts: what stands between one person and the name, the rights or the codes of another."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from probatum.config.logs import HideLinks
from probatum.kernel import lockout
from probatum.kernel.errors import NotAllowed, NotAuthenticated
from probatum.kernel.identity import access, accounts, contact, sessions, signin
from probatum.kernel.people import Person
from tests.kernel.identity.company import account, administrators, token_in
from tests.world import World

__all__ = ["administrators"]

Two = tuple[Person, Person]


@pytest.mark.requirement("P11-300-d", "P11-200-a1")
def test_flood_of_unknown_names_does_not_wash_used_codes_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of a used one-time code is kept in the cache, out of the reach of strangers who try names."""
    monkeypatch.setattr(signin, "make_password", lambda password: password)
    used = "allauth.mfa.totp.used?user=1&code=123456"
    cache.clear()
    cache.add(used, "y", timeout=600)

    for number in range(320):
        with pytest.raises(NotAuthenticated):
            signin.authenticate(f"stranger{number}", "whatever it may be")

    assert not cache.add(used, "y", timeout=600)


@pytest.mark.requirement("P11-300-d")
def test_strangers_cannot_fill_the_table_beyond_its_room(world: World) -> None:
    """Counts of unknown names share a bounded number of places."""
    places = {signin.place_of(f"stranger{number}") for number in range(400)}

    assert all(re.fullmatch("[0-9a-f]{4}", place) for place in places)
    assert signin.PLACES == 16**4


@pytest.mark.requirement("P11-200-a3")
def test_who_pointed_a_new_account_at_their_own_mailbox_does_not_verify_it(
    world: World, administrators: Two
) -> None:
    """The second administrator sends the link once more in good faith; it goes where the first one pointed it."""
    vera, viktor = administrators
    person = account(viktor, world)
    contact.change_contact(vera, person, email="vera.at.home@example.com", reason="Wrong address")
    accounts.reset(viktor, person, reason="The link did not arrive")

    with pytest.raises(NotAllowed, match="second administrator"):
        accounts.verify_identity(vera, person, method="Passport seen")


@pytest.mark.requirement("P11-10-d", "ACC-01")
def test_nobody_adds_a_permission_to_a_role_they_hold(world: World, administrators: Two) -> None:
    """Nobody grants themselves a role; adding a permission to one's own role would be the same by another door."""
    vera, viktor = administrators
    given: dict[str, Any] = {"code": "access", "name": "Access", "reason": "Needed"}
    role = access.save_role(viktor, permissions=["grant.manage"], **given)
    access.grant(viktor, person=vera, role=role, reason="Needed")
    vera = Person.objects.get(pk=vera.pk)

    with pytest.raises(NotAllowed, match="role that you hold"):
        access.save_role(vera, role=role, permissions=["grant.manage", "document.read"], **given)
    access.save_role(vera, role=role, permissions=["grant.manage"], **{**given, "name": "Access office"})


@pytest.mark.requirement("P11-10-d", "ACC-01")
def test_right_for_one_site_unlocks_nobody_of_another(world: World) -> None:
    boris = world.person("boris", "administrator", site=world.boston)
    for _ in range(10):
        lockout.note_failure(world.anna, purpose="sign_in")
        if lockout.Lockout.objects.filter(person=world.anna, locked_until__gt=timezone.now()).exists():
            break

    with pytest.raises(NotAllowed):
        lockout.unlock(boris, world.anna, reason="He says he is Anna")
    with pytest.raises(NotAuthenticated):
        lockout.refuse_if_locked(world.anna)


@pytest.mark.requirement("P11-10-d", "ACC-01")
def test_right_for_one_site_ends_no_session_of_another(world: World) -> None:
    from allauth.usersessions.models import UserSession  # app ready

    from probatum.kernel.action import SYSTEM, action

    boris = world.person("boris", "administrator", site=world.boston)
    with action(SYSTEM, "test.session"):
        held = UserSession.objects.create(
            user=world.anna, ip="127.0.0.1", session_key="k" * 32, user_agent="x", last_seen_at=timezone.now()
        )

    with pytest.raises(NotAllowed):
        sessions.revoke(boris, held.pk, reason="Nuisance")
    assert UserSession.objects.filter(pk=held.pk).exists()


@pytest.mark.requirement("P11-200-a3", "P11-300-d")
def test_link_that_still_works_is_written_into_no_log(
    world: World,
    administrators: Two,
    client: Client,
    django_capture_on_commit_callbacks: Any,
    mailoutbox: Any,
) -> None:
    """A first try with a weak password answers 400, which the framework logs with the address."""
    with django_capture_on_commit_callbacks(execute=True):
        account(administrators[0], world)
    token = token_in(mailoutbox[-1])
    handler = logging.Handler()
    written: list[str] = []
    handler.emit = lambda record: written.append(record.getMessage())  # type: ignore[method-assign]
    handlers: Any = settings.LOGGING["handlers"]
    for name in handlers["stderr"]["filters"]:
        handler.addFilter(HideLinks() if name == "links" else logging.Filter())
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = client.post(f"/activate/{token}/", {"password1": "weak", "password2": "weak"})
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert answer.status_code == 400
    assert written and "/activate/…" in written[0]
    assert token not in " ".join(written)
