"""Documents that are expected: asked of an owner, open until filled by as many as wanted, open again when one is discarded (DOC-42)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from probatum.documents.expecting import expect
from probatum.documents.placeholders import Filling, Placeholder, fillings_of
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Link, Record, Task
from tests.world import World


def expected(world: World, **given: Any) -> Placeholder:
    facts: dict[str, Any] = {
        "title": "Validation report of the washer",
        "expected_on": timezone.localdate() + dt.timedelta(days=30),
        "owner": world.anna,
        "site": world.basel,
        "type": world.sop,
        **given,
    }
    return expect(world.carla, **facts)


def name_it(world: World, placeholder: Placeholder, number: str) -> Record:
    return world.move(world.anna, placeholder.record, "fill", values={"document": number})


@pytest.mark.requirement("DOC-42")
def test_expected_document_asks_its_owner_by_its_day_and_is_filled_by_a_number(world: World) -> None:
    made = expected(world)
    task = Task.objects.get(record=made.record, closed_at=None)
    assert (task.person, task.due, made.record.state) == (world.anna, made.expected_on, "expected")

    document = world.document().document
    assert name_it(world, made, document.record.number.lower()).state == "filled"

    assert [one.document_id for one in fillings_of(made.record)] == [document.pk]
    assert not Task.objects.filter(record=made.record, closed_at=None).exists()
    assert Link.objects.get(target=made.record, type="fills", voided_at=None).source_id == document.pk


@pytest.mark.requirement("DOC-42")
def test_several_are_expected_until_the_last_is_there(world: World) -> None:
    made = expected(world, wanted=2)
    first, second = world.document(title="Part one"), world.document(title="Part two")
    assert name_it(world, made, first.document.record.number).state == "expected"
    assert Task.objects.get(record=made.record, closed_at=None).person == world.anna
    with pytest.raises(Refused, match="fills it already"):
        name_it(world, made, first.document.record.number)
    assert name_it(world, made, second.document.record.number).state == "filled"


@pytest.mark.requirement("DOC-42")
def test_discarded_document_fills_nothing_and_its_place_is_open_again(world: World) -> None:
    made, version = expected(world), world.document()
    parent = version.document.record
    name_it(world, made, parent.number)
    world.move(world.anna, version.record, "discard", reason="Began anew.")
    world.move(world.anna, parent, "discard", reason="Began anew.")

    record = Record.objects.get(pk=made.pk)
    assert (record.state, fillings_of(record)) == ("expected", [])
    assert Filling.objects.get(placeholder=made).until is not None
    assert Task.objects.get(record=record, closed_at=None).due == made.expected_on
    with pytest.raises(Refused, match="is discarded"):
        name_it(world, made, parent.number)


@pytest.mark.requirement("DOC-42")
def test_it_is_withdrawn_or_expected_again_with_a_reason(world: World) -> None:
    made = expected(world)
    name_it(world, made, world.document().document.record.number)
    with pytest.raises(Refused, match="Say why"):
        world.move(world.anna, made.record, "expect_again")
    world.move(world.anna, made.record, "expect_again", reason="That was the plan, not the report.")
    assert fillings_of(made.record) == []
    ended = world.move(world.carla, made.record, "withdraw", reason="The washer is sold.")
    assert ended.state == "withdrawn"
    assert not Task.objects.filter(record=made.record, closed_at=None).exists()


@pytest.mark.requirement("DOC-42", "P11-10-d")
def test_number_nobody_may_see_or_of_another_type_fills_nothing(world: World) -> None:
    made = expected(world)
    with action(SYSTEM, "test.type"):
        form = DocumentType.objects.create(code="FORM", name="Form", pattern="FORM-{n:03}")
    other = expected(world, type=form, title="Log of the washer")
    hidden = world.document(title="Hidden").document
    with action(SYSTEM, "test.hide", record=hidden.record):
        Record.objects.filter(pk=hidden.pk).update(confidential=True, owner=world.quinn)
        hidden.record.parts.update(until=timezone.now())
    for number in ("SOP-QA-999", hidden.record.number, "x"):
        with pytest.raises(Refused, match="that you can see"):
            name_it(world, made, number)
    with pytest.raises(Refused, match="“Form” is expected"):
        name_it(world, other, world.document().document.record.number)


@pytest.mark.requirement("DOC-42", "P11-10-g")
def test_only_owner_and_control_say_what_fills_it_and_readers_see_nothing_of_it(world: World) -> None:
    made = expected(world)
    number = world.document().document.record.number
    for person in (world.arno, world.quinn, world.rhea):
        with pytest.raises(NotAllowed):
            world.move(person, made.record, "fill", values={"document": number})
    assert [visible(person, "placeholder").count() for person in (world.arno, world.quinn, world.rhea)] == [
        1,
        1,
        0,
    ]
    with pytest.raises(NotAllowed):
        expect(world.rhea, title="A plan", expected_on=timezone.localdate(), owner=world.anna)


@pytest.mark.requirement("DOC-42")
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": " "}, "Enter what is expected"),
        ({"wanted": 0}, "1 to 200"),
        ({"expected_on": dt.date(2020, 1, 1)}, "Enter a day from"),
    ],
)
def test_what_cannot_be_is_not_expected(world: World, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        expected(world, **given)
    with pytest.raises(Refused, match="cannot make documents"):
        expected(world, owner=world.rhea)
