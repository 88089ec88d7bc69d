"""Teams by default: the closest rule counts, who has left or owns the record is not named, and every rule stays (QE-08)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from probatum.kernel import mastering, team
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Part, Person, Record
from probatum.kernel.opening import open_new
from probatum.kernel.process import process_of
from probatum.kernel.team import TeamDefault
from probatum.quality.events.approver import name_approver
from tests.quality.events import company
from tests.world import World


@pytest.fixture
def registrar(world: World) -> Person:
    """Who keeps master data; quentin and helga can approve for Quality."""
    company.staff(world)
    return world.person("greta", "registrar")


def quality(registrar: Person, person: Person, **place: Any) -> TeamDefault:
    return team.add_default(
        registrar, kind="deviation", part="quality", person=person, reason="As agreed.", **place
    )


def opened(world: World, **given: Any) -> Record:
    """A deviation that names nobody by hand."""
    return open_new(
        world.emma,
        "deviation",
        title="Cold room open",
        values=company_values(),
        **{"site": world.basel, "department": world.quality_department, **given},
    )


def company_values() -> dict[str, Any]:
    aware = timezone.now() - dt.timedelta(hours=2)
    return {"description": "Open.", "occurred_at": aware - dt.timedelta(hours=1), "aware_at": aware}


def held(record: Record, part: str = "quality") -> list[str]:
    found = Part.objects.filter(record=record, name=part, until=None).order_by("person__username")
    return list(found.values_list("person__username", flat=True))


def leave(person: Person) -> None:
    with action(SYSTEM, "test.leave"):
        Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.requirement("QE-08")
def test_closest_default_is_named_when_a_record_is_opened(world: World, registrar: Person) -> None:
    quality(registrar, world.helga)
    quality(registrar, world.quentin, site=world.basel)

    assert held(opened(world)) == ["quentin"]
    assert held(opened(world, site=world.boston)) == ["helga"]


@pytest.mark.requirement("QE-08")
def test_product_comes_before_department_before_site(world: World, registrar: Person) -> None:
    values = mastering.Values(name="Cold tablets")
    product = mastering.add_item(registrar, register="product", code="P-1", values=values, reason="New.")
    quality(registrar, world.helga, site=world.basel)
    quality(registrar, world.quentin, product=product)

    found = team.propose(
        process_of("deviation"),
        site=world.basel,
        department=world.quality_department,
        items=[product],
        owner=world.emma,
    )

    assert [(one.rule.name, one.person.username, one.why_not) for one in found] == [
        ("quality", "quentin", "")
    ]


@pytest.mark.requirement("QE-08")
def test_default_who_has_left_is_not_named_and_triage_says_so(world: World, registrar: Person) -> None:
    quality(registrar, world.quentin, site=world.basel)
    leave(world.quentin)
    record = opened(world)
    company.fill(
        world.helga, record, "triage", category="equipment", area="gmp", planned=False, external=False
    )

    with pytest.raises(Refused) as refusal:
        world.move(world.helga, record, "accept")

    assert held(record) == []
    assert "Quentin is quality approver by default (Basel), but has left. Name somebody else." in str(
        refusal.value
    )


@pytest.mark.requirement("QE-08", "SIG-3")
def test_default_who_owns_the_record_is_not_named(world: World, registrar: Person) -> None:
    quality(registrar, world.quentin)
    record = opened(world, owner=world.quentin)

    assert held(record) == []
    assert [one.why_not for one in team.proposals(company.fresh(record))] == [
        "Quentin is quality approver by default (everywhere), but owns this. Name somebody else."
    ]


@pytest.mark.requirement("QE-08")
def test_default_made_after_opening_is_named_with_triage(world: World, registrar: Person) -> None:
    record = opened(world)
    quality(registrar, world.quentin)
    with action(world.helga, "deviation.accept", record=record) as act:
        name_approver(act, company.fresh(record), {})

    assert held(record) == ["quentin"]


@pytest.mark.requirement("QE-08")
def test_child_inherits_the_team_and_its_owner_is_proposed(world: World, registrar: Person) -> None:
    quality(registrar, world.quentin)
    team.add_default(
        registrar, kind="investigation", part="owner", person=world.erik, reason="Knows the plant."
    )
    record = opened(world)
    child = company.investigation(world, record)

    assert held(child) == ["quentin"]
    assert team.owner_by_default(process_of("investigation"), record) == world.erik


@pytest.mark.requirement("QE-08")
def test_default_is_replaced_and_ended_and_stays_in_the_history(world: World, registrar: Person) -> None:
    first = quality(registrar, world.quentin)
    second = quality(registrar, world.helga)

    team.end_default(registrar, second, reason="No deputy any more.")

    ended = [(one.pk, one.person.username, one.end_reason) for one in team.defaults(ended=True)]
    assert ended == [
        (second.pk, "helga", "No deputy any more."),
        (first.pk, "quentin", "Replaced: As agreed."),
    ]
    assert team.defaults() == []
    with pytest.raises(Refused, match="has ended already"):
        team.end_default(registrar, second, reason="Again.")


@pytest.mark.requirement("QE-08", "ACC-01")
def test_default_of_somebody_who_may_not_hold_the_part_is_refused(world: World, registrar: Person) -> None:
    with pytest.raises(Refused) as refusal:
        quality(registrar, world.emma)
    with pytest.raises(NotAllowed):
        quality(world.emma, world.quentin)

    assert str(refusal.value).startswith("Emma cannot be quality approver here; that needs the role ")
    assert TeamDefault.objects.count() == 0
