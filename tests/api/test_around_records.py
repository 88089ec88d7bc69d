"""What belongs to a record, and lists of records, through the interface for programs."""

from __future__ import annotations

from typing import Any

import pytest

from probatum.kernel.comment import add_comment
from probatum.kernel.ledger.history import history
from probatum.kernel.models import Record
from tests.api.conftest import Programs, opened
from tests.documents.copies import effective
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("INT-02", "ATR-06", "AT-8")
def test_history_is_read_and_that_it_was_is_noted(company: World, program: Programs) -> None:
    made = opened(program(company.emil))
    told = program(company.vera).get(f"/records/{made['uuid']}/history").json()
    assert [one["name"] for one in told][-1] == "deviation.open"
    latest = history(Record.objects.get(uuid=made["uuid"]))[0]
    assert (latest.name, latest.person, latest.via) == ("record.export_history", "Vera", "api")


@pytest.mark.requirement("INT-02")
def test_remark_is_written_and_answered(company: World, program: Programs) -> None:
    used = program(company.emil)
    address = f"/records/{opened(used)['uuid']}/comments"
    first = used.post(address, text="Which hood?").json()
    assert used.post(address, text="The left one.", answers=first["id"]).status_code == 201
    assert [(one["text"], one["answers"]) for one in used.get(address).json()] == [
        ("Which hood?", None),
        ("The left one.", first["id"]),
    ]
    assert used.post(address, text=" ").json()["sentence"] == "Write the comment first."


@pytest.mark.requirement("INT-02", "DOC-37")
def test_discussion_of_a_version_stays_with_those_who_work_on_it(company: World, program: Programs) -> None:
    version = effective(company)
    add_comment(company.anna, version.record, text="Between us.")
    reading, writing = program(company.rhea), program(company.anna)
    address = f"/records/{version.record.uuid}"
    assert reading.get(address).status_code == 200
    assert [one.get(f"{address}/comments").status_code for one in (reading, writing)] == [403, 200]
    assert reading.get(f"{address}/history").status_code == 403
    assert reading.get(f"{address}/files").json() == []


@pytest.mark.requirement("INT-02")
def test_file_is_attached_after_the_same_look_and_taken_out_with_a_note(
    company: World, program: Programs
) -> None:
    used = program(company.emil)
    made = opened(used)
    address = f"/records/{made['uuid']}/files"
    bad = used.send(f"{address}?name=photo.png", b"MZ\x90\x00 a program")
    assert (bad.status_code, bad.json()["field"], bad.json()["sentence"].endswith(".")) == (400, "name", True)
    assert used.send(f"{address}?name=empty.txt", b"").status_code == 400
    added = used.send(f"{address}?name=notes.txt&note=By+hand", b"The alarm rang at 08:10.").json()
    assert (added["name"], added["note"], added["media_type"]) == ("notes.txt", "By hand", "text/plain")
    got = used.get(f"{address}/{added['id']}")
    assert b"".join(got.streaming_content) == b"The alarm rang at 08:10."
    assert got.headers["Content-Disposition"] == 'attachment; filename="notes.txt"'
    latest = history(Record.objects.get(uuid=made["uuid"]))[0]
    assert (latest.name, latest.events[0]["sha256"]) == ("record.download_file", added["sha256"])
    strange = program(company.rhea)
    assert strange.get(f"{address}/{added['id']}").status_code == 404
    assert used.get(f"{address}/{added['id'] + 1000}").status_code == 404


@pytest.mark.requirement("INT-02", "PERF-01")
def test_list_goes_on_behind_the_last_row_and_leaves_none_out(company: World, program: Programs) -> None:
    used = program(company.emil)
    numbers = [opened(used, title=f"Alarm {at}")["number"] for at in range(5)]
    for order, wanted in (("number", numbers), ("changed", numbers), ("-changed", numbers[::-1])):
        found: list[str] = []
        after = ""
        while after is not None:
            told = used.get("/kinds/deviation/records", order=order, limit=2, after=after).json()
            found += [one["number"] for one in told["records"]]
            after = told["next"]
        assert found == wanted


@pytest.mark.requirement("INT-02")
@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"stat": "reported"}, "stat"),
        ({"order": "colour"}, "order"),
        ({"limit": "1000"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"after": "zzz"}, "after"),
        ({"after": "W10="}, "after"),
        ({"after": "bnVsbA=="}, "after"),
        ({"changed_since": "2026-01-01T00:00:00"}, "changed_since"),
    ],
)
def test_filter_that_there_is_not_is_refused(
    company: World, program: Programs, asked: dict[str, str], field: str
) -> None:
    answer = program(company.emil).get("/records", **asked)
    assert (answer.status_code in (400, 422), answer.json()["field"]) == (True, field)


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_any_number_of_records(
    company: World, program: Programs, django_assert_num_queries: Any, rows: int
) -> None:
    used = program(company.emil)
    for at in range(rows):
        opened(used, title=f"Alarm {at}")
    with django_assert_num_queries(LIST):
        assert len(used.get("/kinds/deviation/records").json()["records"]) == rows


LIST = 7


@pytest.mark.requirement("INT-02")
def test_confidential_record_looked_at_is_noted_each_time(company: World, program: Programs) -> None:
    used = program(company.emil)
    made = opened(used, confidential=True)
    record = Record.objects.get(uuid=made["uuid"])
    used.get(f"/records/{made['uuid']}")
    assert [one.name for one in history(record)][:1] == ["record.view"]


def test_words_of_documents_are_found(company: World, program: Programs) -> None:
    company.document(title="Gowning for grade B", text="Wash your hands first.")
    found = program(company.anna).get("/kinds/version/records", q="gowning").json()["records"]
    assert [one["title"] for one in found] == ["Gowning for grade B"]
