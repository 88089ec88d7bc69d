"""The history as people read it: by action, with filters, without limits."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from probatum.kernel.ledger import history as h

pytestmark = pytest.mark.requirement("ATR-05", "P11-10-e", "AT-8")


@pytest.fixture
def told(ledger: Any) -> Any:
    """Record 1: made by Ada, changed by Ben twice, read, signed, with a task; record 2 is somebody else's."""
    ledger.act(
        "INSERT INTO rec (id, number, amount) VALUES (1, 'A', 1.50)", act="rec.create", role="Author", why=""
    )
    ledger.act("INSERT INTO rec (id, number) VALUES (2, 'other')", act="rec.create")
    ledger.act(
        "UPDATE rec SET number = 'B', amount = 1.5 WHERE id = 1",
        act="rec.edit",
        u=8,
        n="Ben",
        why="typing error",
        ob="Ada Example",
    )
    ledger.act(
        "INSERT INTO task (id, rec_id, title) VALUES ('00000000-0000-0000-0000-000000000001', 1, 'check')",
        act="task.open",
        u=8,
        n="Ben",
    )
    ledger.act(
        "SELECT ledger.put('N', 'rec', '1', '{\"event\":\"rec.print\",\"copies\":2}')", act="rec.print"
    )
    ledger.act(
        "SELECT ledger.put('E', 'rec', '1', %s)",
        (ledger.signature("1"),),
        act="rec.approve",
        mean="approved",
    )
    ledger.seal()
    ledger.act("UPDATE rec SET number = '=C' WHERE id = 1", act="rec.edit", why="after the seal")
    return ledger


def read(ledger: Any, **filters: Any) -> list[h.HistoryAction]:
    with ledger.connect("app") as conn:
        return h.history(1, root="rec", conn=conn, **filters)


def test_history_lists_actions_newest_first_with_who_what_why(told: Any) -> None:
    found = read(told)
    assert [(a.name, a.person_id, a.person, a.why, a.on_behalf_of) for a in found] == [
        ("rec.edit", 7, "Ada Example", "after the seal", ""),
        ("rec.approve", 7, "Ada Example", "as agreed", ""),
        ("rec.print", 7, "Ada Example", "as agreed", ""),
        ("task.open", 8, "Ben", "as agreed", ""),
        ("rec.edit", 8, "Ben", "typing error", "Ada Example"),
        ("rec.create", 7, "Ada Example", "", ""),
    ]
    assert found[-1].role == "Author"
    assert [a.sealed is None for a in found] == [True, False, False, False, False, False]


@pytest.mark.requirement("ATR-11", "AT-5")
def test_history_tells_first_entry_from_later_change(told: Any) -> None:
    found = read(told)
    assert found[4].changes == [
        h.Change("rec", "1", "number", "A", "B", "U"),
        h.Change("rec", "1", "amount", "1.50", "1.5", "U"),
    ]
    assert found[5].changes == [
        h.Change("rec", "1", "id", None, 1, "I"), h.Change("rec", "1", "number", None, "A", "I"), h.Change("rec", "1", "amount", None, "1.50", "I"),
    ]  # fmt: skip
    assert [c.after_first_entry for a in (found[4], found[5]) for c in a.changes] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert (
        found[2].events == [{"event": "rec.print", "copies": 2}]
        and found[1].signatures[0]["signer"]["id"] == 7
    )


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"person": 8}, ["task.open", "rec.edit"]),
        ({"column": "number"}, ["rec.edit", "rec.edit", "rec.create"]),
        ({"column": "title"}, ["task.open"]),
        ({"action": "rec.approve"}, ["rec.approve"]),
        ({"action": "rec.edit", "person": 7}, ["rec.edit"]),
        ({"person": 99}, []),
    ],
)
def test_history_is_filtered(told: Any, filters: dict[str, Any], names: list[str]) -> None:
    assert [a.name for a in read(told, **filters)] == names


def test_history_is_filtered_by_period(told: Any) -> None:
    found = read(told)
    assert [a.name for a in read(told, since=found[2].at, until=found[0].at)] == ["rec.approve", "rec.print"]


def test_history_is_read_page_by_page(told: Any) -> None:
    pages, before = [], None
    while page := read(told, limit=2, before=before):
        pages.append([a.name for a in page])
        before = page[-1].tx
    assert pages == [["rec.edit", "rec.approve"], ["rec.print", "task.open"], ["rec.edit", "rec.create"]]


def test_timeline_covers_all_records(told: Any) -> None:
    with told.connect("app") as conn:
        assert [a.name for a in h.timeline(conn=conn, person=8)] == ["task.open", "rec.edit"]
        assert len(h.timeline(conn=conn)) == 7


def test_direct_change_is_shown_as_such(told: Any) -> None:
    with told.connect("owner") as conn:
        conn.execute("UPDATE rec SET number = 'by hand' WHERE id = 1")
    (first, *_) = read(told)
    assert (first.direct, first.name, first.person, first.person_id) == (
        True,
        "database.direct",
        "Database role probatum_owner",
        None,
    )


@pytest.mark.requirement("ATR-06")
def test_history_is_exported_whole_as_json_and_csv(told: Any) -> None:
    for turn in range(20):
        told.act("UPDATE rec SET number = %s WHERE id = 1", (f"n{turn}",))
    with told.connect("app") as conn:
        listed = json.loads(h.as_json(h.every(1, root="rec", conn=conn)))
        rows = list(csv.DictReader(io.StringIO(h.as_csv(h.every(1, root="rec", conn=conn)))))
    assert len(listed) == 26 and listed[-1]["name"] == "rec.create"
    edits = [
        (r["person"], r["field"], r["old"], r["new"], r["changed after first entry"])
        for r in rows
        if r["field"] == "number"
    ]
    assert edits[-2:] == [("Ben", "number", "A", "B", "yes"), ("Ada Example", "number", "", "A", "no")]
    assert edits[-3] == ("Ada Example", "number", "B", "'=C", "yes")  # a spreadsheet does not run it


@pytest.mark.requirement("AT-1")
def test_renamed_person_keeps_the_old_name_in_old_entries(told: Any) -> None:
    told.act("UPDATE rec SET number = 'x' WHERE id = 1", n="Ada Married")
    assert [a.person for a in read(told, person=7)][:2] == ["Ada Married", "Ada Example"]
