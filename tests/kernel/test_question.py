"""A composed question gives what a fresh query gives, for the rights of who asks now, and mixes nobody's values."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import Count

from probatum.documents.authoring import create_document
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import SeenQuestion, visible
from probatum.kernel.models import Grant, Person, Record
from probatum.kernel.people import SystemActor
from probatum.kernel.question import Asked, Question
from probatum.kernel.tally import tally
from tests.world import World

ALL = SeenQuestion(lambda rows: rows.order_by("pk"))
OWNED: Question[Record] = Question(
    lambda: Record.objects.filter(owner_id__any=Asked("owners")).select_related("owner").order_by("pk")
)


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@pytest.mark.requirement("P11-10-d", "P11-10-g")
def test_question_shows_each_person_what_a_fresh_query_shows(world: World) -> None:
    world.document()
    create_document(
        world.anna,
        type=world.sop,
        title="Boston",
        site=world.boston,
        department=world.quality_department,
        confidential=True,
    )
    shown = {}
    for person in world.people.values():
        for kind in (None, "document", "version"):
            expected = list(visible(person, kind).order_by("pk"))
            assert ALL.ask(person, kind) == expected, (person.username, kind)
            shown[person.username, kind] = len(expected)
    assert len(set(shown.values())) > 1  # people see different things, so a mix-up could show
    assert ALL.ask(SystemActor(), None) == list(Record.objects.order_by("pk"))


@pytest.mark.requirement("ACC-15")
def test_question_follows_a_right_that_ends(world: World) -> None:
    world.document()
    assert ALL.ask(world.carla, None)
    with action(SYSTEM, "test.end") as act:
        Grant.objects.filter(person=world.carla).update(ends=act.at)
    assert ALL.ask(again(world.carla), None) == []


def test_question_asked_with_nothing_finds_nothing(world: World) -> None:
    world.document()
    assert OWNED.ask(owners=[]) == []
    with pytest.raises(KeyError):
        OWNED.ask()


def test_question_joins_what_was_composed_without_asking_again(world: World) -> None:
    world.document()
    found = OWNED.ask(owners=[world.anna.pk, world.otto.pk])
    asked: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert {record.owner.name for record in found} == {world.anna.name}
    assert asked == []


def test_question_keeps_values_of_threads_apart(committed_world: World) -> None:
    people = list(committed_world.people.values())
    named: Question[Person] = Question(lambda: Person.objects.filter(pk=Asked("person")))

    def ask(person: Person) -> bool:
        try:
            return all(named.first(person=person.pk) == person for _ in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, people * 3))


@pytest.mark.requirement("DOC-24")
def test_tally_is_kept_until_a_record_of_the_kind_changes(world: World) -> None:
    rows = visible(world.carla, "document").order_by().values("state")

    counted = rows.annotate(rows=Count("pk"))
    before = tally(counted, kind="document")
    world.document()
    after = tally(rows.annotate(rows=Count("pk")), kind="document")
    assert sum(row["rows"] for row in after) == sum(row["rows"] for row in before) + 1


@pytest.mark.requirement("P11-10")
def test_tally_of_one_person_is_not_shown_to_another(world: World) -> None:

    world.document()
    counts = {
        person.username: sum(
            row["rows"]
            for row in tally(
                visible(person, "version").order_by().values("state").annotate(rows=Count("pk")),
                kind="version",
            )
        )
        for person in world.people.values()
    }
    expected = {person.username: visible(person, "version").count() for person in world.people.values()}
    assert counts == expected
    assert len(set(expected.values())) > 1
