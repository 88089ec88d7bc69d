"""Pages of expected documents: said, listed by day, asked in My work, filled by the document made from there (DOC-42)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from probatum.documents.content import Document
from probatum.documents.expecting import expect
from probatum.documents.placeholders import Placeholder, fillings_of
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Person, Record, Task
from tests.world import World

SignIn = Callable[[Person], Client]


def report(world: World, **given: Any) -> Placeholder:
    facts: dict[str, Any] = {
        "title": "Validation report of the washer",
        "expected_on": timezone.localdate() + dt.timedelta(days=30),
        "owner": world.anna,
        "site": world.basel,
        "department": world.quality_department,
        "type": world.sop,
        **given,
    }
    return expect(world.carla, **facts)


@pytest.mark.requirement("DOC-42")
def test_what_is_expected_is_said_and_stands_in_the_list(world: World, as_person: SignIn) -> None:
    client = as_person(world.carla)
    day = timezone.localdate() + dt.timedelta(days=30)
    given = {
        "title": "Validation report of the washer",
        "expected_on": day.isoformat(),
        "owner": "anna",
        "wanted": "2",
        "type": "SOP",
        "site": "BSL",
    }
    assert client.get(reverse("expected-new")).status_code == 200
    assert client.post(reverse("expected-new"), {**given, "wanted": "0"}).status_code == 422
    assert client.post(reverse("expected-new"), {**given, "owner": "rhea"}).status_code == 422
    answer = client.post(reverse("expected-new"), given)
    assert answer.status_code == 302

    made = Placeholder.objects.select_related("record").get()
    assert (made.wanted, made.expected_on, made.record.owner) == (2, day, world.anna)
    page = client.get(reverse("record-list", args=["placeholder"]))
    assert [row["name"] for row in page.context["table"]["rows"]] == [made.record.number]
    assert [tab["label"] for tab in page.context["tabs"] if tab["current"]] == ["Expected"]
    assert "Expected" in [tab["label"] for tab in client.get("/documents/").context["views"]]
    assert as_person(world.rhea).get(reverse("expected-new")).status_code == 403


@pytest.mark.requirement("DOC-42")
def test_owner_makes_the_document_from_the_page_and_it_is_filled(world: World, as_person: SignIn) -> None:
    made = report(world)
    client = as_person(world.anna)
    page = client.get(reverse("record", args=[made.record.uuid]))
    address = reverse("expected-create", args=[made.record.uuid])
    assert address in page.content.decode()

    form = client.get(address).context["form"]
    assert form["title"].value() == "Validation report of the washer"
    assert (form["type"].value(), form["site"].value(), form["department"].value()) == ("SOP", "BSL", "QA")
    given = {
        "type": "SOP",
        "title": "Validation report of the washer",
        "site": "BSL",
        "department": "QA",
        "owner": "anna",
        "start": "later",
    }
    assert client.post(address, given).status_code == 302

    record = Record.objects.get(pk=made.pk)
    document = Document.objects.get()
    assert (record.state, [one.document_id for one in fillings_of(record)]) == ("filled", [document.pk])
    shown = client.get(reverse("record", args=[made.record.uuid])).context["facts"]
    assert [fact["value"] for fact in shown if fact["label"] == "There"] == ["1 of 1"]
    assert client.get(address).status_code == 403


@pytest.mark.requirement("DOC-42")
def test_what_is_late_is_overdue_in_my_work(world: World, as_person: SignIn) -> None:
    made = report(world)
    with action(SYSTEM, "test.time", record=made.record):
        Task.objects.filter(record=made.record).update(due=timezone.localdate() - dt.timedelta(days=2))
    page = as_person(world.anna).get("/").content.decode()
    assert ("Provide the document" in page, "Overdue" in page) == (True, True)


@pytest.mark.requirement("DOC-42", "P11-10-d")
def test_nobody_else_makes_it_and_what_fills_it_is_shown_to_who_may_see_it(
    world: World, as_person: SignIn
) -> None:
    made = report(world)
    assert as_person(world.arno).get(reverse("expected-create", args=[made.record.uuid])).status_code == 403
    assert as_person(world.rhea).get(reverse("expected-create", args=[made.record.uuid])).status_code == 404

    document = world.document().document
    world.move(world.anna, made.record, "fill", values={"document": document.record.number})
    with action(SYSTEM, "test.hide", record=document.record):
        Record.objects.filter(pk=document.pk).update(confidential=True)
    seen = [
        document.record.number
        in as_person(person).get(reverse("record", args=[made.record.uuid])).content.decode()
        for person in (world.anna, world.arno)
    ]
    assert seen == [True, False]
