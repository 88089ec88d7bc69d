"""The pages of the trace and the dossier: what is drawn, what is hidden, what is said, what is sealed and noted."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.test import Client

from probatum.kernel.ledger.history import history
from probatum.output.installation import sealer
from probatum.output.seal import validate
from probatum.quality.trace.needless import not_needed
from tests.quality import laboratory
from tests.quality.capa import measures
from tests.quality.events import company
from tests.quality.trace.story import chain
from tests.world import World

SignedIn = Callable[..., Client]
pytestmark = pytest.mark.django_db
TRACE = 17


@pytest.mark.requirement("QE-19", "P11-10-g")
def test_trace_draws_the_chain_as_far_as_it_is_seen(world: World, as_person: SignedIn) -> None:
    story = chain(world)
    page = f"/records/{story.event.uuid}/trace/"
    for username, sees in (("ursula", True), ("emma", False)):
        told = as_person(getattr(world, username)).get(page).content.decode()
        drawings = re.findall(r"<svg[^>]*drawing__sheet.*?</svg>", told, re.DOTALL)
        assert [story.capa.number in one for one in drawings] == [True, True]
        assert (story.change.number in told, story.change.title in told) == (sees, sees)
    assert as_person(world.otto).get(page).status_code == 404


@pytest.mark.requirement("QE-19")
def test_stop_is_said_not_needed_on_the_page_and_needed_after_all(world: World, as_person: SignedIn) -> None:
    event = company.deviation(world)
    client, page = as_person(world.emma), f"/records/{event.uuid}/trace/"
    assert "Nothing yet." in client.get(page).content.decode()
    refused = client.post(f"{page}stops/change/", {"reason": ""})
    assert (refused.status_code, "Say why it is not needed." in refused.content.decode()) == (422, True)
    client.post(f"{page}stops/change/", {"reason": "Nothing is to be changed."})
    told = client.get(page).content.decode()
    assert "Not needed because: Nothing is to be changed." in told
    assert "Needed after all" in told
    client.post(f"{page}stops/change/", {"reason": "The closer is changed."})
    assert not_needed(event) == []
    assert client.get(f"{page}stops/complaint/").status_code == 404


@pytest.mark.requirement("QE-19")
def test_records_are_joined_and_parted_on_the_page(world: World, as_person: SignedIn) -> None:
    story = chain(world)
    other = company.deviation(world)
    client, page = as_person(world.emma), f"/records/{other.uuid}/trace/"
    refused = client.post(f"{page}links/", {"number": "CAPA-1999-0001", "note": ""})
    assert (refused.status_code, "that you may see" in refused.content.decode()) == (400, True)
    form = client.get(f"{page}links/").content.decode()
    assert "It is addressed by the other one" in form
    wrong = client.post(f"{page}links/", {"number": story.capa.number, "way": "caused_by", "note": ""})
    assert "Between a deviation and a CAPA choose “is addressed by”." in wrong.content.decode()
    client.post(f"{page}links/", {"number": story.capa.number, "way": "addresses-back", "note": ""})
    told = client.get(page).content.decode()
    assert "is addressed by" in told
    key = re.search(r"/trace/links/(\d+)/", told)
    assert key is not None
    client.post(f"{page}links/{key[1]}/", {"reason": "Another door."})
    assert "is ended." in client.get(page).content.decode()
    assert story.capa.number not in client.get(page).content.decode()


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("others", [1, 3])
def test_trace_needs_the_same_queries_for_any_number_of_records(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, others: int
) -> None:
    story = chain(world)
    client, page = as_person(world.emma), f"/records/{story.event.uuid}/trace/"
    for _ in range(others):
        client.post(f"/records/{company.deviation(world).uuid}/trace/links/", {"number": story.capa.number})
    client.get(page)
    with django_assert_num_queries(TRACE):
        client.get(page)


@pytest.mark.requirement("QE-30", "CAP-24", "P11-10-b", "SIG-09")
def test_dossier_is_one_sealed_file_with_every_record_and_is_noted(world: World, as_person: SignedIn) -> None:
    story = chain(world)
    client = as_person(world.emma)
    page = client.get(f"/records/{story.capa.uuid}/dossier/").content.decode()
    assert [f">{label}<" in page for label in ("Source", "Cause", "Action", "Proof", "Check")] == [True] * 5
    made = client.get(f"/records/{story.capa.uuid}/dossier/pdf/")
    report = validate(made.content, authority=sealer().authority)
    assert (report.valid, report.problems) == (True, ())
    pages = pypdfium2.PdfDocument(made.content)
    told = [" ".join(one.get_textpage().get_text_range().split()) for one in pages]
    assert f"Page 1 of {len(told)}" in told[0]
    for label in ("Closure dossier", "Source", "Action", "Check", story.event.number, story.check.number):
        assert label in told[0]
    whole = " ".join(told)
    for part in ("Alarm log.", "The door of the cold room stood open.", "History"):
        assert part in whole
    assert story.change.number not in whole
    with pikepdf.open(io.BytesIO(made.content)) as document:
        assert "pdfaid" in document.Root.Metadata.read_bytes().decode(errors="replace")
    acts = [act for act in history(story.capa) if act.name == "record.dossier"]
    assert [act.events[0]["form"] for act in acts] == ["pdf", "page"]
    assert story.event.number in acts[0].events[0]["holds"]
    assert len(acts[0].events[0]["sha256"]) == 64


@pytest.mark.requirement("P11-10-g")
def test_dossier_is_not_for_others(world: World, as_person: SignedIn) -> None:
    story = chain(world)
    for address in ("dossier/", "dossier/pdf/"):
        assert as_person(world.otto).get(f"/records/{story.capa.uuid}/{address}").status_code == 404


def paper(content: bytes) -> str:
    """What a PDF says, in one line."""
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(one.get_textpage().get_text_range().split()) for one in pages)


@pytest.mark.requirement("QE-30")
def test_layout_of_the_dossier_is_chosen_and_noted(world: World, as_person: SignedIn) -> None:
    story = chain(world)
    client, address = as_person(world.emma), f"/records/{story.event.uuid}/dossier/"
    page = client.get(address).content.decode()
    assert '<option value="complete" selected>Complete</option>' in page
    short = paper(client.get(f"{address}pdf/?layout=no_trail").content)
    assert ("History" in short, "SHA-256" in short, story.capa.number in short) == (False, False, True)
    assert "Each holds: fields, drawings of causes, signatures." in short
    alone = paper(client.get(f"{address}pdf/?layout=alone").content)
    assert ("History" in alone, "The record follows in full" in alone) == (True, True)
    assert client.get(f"{address}pdf/?layout=nothing").status_code == 404
    acts = [act.events[0] for act in history(story.event) if act.name == "record.dossier"]
    assert [one.get("layout") for one in acts] == ["alone", "no_trail", None]


@pytest.mark.requirement("QE-30", "LAB-09")
def test_sections_of_a_layout_come_in_its_order_with_their_items(world: World, as_person: SignedIn) -> None:
    record = laboratory.investigation(world)
    batch = measures.item("batch", "B-77")
    company.fill(world.lena, record, "subjects", batch=[batch], on_hold=True)
    whole = paper(as_person(world.lena).get(f"/records/{record.uuid}/dossier/pdf/").content)
    heads = ["Result", "Original result", "What was tested, and with what", "B-77"]
    places = [whole.index(head) for head in heads]
    assert places == sorted(places)
    assert "Further content" not in whole
    assert ("Results, each one" in whole, "92.1 %; " in whole, "Closure dossier" in whole) == (
        True,
        True,
        False,
    )


@pytest.mark.requirement("QE-30", "QE-33")
def test_dossier_withholds_texts_about_people_from_who_may_not_read_them(
    world: World, as_person: SignedIn
) -> None:
    record = company.deviation(world, description="Mrs Abegg was given the wrong kit.")
    company.fill(world.quentin, record, "triage", category="consent", area="gcp", personal_data=True)
    world.person("iris", "auditor")
    told = paper(as_person(world.iris).get(f"/records/{record.uuid}/dossier/pdf/").content)
    assert ("Abegg" in told, "Withheld: personal data" in told) == (False, True)
    assert "Abegg" in paper(as_person(world.emma).get(f"/records/{record.uuid}/dossier/pdf/").content)
