"""Every page of the core: what it answers to somebody without a role, how many queries it needs, what faults it survives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import LedgerBroken, Missing, NotAllowed, NotAuthenticated, Refused, StaleRecord
from probatum.kernel.models import Delegation, Record
from probatum.web import urls
from probatum.web.refusals import answer, status_of
from probatum.web.views.errors import server_error
from tests.world import World

SignedIn = Callable[..., Client]
#: Pages that everybody who is signed in has; each shows only what the person may see.
FOR_EVERYBODY = {"work", "search", "palette", "record-list", "record-list-export", "checkpoint"}
FOR_EVERYBODY |= {"saved-views", "saved-view-new"}


def arguments(pattern: URLPattern, record: Record) -> dict[str, Any]:
    known = {"uuid": record.uuid, "number": 1, "kind": "version", "name": "submit_for_review", "form": "csv"}
    known |= {"code": "BSL", "key": "company.name", "page": "documents"}
    whole = {name: 1 for name, kind in pattern.pattern.converters.items() if isinstance(kind, IntConverter)}
    return {name: (known | whole)[name] for name in pattern.pattern.converters}


@pytest.mark.requirement("P11-10-d", "ACC-04")
def test_somebody_without_a_role_is_refused_everywhere_else(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    client = as_person(world.otto)
    answered = set()
    for pattern in urls.urlpatterns:
        if isinstance(pattern, URLPattern):
            address = reverse(pattern.name, kwargs=arguments(pattern, record))
            statuses = {client.get(address).status_code, client.post(address).status_code}
            if 200 in statuses:
                answered.add(pattern.name)
            assert statuses <= {200, 302, 403, 404, 405, 422}, (pattern.name, statuses)
    assert answered == FOR_EVERYBODY


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_work_needs_the_same_queries_for_any_number_of_tasks(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        world.move(world.anna, world.document(title=f"Title {number}").record, "submit_for_review")
    client = as_person(world.rita)
    client.get("/")
    with django_assert_num_queries(WORK):
        assert client.get("/").context["count"] == rows


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_any_number_of_records(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        world.document(title=f"Title {number}")
    client = as_person(world.anna)
    client.get("/records/version/")
    with django_assert_num_queries(LIST):
        assert client.get("/records/version/").context["count"] == rows


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_history_needs_the_same_queries_for_any_number_of_actions(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    record = world.document().record
    for _ in range(rows):
        world.move(world.anna, record, "discard", reason="Written twice.")
        world.move(world.anna, record, "restore", reason="It was the better one.")
    client = as_person(world.anna)
    client.get(f"/records/{record.uuid}/history/")
    with django_assert_num_queries(HISTORY):
        assert len(client.get(f"/records/{record.uuid}/history/").context["acts"]) == 2 * rows + 1


WORK, LIST, HISTORY = 9, 5, 12


@pytest.mark.requirement("SIG-2", "ACC-16")
def test_tasks_of_an_absent_colleague_are_marked(world: World, as_person: SignedIn) -> None:
    world.move(world.anna, world.document().record, "submit_for_review")
    with action(SYSTEM, "test.absence") as act:
        Delegation.objects.create(
            absent=world.rita,
            delegate=world.rolf,
            starts=act.at,
            ends=act.at + dt.timedelta(days=1),
            reason="Leave",
            made_by=world.rita,
            made_at=act.at,
        )
    page = as_person(world.rolf).get("/")
    assert (page.context["count"], "for Rita" in page.content.decode()) == (1, True)
    waiting = as_person(world.anna).get("/").context["waiting"]
    assert [(task["who"], task["what"]) for task in waiting] == [("Rita", "Review")]
    assert as_person(world.rhea).get("/").context["count"] == 0


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("Not yet."), 400),
        (NotAllowed("Not you."), 403),
        (NotAuthenticated("Not so."), 403),
        (StaleRecord("Too late."), 409),
        (LedgerBroken("The file is altered."), 503),
        (OperationalError("server closed the connection"), 503),
    ],
)
def test_refusal_becomes_a_page_with_its_sentence(error: Exception, status: int, world: World) -> None:
    request = RequestFactory().get("/")
    request.user = world.anna
    request.htmx = False  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    page = answer(request, error)
    assert page is not None
    text = page.content.decode()
    told = "The database cannot be reached." if isinstance(error, OperationalError) else str(error)
    assert (page.status_code, told in text, "data-sentence" in text) == (status, True, True)


def test_refusal_links_what_is_missing(world: World) -> None:
    request = RequestFactory().post("/", headers={"Referer": "http://testserver/there/"})
    request.user = world.anna
    request.session = {}  # type: ignore[assignment]
    missing = (
        Missing("Read and accept the signature agreement", "signature-agreement"),
        Missing("Ask", "nowhere"),
    )
    page = answer(request, Refused("Two things are missing.", missing=missing))
    assert page is not None
    text = page.content.decode()
    assert (reverse("signature-agreement") in text, "http://testserver/there/" in text) == (True, True)


def test_database_gone_below_the_views_is_told_too(world: World) -> None:
    try:
        raise OperationalError("server closed the connection unexpectedly")
    except OperationalError:
        page = server_error(RequestFactory().get("/"))
    assert (page.status_code, "The database cannot be reached." in page.content.decode()) == (503, True)
    assert server_error(RequestFactory().get("/")).status_code == 500


def test_programming_fault_is_no_refusal() -> None:
    assert (status_of(ValueError("x")), answer(RequestFactory().get("/"), ValueError("x"))) == (500, None)


@pytest.mark.parametrize(
    ("person", "labels"),
    [
        ("otto", ["My work", "Search"]),
        ("rhea", ["My work", "Documents", "Search"]),
        ("adam", ["My work", "Search", "Administration"]),
        ("ines", ["My work", "Documents", "Events", "CAPAs", "Master data", "Search", "Audit trail"]),
    ],
)
def test_navigation_holds_only_what_the_person_may_see(
    world: World, as_person: SignedIn, person: str, labels: list[str]
) -> None:
    page = as_person(world.people[person]).get("/")
    assert [item["label"] for item in page.context["shell"]["nav"]] == labels
