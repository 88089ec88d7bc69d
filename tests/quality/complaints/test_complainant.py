"""Who complained stands apart: read by who may know it, and by nobody else on any way out."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from probatum.kernel.closed import WITHHELD, told_to
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger import history
from probatum.kernel.models import Person, Record
from probatum.kernel.searching import search
from probatum.quality.complaints import complainants, sending
from probatum.web import record_print
from tests.quality.complaints import given
from tests.quality.complaints.given import EMAIL, NAME
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(person: Person, record: Record) -> str:
    """All that the history says to somebody, as one text."""
    return json.dumps(history.as_json(told_to(person, history.every(record))).__str__())


@pytest.mark.requirement("CMP-01")
def test_complainant_is_known_to_the_handler_and_each_reading_is_noted(world: World) -> None:
    record = given.named(world, given.complaint(world))
    found = complainants.complainant_of(world.clara, record)
    assert found is not None
    assert (found.name, found.email, found.may_contact) == (NAME, EMAIL, True)
    names = [act.name for act in history.every(record)]
    assert names.count("complaint.see_complainant") == 1


@pytest.mark.requirement("CMP-01")
@pytest.mark.parametrize("username", ["quentin", "ivan", "regina", "ella", "otto"])
def test_complainant_is_refused_to_everybody_else(world: World, username: str) -> None:
    record = given.named(world, given.complaint(world))
    with pytest.raises(NotAllowed):
        complainants.complainant_of(getattr(world, username), company.fresh(record))


@pytest.mark.requirement("CMP-01", "P11-10-d")
def test_history_tells_that_the_complainant_was_entered_and_not_who(world: World) -> None:
    record = given.named(world, given.complaint(world))
    assert NAME in told(world.clara, record)
    for reader in (world.ella, world.quentin, world.ines):
        seen = told(reader, record)
        assert NAME not in seen
        assert EMAIL not in seen
        assert WITHHELD in seen
        paper = repr(record_print.printed(reader, company.fresh(record), filters={}))
        assert NAME not in paper
    assert NAME in repr(record_print.printed(world.clara, company.fresh(record), filters={}))


@pytest.mark.requirement("CMP-01", "P11-10-d")
@pytest.mark.parametrize("query", [NAME, "Vandersloot", EMAIL])
def test_search_finds_no_complaint_by_its_complainant(world: World, query: str) -> None:
    given.named(world, given.complaint(world))
    assert search(world.clara, "cracked") != []
    assert search(world.clara, query) == []


@pytest.mark.requirement("CMP-01", "P11-10-d")
def test_no_page_shows_the_complainant_to_who_may_not_know_it(world: World) -> None:
    record = given.accepted(world, given.complaint(world))
    letter = given.letter(world, record)
    ella = signed_in(world.ella)
    of = f"/records/{record.uuid}/"
    paths = [
        of,
        f"{of}history/",
        f"{of}history/csv/",
        f"{of}history/json/",
        f"{of}comments/",
        f"{of}signatures/",
        f"{of}clocks/",
        f"{of}duplicates/",
        f"{of}complainant/",
        f"/records/{letter.uuid}/",
        f"/records/{letter.uuid}/letter.pdf",
        "/records/complaint/",
        "/records/complaint/export/",
        "/complaints/",
        "/complaints/trend/",
        "/search/?q=cracked",
    ]
    for path in paths:
        answer = ella.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code in (200, 403), path
        assert b"Vandersloot" not in body, path
    assert b"Vandersloot" in signed_in(world.clara).get(f"{of}complainant/").content


@pytest.mark.requirement("CMP-01", "CMP-13")
def test_paper_of_a_letter_bears_the_name_only_for_who_may_know_it(world: World) -> None:
    record = given.in_response(world, given.complaint(world))
    letter = company.fresh(given.letter(world, record))
    assert sending.paper(world.clara, letter).addressee == (NAME,)
    assert sending.paper(world.ella, letter).addressee == (sending.NOT_SHOWN,)
    assert sending.paper(world.clara, letter).draft
    sent = sending.paper(world.clara, company.fresh(given.sent(world, letter)))
    assert not sent.draft
    assert sent.signed.startswith("Letter approved: Quentin, ")


@pytest.mark.requirement("CMP-01")
def test_who_took_it_in_enters_the_complainant_once_and_does_not_read_it_back(world: World) -> None:
    given.staff(world)
    world.person("rosa", "reporter")
    record = company.put(given.complaint(world), owner=world.rosa)
    values = {"name": "Hedwig Unbekannt"}
    complainants.keep_complainant(world.rosa, record, values=values, based_on=record.version)
    with pytest.raises(NotAllowed):
        complainants.complainant_of(world.rosa, company.fresh(record))
    with pytest.raises(NotAllowed):
        now = company.fresh(record)
        complainants.keep_complainant(world.rosa, now, values=values, based_on=now.version, reason="Again")


@pytest.mark.requirement("CMP-01", "QMSR-820.35-a")
def test_unknown_complainant_says_why_and_a_correction_says_why(world: World) -> None:
    record = given.complaint(world)
    with pytest.raises(Refused, match="Enter the name, or say why"):
        complainants.keep_complainant(world.clara, record, values={}, based_on=record.version)
    given.named(world, record, name="", withheld_reason="An anonymous call")
    now = company.fresh(record)
    with pytest.raises(Refused, match="Say why this is corrected"):
        complainants.keep_complainant(world.clara, now, values={"name": NAME}, based_on=now.version)


@pytest.mark.requirement("CMP-01")
def test_complaint_does_not_leave_intake_before_the_complainant_is_entered(world: World) -> None:
    record = given.complaint(world)
    with pytest.raises(Refused, match="Nobody entered who complained"):
        world.move(world.clara, record, "submit")
