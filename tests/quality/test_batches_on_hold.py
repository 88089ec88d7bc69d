"""A batch on hold: no disposition of it is approved before the investigation lifts the hold or ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.kernel.errors import Refused
from probatum.kernel.hold import held, holds
from probatum.kernel.models import Record
from probatum.kernel.process import as_data, process_of
from probatum.quality.laboratory.alike import alike, number_of
from tests.quality import laboratory
from tests.quality.capa.measures import item
from tests.quality.events import company, nonconforming
from tests.world import World

pytestmark = pytest.mark.django_db


def examined(world: World, code: str, *, days: int = 0, on_hold: bool = True, **given: object) -> Record:
    """An investigation of a batch, tested so many days ago on the first chromatograph."""
    aware = timezone.now() - dt.timedelta(days=days, hours=1)
    late = {"late_reason": "Entered when the system came."} if days else {}
    record = laboratory.investigation(
        world, aware_at=aware, occurred_at=aware - dt.timedelta(hours=1), **{**late, **given}
    )
    batch = item("batch", code)
    company.fill(world.lena, record, "subjects", batch=[batch], on_hold=on_hold)
    return company.fresh(record)


def disposed(world: World, code: str) -> tuple[Record, Record]:
    """A laboratory investigation that holds a batch, and a disposition of that batch."""
    held_by = examined(world, code)
    event = nonconforming.contained(world, nonconforming.nonconformance(world))
    return held_by, nonconforming.disposition(world, event, batch=[code])


@pytest.mark.requirement("LAB-07")
def test_disposition_of_a_batch_on_hold_is_refused_with_the_investigation(world: World) -> None:
    held_by, made = disposed(world, "B-1")
    with pytest.raises(Refused) as refusal:
        world.move(world.emma, made, "submit")
    (missing,) = refusal.value.missing
    assert missing.text == (
        f"Batch B-1 is on hold by {held_by.number}, which is phase I. It has to lift the hold first."
    )
    assert missing.record == held_by
    assert company.fresh(made).state == "draft"


@pytest.mark.requirement("LAB-07")
def test_hold_is_lifted_by_the_investigation(world: World) -> None:
    held_by, made = disposed(world, "B-1")
    company.fill(world.lena, held_by, "subjects", on_hold=False)
    assert nonconforming.approved(world, made).state == "approved"
    company.fill(world.lena, held_by, "subjects", on_hold=True)
    with pytest.raises(Refused, match="Batch B-1 is on hold"):
        nonconforming.carried_out(world, made)


@pytest.mark.requirement("LAB-07")
def test_hold_ends_with_the_investigation(world: World) -> None:
    held_by, made = disposed(world, "B-1")
    company.put(held_by, state="closed")
    assert nonconforming.approved(world, made).state == "approved"


@pytest.mark.requirement("LAB-07")
def test_disposition_without_a_batch_is_about_those_of_its_nonconformance(world: World) -> None:
    examined(world, "B-1")
    event = nonconforming.contained(world, nonconforming.nonconformance(world, batch=["B-1"]))
    made = nonconforming.disposition(world, event)
    with pytest.raises(Refused, match="Batch B-1 is on hold"):
        world.move(world.emma, made, "submit")


@pytest.mark.requirement("LAB-07")
def test_investigation_does_not_end_with_a_batch_on_hold_undecided(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    company.fill(
        world.lena, record, "phase_two", production_review="None.", other_batches="None.", findings="-"
    )
    laboratory.conclude(world, record)
    company.fill(world.lena, record, "conclusion", disposition="pending")
    with pytest.raises(Refused, match=r"its disposition is still open\. Decide it"):
        world.move(world.lena, record, "submit_phase_two")
    company.fill(world.lena, record, "conclusion", disposition="reject")
    assert world.move(world.lena, record, "submit_phase_two").state == "phase_two_approval"


@pytest.mark.requirement("LAB-07")
def test_other_batches_by_the_same_method_or_instrument_are_listed(world: World) -> None:
    hplc = item("equipment", "HPLC-7")
    own = examined(world, "B-1")
    company.fill(world.lena, own, "subjects", equipment=[hplc])
    by_method = examined(world, "B-2", days=1, method="m-12; edition 2")
    by_instrument = examined(world, "B-3", days=2, method="M-99, edition 1")
    company.fill(world.lena, by_instrument, "subjects", equipment=[hplc])
    examined(world, "B-4", days=3, method="M-120")
    examined(world, "B-5", days=200)
    found = alike(world.quentin, company.fresh(own))
    assert [(one.record, one.batches[0].code, one.method) for one in found] == [
        (by_method, "B-2", "m-12; edition 2"),
        (by_instrument, "B-3", ""),
    ]
    assert [[shared.code for shared in one.instruments] for one in found] == [[], ["HPLC-7"]]


@pytest.mark.requirement("LAB-07")
def test_other_batches_leave_out_what_may_not_be_seen(world: World) -> None:
    own = examined(world, "B-1")
    other = examined(world, "B-2")
    company.put(other, confidential=True)
    assert alike(world.erik, company.fresh(own)) == []


@pytest.mark.requirement("LAB-07")
@pytest.mark.parametrize(
    ("method", "number"),
    [("M-12, edition 3", "M-12"), ("Karl Fischer titration", "Karl Fischer titration"), ("", "")],
)
def test_method_is_called_by_its_number(method: str, number: str) -> None:
    assert number_of(method) == number


def test_hold_belongs_to_the_definition_and_names_fields_that_there_are(world: World) -> None:
    said = as_data(process_of("lab_investigation"))["declared"]["holds"]
    assert said == ["lab_investigation", "batch", "batch", "on_hold"]
    with pytest.raises(LookupError, match="no items nothing"):
        holds("lab_investigation", field="nothing", flag="on_hold")
    assert held([]) == {}
