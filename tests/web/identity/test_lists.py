"""The lists of administration: the same number of queries for one row and for three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.kernel.identity import delegation
from tests.web.identity.signing_in import sign_in
from tests.world import World


@pytest.fixture(autouse=True)
def empty_cache(db: None) -> None:
    cache.clear()


def an_account(world: World, number: int) -> None:
    world.person(f"person{number}", "reader", site=world.boston)


def a_session(world: World, number: int) -> None:
    sign_in(Client(), ("rita", "rolf", "paul")[number])


def a_failure(world: World, number: int) -> None:
    sign_in(Client(), ("rita", "rolf", "paul")[number], "wrong and long enough")


def an_absence(world: World, number: int) -> None:
    absent, to = ((world.rita, world.anna), (world.rolf, world.anna), (world.paul, world.anna))[number]
    ends = timezone.now() + timedelta(days=7)
    delegation.delegate(absent, absent=absent, to=to, ends=ends, reason="Holidays")


@pytest.mark.requirement("ACC-01", "ACC-14")
@pytest.mark.parametrize(
    ("name", "add", "username", "limit"),
    [
        ("people", an_account, "adam", 12),
        ("roles", an_account, "adam", 12),
        ("role-matrix", an_account, "adam", 12),
        ("segregation", an_account, "adam", 12),
        ("access-register", an_account, "adam", 12),
        ("sessions", a_session, "adam", 12),
        ("access-log", a_session, "adam", 12),
        ("lockouts", a_failure, "adam", 12),
        ("delegations", an_absence, "anna", 12),
    ],
)
def test_list_asks_the_database_as_often_for_three_rows_as_for_one(
    client: Client,
    world: World,
    name: str,
    add: Callable[[World, int], None],
    username: str,
    limit: int,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    sign_in(client, username)
    add(world, 0)
    client.get(reverse(name))
    with django_assert_max_num_queries(limit) as asked:
        client.get(reverse(name))
    count = len(asked)  # now, because a sign-in below empties the log
    for number in (1, 2):
        add(world, number)

    with django_assert_num_queries(count):
        assert client.get(reverse(name)).status_code == 200
