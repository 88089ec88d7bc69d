"""Lists over several kinds: what is shown, counted, exported and kept, and never more than may be seen (CAP-20, CAP-21)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from probatum.kernel.ledger.history import timeline
from probatum.kernel.models import Record
from probatum.kernel.worklist import worklists
from probatum.web.worklists import asking
from tests.quality.events import company
from tests.world import World

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]
LIST = "/lists/events/"


@pytest.fixture
def quality(world: World) -> World:
    """The company with the people of quality events; boris owns events in Boston only."""
    company.staff(world)
    world.person("boris", "event_owner", site=world.boston)
    return world


def ago(record: Record, days: int, **columns: Any) -> Record:
    """The record as if it had been opened so many days ago."""
    return company.put(record, opened_at=timezone.now() - dt.timedelta(days=days), **columns)


def numbers(page: Any) -> list[str]:
    """The numbers of the rows shown."""
    return [row["name"] for row in page.context["table"]["rows"]]


def chip(page: Any, label: str) -> dict[str, int]:
    """The values of a facet with their counts."""
    found = next((one for one in page.context["facets"] if one["label"] == label), {"choices": []})
    return {choice["label"]: choice["count"] for choice in found["choices"]}


@pytest.mark.requirement("CAP-20", "QE-07")
def test_list_holds_open_events_of_every_kind_with_counts(quality: World, as_person: SignedIn) -> None:
    first = company.triaged(quality, company.deviation(quality))
    second = company.deviation(quality)
    ended = company.put(company.deviation(quality), state="closed")
    client = as_person(quality.quentin)
    page = client.get(LIST)
    assert (sorted(numbers(page)), page.context["count"]) == ([first.number, second.number], 2)
    assert chip(page, "State") == {"Reported": 1, "In assessment": 1}
    assert chip(page, "Rating") == {"Not rated": 1, "Critical": 1}
    assert chip(page, "Source") == {"Equipment or facility": 1, "No category yet": 1}
    every = client.get(LIST, {"scope": "all"})
    assert (len(numbers(every)), every.context["count"], ended.number in numbers(every)) == (3, 3, True)


@pytest.mark.requirement("CAP-20")
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"state": "assessment"}, [0]),
        ({"rating": "critical"}, [0]),
        ({"rating": "-"}, [1, 2]),
        ({"source": "equipment"}, [0]),
        ({"owner": "erik"}, [2]),
        ({"due": "1-overdue"}, [1]),
        ({"age": "3-90"}, [2]),
        ({"age": "1-30", "state": "reported"}, [1]),
        ({"q": "freezer"}, [2]),
        ({"state": "assessment", "owner": "erik"}, []),
        ({"state": "nonsense"}, []),
        ({"due": "nonsense"}, []),
    ],
)
def test_list_is_narrowed(
    quality: World, as_person: SignedIn, asked: dict[str, str], wanted: list[int]
) -> None:
    made = [
        company.triaged(quality, company.deviation(quality)),
        company.put(company.deviation(quality), due=timezone.localdate() - dt.timedelta(days=1)),
        ago(company.deviation(quality, owner=quality.erik), 70, title="Freezer failed", due=None),
    ]
    page = as_person(quality.quentin).get(LIST, asked)
    assert sorted(numbers(page)) == [made[at].number for at in wanted]
    assert page.context["count"] == len(wanted)


@pytest.mark.requirement("CAP-20")
def test_age_is_told_in_days_and_buckets_of_open_records(quality: World, as_person: SignedIn) -> None:
    for days in (0, 30, 31, 90, 91, 200):
        ago(company.deviation(quality), days)
    ended = ago(company.deviation(quality), 400, state="closed")
    client = as_person(quality.quentin)
    assert chip(client.get(LIST), "Age") == {
        "Up to 30 days": 2,
        "31 to 60 days": 1,
        "61 to 90 days": 1,
        "91 to 180 days": 1,
        "More than 180 days": 1,
    }
    page = client.get(LIST, {"scope": "all", "sort": "age"})
    assert chip(page, "Age")["Ended"] == 1
    assert numbers(page)[0] == ended.number
    assert "200 days" in page.content.decode()


@pytest.mark.requirement("ACC-04", "P11-10", "CAP-20")
def test_list_board_and_files_show_what_the_person_may_see(quality: World, as_person: SignedIn) -> None:
    company.deviation(quality)
    for person, rows in ((quality.quentin, 1), (quality.boris, 0), (quality.rhea, 0), (quality.otto, 0)):
        client = as_person(person)
        page = client.get(LIST)
        assert (len(numbers(page)), page.context["count"]) == (rows, rows)
        assert page.context["facets"] == []  # one value is no choice, and none is no count
        board = client.get(f"{LIST}board/")
        assert sum(column["count"] for column in board.context["board"]) == rows
        taken = b"".join(client.get(f"{LIST}export/csv/").streaming_content).decode("utf-8-sig")
        assert len(taken.splitlines()) == rows + 1


@pytest.mark.requirement("CAP-20")
def test_board_has_a_column_for_each_value_with_count_and_first_cards(
    quality: World, as_person: SignedIn
) -> None:
    company.triaged(quality, company.deviation(quality))
    for _ in range(14):
        company.deviation(quality)
    company.put(company.deviation(quality), state="closed")
    board = as_person(quality.quentin).get(f"{LIST}board/").context["board"]
    assert [(one["label"], one["count"], len(one["cards"]), one["more"]) for one in board] == [
        ("Reported", 14, 12, 2),
        ("In assessment", 1, 1, 0),
    ]
    assert board[0]["url"] == "?state=reported"


@pytest.mark.requirement("CAP-20")
@pytest.mark.parametrize(
    ("by", "columns"),
    [
        ("owner", {"Emma": 2, "Erik": 1}),
        ("source", {"Equipment or facility": 1, "No category yet": 2}),
        ("rating", {"Critical": 1, "Not rated": 2}),
        ("due", {"Overdue": 1, "Later": 2}),
        ("nonsense", {"Reported": 2, "In assessment": 1}),
    ],
)
def test_board_is_arranged_by_what_was_chosen(
    quality: World, as_person: SignedIn, by: str, columns: dict[str, int]
) -> None:
    company.triaged(quality, company.deviation(quality))
    company.put(company.deviation(quality), due=timezone.localdate() - dt.timedelta(days=3))
    company.deviation(quality, owner=quality.erik)
    page = as_person(quality.quentin).get(f"{LIST}board/", {"by": by})
    board = page.context["board"]
    assert {one["label"]: one["count"] for one in board} == columns
    assert {one["label"]: len(one["cards"]) for one in board} == columns
    assert page.status_code == 200


@pytest.mark.requirement("CAP-21")
def test_decision_that_no_capa_is_needed_is_listed_with_its_reason(
    quality: World, as_person: SignedIn
) -> None:
    without = company.assessed(quality, company.triaged(quality, company.deviation(quality)))
    company.put(without, state="closed")
    company.assessed(quality, company.triaged(quality, company.deviation(quality)), capa=True)
    company.deviation(quality)
    client = as_person(quality.quentin)
    page = client.get(LIST, {"without": "capa"})
    text = page.content.decode()
    assert (numbers(page), "One time only; the alarm was repaired the same day." in text) == (
        [without.number],
        True,
    )
    assert [tab["label"] for tab in page.context["tabs"] if tab["current"]] == ["CAPA not required"]
    taken = b"".join(client.get(f"{LIST}export/csv/", {"without": "capa"}).streaming_content).decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(taken)))
    assert rows[0][-1] == "Why not"
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        (without.number, "One time only; the alarm was repaired the same day.")
    ]
    assert as_person(quality.boris).get(LIST, {"without": "capa"}).context["count"] == 0


@pytest.mark.requirement("CAP-20", "AT-10")
def test_file_holds_exactly_what_is_shown_and_is_noted(quality: World, as_person: SignedIn) -> None:
    made = company.triaged(quality, company.deviation(quality))
    company.deviation(quality)
    client = as_person(quality.quentin)
    asked = {"state": "assessment", "columns": ["state", "owner", "rating"]}
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{LIST}export/xlsx/", asked).content))
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows == [
        ["Number", "Title", "State", "Owner", "Rating"],
        [made.number, made.title, "In assessment", "Emma", "Critical"],
    ]
    latest = timeline(limit=1)[0]
    assert (latest.name, latest.person, latest.events[0]["rows"]) == ("document.export", "Quentin", 1)
    assert client.get(f"{LIST}export/pdf/").status_code == 404


@pytest.mark.requirement("UX-15", "CAP-20")
def test_filter_is_kept_as_a_view_and_opens_the_list(quality: World, as_person: SignedIn) -> None:
    company.triaged(quality, company.deviation(quality))
    company.deviation(quality)
    client = as_person(quality.quentin)
    menu = client.get(LIST, {"rating": "critical"}).context["saved"]["menu"]
    assert [item["label"] for item in menu] == ["Save this view"]
    kept = client.post(menu[0]["url"], {"name": "Critical ones", "start": "on"})
    assert kept.headers["Location"] == "/lists/events/?rating=critical"
    assert client.get(LIST).headers["Location"] == "/lists/events/?rating=critical"
    assert client.get("/views/events/").status_code == 200
    assert len(numbers(client.get(LIST, {"all": "1"}))) == 2


@pytest.mark.requirement("UX-12")
def test_list_of_capas_has_its_own_sources(quality: World, as_person: SignedIn) -> None:
    page = as_person(quality.quentin).get("/lists/capas/")
    assert (page.status_code, [tab["label"] for tab in page.context["tabs"]]) == (200, TABS_OF_CAPAS)
    assert as_person(quality.quentin).get("/lists/nothing/").status_code == 404


TABS_OF_CAPAS = ["List", "Board"]


@pytest.mark.parametrize("name", [one.name for one in worklists()])
def test_every_list_answers_with_every_facet_and_order(
    quality: World, as_person: SignedIn, name: str
) -> None:
    client = as_person(quality.quentin)
    for asked in ("", "?scope=all", "?sort=due", "?sort=age", "?without=check", "?after=1", "?q=x"):
        assert client.get(f"/lists/{name}/{asked}").status_code == 200
    for by in ("state", "owner", "source", "rating", "due"):
        assert client.get(f"/lists/{name}/board/?by={by}").status_code == 200


@pytest.mark.requirement("ACC-04")
def test_lists_stand_in_the_navigation_of_who_has_them(quality: World, as_person: SignedIn) -> None:
    def labels(person: Any) -> list[str]:
        found = [item["label"] for item in as_person(person).get("/").context["shell"]["nav"]]
        return [label for label in found if label in ("Events", "CAPAs")]

    assert (labels(quality.quentin), labels(quality.rhea)) == (["Events", "CAPAs"], [])


@pytest.mark.requirement("PERF-01", "CAP-20")
def test_facets_of_a_long_list_are_counted_among_what_changed_last_until_all_are_asked_for(
    quality: World, as_person: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(quality.quentin)
    first = company.deviation(quality)
    for _ in range(3):
        company.triaged(quality, company.deviation(quality))

    def states(query: str) -> dict[str, int]:
        chips = client.get(f"{LIST}{query}").context["facets"]
        return {
            one["label"]: one["count"]
            for chip in chips
            if chip["label"] == "State"
            for one in chip["choices"]
        }

    whole = states("")
    assert (sum(whole.values()), whole["Reported"]) == (4, 1)
    monkeypatch.setattr(asking, "COUNTED", 3)
    page = client.get(LIST)
    assert "count the 3 records that were changed last" in page.content.decode()
    assert page.context["shown"] == "4 of at least 3 events"
    assert "Reported" not in states("?rating=")  # what was changed longest ago is not among them
    assert first.number in client.get(f"{LIST}?state=reported").content.decode()  # but a filter finds it
    assert states("?counts=all") == whole


@pytest.mark.requirement("PERF-01")
def test_list_and_board_need_the_same_queries_for_any_number_of_records(
    quality: World, as_person: SignedIn
) -> None:
    client = as_person(quality.quentin)
    company.triaged(quality, company.deviation(quality))
    counts = []
    for _ in range(2):
        company.deviation(quality)
        company.deviation(quality)
        asked = []
        for address in (LIST, f"{LIST}board/"):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(address)
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1] == [LISTED, BOARDED]


LISTED, BOARDED = 5, 4
