"""The audit trail of the whole system and its verification: for those who hold the right, everywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.config import custody
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Record
from tests.world import World

SignedIn = Callable[..., Client]


@pytest.mark.requirement("ATR-06", "ATR-09", "P11-10-e")
def test_auditor_reads_who_did_what_when_and_why(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    world.move(world.anna, record, "discard", reason="Written twice.")

    text = as_person(world.ines).get("/ledger/").content.decode()

    for told in (
        "Anna",
        "made the move “Discard the draft”",
        "as Author",
        "Written twice.",
        "not yet sealed",
    ):
        assert told in text, told


@pytest.mark.requirement("ATR-06", "P11-10-d")
def test_audit_trail_is_refused_without_the_right_everywhere(world: World, as_person: SignedIn) -> None:
    answer = as_person(world.anna).get("/ledger/")
    assert (answer.status_code, "This is for the role Auditor" in answer.content.decode()) == (403, True)
    local = world.person("lena", "auditor", site=world.basel)
    answer = as_person(local).get("/ledger/")
    assert (answer.status_code, "Your role is limited to one" in answer.content.decode()) == (403, True)
    assert as_person(world.anna).post("/ledger/verification/").status_code == 403
    assert as_person(local).post("/ledger/verification/").status_code == 403


@pytest.mark.requirement("ATR-06")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("action=document.create", 200),
        ("field=title", 200),
        ("since=2020-01-01&until=2020-01-02", 200),
        ("before=5", 200),
        ("before=x&since=soon", 400),
        ("person=anna", 400),
    ],
)
def test_trail_is_filtered(world: World, as_person: SignedIn, query: str, status: int) -> None:
    world.document()
    assert as_person(world.ines).get(f"/ledger/?{query}").status_code == status


@pytest.mark.requirement("ATR-07")
def test_checkpoint_is_open_to_any_witness(client: Client, world: World) -> None:
    answer = client.get("/ledger/checkpoint")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")


@pytest.mark.requirement("ATR-07", "P11-10-e")
def test_verification_says_intact_and_names_what_was_altered(
    committed_world: World, as_person: SignedIn
) -> None:
    world = committed_world
    world.document()
    custody.seal_now()
    client = as_person(world.ines)
    assert "Intact" in client.post("/ledger/verification/").content.decode()
    text = client.get("/ledger/").content.decode()
    assert ("Sealed up to leaf" in text, "verified the ledger" in text) == (True, True)
    assert "probatum-ledger/" in client.get("/ledger/checkpoint").content.decode()


@pytest.mark.requirement("DOC-37", "P11-10")
def test_trail_tells_nothing_of_a_confidential_record_to_whom_it_is_closed(
    world: World, as_person: SignedIn
) -> None:
    version = world.document(title="Dismissal of the plant manager")
    with action(SYSTEM, "test.place"):
        Record.objects.filter(pk__in=[version.pk, version.document_id]).update(confidential=True)
    answer = as_person(world.ines).get("/ledger/").content.decode()
    assert "Dismissal of the plant manager" not in answer
    assert "acted on a confidential record" in answer
