"""A plan is saved as a whole or not at all: lines opened and changed, their order, each fault at its cell."""

from __future__ import annotations

import datetime as dt

import pytest

from probatum.kernel.errors import NotAllowed, StaleRecord
from probatum.kernel.models import Record
from probatum.quality.capa.bodies import EffectivenessCheck, PlannedAction
from probatum.quality.capa.order import before
from probatum.quality.capa.planning import write_plan
from probatum.quality.capa.rows import PlanFaulty, Row
from tests.quality.capa import measures
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db


def row(kind: str, place: int, record: Record | None = None, **cells: str) -> Row:
    """One line as it is typed."""
    return Row(kind, place, cells, record)


def write(world: World, record: Record, *rows: Row) -> Record:
    """Emma saves a plan on the present version."""
    now = company.fresh(record)
    return write_plan(world.emma, now, rows, based_on=now.version)


def children(record: Record) -> list[Record]:
    """What belongs to it, oldest first."""
    return list(Record.objects.filter(parent=record).order_by("id"))


@pytest.mark.requirement("CAP-02", "CAP-04", "CAP-08", "CAP-11")
def test_plan_is_opened_in_one_save(world: World) -> None:
    record = measures.capa(world)
    write(
        world,
        record,
        row("investigation", 1, title="Why did the closer wear?", owner="Erik"),
        row("action", 1, title="Fit a closer", owner="erik"),
        row("action", 2, title="Train the shift", owner="Erik (erik)", category="training", after="1"),
        row("action", 3),
        row("effectiveness_check", 1, criteria="No door stands open.", owner=""),
    )
    inside, first, second, check = children(record)
    assert [one.kind for one in (inside, first, second, check)] == [
        "investigation",
        "action",
        "action",
        "effectiveness_check",
    ]
    assert [one.owner for one in (inside, first, second, check)] == [world.erik] * 3 + [world.emma]
    assert [one.pk for one in before([second.pk])[second.pk]] == [first.pk]
    body = PlannedAction.objects.get(pk=second.pk)
    assert (body.category, body.nature, body.position) == ("training", "corrective", 2)
    due = company.fresh(record).due
    assert EffectivenessCheck.objects.get(pk=check.pk).start_on == due + dt.timedelta(days=90)


@pytest.mark.requirement("CAP-09")
def test_line_is_changed_until_the_plan_is_approved(world: World) -> None:
    record = measures.capa(world)
    write(world, record, row("action", 1, title="Fit a closer", owner="erik"))
    (one,) = children(record)
    changed = row("action", 1, one, title="Fit two closers", owner="emma", due_on=company.day(9).isoformat())
    write(world, record, changed)
    one = company.fresh(one)
    assert (one.title, one.owner, one.due) == ("Fit two closers", world.emma, company.day(9))
    measures.approved(world, record)
    with pytest.raises(NotAllowed, match="its plan does not change by editing"):
        write(world, record, row("action", 2, title="Another"))


@pytest.mark.requirement("CAP-02")
def test_every_fault_stands_at_its_cell_and_nothing_is_saved(world: World) -> None:
    record = measures.capa(world)
    with pytest.raises(PlanFaulty, match=r"Nothing was saved. 5 cells have") as refusal:
        write(
            world,
            record,
            row("action", 1, title="Fit a closer", owner="Nobody"),
            row("action", 2, title="Train", owner="otto", due_on="soon"),
            row("action", 3, title="Paint", owner="", after="9"),
            row("effectiveness_check", 1, criteria="Holds", start_on="2027-05-01", due_on="2027-04-01"),
            row("action", 4, title="Revise", effect="version", brings_about="SOP-XX-999"),
        )
    assert {cell: text.split(".")[0] for cell, text in refusal.value.faults.items()} == {
        ("action", 1, "owner"): "Nobody here is called “Nobody”",
        ("action", 2, "due_on"): "Enter “Due” as a day, such as 2026-12-01",
        ("action", 3, "after"): "“9” is no other action of this plan",
        ("effectiveness_check", 1, "due_on"): "A check cannot be due before it starts",
        ("action", 4, "brings_about"): "There is no document version of “SOP-XX-999” that you may see",
    }
    assert children(record) == []


@pytest.mark.requirement("CAP-04")
def test_actions_in_a_circle_are_refused(world: World) -> None:
    record = measures.capa(world)
    with pytest.raises(PlanFaulty) as refusal:
        write(
            world, record, row("action", 1, title="One", after="2"), row("action", 2, title="Two", after="1")
        )
    assert list(refusal.value.faults.values()) == [
        "Actions 1, 2 wait for each other, so none could begin. Change the order."
    ]


@pytest.mark.requirement("CAP-03")
def test_document_is_named_by_its_number(world: World) -> None:
    record = measures.capa(world)
    world.people["emma"] = world.emma
    version = world.document()
    number = version.document.record.number
    world.person("edna", "event_owner", "author")
    Record.objects.filter(pk=record.pk)
    now = company.fresh(record)
    typed = row("action", 1, title="Revise", effect="version", category="document", brings_about=number)
    with pytest.raises(PlanFaulty, match=r"Nothing was saved\. One cell has"):
        write(world, record, typed)  # emma may not see the draft
    write_plan(world.edna, now, [row("action", 1, title="Fit a closer", owner="erik")], based_on=now.version)
    assert PlannedAction.objects.get().brings_about is None


@pytest.mark.requirement("CAP-02")
def test_stale_plan_is_refused(world: World) -> None:
    record = company.fresh(measures.capa(world))
    write(world, record, row("action", 1, title="Fit a closer"))
    with pytest.raises(StaleRecord):
        write_plan(world.emma, record, [row("action", 1, title="Other")], based_on=record.version)


@pytest.mark.requirement("CAP-02", "QE-15")
def test_deviation_has_a_plan_of_its_own(world: World) -> None:
    event = company.deviation(world)
    with pytest.raises(NotAllowed, match="is reported, so its plan does not change"):
        write(world, event, row("action", 1, title="Fit a closer"))
    company.put(event, state="assessment")
    write(world, event, row("action", 1, title="Fit a closer", owner="erik"))
    (one,) = children(event)
    assert (one.state, one.owner) == ("define_team", world.erik)
