"""Laboratory investigations: phase I first, further tests only by an approved plan, the original result never lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel import body
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Record, Signature, Task
from probatum.quality.laboratory import rates, results
from probatum.quality.laboratory.bodies import LabInvestigation, LabResult
from tests.quality import laboratory
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def state(record: Record) -> str:
    return company.fresh(record).state


def missing(world: World, username: str, record: Record, move: str) -> list[str]:
    person = getattr(world, username)
    offers = available(person, company.fresh(record))
    return [item.text for item in next(one for one in offers if one.move.name == move).missing]


@pytest.mark.requirement("LAB-01", "LAB-11", "LAB-08")
def test_result_out_of_specification_opens_an_investigation_with_its_own_number(world: World) -> None:
    record = laboratory.investigation(world)
    original = LabResult.objects.get(record=record)
    assert record.number.startswith("OOS-")
    assert (original.type, original.entered, original.unit, original.analyst) == (
        "original",
        "92.1",
        "%",
        world.lars,
    )
    assert [task.label for task in Task.objects.filter(record=record)] == ["Complete phase I"]
    assert record.due == company.day(30)


@pytest.mark.requirement("LAB-02")
def test_phase_one_asks_for_every_line_of_its_checklist(world: World) -> None:
    record = laboratory.investigation(world)
    company.fill(world.lena, record, "subjects", on_hold=True)
    company.fill(world.lena, record, "phase_one", method_followed="in_order", assignable=False)
    told = missing(world, "lena", record, "submit_phase_one")
    assert "“System suitability” is not filled in." in told
    assert "“Right method and edition followed” is not filled in." not in told


@pytest.mark.requirement("LAB-03")
def test_phase_two_opens_by_itself_without_an_assignable_cause(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    assert state(record) == "phase_two"
    assert [task.label for task in Task.objects.filter(record=record, closed_at=None)] == [
        "Complete phase II"
    ]


@pytest.mark.requirement("LAB-04")
def test_retest_before_its_plan_is_approved_is_refused(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record, approved=False)
    with pytest.raises(
        NotAllowed, match=r"is not approved\. The laboratory and Quality approve a plan before"
    ):
        results.enter(world.lars, plan, value="98.0", tested_at=timezone.now())
    assert LabResult.objects.filter(record=record).count() == 1


@pytest.mark.requirement("LAB-04")
def test_retest_beyond_the_approved_plan_is_refused(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record, tests=2)
    for value in ("98.0", "98.4"):
        results.enter(world.lars, plan, value=value, tested_at=timezone.now())
    with pytest.raises(
        Refused, match=r"allows 2 tests, and 2 are entered\. A further test needs another approved plan"
    ):
        results.enter(world.lars, plan, value="99.0", tested_at=timezone.now())
    assert LabResult.objects.filter(plan=plan.pk).count() == 2


@pytest.mark.requirement("LAB-04")
def test_test_done_before_the_approval_is_no_test_of_the_plan(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record)
    with pytest.raises(Refused, match="done before its plan was approved"):
        results.enter(world.lars, plan, value="98.0", tested_at=timezone.now() - dt.timedelta(days=1))


@pytest.mark.requirement("LAB-04")
def test_analyst_does_not_approve_the_plan_of_their_tests(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record, approved=False, analyst=world.ludwig)
    world.move(world.lena, plan, "submit")
    assert missing(world, "ludwig", plan, "approve_laboratory") == [
        "The plan names you as the analyst, so somebody else has to approve it."
    ]


@pytest.mark.requirement("LAB-05")
def test_original_is_invalidated_only_with_a_proven_cause_and_stays_visible(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=True)
    assert state(record) == "quality_approval"
    world.move(world.quentin, record, "invalidate", reason="Dilution error, proven by the raw data.")
    original = LabResult.objects.get(record=record, type="original")
    assert (original.entered, original.invalidated_by) == ("92.1", world.quentin)
    world.move(world.quentin, record, "close")
    assert state(record) == "closed"
    meanings = Signature.objects.filter(record=record).order_by("id").values_list("meaning_text", flat=True)
    assert list(meanings) == [
        "Phase I approved for the laboratory",
        "Original result invalidated",
        "Quality final approval",
    ]


@pytest.mark.requirement("LAB-05")
def test_original_stays_valid_without_a_proven_cause(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    company.put(record, state="quality_approval")
    told = missing(world, "quentin", record, "invalidate")
    assert told == ["No laboratory cause is proven, so the original result stays valid and counts."]


@pytest.mark.requirement("LAB-05", "LAB-06")
def test_no_result_is_ever_deleted(world: World) -> None:
    original = LabResult.objects.get(record=laboratory.investigation(world))
    with pytest.raises(NotAllowed, match="An original result is never deleted"):
        results.take_out(world.quentin, original)
    assert LabResult.objects.filter(pk=original.pk).exists()


@pytest.mark.requirement("LAB-06")
def test_every_result_stands_by_itself_beside_the_mean(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record, tests=2)
    for value in ("98.0", "99.0"):
        results.enter(world.lars, plan, value=value, tested_at=timezone.now())
    assert [one.entered for one in results.results_of(record)] == ["92.1", "98.0", "99.0"]
    assert results.mean_of(record) == pytest.approx(98.5)
    with pytest.raises(Refused, match="as a number"):
        results.enter(world.lars, plan, value="mean 98.5", tested_at=timezone.now())


@pytest.mark.requirement("LAB-03", "LAB-11")
def test_investigation_goes_from_the_bench_over_the_laboratory_to_quality(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    plan = laboratory.plan(world, record, tests=1)
    results.enter(world.lars, plan, value="98.0", tested_at=timezone.now())
    company.fill(
        world.lena,
        record,
        "phase_two",
        production_review="In order.",
        other_batches="None.",
        findings="None.",
    )
    laboratory.conclude(world, record)
    assert missing(world, "lena", record, "submit_phase_two") == [
        f"{plan.number} is approved, tests running."
    ]
    world.move(world.lena, plan, "complete")
    world.move(world.lena, record, "submit_phase_two")
    world.move(world.ludwig, record, "approve_phase_two")
    world.move(world.quentin, record, "close")
    assert state(record) == "closed"


def test_investigation_that_was_in_phase_one_only_is_not_reopened_into_phase_two(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=True)
    world.move(world.quentin, record, "close")
    with pytest.raises(Refused, match="was never phase II"):
        world.move(world.quentin, record, "reopen", reason="New facts.", values={"to_state": "phase_two"})


@pytest.mark.requirement("LAB-10")
def test_rate_of_invalidated_results_is_told_by_analyst(world: World) -> None:
    laboratory.staff(world)
    laboratory.investigation(world, analyst=world.emma)
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=True)
    world.move(world.quentin, record, "invalidate", reason="Dilution error, proven by the raw data.")
    told = {
        one.name: (one.investigations, one.invalidated, one.percent)
        for one in rates.rates(world.quentin, by="analyst")
    }
    assert told == {"Emma": (1, 0, 0.0), "Lars": (1, 1, 100.0)}
    world.person("nobody")
    assert rates.rates(world.nobody, by="analyst") == []


@pytest.mark.requirement("LAB-01", "LAB-06")
def test_numbers_keep_the_decimal_places_that_were_entered(world: World) -> None:
    record = laboratory.investigation(world, result="92.00", lower="95", upper="105.0")
    kept = LabInvestigation.objects.get(pk=record.pk)
    assert [str(one) for one in (kept.result, kept.lower, kept.upper)] == ["92.00", "95", "105.0"]
    original = LabResult.objects.get(record=record)
    assert (original.entered, str(original.value)) == ("92.00", "92.00")
    assert body.content(company.fresh(record))["result"] == "92.00"


@pytest.mark.requirement("LAB-01", "LAB-06")
def test_other_decimal_places_are_a_change_of_the_number(world: World) -> None:
    record = laboratory.investigation(world, lower="95")
    before = LabInvestigation.objects.get(pk=record.pk).edition
    company.fill(world.ludwig, record, "result", lower="95.0")
    kept = LabInvestigation.objects.get(pk=record.pk)
    assert (str(kept.lower), kept.edition) == ("95.0", before + 1)
    with pytest.raises(Refused, match="at most 12 decimal places"):
        company.fill(world.ludwig, record, "result", lower="95.0000000000001")
