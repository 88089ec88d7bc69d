"""Generic pages of a record and lists of a kind: who may see them, what they show, what they never show."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from probatum.kernel.models import Record
from probatum.web import pages, urls
from tests.quality.events import company
from tests.world import World

SignedIn = Callable[..., Client]
TABS = ("signatures", "history", "comments")


@pytest.fixture
def generic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The generic pages, as a kind without a page of its own has them."""
    assert urls.urlpatterns  # the addresses fill the registry
    for registry in ("_pages", "_contents", "_lists", "_frames", "_inside"):
        monkeypatch.setattr(pages, registry, {})


@pytest.mark.requirement("UI-RECORD")
@pytest.mark.usefixtures("generic")
def test_record_page_says_what_it_is_where_it_stands_and_what_comes_next(
    world: World, as_person: SignedIn
) -> None:
    record = world.document().record

    text = as_person(world.anna).get(f"/records/{record.uuid}/").content.decode()

    assert "SOP-QA-001 v1" in text
    assert "Gowning for grade B" in text
    assert "Draft" in text
    assert "Send for review" in text
    assert f"/records/{record.uuid}/moves/submit_for_review/" in text
    assert (
        "This type of document is reviewed first" in text
    )  # the other move, with the reason why it is not open


@pytest.mark.requirement("P11-10-d", "ACC-04")
@pytest.mark.usefixtures("generic")
@pytest.mark.parametrize(
    "page", ["", *(f"{tab}/" for tab in TABS), "moves/submit_for_review/", "history/csv/"]
)
def test_record_pages_are_not_there_for_who_may_not_see_them(
    world: World, as_person: SignedIn, page: str
) -> None:
    record = world.document().record
    assert as_person(world.anna).get(f"/records/{record.uuid}/{page}").status_code == 200
    assert as_person(world.rhea).get(f"/records/{record.uuid}/{page}").status_code == 404
    assert as_person(world.anna).get(f"/records/{uuid.uuid4()}/{page}").status_code == 404


@pytest.mark.requirement("DOC-24", "P11-10-d")
@pytest.mark.usefixtures("generic")
def test_draft_title_reaches_a_reader_nowhere(world: World, as_person: SignedIn) -> None:
    world.document(title="Zirconium polishing", text="Polish the zirconium with care.")
    addresses = (
        "/records/version/",
        "/records/document/",
        "/records/version/?q=Zirconium",
        "/records/version/?state=draft",
        "/search/?q=Zirconium",
        "/search/?q=zirconium+care",
        "/search/?q=SOP-QA",
        "/search/hits/?q=zirconium",
        "/",
    )
    for address in addresses:
        assert "irconium p" not in as_person(world.rhea).get(address).content.decode(), address
    exported = b"".join(as_person(world.rhea).get("/records/version/export/")).decode()
    assert "irconium" not in exported
    writer = as_person(world.anna)
    assert "Zirconium polishing" in writer.get("/records/version/").content.decode()
    assert "Zirconium polishing" in writer.get("/search/?q=zirconium+care").content.decode()
    assert "Zirconium polishing" in b"".join(writer.get("/records/version/export/")).decode()


@pytest.mark.requirement("UI-LIST")
@pytest.mark.usefixtures("generic")
def test_list_counts_only_what_may_be_seen(world: World, as_person: SignedIn) -> None:
    first = world.document(title="One")
    world.document(title="Two")
    world.move(world.anna, first.record, "submit_for_review")

    text = as_person(world.rita).get("/records/version/").content.decode()

    assert "2 of 2 document versions" in text  # a reviewer of both
    assert "0 of 0" not in text
    assert "Nothing here yet" in as_person(world.otto).get("/records/version/").content.decode()
    narrowed = as_person(world.rita).get("/records/version/?state=in_review").content.decode()
    assert "1 of 1 document version" in narrowed


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense",
        "?owner=1%27--",
        "?after=99999999999999999999",
        "?after=x",
        "?sort=x&columns=x&columns=state",
        "?before=1",
    ],
)
@pytest.mark.usefixtures("generic")
def test_list_takes_any_address_without_a_fault(world: World, as_person: SignedIn, query: str) -> None:
    world.document()
    assert as_person(world.anna).get(f"/records/version/{query}").status_code == 200


@pytest.mark.requirement("UI-LIST")
@pytest.mark.usefixtures("generic")
def test_export_holds_the_columns_shown_and_is_noted(world: World, as_person: SignedIn) -> None:
    world.document(title="=cmd()")
    answer = as_person(world.anna).get("/records/version/export/?columns=state&columns=owner")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines == ["Number,Title,State,Owner", "SOP-QA-001 v1,'=cmd(),Draft,Anna"]


def test_character_that_cannot_be_searched_is_refused(world: World, as_person: SignedIn) -> None:
    answer = as_person(world.anna).get("/records/version/?site=%00")
    assert (answer.status_code, "Type it again." in answer.content.decode()) == (400, True)


def test_unknown_kind_is_not_there(world: World, as_person: SignedIn) -> None:
    assert as_person(world.anna).get("/records/spaceship/").status_code == 404


@pytest.mark.requirement("SIG-08")
@pytest.mark.usefixtures("generic")
def test_signature_is_shown_with_name_meaning_time_and_validity(world: World, as_person: SignedIn) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review", reason="Clear and complete.")

    text = as_person(world.anna).get(f"/records/{record.uuid}/signatures/").content.decode()

    for told in (
        "Rita",
        "Reviewed: 1.0 (draft 0.1)",
        "Clear and complete.",
        "Valid: the content is unchanged",
        "UTC",
    ):
        assert told in text


@pytest.mark.usefixtures("generic")
def test_recently_seen_holds_what_was_opened(world: World, as_person: SignedIn) -> None:
    record = Record.objects.get(pk=world.document().record.pk)
    client = as_person(world.anna)
    assert "Recently seen" not in client.get("/").content.decode()
    client.get(f"/records/{record.uuid}/")
    assert "Recently seen" in client.get("/").content.decode()


@pytest.mark.requirement("UI-RECORD", "QE-15")
def test_long_list_of_what_is_missing_is_said_once(world: World, as_person: SignedIn) -> None:
    record = company.deviation(world)
    page = as_person(world.quentin).get(f"/records/{record.uuid}/").content.decode()
    assert "things are missing; the list below says which." in page
    assert page.count("The risk is not rated yet.") == 1
