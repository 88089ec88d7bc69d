"""A preliminary reviewer looks before the approver: ready or not yet, unsigned, counted, demanded by rating (QE-32)."""

from __future__ import annotations

import pytest

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import Setting
from probatum.kernel.editing import name_people
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Record, Signature, Task
from probatum.quality.events import preliminary
from tests.quality.events import company
from tests.world import World


def looked_at_by(world: World, record: Record, *names: str) -> Record:
    """Emma names a preliminary reviewer."""
    now = company.fresh(record)
    people = [world.people[name] for name in names]
    return name_people(world.emma, now, people={"preliminary": people}, based_on=now.version)


def reported(world: World) -> Record:
    """An investigation of erik that is ready to be sent on, with paula to look first."""
    found = company.investigation(world, company.deviation(world))
    company.fill(world.erik, found, "report", method="Interviews", findings="Off.", conclusion="Mend it.")
    return found


def demanded_from(rank: int) -> None:
    with action(SYSTEM, "test.setting"):
        Setting.objects.update_or_create(key=preliminary.DEMANDED_FROM, defaults={"value": rank})


@pytest.mark.requirement("QE-32")
def test_preliminary_reviewer_is_asked_before_quality(world: World) -> None:
    world.person("paula", "event_reader")
    found = reported(world)
    now = company.fresh(found)
    name_people(world.erik, now, people={"preliminary": [world.paula]}, based_on=now.version)

    sent = world.move(world.erik, found, "submit")

    assert sent.state == "preliminary"
    asked = Task.objects.filter(record=found, closed_at=None).values_list("person__username", "label")
    assert list(asked) == [("paula", "Say whether it is ready for Quality")]
    assert world.move(world.paula, found, "ready").state == "approval"


@pytest.mark.requirement("QE-32")
def test_not_yet_needs_remarks_and_counts_as_no_rejection(world: World) -> None:
    world.person("paula", "event_reader")
    found = reported(world)
    now = company.fresh(found)
    name_people(world.erik, now, people={"preliminary": [world.paula]}, based_on=now.version)
    world.move(world.erik, found, "submit")

    with pytest.raises(Refused, match="Say why"):
        world.move(world.paula, found, "not_yet")
    back = world.move(world.paula, found, "not_yet", reason="Which alarm was it?")
    world.move(world.erik, found, "submit")
    world.move(world.paula, found, "ready")

    rounds = preliminary.rounds_of(company.fresh(found))
    assert back.state == "open"
    assert (rounds.looks, rounds.not_yet) == (2, 1)
    assert Signature.objects.filter(record=found).count() == 0


@pytest.mark.requirement("QE-32")
def test_record_without_preliminary_reviewer_goes_straight_to_quality(world: World) -> None:
    found = reported(world)
    assert world.move(world.erik, found, "submit").state == "approval"


@pytest.mark.requirement("QE-32")
def test_rating_demands_a_preliminary_reviewer_who_is_not_the_owner(world: World) -> None:
    record = company.triaged(world, company.deviation(world))
    demanded_from(2)

    with pytest.raises(Refused) as nobody:
        company.assessed(world, record)
    looked_at_by(world, record, "emma")
    with pytest.raises(Refused) as owner:
        world.move(world.emma, record, "submit_assessment")
    looked_at_by(world, record, "erik")

    assert str(nobody.value) == (
        "Rated as it is, a preliminary reviewer looks at it before Quality. Nobody is named yet."
    )
    assert str(owner.value) == "The preliminary reviewer owns this. Name somebody else."
    assert world.move(world.emma, record, "submit_assessment").state == "preliminary"


@pytest.mark.requirement("QE-32")
def test_nobody_else_says_that_it_is_ready(world: World) -> None:
    world.person("paula", "event_reader")
    found = reported(world)
    now = company.fresh(found)
    name_people(world.erik, now, people={"preliminary": [world.paula]}, based_on=now.version)
    world.move(world.erik, found, "submit")

    with pytest.raises(NotAllowed):
        world.move(world.emma, found, "ready")
