"""A series of signatures in the browser: the sheet asks for the secret alone, until the session is not the same any more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from probatum.kernel.configuration import change_setting
from probatum.kernel.models import Record, Signature
from tests.web.identity.signing_in import sign_in
from tests.web.identity.test_sessions import later
from tests.world import PASSWORD, World


@pytest.fixture(autouse=True)
def ten_minutes(world: World) -> None:
    cache.clear()
    change_setting(world.sven, "signature.series_minutes", value="10", reason="Reviewers sign many at once")


def in_review(world: World, title: str) -> Record:
    record = world.document(title=title).record
    return world.move(world.anna, record, "submit_for_review")


def sheet(client: Client, record: Record) -> tuple[str, dict[str, str]]:
    text = client.get(reverse("record-move", args=[record.uuid, "review"])).content.decode()
    return text, dict(re.findall(r'name="(based_on|shown)" value="([^"]*)"', text))


def sign(client: Client, record: Record, **given: str) -> Any:
    _, hidden = sheet(client, record)
    return client.post(reverse("record-move", args=[record.uuid, "review"]), {**hidden, **given})


@pytest.fixture
def rita(client: Client, world: World) -> Client:
    """Rita after a first signature with user name and password."""
    sign_in(client, "rita")
    sign(client, in_review(world, "First"), username="rita", password=PASSWORD)
    assert Signature.objects.count() == 1
    return client


def asks_for_the_user_name(client: Client, world: World) -> bool:
    text, _ = sheet(client, in_review(world, "Next"))
    assert 'name="password"' in text
    return 'name="username"' in text


@pytest.mark.requirement("P11-200-a1i", "SIG-03")
def test_sheet_asks_for_the_secret_alone_and_says_why(rita: Client, world: World) -> None:
    record = in_review(world, "Second")
    text, _ = sheet(rita, record)
    assert ('name="username"' in text, "your password is enough for this one" in text) == (False, True)
    assert "Enter your password to sign." in sign(rita, record, password="").content.decode()
    assert sign(rita, record, password="wrong").status_code == 403
    assert Signature.objects.count() == 1


@pytest.mark.requirement("P11-200-a1i")
def test_second_signature_is_given_with_the_password_alone(rita: Client, world: World) -> None:
    assert sign(rita, in_review(world, "Second"), password=PASSWORD).status_code == 302
    assert Signature.objects.latest("id").evidence["components"] == ["password"]


@pytest.mark.requirement("P11-200-a1ii")
def test_series_ends_at_the_sign_out(rita: Client, world: World) -> None:
    rita.post(reverse("account_logout"))
    sign_in(rita, "rita")
    assert asks_for_the_user_name(rita, world)


@pytest.mark.requirement("P11-200-a1ii", "A11D-11-7/8")
@pytest.mark.parametrize("minutes", [31, 12 * 60 + 1], ids=["no activity", "longest time"])
def test_series_ends_with_the_limits_of_the_session(rita: Client, world: World, minutes: int) -> None:
    later(rita, minutes=minutes)
    assert rita.get("/").status_code == 302
    sign_in(rita, "rita")
    assert asks_for_the_user_name(rita, world)


@pytest.mark.requirement("P11-200-a1ii")
def test_another_browser_has_no_part_in_the_series(rita: Client, world: World) -> None:
    other = Client()
    sign_in(other, "rita")
    assert asks_for_the_user_name(other, world)
    assert not asks_for_the_user_name(rita, world)
