"""Checks of the effect: when they begin, what they may conclude, and what follows one that did not hold."""

from __future__ import annotations

import pytest

from probatum.kernel.errors import Refused
from probatum.kernel.models import Link, Record
from probatum.quality.capa import checking
from probatum.quality.capa.bodies import EffectivenessCheck
from tests.quality.capa import measures
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db


def planned(world: World, **given: object) -> tuple[Record, Record]:
    """A closed CAPA with one action, and its check."""
    record = measures.capa(world, **given)
    one = measures.add_action(world, record)
    check = measures.add_check(world, record)
    measures.approved(world, record)
    measures.carried_out(world, one)
    return record, check


@pytest.mark.requirement("CAP-11")
def test_check_is_a_record_with_criteria_days_and_people(world: World) -> None:
    record = measures.capa(world)
    check = measures.add_check(world, record)
    assert check.number.startswith("EC-")
    assert (check.owner, check.due) == (world.erik, company.day(130))
    assert [part.person for part in check.parts.all()] == [world.quentin]
    with pytest.raises(Refused, match="A check cannot be due before it starts"):
        measures.add_check(world, record, due_on=company.day(90))
    with pytest.raises(Refused, match="Enter “Criteria of success”"):
        measures.add_check(world, record, criteria="")


@pytest.mark.requirement("CAP-12")
def test_check_waits_for_its_record_and_begins_by_itself(world: World) -> None:
    record, check = planned(world)
    assert (company.fresh(check).state, checking.begin_due()) == ("initiated", [])
    measures.closed(world, record)
    assert company.fresh(check).state == "pending_start"
    assert checking.begin_due() == []
    measures.day_comes(check)
    assert [one.pk for one in checking.begin_due()] == [check.pk]
    assert company.fresh(check).state == "in_progress"
    assert checking.begin_due() == []


@pytest.mark.requirement("CAP-14")
def test_start_is_put_behind_the_days_that_have_to_pass(world: World) -> None:
    record = measures.capa(world)
    one = measures.add_action(world, record)
    check = measures.add_check(world, record, start_on=company.day(30), due_on=company.day(50))
    measures.approved(world, record)
    measures.carried_out(world, one)
    measures.closed(world, record)
    body = EffectivenessCheck.objects.get(pk=check.pk)
    assert (body.starts_on, company.fresh(check).due) == (company.day(90), company.day(110))


@pytest.mark.requirement("CAP-14")
def test_check_does_not_conclude_before_the_days_have_passed(world: World) -> None:
    record, check = planned(world)
    measures.closed(world, record)
    company.put(check, state="in_progress")
    with pytest.raises(Refused, match=r"It is too early to conclude\. Its day, .* has not begun"):
        measures.concluded(world, check, "effective")


def waiting_for_batches(world: World, made: int, **given: object) -> Record:
    """A check that begins 200 days after the last action, or after five batches; so many are made since."""
    product = measures.item("product", "P-100")
    record = measures.capa(world)
    one = measures.add_action(world, record)
    rule = {"after_days": 200, "after_batches": 5, "product": [product], **given}
    check = measures.add_check(world, record, **rule)
    measures.approved(world, record)
    measures.carried_out(world, one)
    measures.closed(world, record)
    measures.item("batch", "B-0", parent=product, made_on=company.day(0))
    for number in range(1, made + 1):
        measures.item("batch", f"B-{number}", parent=product, made_on=company.day(number))
    return company.fresh(check)


@pytest.mark.requirement("CAP-14")
def test_check_waits_for_its_own_number_of_days(world: World) -> None:
    check = waiting_for_batches(world, 0, after_batches=None, product=[])
    assert EffectivenessCheck.objects.get(pk=check.pk).starts_on == company.day(200)
    assert checking.batches(check) is None


@pytest.mark.requirement("CAP-14")
def test_check_says_how_many_batches_are_still_missing(world: World) -> None:
    check = waiting_for_batches(world, 3)
    assert checking.begin_due() == []
    company.put(check, state="in_progress")
    with pytest.raises(Refused, match=r"has not begun\. 3 of 5 batches of P-100 are made since the last"):
        measures.concluded(world, check, "effective")


@pytest.mark.requirement("CAP-14")
def test_check_begins_and_concludes_with_its_batches_before_its_day(world: World) -> None:
    check = waiting_for_batches(world, 5)
    assert [one.pk for one in checking.begin_due()] == [check.pk]
    measures.concluded(world, check, "effective")
    assert world.move(world.quentin, check, "approve").state == "closed"


@pytest.mark.requirement("CAP-14")
def test_rule_of_a_check_names_the_product_and_no_endless_time(world: World) -> None:
    record = measures.capa(world)
    with pytest.raises(Refused, match="Choose the product whose batches are counted"):
        measures.add_check(world, record, after_batches=5, product=[])
    with pytest.raises(Refused, match="Enter at most 730 days"):
        measures.add_check(world, record, after_days=731)


@pytest.mark.requirement("CAP-13")
def test_effective_check_closes(world: World) -> None:
    record, check = planned(world)
    measures.closed(world, record)
    measures.begun(world, check)
    measures.concluded(world, check, "effective")
    assert world.move(world.quentin, check, "approve").state == "closed"
    assert Record.objects.filter(kind="capa").count() == 1


@pytest.mark.requirement("CAP-13")
@pytest.mark.parametrize("outcome", ["ineffective", "inconclusive"])
def test_check_that_did_not_hold_says_what_follows(world: World, outcome: str) -> None:
    record, check = planned(world)
    measures.closed(world, record)
    measures.begun(world, check)
    with pytest.raises(Refused, match="“What follows” is not filled in"):
        measures.concluded(world, check, outcome)


@pytest.mark.requirement("CAP-13")
def test_ineffective_check_opens_a_linked_capa_with_its_signature(world: World) -> None:
    record, check = planned(world)
    measures.closed(world, record)
    measures.begun(world, check)
    measures.concluded(world, check, "ineffective", follow_up="new_capa")
    world.move(world.quentin, check, "approve")
    raised = Record.objects.filter(kind="capa").latest("pk")
    assert raised.pk != record.pk
    assert (raised.owner, raised.state) == (world.emma, "planning")
    links = {(one.type, one.target_id) for one in Link.objects.filter(source=raised)}
    assert links == {("caused_by", check.pk), ("addresses", record.pk)}


@pytest.mark.requirement("CAP-13")
def test_decision_to_reopen_waits_until_quality_has_reopened(world: World) -> None:
    record, check = planned(world)
    measures.closed(world, record)
    measures.begun(world, check)
    measures.concluded(world, check, "ineffective", follow_up="reopen")
    with pytest.raises(Refused, match=f"{record.number} is closed. Quality reopens it first"):
        world.move(world.quentin, check, "approve")
    world.move(world.quentin, record, "reopen", reason="Did not hold.", values={"to_state": "planning"})
    assert world.move(world.quentin, check, "approve").state == "closed"
    assert company.fresh(record).state == "planning"


@pytest.mark.requirement("CAP-13", "CAP-15")
def test_capa_that_has_to_be_proven_stays_open_until_its_check_held(world: World) -> None:
    measures.set_rule("capa.proven_first.full", 1)
    record, check = planned(world, weight="major")
    assert world.move(world.emma, record, "complete").state == "in_verification"
    assert company.fresh(check).state == "pending_start"
    measures.begun(world, check)
    measures.concluded(world, check, "effective")
    world.move(world.quentin, check, "approve")
    assert company.fresh(record).state == "final_approval"
    assert world.move(world.quentin, record, "close").state == "closed"


@pytest.mark.requirement("CAP-13")
def test_capa_that_was_not_proven_goes_back_to_planning(world: World) -> None:
    measures.set_rule("capa.proven_first.full", 1)
    record, check = planned(world)
    world.move(world.emma, record, "complete")
    measures.begun(world, check)
    measures.concluded(world, check, "ineffective", follow_up="reopen")
    world.move(world.quentin, check, "approve")
    assert company.fresh(record).state == "planning"


@pytest.mark.requirement("CAP-15")
def test_mandatory_check_is_not_cancelled(world: World) -> None:
    _, check = planned(world, weight="critical")
    with pytest.raises(Refused, match="so its check is mandatory"):
        world.move(world.quentin, check, "cancel", reason="No time.")


@pytest.mark.requirement("CAP-11", "SIG-3")
def test_who_carries_a_check_out_does_not_approve_it(world: World) -> None:
    company.staff(world)
    world.person("olga", "event_owner", "event_quality")
    record = measures.capa(world)
    measures.add_action(world, record)
    check = measures.add_check(world, record, owner=world.olga)
    company.put(check, state="in_approval")
    measures.explained(world, record)
    from probatum.kernel.editing import name_people  # app ready

    now = company.fresh(check)
    name_people(world.emma, now, people={"quality": [world.olga]}, based_on=now.version)
    with pytest.raises(Refused, match="You own this, so somebody else has to approve it"):
        world.move(world.olga, check, "approve")
