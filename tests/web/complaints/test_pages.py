"""The pages of complaints: who complained is entered and withheld, duplicates, the queue, the trend, the paper of a letter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from probatum.quality.complaints.bodies import Complainant, UnitsDistributed
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import World

SignedIn = Callable[..., Client]
QUEUE, TREND, DUPLICATES = 8, 14, 16

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.requirement("CMP-01")
def test_complainant_is_entered_on_a_page_of_its_own(world: World, as_person: SignedIn) -> None:
    record = given.complaint(world)
    client, page = as_person(world.clara), f"/records/{record.uuid}/complainant/"
    assert "Enter who complained" in client.get(page).content.decode()
    refused = client.post(page, {"based_on": record.version, "name": ""})
    assert (refused.status_code, "say why it is not known" in refused.content.decode()) == (400, True)
    kept = client.post(page, {"based_on": company.fresh(record).version, "name": given.NAME})
    assert (kept.status_code, Complainant.objects.get().name) == (302, given.NAME)
    stale = client.post(page, {"based_on": 1, "name": "Somebody", "reason": "Spelling"})
    assert "has changed since you opened it" in stale.content.decode()
    assert Complainant.objects.get().name == given.NAME
    other = as_person(world.quentin).get(page).content.decode()
    assert ("Who complained is entered." in other, given.NAME in other) == (True, False)
    assert as_person(world.quentin).post(page, {"based_on": 1, "name": "X"}).status_code == 403


@pytest.mark.requirement("CMP-11")
def test_duplicates_are_listed_and_who_may_merges_them(world: World, as_person: SignedIn) -> None:
    first, record = given.complaint(world), given.complaint(world)
    page = f"/records/{record.uuid}/duplicates/"
    shown = as_person(world.quentin).get(page).content.decode()
    assert (first.number in shown, f"/records/{record.uuid}/moves/merge/" in shown) == (True, True)
    assert "moves/merge/" not in as_person(world.clara).get(page).content.decode()
    world.move(world.quentin, record, "merge", reason="Same call", values={"into": first.number})
    merged = as_person(world.ella).get(f"/records/{record.uuid}/").content.decode()
    assert ("Merged into" in merged, first.number in merged) == (True, True)


@pytest.mark.requirement("CMP-03", "CMP-15")
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_of_complaints_take_a_fixed_number_of_queries(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    made = [given.complaint(world) for _ in range(rows)]
    client = as_person(world.ella)
    client.get("/complaints/")
    with django_assert_num_queries(QUEUE):
        assert client.get("/complaints/").content.decode().count("data-row>") == rows
    with django_assert_num_queries(TREND):
        client.get("/complaints/trend/")
    with django_assert_num_queries(DUPLICATES):
        client.get(f"/records/{made[0].uuid}/duplicates/")


@pytest.mark.requirement("CMP-15")
def test_units_are_entered_on_the_page_of_the_trend(world: World, as_person: SignedIn) -> None:
    given.complaint(world)
    client = as_person(world.clara)
    values = {"product": "P-100", "month": timezone.now().date().isoformat(), "units": "40000", "reason": ""}
    assert client.post("/complaints/units/", values).status_code == 302
    assert UnitsDistributed.objects.get().units == 40_000
    assert "0.25" in client.get("/complaints/trend/").content.decode()
    assert as_person(world.ella).get("/complaints/units/").status_code == 403


@pytest.mark.requirement("CMP-13")
def test_letter_is_a_pdf_with_the_name_for_who_may_know_it(world: World, as_person: SignedIn) -> None:
    record = given.in_response(world, given.complaint(world))
    page = f"/records/{given.letter(world, record).uuid}/letter.pdf"

    def text(client: Client) -> str:
        pdf = pypdfium2.PdfDocument(client.get(page).content)
        return str(pdf[0].get_textpage().get_text_range())

    assert given.NAME in text(as_person(world.clara))
    seen = text(as_person(world.ella))
    assert ("Vandersloot" in seen, "Draft, not approved" in seen, record.number in seen) == (
        False,
        True,
        True,
    )
