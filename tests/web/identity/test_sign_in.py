"""Signing in and out, as a browser does it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.lockout import Lockout
from tests.world import PASSWORD, World


def sign_in(client: Client, username: str, password: str = PASSWORD, **options: str):
    return client.post(reverse("account_login"), {"login": username, "password": password}, **options)


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


@pytest.mark.requirement("P11-10-d", "ACC-14")
def test_sign_in_with_user_name_and_password_opens_a_session(client: Client, world: World) -> None:
    response = sign_in(client, "Anna")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(reverse("me")).status_code == 200


@pytest.mark.requirement("AT-11")
def test_sign_in_is_recorded_with_address_and_without_a_password(client: Client, world: World) -> None:
    sign_in(client, "anna", REMOTE_ADDR="10.1.2.3")

    found = AccessEvent.objects.get(person=world.anna)
    assert (found.kind, found.ip, found.detail) == ("sign_in", "10.1.2.3", "password")
    assert len(found.session) == 32
