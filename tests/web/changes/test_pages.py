"""The pages of change requests: open, ask, list, name, sign, print; and what a stranger does not see."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from probatum.documents.change_list import ChangeRequest
from probatum.documents.content import Version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Person, Record
from tests.documents.changes import approve_version, draft_request, put_on, record_of
from tests.world import World

SignedIn = Callable[[Person], Client]
#: queries of the page, whatever the length of its list
PAGE = 13


def page(request: ChangeRequest, name: str = "change-request", *more: str) -> str:
    return reverse(name, args=[Record.objects.get(pk=request.pk).uuid, *more])


@pytest.mark.requirement("DOC-17")
def test_request_is_opened_with_documents_and_the_people_of_their_versions(
    world: World, as_person: SignedIn
) -> None:
    version = world.document()
    client = as_person(world.carla)
    first = client.get(reverse("change-request-new") + f"?document={version.document.record.number}")
    assert version.document.record.number in first.content.decode()
    answer = client.post(
        reverse("change-request-new"),
        {
            "title": "Gowning",
            "reason": "A deviation.",
            "description": "",
            "impact": "",
            "documents": "sop-qa-001",
            "site": "BSL",
            "implementation_days": "3",
        },
        follow=True,
    )
    text = answer.content.decode()
    assert (answer.status_code, "SOP-QA-001" in text, "Rita" in text, "3 days" in text) == (
        200,
        True,
        True,
        True,
    )
    assert re.search(r"DCR-\d{4}-0001", text)


@pytest.mark.requirement("DOC-17")
def test_documents_are_put_on_by_typing_and_taken_off_with_a_reason(
    world: World, as_person: SignedIn
) -> None:
    world.document(), world.document(title="Cleaning of rooms")
    request = draft_request(world)
    client = as_person(world.carla)
    given = {"documents": "SOP-QA-001, cleaning", "end": "effective", "version": record_of(request).version}
    answer = client.post(page(request, "change-request-documents"), given, follow=True)
    assert [row["number"] for row in answer.context["rows"]] == ["SOP-QA-001", "SOP-QA-002"]

    off = page(request, "change-request-off", "SOP-QA-002")
    assert client.get(off).status_code == 200
    given = {"reason": "Another time.", "version": record_of(request).version}
    answer = client.post(off, given, follow=True)
    assert [row["number"] for row in answer.context["rows"]] == ["SOP-QA-001"]


@pytest.mark.requirement("DOC-17")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("SOP-QA-777", "No document that you may see has “SOP-QA-777” in its number or title."),
        ("SOP-QA", "“SOP-QA” fits SOP-QA-001 and SOP-QA-002. Enter the number of the one you mean."),
    ],
)
def test_what_was_typed_and_fits_nothing_stays_in_the_form(
    world: World, as_person: SignedIn, typed: str, sentence: str
) -> None:
    world.document(), world.document(title="Cleaning of rooms")
    request = draft_request(world)
    given = {"documents": typed, "end": "effective", "version": record_of(request).version}
    answer = as_person(world.carla).post(page(request, "change-request-documents"), given)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert answer.context["rows"] == []


@pytest.mark.requirement("DOC-23")
def test_reader_asks_from_the_page_of_the_document_and_follows_the_request(
    world: World, as_person: SignedIn, effective: Version
) -> None:
    version = effective
    number = version.document.record.number
    client = as_person(world.rhea)
    assert "Request a change" in client.get(reverse("document", args=[number])).content.decode()
    ask = reverse("change-request-ask", args=[number])
    assert "Anna" in client.get(ask).content.decode()
    answer = client.post(ask, {"description": "Step 4 is unclear.", "reason": "We err here."}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert ("Step 4 is unclear." in text, "Waiting for Anna" in text, "Put on the list" in text) == (
        True,
        True,
        False,
    )
    assert number in as_person(world.anna).get("/").content.decode()


@pytest.mark.requirement("DOC-23", "P11-10-d")
def test_stranger_gets_neither_request_nor_form(world: World, as_person: SignedIn) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    client = as_person(world.rhea)
    below = [
        page(request),
        page(request, "change-request-facts"),
        page(request, "change-request-people", "reviewer"),
        page(request, "change-request-off", "SOP-QA-001"),
        reverse("change-request-ask", args=["SOP-QA-001"]),
    ]
    assert [client.get(address).status_code for address in below] == [404] * 5
    assert client.get(reverse("change-request-new")).status_code == 403
    assert request.record.number not in client.get(reverse("change-requests")).content.decode()


@pytest.mark.requirement("DOC-37", "ACC-03")
def test_document_one_may_not_see_keeps_its_name_on_the_list(world: World, as_person: SignedIn) -> None:
    version = world.document(title="A secret recipe")
    request = draft_request(world)
    put_on(world, request, version)
    assert "A secret recipe" in as_person(world.paul).get(page(request)).content.decode()
    with action(SYSTEM, "test.close", reason="test"):
        Record.objects.filter(pk__in=(version.pk, version.document_id)).update(confidential=True)
    world.person("petra", "approver")
    with action(SYSTEM, "test.part", reason="test") as act:
        Record.objects.get(pk=request.pk).parts.create(name="approver", person=world.petra, since=act.at)
    text = as_person(world.petra).get(page(request)).content.decode()
    assert ("A document that you may not see" in text, "A secret recipe" in text, "SOP-QA-001" in text) == (
        True,
        False,
        False,
    )


@pytest.mark.requirement("DOC-17", "PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_page_needs_the_same_queries_for_any_number_of_documents(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    request = draft_request(world)
    put_on(world, request, *[world.document(title=f"Title {number}") for number in range(rows)])
    client = as_person(world.carla)
    client.get(page(request))
    with django_assert_num_queries(PAGE):
        assert len(client.get(page(request)).context["rows"]) == rows


@pytest.mark.requirement("DOC-17", "ATR-11")
def test_print_of_a_request_holds_its_list(world: World, as_person: SignedIn) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    answer = as_person(world.carla).get(page(request, "record-history-export", "pdf"))
    words = "".join(
        one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(io.BytesIO(answer.content))
    )
    assert ("SOP-QA-001" in words, "Make effective, version 1.0" in words) == (True, True)


@pytest.mark.requirement("DOC-45")
def test_revision_history_stands_on_the_page_with_its_change_request(
    world: World, as_person: SignedIn
) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    approve_version(world, version)
    address = reverse("document-versions", args=[version.document.record.number, 1])
    text = as_person(world.carla).get(address).content.decode()
    assert ("Revision history" in text, request.record.number in text, "A deviation." in text) == (
        True,
        True,
        True,
    )
    assert page(request) in text


@pytest.mark.requirement("DOC-17")
def test_version_page_says_with_what_it_becomes_effective(
    world: World, as_person: SignedIn, draft: Version
) -> None:
    request = draft_request(world)
    put_on(world, request, draft)
    approve_version(world, draft)
    address = reverse("document-version", args=[draft.document.record.number, 1])
    text = as_person(world.carla).get(address).content.decode()
    assert f"Becomes effective with {request.record.number}" in text
    assert page(request) in text


@pytest.mark.requirement("DOC-17", "SIG-10")
def test_versions_that_wait_for_a_signature_are_signed_in_one_sitting(
    world: World, as_person: SignedIn
) -> None:
    request = draft_request(world)
    versions: list[Version] = [world.document(title=f"Title {number}") for number in range(2)]
    put_on(world, request, *versions)
    for version in versions:
        world.move(world.anna, version.record, "submit_for_review")
    client = as_person(world.rita)
    series = client.get(page(request)).context["series"]
    assert [one["label"] for one in series] == ["Review and sign: 2 versions together"]
    assert [item.record.number for item in client.get(series[0]["url"]).context["ready"]] == [
        "SOP-QA-001 v1",
        "SOP-QA-002 v1",
    ]
