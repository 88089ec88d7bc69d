"""A CAPA from its source to its closure: three signed gates, two shapes and 8D, who signs, and each refusal in a sentence."""

from __future__ import annotations

import pytest

from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Link, Record, Signature, Task
from probatum.kernel.opening import open_new
from probatum.kernel.process import process_of
from probatum.kernel.signature import status
from probatum.quality.capa.raising import raise_capa
from tests.quality.capa import measures
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("CAP-01")
def test_source_is_required(world: World) -> None:
    with pytest.raises(Refused, match="Enter “Source”") as refusal:
        measures.capa(world, source="")
    assert refusal.value.field == "source"
    with pytest.raises(Refused, match="Enter “More about the source”"):
        measures.capa(world, source="other")


@pytest.mark.requirement("CAP-01")
def test_capa_raised_from_an_event_is_linked_to_it(world: World) -> None:
    event = company.deviation(world)
    values = {"source": "deviation", "weight": "major", "device": False, "shape": "full", "problem": "Doors."}
    raised = raise_capa(world.emma, event, title="Doors", values=values, parts={"quality": [world.quentin]})
    assert raised.number.startswith("CAPA-")
    assert [(one.type, one.target_id) for one in Link.objects.filter(source=raised)] == [
        ("addresses", event.pk)
    ]
    with pytest.raises(NotAllowed):
        raise_capa(world.otto, event, title="Doors", values=values)


@pytest.mark.requirement("CAP-10", "CAP-16")
def test_full_capa_passes_three_signed_gates(world: World) -> None:
    record = measures.capa(world)
    assert company.fresh(record).state == "planning"
    action = measures.add_action(world, record)
    measures.approved(world, record)
    assert company.fresh(action).state == "in_implementation"
    measures.carried_out(world, action)
    done = measures.closed(world, record)
    assert done.state == "closed"
    signed = Signature.objects.filter(record=record).order_by("id")
    assert [one.meaning_text for one in signed] == [
        "CAPA plan approved",
        "Implementation complete",
        "CAPA closure approved",
    ]


@pytest.mark.requirement("CAP-16")
def test_simple_capa_needs_no_action(world: World) -> None:
    record = measures.capa(world, shape="simple")
    measures.explained(world, record)
    with pytest.raises(Refused, match="“What is to be done” is not filled in"):
        world.move(world.emma, record, "submit_plan")
    company.fill(world.emma, record, "cause", intended="Replace the closer.")
    world.move(world.emma, record, "submit_plan")
    world.move(world.quentin, record, "approve_plan")
    with pytest.raises(Refused, match="“What was done, and the proof” is not filled in"):
        world.move(world.emma, record, "complete")
    company.fill(world.emma, record, "done", done="Replaced; photo.")
    assert measures.closed(world, record).state == "closed"


@pytest.mark.requirement("CAP-16")
def test_full_capa_without_an_action_is_not_approved(world: World) -> None:
    record = measures.capa(world)
    measures.explained(world, record)
    with pytest.raises(Refused, match="The plan has no action yet") as refusal:
        world.move(world.emma, record, "submit_plan")
    assert [one.url_name for one in refusal.value.missing] == ["plan"]


@pytest.mark.requirement("CAP-18")
def test_eight_disciplines_are_asked_of_an_8d_alone(world: World) -> None:
    record = measures.capa(world, shape="eight_d")
    measures.add_action(world, record)
    measures.explained(world, record)
    with pytest.raises(Refused, match=r"“D1 Team” is not filled in.*“D5 Chosen corrective actions”"):
        world.move(world.emma, record, "submit_plan")
    company.fill(
        world.emma,
        record,
        "disciplines_understand",
        d1_team="Emma, Erik",
        d2_problem="Door open over night.",
        d3_containment="Guard at night.",
        d4_cause="Closer worn.",
        d5_chosen="New closer; weighed against an alarm.",
    )
    assert world.move(world.emma, record, "submit_plan").state == "plan_approval"
    simple = measures.capa(world, shape="simple")
    company.fill(world.emma, simple, "disciplines_understand", d1_team="Nobody")
    assert company.fresh(simple).quality_capa.d1_team == ""


@pytest.mark.requirement("CAP-17")
def test_one_approver_is_enough_unless_the_rule_asks_for_all(world: World) -> None:
    record = measures.capa(world)
    measures.add_action(world, record)
    _name_quality(world, record)
    assert measures.approved(world, record).state == "in_implementation"
    assert not Task.objects.filter(record=record, move="approve_plan", closed_at=None).exists()


@pytest.mark.requirement("CAP-17")
def test_every_approver_signs_where_the_rule_asks_for_it(world: World) -> None:
    measures.set_rule("capa.all_sign", 1)
    record = measures.capa(world)
    measures.add_action(world, record)
    _name_quality(world, record)
    assert measures.approved(world, record).state == "plan_approval"
    with pytest.raises(NotAllowed, match="This is asked of Helga"):
        world.move(world.quentin, record, "approve_plan")
    assert world.move(world.helga, record, "approve_plan").state == "in_implementation"


@pytest.mark.requirement("CAP-10", "SIG-3")
def test_owner_neither_approves_nor_is_the_approver(world: World) -> None:
    company.staff(world)
    world.person("olga", "event_owner", "event_quality")
    record = open_new(
        world.olga,
        "capa",
        title="Doors",
        values={"source": "trend", "weight": "minor", "device": False, "shape": "full", "problem": "Doors."},
        site=world.basel,
        parts={"quality": [world.olga]},
    )
    assert record.state == "define_team"
    with pytest.raises(Refused, match=r"The owner is named as Quality approver as well\. Name somebody else"):
        world.move(world.olga, record, "start_planning")
    company.put(record, state="plan_approval")
    offers = {offer.move.name: offer for offer in available(world.olga, company.fresh(record))}
    assert "You own this, so somebody else has to approve it" in offers["approve_plan"].decision.reason


@pytest.mark.requirement("CAP-09")
def test_approved_plan_takes_no_more_actions_until_it_is_amended(world: World) -> None:
    record = measures.capa(world)
    first = measures.add_action(world, record)
    measures.approved(world, record)
    with pytest.raises(Refused, match="its plan does not change by editing"):
        measures.add_action(world, record, title="Another")
    world.move(world.emma, record, "amend_plan", reason="The frame has to be changed as well.")
    second = measures.add_action(world, record, title="Change the frame")
    measures.approved(world, record)
    assert [company.fresh(one).state for one in (first, second)] == ["in_implementation"] * 2


@pytest.mark.requirement("CAP-05", "CAP-09")
def test_due_day_is_open_until_the_plan_is_approved(world: World) -> None:
    record = measures.capa(world)
    company.fill(world.emma, record, "day", due_on=company.day(60))
    assert company.fresh(record).due == company.day(60)
    measures.add_action(world, record)
    measures.approved(world, record)
    with pytest.raises(NotAllowed, match="does not change while"):
        company.fill(world.emma, record, "day", due_on=company.day(90))
    world.move(world.emma, record, "amend_plan", reason="One more.")
    with pytest.raises(Refused, match="Ask for an extension"):
        company.fill(world.emma, record, "day", due_on=company.day(90))


@pytest.mark.requirement("CAP-02", "CAP-10")
def test_capa_with_an_open_action_is_not_complete(world: World) -> None:
    record = measures.capa(world)
    action = measures.add_action(world, record)
    measures.approved(world, record)
    with pytest.raises(Refused, match=f"{action.number} is in implementation") as refusal:
        world.move(world.emma, record, "complete")
    assert [one.record.pk for one in refusal.value.missing] == [action.pk]


@pytest.mark.requirement("CAP-15")
@pytest.mark.parametrize("given", [{"weight": "major"}, {"weight": "critical"}, {"device": True}])
def test_check_is_mandatory_for_heavy_sources_and_devices(world: World, given: dict[str, object]) -> None:
    record = measures.capa(world, **given)
    measures.add_action(world, record)
    measures.explained(world, record)
    with pytest.raises(Refused, match="an effectiveness check has to be planned"):
        world.move(world.emma, record, "submit_plan")
    measures.add_check(world, record)
    assert world.move(world.emma, record, "submit_plan").state == "plan_approval"


@pytest.mark.requirement("CAP-08")
def test_investigation_inside_a_capa_is_finished_before_the_plan(world: World) -> None:
    record = measures.capa(world)
    measures.add_action(world, record)
    measures.explained(world, record)
    inside = company.investigation(world, record)
    with pytest.raises(Refused, match=f"{inside.number} is in investigation"):
        world.move(world.emma, record, "submit_plan")


@pytest.mark.requirement("CAP-23")
def test_plan_is_due_five_working_days_after_the_opening(world: World) -> None:
    record = measures.capa(world)
    (task,) = Task.objects.filter(record=record, closed_at=None)
    clock = record.clocks.get(name="plan")
    assert (task.move, task.due) == ("submit_plan", clock.due)


@pytest.mark.requirement("CAP-10")
def test_signature_on_a_plan_is_of_an_earlier_edition_once_the_plan_changes(world: World) -> None:
    record = measures.capa(world)
    measures.add_action(world, record)
    measures.approved(world, record)
    process, signature = process_of("capa"), Signature.objects.get(record=record)
    assert status(signature, process=process, record=company.fresh(record)) == "valid"
    world.move(world.emma, record, "amend_plan", reason="One more.")
    measures.add_action(world, record, title="Another")
    assert status(signature, process=process, record=company.fresh(record)) == "earlier"


@pytest.mark.requirement("CAP-10")
def test_cancelled_capa_ends_its_actions_and_checks(world: World) -> None:
    record = measures.capa(world)
    action, check = measures.add_action(world, record), measures.add_check(world, record)
    measures.approved(world, record)
    world.move(world.emma, record, "ask_cancellation", reason="The room is closed down.")
    world.move(world.quentin, record, "approve_cancellation", reason="So it is.")
    assert {one.state for one in Record.objects.filter(pk__in=(record.pk, action.pk, check.pk))} == {
        "cancelled"
    }


def _name_quality(world: World, record: Record) -> None:
    from probatum.kernel.editing import name_people  # app ready

    now = company.fresh(record)
    people = {"quality": [world.quentin, world.helga]}
    name_people(world.emma, now, people=people, based_on=now.version)
