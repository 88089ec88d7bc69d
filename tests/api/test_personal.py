"""Personal texts do not leave through the interface for programs without the right (QE-33)."""

from __future__ import annotations

import pytest

from tests.api.conftest import Programs
from tests.quality.events import company
from tests.world import World


@pytest.mark.requirement("QE-33", "INT-02")
def test_personal_texts_are_left_out_for_an_account_that_may_not_read_them(
    world: World, program: Programs
) -> None:
    record = company.deviation(world, description="Participant quokkasample had the wrong vial.")
    company.fill(world.quentin, record, "triage", personal_data=True, category="other")
    reader = world.person("nora", "event_reader")

    without, with_right = (
        program(one).get(f"/records/{record.uuid}").json()["values"] for one in (reader, world.quentin)
    )
    history = program(reader).get(f"/records/{record.uuid}/history")

    assert "description" not in without
    assert without["category"] == "other"
    assert with_right["description"] == "Participant quokkasample had the wrong vial."
    assert b"quokkasample" not in history.content


@pytest.mark.requirement("QE-33")
def test_file_of_a_record_with_personal_data_is_refused_with_who_may_have_it(
    world: World, program: Programs
) -> None:
    record = company.deviation(world)
    sent = program(world.emma).send(f"/records/{record.uuid}/files?name=a.txt", b"Participant quokkasample")
    company.fill(world.quentin, record, "triage", personal_data=True)
    number = sent.json()["id"]
    reader = world.person("nora", "event_reader")

    refused = program(reader).get(f"/records/{record.uuid}/files/{number}")

    assert (refused.status_code, refused.json()["sentence"]) == (
        403,
        f"{record.number} holds personal data. Its texts and files are for who works on it, and for the role "
        "Event_Head or Event_Quality.",
    )
    assert program(world.emma).get(f"/records/{record.uuid}/files/{number}").status_code == 200
