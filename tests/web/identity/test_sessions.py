"""Sessions end at their limits, by their person, by an administrator, and with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.kernel.identity import access, accounts, sessions
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.models import Grant
from tests.web.identity.signing_in import kinds, sign_in
from tests.world import World

IDLE, ABSOLUTE = 30, 12 * 60  # minutes, as an installation begins


def later(client: Client, *, minutes: float) -> None:
    """Let time pass for a session, by moving what it remembers back."""
    session = client.session
    for stamp in (sessions.STARTED, sessions.SEEN):
        session[stamp] -= int(minutes * 60)
    session.save()


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


def is_open(client: Client, **headers: str) -> bool:
    return client.get(reverse("me"), headers=headers).status_code == 200


@pytest.mark.requirement("ACC-14", "A11D-11-7/8")
def test_session_ends_after_the_idle_limit_on_the_server(client: Client, world: World) -> None:
    sign_in(client, "anna")
    for _ in range(2):
        later(client, minutes=IDLE - 1)
        assert is_open(client)
    later(client, minutes=IDLE + 1)

    assert not is_open(client)
    assert kinds(world.anna) == ["sign_in", "session_ended"]
    assert AccessEvent.objects.filter(person=world.anna).first().detail == "no activity"


@pytest.mark.requirement("A11D-11-7/8")
@pytest.mark.parametrize(
    "headers",
    [{"Probatum-Background": "yes", "HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}],
    ids=["a page's own polling", "a script that keeps asking"],
)
def test_keep_alive_does_not_defeat_the_idle_limit(
    client: Client, world: World, headers: dict[str, str]
) -> None:
    sign_in(client, "anna")
    for _ in range(5):
        later(client, minutes=5)
        assert is_open(client, **headers)
    later(client, minutes=6)

    assert not is_open(client, **headers)


@pytest.mark.requirement("ACC-14")
def test_session_ends_at_the_absolute_limit_in_spite_of_activity(client: Client, world: World) -> None:
    sign_in(client, "anna")
    for _ in range(ABSOLUTE // 20 - 1):
        later(client, minutes=20)
        assert is_open(client)
    later(client, minutes=21)

    assert not is_open(client)
    assert AccessEvent.objects.filter(person=world.anna).first().detail == "longest time reached"


@pytest.mark.requirement("ACC-14")
def test_part_of_a_page_sends_the_whole_page_to_the_sign_in(client: Client, world: World) -> None:
    response = client.get(
        reverse("me"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/me/"}
    )

    assert (response.status_code, response["HX-Redirect"]) == (
        401,
        f"{reverse('account_login')}?next=%2Fme%2F",
    )


@pytest.mark.requirement("P11-10-d", "ACC-14")
def test_deactivation_ends_every_session_at_the_next_request(client: Client, world: World) -> None:
    other = Client()
    sign_in(client, "anna")
    sign_in(other, "anna")
    accounts.deactivate(world.adam, world.anna, reason="Left the company")

    assert (is_open(client), is_open(other)) == (False, False)
    assert sessions.sessions_of(world.anna) == []


@pytest.mark.requirement("ACC-15", "P11-10-g")
def test_role_change_counts_at_the_next_request(client: Client, world: World) -> None:
    sign_in(client, "anna")
    assert client.get(reverse("sessions")).status_code == 403
    world.person("ada", "administrator", may_sign=False)
    role = access.save_role(
        world.adam,
        code="watch",
        name="Session watch",
        permissions=["session.revoke"],
        reason="Night shift",
    )
    access.grant(world.adam, person=world.anna, role=role, reason="Night shift")
    assert client.get(reverse("sessions")).status_code == 200

    access.end_grant(world.adam, Grant.objects.get(person=world.anna, role=role), reason="Over")
    assert client.get(reverse("sessions")).status_code == 403


@pytest.mark.requirement("ACC-14")
def test_own_sessions_are_seen_and_ended(client: Client, world: World) -> None:
    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    sign_in(elsewhere, "anna")
    sign_in(client, "anna")
    found = sessions.sessions_of(world.anna, current_key=client.session.session_key)
    assert sorted((one.browser, one.current) for one in found) == [
        ("Another program", True),
        ("Safari on iPhone", False),
    ]

    target = next(one for one in found if not one.current)
    assert client.post(reverse("my-sessions"), {"session": target.id}).status_code == 302
    assert (is_open(elsewhere), is_open(client)) == (False, True)


@pytest.mark.requirement("ACC-14", "P11-10-g")
def test_nobody_ends_the_session_of_another_without_the_right(client: Client, world: World) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "rita")
    sign_in(client, "anna")
    theirs = sessions.sessions_of(world.rita)[0].id

    refused = client.post(reverse("my-sessions"), {"session": theirs})
    assert refused.status_code == 400
    assert client.get(reverse("session-end", args=[theirs])).status_code == 403
    assert is_open(elsewhere)


@pytest.mark.requirement("ACC-14")
def test_administrator_ends_any_session_with_a_reason(client: Client, world: World) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "rita")
    sign_in(client, "adam")
    address = reverse("session-end", args=[sessions.sessions_of(world.rita)[0].id])

    assert client.post(address, {"reason": " "}).status_code == 400
    assert is_open(elsewhere)
    assert client.post(address, {"reason": "Laptop was stolen"}).status_code == 302
    assert not is_open(elsewhere)
    assert kinds(world.rita) == ["sign_in", "session_ended"]


@pytest.mark.requirement("ACC-14")
def test_sign_out_takes_the_session_off_the_list(client: Client, world: World) -> None:
    sign_in(client, "anna")
    assert client.get(reverse("account_logout")).status_code == 200
    assert len(sessions.sessions_of(world.anna)) == 1
    client.post(reverse("account_logout"))

    assert sessions.sessions_of(world.anna) == []
    assert not is_open(client)


@pytest.mark.requirement("ACC-14")
def test_what_is_left_of_old_sessions_is_cleared(client: Client, world: World) -> None:
    other = Client()
    sign_in(other, "rita")
    sign_in(client, "anna")
    Session.objects.filter(session_key=other.session.session_key).update(
        expire_date=timezone.now() - timedelta(days=1)
    )
    UserSession.objects.filter(user=world.rita).update(created_at=timezone.now() - timedelta(days=2))

    assert sessions.clear_expired() == 1
    assert Session.objects.count() == 1
    assert is_open(client)
