"""Actions of a plan: their order, their fixed day, who approves, and what closes by itself."""

from __future__ import annotations

import pytest

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Record, Signature, Task
from probatum.quality.capa import built_in
from probatum.quality.capa.bodies import PlannedAction
from probatum.quality.capa.order import refuse_circles, set_before
from tests.documents.changes import bring_into_force
from tests.quality.capa import measures
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("CAP-06", "CAP-07")
def test_action_goes_from_planned_to_closed_with_the_signature_of_quality(world: World) -> None:
    record = measures.capa(world)
    one = measures.add_action(world, record)
    assert (one.state, [part.person for part in one.parts.all()]) == ("define_team", [world.quentin])
    measures.approved(world, record)
    with pytest.raises(Refused, match="“What was done, and the proof” is not filled in"):
        world.move(world.erik, one, "submit")
    assert measures.carried_out(world, one).state == "closed"
    assert [s.meaning_text for s in Signature.objects.filter(record=one)] == [
        "Quality implementation approval"
    ]


@pytest.mark.requirement("CAP-06")
def test_rejected_action_goes_back_with_its_reason(world: World) -> None:
    record = measures.capa(world)
    one = measures.add_action(world, record)
    measures.approved(world, record)
    company.fill(world.erik, one, "proof", result="Done.")
    world.move(world.erik, one, "submit")
    with pytest.raises(Refused, match="Say why"):
        world.move(world.quentin, one, "reject")
    assert world.move(world.quentin, one, "reject", reason="Where is the photo?").state == "in_implementation"
    assert one.steps.latest("id").reason == "Where is the photo?"


@pytest.mark.requirement("CAP-04")
def test_next_action_begins_when_the_one_before_it_closes(world: World) -> None:
    record = measures.capa(world)
    first, second = measures.add_action(world, record), measures.add_action(world, record, title="Train")
    with action(SYSTEM, "test.order", record=record) as act:
        set_before(act, second, after=[first])
    measures.approved(world, record)
    assert [company.fresh(one).state for one in (first, second)] == ["in_implementation", "initiated"]
    assert not Task.objects.filter(record=second, closed_at=None).exists()
    measures.carried_out(world, first)
    assert company.fresh(second).state == "in_implementation"


@pytest.mark.requirement("CAP-04")
def test_actions_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(Refused, match="Actions 1, 2 wait for each other"):
        refuse_circles({1: {2}, 2: {1}, 3: set()})
    refuse_circles({1: set(), 2: {1}, 3: {1, 2}})


@pytest.mark.requirement("CAP-05")
def test_due_day_of_an_action_moves_only_by_an_extension(world: World) -> None:
    record = measures.capa(world)
    one = measures.add_action(world, record)
    company.fill(world.emma, one, "action", due_on=company.day(25))
    assert company.fresh(one).due == company.day(25)
    measures.approved(world, record)
    with pytest.raises(NotAllowed, match="“Action” does not change while"):
        company.fill(world.emma, one, "action", due_on=company.day(40))
    asked = company.more_time(world, one, days=40, actor=world.erik)
    world.move(world.quentin, asked, "approve")
    assert company.fresh(one).due == company.day(40)
    assert {task.due for task in Task.objects.filter(record=one, closed_at=None)} == {company.day(37)}


@pytest.mark.requirement("CAP-07", "SIG-3")
def test_who_carries_out_an_action_does_not_approve_it(world: World) -> None:
    record = measures.capa(world)
    world.person("olga", "event_owner", "event_quality")
    own = measures.add_action(world, record, owner=world.olga)
    measures.approved(world, record)
    company.fill(world.olga, own, "proof", result="Done.")
    world.move(world.olga, own, "submit")
    from probatum.kernel.editing import name_people  # app ready

    now = company.fresh(own)
    name_people(world.emma, now, people={"quality": [world.olga]}, based_on=now.version)
    with pytest.raises(Refused, match="You own this, so somebody else has to approve it"):
        world.move(world.olga, own, "approve")


@pytest.mark.requirement("CAP-02")
def test_owner_of_an_action_needs_the_right_to_carry_it_out(world: World) -> None:
    record = measures.capa(world)
    with pytest.raises(Refused, match="Otto cannot own this; that needs the role"):
        measures.add_action(world, record, owner=world.otto)


@pytest.mark.requirement("CAP-03")
def test_action_that_names_a_version_closes_when_it_becomes_effective(world: World) -> None:
    record = measures.capa(world)
    version = world.document()
    one = measures.add_action(world, record, effect="version", category="document")
    _brings_about(one, version.record)
    measures.approved(world, record)
    with pytest.raises(Refused, match="It closes by itself when"):
        world.move(world.erik, one, "submit")
    bring_into_force(world, version)
    assert company.fresh(one).state == "closed"
    assert one.steps.latest("id").move == "fulfil"


@pytest.mark.requirement("CAP-03")
def test_action_whose_version_is_in_force_already_closes_at_its_start(world: World) -> None:
    record = measures.capa(world)
    version = bring_into_force(world, world.document())
    one = measures.add_action(world, record, effect="version", category="document")
    _brings_about(one, Record.objects.get(pk=version.pk))
    measures.approved(world, record)
    assert company.fresh(one).state == "closed"


@pytest.mark.requirement("CAP-03")
def test_training_is_a_task_until_an_area_assigns_it(world: World) -> None:
    record = measures.capa(world)
    one = measures.add_action(world, record, effect="training", category="training")
    body = PlannedAction.objects.get(pk=one.pk)
    assert built_in.told(body) == (
        "Trainings are not assigned here yet, so it is done like a task, with a proof."
    )
    given: list[int] = []
    built_in.carry_out("training", lambda act, record: given.append(record.pk))
    try:
        measures.approved(world, record)
        assert (given, built_in.told(body)) == ([one.pk], "")
    finally:
        built_in.forget("training")
    assert measures.carried_out(world, one).state == "closed"


@pytest.mark.requirement("CAP-09")
def test_action_is_taken_off_a_plan_only_while_it_is_written(world: World) -> None:
    record = measures.capa(world)
    one, other = measures.add_action(world, record), measures.add_action(world, record, title="Paint")
    world.move(world.emma, other, "withdraw", reason="Not needed.")
    measures.approved(world, record)
    assert company.fresh(other).state == "cancelled"
    with pytest.raises(Refused, match="is not possible while"):
        world.move(world.emma, one, "withdraw", reason="Not needed.")


def _brings_about(one: Record, version: Record) -> None:
    with action(SYSTEM, "test.effect", record=one):
        PlannedAction.objects.filter(pk=one.pk).update(brings_about=version)
