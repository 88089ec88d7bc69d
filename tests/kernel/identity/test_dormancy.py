"""Dormant accounts are deactivated on a schedule, seen by an administrator, and never the last one who could help."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from probatum.jobs.identity import deactivate_dormant as job
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting
from probatum.kernel.errors import NotAllowed, NotAuthenticated
from probatum.kernel.identity import accounts, dormancy, signin
from probatum.kernel.identity.events import AccessEvent
from probatum.kernel.people import Person
from tests.world import PASSWORD, World


def away(world: World, days: dict[str, int]) -> None:
    """Let the last sign-in of people lie so many days back."""
    now = timezone.now()
    with action(SYSTEM, "test.away"):
        Person.objects.update(created_at=now - dt.timedelta(days=400))
        for person in world.people.values():
            last = now - dt.timedelta(days=days.get(person.username, 1))
            Person.objects.filter(pk=person.pk).update(last_login=last)


def policy(days: int) -> None:
    with action(SYSTEM, "test.policy", reason="policy"):
        Setting.objects.update_or_create(key=dormancy.DAYS, defaults={"value": days})


@pytest.mark.requirement("P11-300-b", "A11D-11-1..5")
def test_accounts_without_sign_in_are_deactivated_with_an_event(world: World) -> None:
    away(world, {"arno": 91, "anna": 89})

    job(timestamp=0)

    arno = Person.objects.get(username="arno")
    assert (arno.is_active, arno.may_sign, arno.deactivated_at is None) == (False, False, False)
    assert list(Person.objects.filter(is_active=False)) == [arno]
    event = AccessEvent.objects.get(kind="dormant")
    assert (event.person, event.detail) == (arno, "No sign-in for 90 days")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger.entry WHERE ctx::text LIKE '%account.deactivate_dormant%' AND op = 'U'"
        )
        assert cursor.fetchone()[0] == 1
    with pytest.raises(NotAuthenticated, match="not active"):
        signin.authenticate("arno", PASSWORD)


@pytest.mark.requirement("P11-300-b")
def test_policy_can_be_another_number_of_days_or_off(world: World) -> None:
    away(world, {"arno": 200})
    policy(0)
    assert dormancy.deactivate_dormant() == []
    assert dormancy.near(world.adam) == []
    policy(365)
    assert dormancy.deactivate_dormant() == []
    policy(180)
    assert dormancy.deactivate_dormant() == ["arno"]


@pytest.mark.requirement("P11-300-b")
def test_last_administrators_stay_however_long_they_are_away(world: World) -> None:
    world.person("ada", "administrator", may_sign=False)
    away(world, dict.fromkeys(world.people, 300) | {"ada": 301})

    ended = dormancy.deactivate_dormant()

    assert ended[0] == "ada"
    assert {person.username for person in Person.objects.filter(is_active=True)} == {"adam", "sven"}
    told = {one.person.username: one.kept for one in dormancy.near(world.adam)}
    assert "is the last one who may manage accounts" in told["adam"]
    assert "manage sites" in told["sven"]


@pytest.mark.requirement("P11-300-b")
def test_account_that_was_never_used_counts_from_when_it_was_made(world: World) -> None:
    away(world, {})
    with action(SYSTEM, "test.never"):
        Person.objects.filter(username="rolf").update(last_login=None)
    assert dormancy.deactivate_dormant() == ["rolf"]


@pytest.mark.requirement("P11-300-b")
def test_administrator_sees_the_dormant_and_lets_them_come_back_for_good(world: World) -> None:
    away(world, {"arno": 91, "rita": 80, "anna": 70})
    dormancy.deactivate_dormant()

    assert [row.username for row in dormancy.ended(world.adam)] == ["arno"]
    assert [row.person.username for row in dormancy.near(world.adam)] == ["rita"]
    with pytest.raises(NotAllowed):
        dormancy.ended(world.rhea)

    accounts.reactivate(
        world.adam, Person.objects.get(username="arno"), reason="Back from leave, seen in person"
    )
    assert dormancy.ended(world.adam) == []
    assert dormancy.deactivate_dormant() == []  # the link counts as use, so that the return holds


@pytest.mark.requirement("P11-300-b", "P11-10-g")
def test_administrator_of_one_site_sees_the_dormant_of_that_site_only(world: World) -> None:
    boris = world.person("boris", "administrator", site=world.boston)
    away(world, {"arno": 91, "rita": 80})
    dormancy.deactivate_dormant()

    assert (dormancy.ended(boris), dormancy.near(boris)) == ([], [])
