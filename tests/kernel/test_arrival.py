"""Records that begin in a later state because their past lies in another system: declared, under a permission, with words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from probatum.documents import document, version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.arrival import Arriving, arrive, arrive_together
from probatum.kernel.body import body_of
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Person, Record, Step, Task
from probatum.kernel.process import (
    Arrival,
    FaultyProcess,
    Move,
    Process,
    State,
    as_data,
    process_of,
    register,
)
from probatum.kernel.process_diagram import diagram
from probatum.kernel.record import Series, count_from, issue_number, issue_numbers, number_in
from probatum.kernel.searching import search
from tests.world import World

SAYS = "Approved in DocuStar, migrated."


def arrived(person: Person, world: World, *, state: str = "effective", says: str = SAYS) -> Record:
    with action(person, "test.arrive") as act:
        return arrive(
            act, process=document.PROCESS, way="import", state=state, number="OLD-1", title="Gowning",
            says=says, owner=world.anna, site=world.basel,
        )  # fmt: skip


@pytest.mark.requirement("MIG-02", "P11-10-f")
def test_record_begins_in_a_declared_later_state_with_its_words(world: World) -> None:
    record = arrived(world.carla, world)
    assert (record.state, record.definition.digest) == ("effective", document.PROCESS.digest)
    (step,) = Step.objects.filter(record=record)
    assert (step.move, step.from_state, step.to_state, step.reason) == ("import", "", "effective", SAYS)
    assert (step.person, step.role) == (world.carla, "Controller")
    assert not Task.objects.filter(record=record).exists()


@pytest.mark.requirement("MIG-02", "P11-10-g")
def test_arrival_needs_the_permission_a_declared_state_and_words(world: World) -> None:
    with pytest.raises(NotAllowed, match="You may not import collections of documents"):
        arrived(world.quinn, world)
    with pytest.raises(Refused, match="OLD-1 cannot begin as in preparation"):
        arrived(world.carla, world, state="in_preparation")
    with pytest.raises(Refused, match="Say where the past of OLD-1 is"):
        arrived(world.carla, world, says="  ")
    with action(SYSTEM, "test.arrive") as act, pytest.raises(NotAllowed, match="for a person"):
        arrive(
            act, process=document.PROCESS, way="import", state="effective", number="OLD-1", title="x",
            says=SAYS, owner=world.anna,
        )  # fmt: skip
    assert not Record.objects.filter(number="OLD-1").exists()


@pytest.mark.requirement("P11-10-f", "P11-10-a")
def test_arrival_is_part_of_the_definition(world: World) -> None:
    assert as_data(version.PROCESS)["arrivals"] == [
        ["import", "Be migrated", ["effective", "superseded", "obsolete"], "document.import"]
    ]
    assert "[*] --> superseded : Be migrated" in diagram(version.PROCESS)


@pytest.mark.requirement("P11-10-f")
def test_faulty_arrival_is_named() -> None:
    states = (State("a", "A"), State("b", "B", final=True))
    move = Move("go", "Go", ("a",), "b", part="owner")
    ways = (Arrival("go", "Go", ("c",), ""),)
    with pytest.raises(FaultyProcess) as fault:
        register(Process("faulty", "Faulty", "Faulty", states, (move,), "a", arrivals=ways))
    for part in ("names 'c', which does not exist", "says nothing about who", "way in go is named twice"):
        assert part in str(fault.value)


@pytest.mark.requirement("MIG-17", "DOC-02")
@pytest.mark.parametrize(
    ("number", "counted"),
    [("SOP-QA-017", 17), ("SOP-QA-17", None), ("SOP-QC-017", None), ("SOP-QA-1000", 1000), ("SOP-QA-", None)],
)
def test_number_that_a_pattern_could_have_given_is_told(number: str, counted: int | None) -> None:
    values = {"dept": "QA", "site": "BSL", "type": "SOP"}
    assert number_in("SOP-{dept}-{n:03}", number, values=values) == counted


@pytest.mark.requirement("MIG-17", "DOC-02")
def test_series_goes_on_behind_a_kept_number_and_never_back(world: World) -> None:
    values = {"dept": "QA"}
    with action(SYSTEM, "test.count"):
        count_from("X-{dept}-{n:03}", values=values, last=40)
        count_from("X-{dept}-{n:03}", values=values, last=12)
        assert issue_number("X-{dept}-{n:03}", values=values) == "X-QA-041"
    assert Series.objects.get(prefix="X-QA-#").last == 41


def together(person: Person, world: World, *given: Arriving) -> list[Record]:
    with action(person, "test.arrive") as act:
        return arrive_together(act, process=process_of("deviation"), way="import", arriving=given)


@pytest.mark.requirement("MIG-01", "MIG-02", "P11-10-g")
def test_many_records_arrive_in_a_few_statements_and_all_or_none(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world.person("emma", "event_owner")
    world.person("ilse", "event_importer")
    given = [
        Arriving(
            f"OLD-{number}", "Door open", "closed", SAYS, world.emma, site=world.basel,
            values={"description": "It stood open."}, names=(f"QT {number}",), text="said by the register",
        )
        for number in range(60)
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="You may not import registers of quality events"):
        together(world.emma, world, *given)
    with pytest.raises(Refused, match="OLD-X cannot begin as reported"):
        together(world.ilse, world, *given, replace(given[0], number="OLD-X", state="reported"))
    assert not Record.objects.filter(number__startswith="OLD-").exists()
    with django_assert_max_num_queries(20):
        made = together(world.ilse, world, *given)
    assert {(one.state, one.owner, one.site) for one in made} == {("closed", world.emma, world.basel)}
    assert Step.objects.filter(record__in=made, move="import", from_state="", reason=SAYS).count() == 60
    assert not Task.objects.filter(record__in=made).exists()
    assert body_of(made[7]).description == "It stood open."
    assert [hit.record.number for hit in search(world.emma, "QT 7")][:1] == ["OLD-7"]


@pytest.mark.requirement("MIG-17")
def test_numbers_are_taken_together_and_never_twice(world: World) -> None:
    with action(SYSTEM, "test.numbers"):
        first = issue_number("X-{n:03}", values={})
        many = issue_numbers("X-{n:03}", values={}, many=3)
        assert (first, many, issue_number("X-{n:03}", values={})) == (
            "X-001",
            ["X-002", "X-003", "X-004"],
            "X-005",
        )
        assert issue_numbers("X-{n:03}", values={}, many=0) == []
