"""Absence: tasks go to somebody who is there, by whom it concerns, and do not pass on a second time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.authz import standing_in_for
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity import delegation
from probatum.kernel.identity.delegation import delegate, end_delegation
from probatum.kernel.people import Person
from tests.world import World

WEEK = dt.timedelta(days=7)


def absent_for(person: Person) -> list[str]:
    loaded = Person.objects.get(pk=person.pk)
    return [held.absent.username for held in standing_in_for(loaded)]


@pytest.mark.requirement("SIG-2", "ACC-01")
def test_absent_person_hands_their_tasks_over(world: World) -> None:
    delegate(world.paul, absent=world.paul, to=world.rita, ends=timezone.now() + WEEK, reason="Holidays")

    assert absent_for(world.rita) == ["paul"]
    assert absent_for(world.rolf) == []


@pytest.mark.requirement("ACC-01")
def test_delegation_begins_and_ends(world: World) -> None:
    start = timezone.now() + WEEK
    made = delegate(
        world.paul, absent=world.paul, to=world.rita, starts=start, ends=start + WEEK, reason="Holidays"
    )
    assert absent_for(world.rita) == []

    end_delegation(world.rita, made)
    assert made not in delegation.delegations_for(world.paul)
    with pytest.raises(Refused, match="ended already"):
        end_delegation(world.paul, made)


@pytest.mark.requirement("P11-10-g")
def test_tasks_of_others_are_handed_over_with_the_right_only(world: World) -> None:
    week = timezone.now() + WEEK
    with pytest.raises(NotAllowed):
        delegate(world.anna, absent=world.paul, to=world.anna, ends=week, reason="He is ill")
    made = delegate(world.paul, absent=world.paul, to=world.rita, ends=week, reason="Holidays")
    with pytest.raises(NotAllowed):
        end_delegation(world.anna, made)
    assert list(delegation.delegations_for(world.anna)) == []
    assert list(delegation.delegations_for(world.rita)) == [made]


@pytest.mark.requirement("P11-10-g")
def test_what_somebody_stands_in_for_does_not_pass_on(world: World) -> None:
    week = timezone.now() + WEEK
    delegate(world.paul, absent=world.paul, to=world.rita, ends=week, reason="Holidays")

    with pytest.raises(Refused, match="does not pass on"):
        delegate(world.rita, absent=world.rita, to=world.rolf, ends=week, reason="Holidays too")
    with pytest.raises(Refused, match="Paul is absent in that time"):
        delegate(world.anna, absent=world.anna, to=world.paul, ends=week, reason="Holidays too")
    with pytest.raises(Refused, match="stands in for Paul in that time already"):
        delegate(world.paul, absent=world.paul, to=world.rolf, ends=week, reason="Another")


@pytest.mark.requirement("P11-10-g")
def test_one_cannot_stand_in_for_oneself_or_without_end(world: World) -> None:
    now = timezone.now()
    with pytest.raises(Refused, match="somebody else"):
        delegate(world.paul, absent=world.paul, to=world.paul, ends=now + WEEK, reason="Holidays")
    for ends in (now - WEEK, now + 100 * WEEK):
        with pytest.raises(Refused, match="within a year"):
            delegate(world.paul, absent=world.paul, to=world.rita, ends=ends, reason="Holidays")
    with pytest.raises(Refused, match="Say why"):
        delegate(world.paul, absent=world.paul, to=world.rita, ends=now + WEEK, reason="")
