"""Bulk acts: a preview row by row, one reason, all of the possible ones or none (DOC-34)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from probatum.documents.content import Document, Version, review_due
from probatum.documents.drafts import Content
from probatum.kernel import moments
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.business_process import BusinessProcess, processes_of
from probatum.kernel.ledger import history
from probatum.kernel.models import Person, Record
from tests.documents.changes import today
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World

SignIn = Callable[[Person], Client]
PAGE = "/documents/together/"


@pytest.fixture
def three(world: World, typeset_content: Content) -> list[Record]:
    """Two effective documents of anna, and one that an open version keeps from being retired."""
    made: list[Version] = [
        make_effective(world, make_draft(world, typeset_content, title=title)) for title in ("A", "B")
    ]
    return [Record.objects.select_related("owner").get(pk=one.document_id) for one in made]


def fresh(record: Record) -> Record:
    return Record.objects.select_related("owner").get(pk=record.pk)


def asked(records: list[Record], **given: Any) -> dict[str, Any]:
    return {"record": [record.pk for record in records], **given}


def confirm(client: Client, records: list[Record], **given: Any) -> Any:
    """Preview, then confirm what was shown with the reason."""
    reason = given.pop("reason", "Anna moves to another site.")
    page = client.get(PAGE, asked(records, **given)).context
    return client.post(PAGE, asked(records, **given, shown=page["possible"], reason=reason))


@pytest.mark.requirement("DOC-34", "ATR-03")
def test_owner_of_several_is_changed_after_a_preview_with_one_reason_in_each_history(
    world: World, as_person: SignIn, three: list[Record]
) -> None:
    client = as_person(world.carla)
    assert client.get("/documents/").context["table"]["select"] == "bulk"
    page = client.get(PAGE, asked(three, act="owner", owner="arno"))
    told = [row["cells"][2]["value"] for row in page.context["table"]["rows"]]
    assert told == ["Owner changes from Anna to Arno."] * 2
    assert [fresh(record).owner.username for record in three] == ["anna", "anna"]
    without = confirm(client, three, act="owner", owner="arno", reason=" ")
    assert (without.status_code, "Say why" in without.content.decode()) == (400, True)

    assert confirm(client, three, act="owner", owner="arno").status_code == 302

    assert [fresh(record).owner.username for record in three] == ["arno", "arno"]
    for record in three:
        last = history.history(record.pk, limit=1)[0]
        assert (last.why, last.person) == ("Anna moves to another site.", "Carla")


@pytest.mark.requirement("DOC-34")
def test_preview_says_what_is_refused_and_the_others_are_done(
    world: World, as_person: SignIn, three: list[Record]
) -> None:
    client = as_person(world.carla)
    confirm(client, three[:1], act="review")
    page = client.get(PAGE, asked(three, act="review")).context
    told = [row["cells"][2]["value"] for row in page["table"]["rows"]]
    until = today(world) + dt.timedelta(days=60)
    asks = f"A review opens now; Anna is asked, due {moments.day(until)}."
    assert told == ["Not possible: A review of it is open already.", asks]
    assert confirm(client, three, act="review").status_code == 302
    assert Record.objects.filter(kind="periodic_review", state="open").count() == 2
    retire = client.get(PAGE, asked(three, act="retirement")).context
    assert retire["table"]["rows"][0]["cells"][2]["value"].startswith("Quality is asked to retire it: Quinn.")
    confirm(client, three, act="retirement", reason="Not done any more.")
    assert [task.person.username for record in three for task in record.tasks.filter(closed_at=None)] == [
        "quinn",
        "quinn",
    ]


@pytest.mark.requirement("DOC-22", "DOC-34")
def test_review_before_its_time_is_due_soon_and_its_interval_counts_from_there(
    world: World, as_person: SignIn, three: list[Record]
) -> None:
    confirm(as_person(world.carla), three[:1], act="review")
    review = Record.objects.get(kind="periodic_review")
    assert review.due == today(world) + dt.timedelta(days=60)
    world.move(world.anna, review, "keep")
    document = Document.objects.get(pk=three[0].pk)
    assert document.next_review == review_due(start=review.due, months=24)


@pytest.mark.requirement("DOC-34")
def test_without_a_chosen_document_the_library_says_what_to_do_first(world: World, as_person: SignIn) -> None:
    answer = as_person(world.carla).get(PAGE, follow=True)
    assert answer.redirect_chain == [("/documents/", 302)]
    assert "tick their rows" in answer.content.decode()


@pytest.mark.requirement("DOC-34")
def test_nothing_is_done_when_one_of_them_changed_since_the_preview(
    world: World, as_person: SignIn, three: list[Record]
) -> None:
    client = as_person(world.carla)
    shown = client.get(PAGE, asked(three, act="owner", owner="arno")).context["possible"]
    confirm(client, three[1:], act="owner", owner="carla", reason="In between.")

    late = client.post(PAGE, asked(three, act="owner", owner="arno", shown=shown, reason="Too late."))

    assert late.status_code == 409
    assert [fresh(record).owner.username for record in three] == ["anna", "carla"]


@pytest.mark.requirement("DOC-34")
def test_processes_are_added_and_taken_away_together(
    world: World, as_person: SignIn, three: list[Record]
) -> None:
    with action(SYSTEM, "test.process"):
        BusinessProcess.objects.create(code="REL", name="Batch release")
    client = as_person(world.carla)
    confirm(client, three, act="add_process", process="REL")
    assert [[one.code for one in processes_of(record)] for record in three] == [["REL"], ["REL"]]
    confirm(client, three[:1], act="end_process", process="REL")
    assert [[one.code for one in processes_of(record)] for record in three] == [[], ["REL"]]


@pytest.mark.requirement("DOC-34", "ACC-03", "ACC-04")
def test_bulk_acts_are_for_document_control_and_tell_nothing_of_what_is_not_seen(
    world: World, as_person: SignIn, three: list[Record]
) -> None:
    assert as_person(world.rhea).get(PAGE, asked(three, act="review")).status_code == 403
    assert as_person(world.rhea).get("/documents/").context["bulk"] is None
    boston = world.person("bob", "controller", site=world.boston)
    with action(SYSTEM, "test.confidential"):
        Record.objects.filter(pk=three[0].pk).update(confidential=True)
    page = as_person(boston).get(PAGE, asked(three, act="review"))
    assert (page.context["table"]["rows"], page.context["possible"]) == ([], [])
    missing = as_person(world.carla).get(PAGE, asked(three, act="owner"))
    assert (missing.status_code, "Choose the owner." in missing.content.decode()) == (422, True)
