"""The page of a plan: read and written, without JavaScript, with its rights and its faults at their cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.models import Record
from tests.quality.capa import measures
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def typed(record: Record, **cells: str) -> dict[str, str]:
    """What the page would send: the counts of its lines and the cells that hold something."""
    counts = {"investigation-count": "1", "action-count": "2", "effectiveness_check-count": "1"}
    return {"based_on": str(company.fresh(record).version), **counts, **cells}


@pytest.mark.requirement("CAP-02")
def test_empty_plan_begins_with_a_few_lines(world: World, as_person: SignedIn) -> None:
    record = measures.capa(world)
    page = as_person(world.emma).get(f"/records/{record.uuid}/plan/").content.decode()
    for name in (
        "investigation-1-title",
        "action-1-title",
        "action-2-after",
        "effectiveness_check-1-criteria",
    ):
        assert f'name="{name}"' in page
    assert 'name="action-3-title"' not in page
    assert "Erik (erik)" in page


@pytest.mark.requirement("CAP-02", "CAP-11")
def test_plan_is_saved_with_one_press(world: World, as_person: SignedIn) -> None:
    record = measures.capa(world)
    cells = {
        "action-1-title": "Fit a closer",
        "action-1-owner": "Erik (erik)",
        "action-2-title": "Train the shift",
        "action-2-after": "1",
        "effectiveness_check-1-criteria": "No door stands open.",
    }
    answer = as_person(world.emma).post(f"/records/{record.uuid}/plan/", typed(record, **cells))
    assert (answer.status_code, answer["Location"]) == (302, f"/records/{record.uuid}/plan/")
    kinds = list(Record.objects.filter(parent=record).order_by("id").values_list("kind", flat=True))
    assert kinds == ["action", "action", "effectiveness_check"]
    shown = as_person(world.emma).get(answer["Location"]).content.decode()
    assert 'value="Train the shift"' in shown


@pytest.mark.requirement("CAP-02")
def test_line_is_added_without_losing_what_was_typed(world: World, as_person: SignedIn) -> None:
    record = measures.capa(world)
    sent = typed(record, **{"action-1-title": "Fit a closer", "add": "action"})
    answer = as_person(world.emma).post(f"/records/{record.uuid}/plan/", sent)
    page = answer.content.decode()
    assert (answer.status_code, 'name="action-3-title"' in page, 'value="Fit a closer"' in page) == (
        200,
        True,
        True,
    )
    assert not Record.objects.filter(parent=record).exists()


@pytest.mark.requirement("CAP-02")
def test_fault_is_shown_at_its_cell_and_nothing_is_saved(world: World, as_person: SignedIn) -> None:
    record = measures.capa(world)
    cells = {"action-1-title": "Fit a closer", "action-2-title": "Train", "action-2-owner": "Nobody"}
    answer = as_person(world.emma).post(f"/records/{record.uuid}/plan/", typed(record, **cells))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="action-2-owner-error"' in page
    assert 'href="#action-2-owner"' in page
    assert "Nothing was saved. One cell has to be mended first." in page
    assert not Record.objects.filter(parent=record).exists()


@pytest.mark.requirement("CAP-09", "P11-10-g")
def test_plan_is_read_by_who_sees_the_record_and_written_by_who_plans_it(
    world: World, as_person: SignedIn
) -> None:
    record = measures.capa(world)
    measures.add_action(world, record)
    page = as_person(world.quentin).get(f"/records/{record.uuid}/plan/").content.decode()
    assert ("Fit a door closer" in page, "Save the plan" in page) == (True, False)
    refused = as_person(world.quentin).post(f"/records/{record.uuid}/plan/", typed(record))
    assert refused.status_code == 403
    assert as_person(world.otto).get(f"/records/{record.uuid}/plan/").status_code == 404
    measures.approved(world, record)
    page = as_person(world.emma).get(f"/records/{record.uuid}/plan/").content.decode()
    assert "its plan does not change by editing" in page


@pytest.mark.requirement("CAP-02")
def test_stale_and_forged_plans_change_nothing(world: World, as_person: SignedIn) -> None:
    record = measures.capa(world)
    old = typed(record, **{"action-1-title": "Fit a closer"})
    measures.add_action(world, record, title="Of somebody else")
    client = as_person(world.emma)
    stale = client.post(f"/records/{record.uuid}/plan/", old)
    assert (stale.status_code, "has changed since you opened it" in stale.content.decode()) == (409, True)
    forged = client.post(f"/records/{record.uuid}/plan/", typed(record, **{"action-1-state": "closed"}))
    assert forged.status_code == 400
    assert Record.objects.filter(parent=record).count() == 1


@pytest.mark.requirement("CAP-01")
def test_capa_is_raised_from_an_event_and_linked(world: World, as_person: SignedIn) -> None:
    event = company.deviation(world)
    client, address = as_person(world.emma), f"/records/{event.uuid}/capas/new/"
    assert address in client.get(f"/records/{event.uuid}/plan/").content.decode()
    page = client.get(address).content.decode()
    token = page.split('name="form_token" value="')[1].split('"')[0]
    facts = {"source": "deviation", "weight": "major", "device": "no", "shape": "full", "problem": "Doors."}
    answer = client.post(address, {"title": "Doors", "form_token": token, **facts})
    raised = Record.objects.get(kind="capa")
    assert (answer.status_code, answer["Location"]) == (302, f"/records/{raised.uuid}/")
    assert [one.target_id for one in raised.links_out.filter(type="addresses")] == [event.pk]
    assert as_person(world.quentin).get(address).status_code == 403
    assert as_person(world.otto).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_plan_page_costs_the_same_queries_for_one_action_and_three(
    world: World, as_person: SignedIn, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    record = measures.capa(world)
    for number in range(count):
        measures.add_action(world, record, title=f"Action {number}")
    client = as_person(world.emma)
    client.get(f"/records/{record.uuid}/plan/")
    with django_assert_num_queries(PAGE):  # type: ignore[attr-defined]
        client.get(f"/records/{record.uuid}/plan/")


PAGE = 15
