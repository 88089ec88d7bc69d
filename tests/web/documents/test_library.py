"""The library shows effective documents only, whatever else there is (DOC-24)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from probatum.documents.content import Version
from probatum.documents.drafts import Content
from probatum.kernel.models import Person
from tests.web.documents.conftest import make_draft, make_effective, start_next
from tests.world import World

SignIn = Callable[[Person], Client]


@pytest.mark.requirement("DOC-24")
@pytest.mark.parametrize("username", ["rhea", "anna", "carla", "quinn"])
def test_library_lists_effective_documents_only(
    world: World, username: str, as_person: SignIn, draft: Version, effective: Version
) -> None:
    page = as_person(world.people[username]).get("/documents/")
    assert [row["name"] for row in page.context["table"]["rows"]] == [effective.document.record.number]
    assert page.context["count"] == 1


@pytest.mark.requirement("DOC-24", "ACC-03")
def test_reader_learns_nothing_of_drafts(
    world: World, as_person: SignIn, draft: Version, effective: Version
) -> None:
    renamed = start_next(world, effective, change="Secret change.")
    client = as_person(world.rhea)
    number = draft.document.record.number
    addresses = [
        "/documents/",
        "/documents/?q=gowning",
        "/documents/export.csv",
        "/documents/drafts/",
        "/documents/drafts/export.csv",
        f"/documents/{effective.document.record.number}/",
        f"/documents/{effective.document.record.number}/versions/1/versions/",
    ]
    for address in addresses:
        answer = client.get(address)
        body = answer.getvalue().decode()
        assert answer.status_code == 200, address
        assert (number in body, "Gowning" in body, "Secret change" in body) == (False, False, False), address
    assert client.get("/documents/").context["facets"][0]["choices"][0]["count"] == 1
    assert client.get(f"/documents/{number}/").status_code == 404
    assert client.get(f"/documents/{renamed.document.record.number}/versions/2/").status_code == 404
    assert as_person(world.anna).get(f"/documents/{number}/").status_code == 200


def test_facets_and_search_narrow_the_list_and_the_export(
    world: World, as_person: SignIn, typeset_content: Content, effective: Version
) -> None:
    make_effective(world, make_draft(world, typeset_content, title="Release of batches"))
    client = as_person(world.rhea)
    assert [row["name"] for row in client.get("/documents/?q=batches").context["table"]["rows"]] == [
        "SOP-QA-002"
    ]
    assert client.get("/documents/?site=BOS").context["count"] == 0
    both = client.get("/documents/?site=BSL&type=SOP&sort=title").context
    assert [row["name"] for row in both["table"]["rows"]] == ["SOP-QA-001", "SOP-QA-002"]
    lines = list(
        csv.reader(io.StringIO(client.get("/documents/export.csv?q=batches").getvalue().decode("utf-8-sig")))
    )
    assert [line[0] for line in lines] == ["Number", "SOP-QA-002"]


def test_formula_in_a_title_is_text_in_the_export(
    world: World, as_person: SignIn, typeset_content: Content
) -> None:
    make_effective(world, make_draft(world, typeset_content, title="=HYPERLINK(1)"))
    body = as_person(world.rhea).get("/documents/export.csv").getvalue().decode()
    assert "'=HYPERLINK(1)" in body


def test_pages_by_key_reach_every_row_once(
    world: World, as_person: SignIn, typeset_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    from probatum.web.documents import listing  # slow import

    monkeypatch.setattr(listing.cut, "__kwdefaults__", {"size": 2})
    for title in ("A", "B", "C"):
        make_effective(world, make_draft(world, typeset_content, title=title))
    client = as_person(world.rhea)
    first = client.get("/documents/?sort=title").context
    second = client.get("/documents/" + first["next_url"]).context
    back = client.get("/documents/" + second["previous_url"]).context
    names = [[row["name"] for row in page["table"]["rows"]] for page in (first, second, back)]
    assert names == [["SOP-QA-001", "SOP-QA-002"], ["SOP-QA-003"], ["SOP-QA-001", "SOP-QA-002"]]
    assert (second["next_url"], back["previous_url"]) == ("", "")


@pytest.mark.parametrize("count", [1, 3])
def test_library_costs_the_same_for_one_and_three_rows(
    count: int,
    world: World,
    as_person: SignIn,
    typeset_content: Content,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(count):
        make_effective(world, make_draft(world, typeset_content, title=f"Document {index}"))
    client = as_person(world.rhea)
    client.get("/documents/")
    with django_assert_num_queries(7):
        client.get("/documents/")


@pytest.mark.parametrize("count", [1, 3])
def test_workspace_costs_the_same_for_one_and_three_rows(
    count: int,
    world: World,
    as_person: SignIn,
    typeset_content: Content,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for index in range(count):
        make_draft(world, typeset_content, title=f"Document {index}")
    client = as_person(world.carla)
    client.get("/documents/drafts/")
    with django_assert_num_queries(5):
        page = client.get("/documents/drafts/")
    assert page.context["count"] == count


@pytest.mark.parametrize(
    "query",
    ["after=999999999999999999999", "after=x", "before=0", "sort=no", "q=%27%29%3B"],
)
def test_forged_parameters_give_a_list(
    query: str, world: World, as_person: SignIn, effective: Version
) -> None:
    client = as_person(world.carla)
    for address in (
        "/documents/",
        "/documents/export.csv",
        "/documents/drafts/",
        "/documents/drafts/export.csv",
    ):
        assert client.get(f"{address}?{query}").status_code == 200
