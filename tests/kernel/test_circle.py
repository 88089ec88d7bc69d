"""Circles: a record of one is seen by its people and by who is in the circle, in lists as in verdicts; each change is in the ledger."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from probatum.documents.authoring import create_document
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import SeenQuestion, decide, sight_of, visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity import access
from probatum.kernel.identity.circles import circles, save_circle
from probatum.kernel.identity.explain import explain
from probatum.kernel.ledger.history import timeline
from probatum.kernel.models import Circle, Grant, Person, Record, Role
from probatum.kernel.sight import opened_by_grant
from tests.world import World

ALL = SeenQuestion(lambda rows: rows.order_by("pk"))


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def put_in(record: Record, circle: Circle | None, *, site: object = None) -> None:
    with action(SYSTEM, "test.circle"):
        changed = {"site": site} if site is not None else {}
        Record.objects.filter(pk=record.pk).update(confidential=True, circle=circle, **changed)


@pytest.fixture
def two(world: World) -> dict[str, Circle]:
    """Two circles, each with a role; quinn is in the one everywhere, carla in the other at Basel only."""
    with action(SYSTEM, "test.circles", reason="Blinding."):
        made = {code: Circle.objects.create(code=code, name=code.title()) for code in ("unblinded", "hr")}
        for code, person, site in (("unblinded", world.quinn, None), ("hr", world.carla, world.basel)):
            role = Role.objects.create(code=code, name=code.title(), permissions=[made[code].permission])
            Grant.objects.create(person=person, role=role, site=site, starts=timezone.now())
        board = Role.objects.create(
            code="board", name="Board", permissions=["record.confidential", "document.read_drafts"]
        )
        Grant.objects.create(person=world.ines, role=board, starts=timezone.now())
    return made


def variety(world: World, two: dict[str, Circle]) -> dict[str, Record]:
    """One version in each standing: open, confidential, and of each circle at two sites and for all."""
    found = {"open": world.document(title="Open").record}
    for title, circle, site in (
        ("confidential", None, world.basel),
        ("unblinded at Basel", two["unblinded"], world.basel),
        ("unblinded at Boston", two["unblinded"], world.boston),
        ("hr at Basel", two["hr"], world.basel),
        ("hr at Boston", two["hr"], world.boston),
    ):
        made = create_document(
            world.anna, type=world.sop, title=title, site=site, department=world.quality_department
        ).record
        put_in(made, circle)
        found[title] = Record.objects.get(pk=made.pk)
    everywhere = create_document(
        world.anna, type=world.sop, title="hr everywhere", department=world.quality_department
    ).record
    put_in(everywhere, two["hr"])
    found["hr everywhere"] = Record.objects.get(pk=everywhere.pk)
    return found


@pytest.mark.requirement("DOC-37", "P11-10-d")
def test_who_is_in_one_circle_sees_nothing_of_the_other(world: World, two: dict[str, Circle]) -> None:
    records = variety(world, two)

    def seen(person: Person) -> set[str]:
        shown = set(visible(again(person), "version").values_list("pk", flat=True))
        return {title for title, record in records.items() if record.pk in shown}

    assert seen(world.quinn) == {"open", "unblinded at Basel", "unblinded at Boston"}
    assert seen(world.carla) == {"open", "hr at Basel", "hr everywhere"}
    assert seen(world.ines) == {"open", "confidential"}
    assert seen(world.anna) == set(records)  # wrote them


@pytest.mark.requirement("DOC-37", "P11-10", "ACC-04")
def test_lists_questions_and_verdicts_agree_about_circles(world: World, two: dict[str, Circle]) -> None:
    variety(world, two)
    told_apart = set()
    for person in map(again, world.people.values()):
        for kind in (None, "document", "version"):
            listed = set(visible(person, kind).values_list("pk", flat=True))
            asked = {record.pk for record in ALL.ask(person, kind)}
            rows = Record.objects.filter(**({"kind": kind} if kind else {}))
            allowed = {record.pk for record in rows if decide(person, "record.view", record=record)}
            assert (listed, asked) == (allowed, allowed), (person.username, kind)
            told_apart.add(frozenset(listed))
    assert len(told_apart) > 5  # people see different things, so a mix-up could show


@pytest.mark.requirement("DOC-37", "P11-10")
def test_rule_in_memory_opens_exactly_what_the_rule_in_sql_opens(
    world: World, two: dict[str, Circle]
) -> None:
    """Grants alone, in memory, against the list of somebody who owns nothing and has no part."""
    variety(world, two)
    for person in map(again, (world.quinn, world.carla, world.ines, world.rhea, world.otto)):
        mine = visible(person).exclude(owner=person).exclude(parts__person=person, parts__until=None)
        listed = set(mine.values_list("pk", flat=True))
        others = Record.objects.exclude(owner=person).exclude(parts__person=person, parts__until=None)
        opened = {record.pk for record in others if opened_by_grant(sight_of(person), record)}
        assert listed == opened, person.username


@pytest.mark.requirement("DOC-37")
def test_without_circles_the_question_is_as_short_as_before(world: World) -> None:
    """No circle, no condition: the plan of lists at a hundred thousand rows stays what was measured."""
    statement = str(visible(again(world.carla), "document").query)
    assert "circle_id" not in statement.split(" WHERE ", 1)[1]


@pytest.mark.requirement("DOC-37", "ACC-15")
def test_access_to_a_circle_counts_at_once_and_stands_in_the_ledger(
    world: World, two: dict[str, Circle]
) -> None:
    record = world.document().record
    put_in(record, two["unblinded"])
    role = Role.objects.get(code="unblinded")
    assert not visible(again(world.carla)).filter(pk=record.pk).exists()

    given = access.grant(world.adam, person=world.carla, role=role, reason="Joins the data board")
    assert visible(again(world.carla)).filter(pk=record.pk).exists()
    access.end_grant(world.adam, given, reason="Left the data board")
    assert not visible(again(world.carla)).filter(pk=record.pk).exists()

    acts = [(act.name, act.why, act.person) for act in timeline(limit=2)]
    assert acts == [
        ("grant.end", "Left the data board", world.adam.name),
        ("grant.give", "Joins the data board", world.adam.name),
    ]


@pytest.mark.requirement("DOC-37", "ACC-01")
def test_circle_is_made_by_who_defines_rights_and_carried_by_a_role(world: World) -> None:
    made = save_circle(
        world.adam, code="unblinded", name="Unblinded", description="Who knows the codes.", reason="Trial 12"
    )
    role = access.save_role(
        world.adam, code="unblinded", name="Unblinded", permissions=[made.permission], reason="Trial 12"
    )
    access.grant(world.adam, person=world.rhea, role=role, reason="Unblinded statistician")

    assert [(one.circle, one.roles, one.people) for one in circles()] == [(made, ("Unblinded",), 1)]
    assert timeline(limit=3)[2].name == "circle.create"
    told = explain(world.adam, again(world.rhea), made.permission)
    assert (told.allowed, "Unblinded" in told.sentence) == (True, True)


@pytest.mark.requirement("DOC-37", "ACC-01")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"code": "Un Blinded"}, "small letters"),
        ({"name": "=cmd"}, "name of the circle"),
        ({"code": "hr"}, "already"),
    ],
)
def test_circle_with_a_fault_is_refused(
    world: World, two: dict[str, Circle], given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        save_circle(world.adam, **({"code": "legal", "name": "Legal", "reason": "Needed"} | given))
    with pytest.raises(NotAllowed):
        save_circle(world.carla, code="legal", name="Legal", reason="Needed")


@pytest.mark.requirement("DOC-37")
def test_circle_out_of_use_keeps_closed_what_it_holds(world: World, two: dict[str, Circle]) -> None:
    record = world.document().record
    put_in(record, two["hr"])
    save_circle(world.adam, code="hr", name="Hr", active=False, circle=two["hr"], reason="Merged")

    assert not visible(again(world.ines)).filter(pk=record.pk).exists()
    assert visible(again(world.carla)).filter(pk=record.pk).exists()


@pytest.mark.requirement("DOC-37")
def test_database_refuses_a_record_of_a_circle_that_is_not_confidential(
    world: World, two: dict[str, Circle]
) -> None:
    record = world.document().record
    with pytest.raises(IntegrityError), transaction.atomic(), action(SYSTEM, "test.slip"):
        Record.objects.filter(pk=record.pk).update(confidential=False, circle=two["hr"])
