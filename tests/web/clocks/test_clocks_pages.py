"""The clocks of a record in pages: countdowns in words, pauses, the due day while it is open, more time by an extension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from probatum.kernel import clock as clocks
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.clock import Clock, ClockPause
from probatum.kernel.models import Record
from probatum.kernel.span import HOURS, WORKING, Span
from probatum.web.components.marks import countdown
from tests.quality.events.company import day, deviation, fresh, more_time, put
from tests.world import World

SignedIn = Callable[..., Client]
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


def started(record: Record, **given: Any) -> Clock:
    facts: dict[str, Any] = {"name": "report", "label": "First report", "span": Span(30), **given}
    with action(SYSTEM, "test.clock") as act:
        return clocks.start(act, record, **facts)


def page(client: Client, record: Record) -> str:
    return client.get(reverse("record-clocks", args=[record.uuid])).content.decode()


@pytest.mark.requirement("QE-35", "QE-04")
@pytest.mark.parametrize(
    ("facts", "words", "icon"),
    [
        ({"hours": 24 * 12}, "12 days left", "#clock"),
        ({"hours": 30}, "30 hours left", "#clock"),
        ({"hours": 0.5}, "less than an hour left", "#clock"),
        ({"hours": -5}, "Ran out", "#alert"),
        ({"hours": 100, "paused": NOW}, "Paused since 1 Mar 2027", "#lock"),
        ({"hours": 100, "stopped": NOW}, "Done 1 Mar 2027, in time", "#check"),
        ({"hours": -100, "stopped": NOW}, "Done 1 Mar 2027, late", "#alert"),
        ({"hours": 100, "stopped": NOW, "needed": False}, "Not needed, 1 Mar 2027", "#cross"),
    ],
)
def test_countdown_says_itself_by_word_and_icon(facts: dict[str, Any], words: str, icon: str) -> None:
    due_at = NOW + dt.timedelta(hours=facts.pop("hours"))
    shown = countdown(due_at=due_at, due=due_at.date(), now=NOW, **facts)
    assert words in shown and icon in shown


@pytest.mark.requirement("QE-35", "UX-16")
def test_overview_shows_due_day_extensions_and_countdowns(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    world.move(world.quentin, more_time(world, event), "approve")
    started(event, name="us_far", label="US field alert", span=Span(3, WORKING), statutory=True)
    shown = as_person(world.emma).get(reverse("record", args=[event.uuid])).content.decode()
    assert "1 granted" in shown
    assert "US field alert" in shown and "(statutory)" in shown
    assert "Ask for more time" in shown


@pytest.mark.requirement("QE-05")
def test_due_day_is_set_in_a_form_until_it_is_fixed(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    client, address = as_person(world.emma), reverse("record-due", args=[event.uuid])
    sent = {"version": event.version, "due": day(12).isoformat(), "reason": "Release of the batch"}
    assert client.post(address, sent).status_code == 302
    assert fresh(event).due == day(12)
    put(event, state="assessment")
    refused = client.post(address, {**sent, "version": fresh(event).version})
    assert refused.status_code == 403
    assert "Ask for an extension; Quality approves it with a signature." in refused.content.decode()
    assert "is fixed and does not change by editing" in page(client, event)
    assert fresh(event).due == day(12)


@pytest.mark.requirement("QE-06")
def test_more_time_is_asked_for_granted_and_shown_in_pages(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    emma = as_person(world.emma)
    address = reverse("record-part-new", args=[event.uuid, "extension"])
    assert emma.get(address).status_code == 200
    sent = {
        "title": "Waiting for the part",
        "new_due": day(60).isoformat(),
        "justification": "The supplier delivers in three weeks.",
        "owner": "emma",
    }
    made = emma.post(address, sent)
    assert made.status_code == 302, made.content.decode()[:2000]
    request = Record.objects.get(kind="extension")
    shown = page(emma, event)
    assert request.number in shown and "In approval" in shown
    world.move(world.quentin, request, "approve")
    assert "1 extension granted" in page(emma, event)


@pytest.mark.requirement("QE-04", "LAB-08")
def test_quality_pauses_a_clock_with_a_reason_and_lets_it_go_on(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    clock = started(event)
    quentin = as_person(world.quentin)
    address = reverse("clock-pause", args=[event.uuid, clock.pk])
    assert as_person(world.emma).get(address).status_code == 403
    assert "Say why the clock stands still." in quentin.post(address, {"reason": ""}).content.decode()
    assert quentin.post(address, {"reason": "Waiting for the sample"}).status_code == 302
    shown = page(quentin, event)
    assert "Waiting for the sample" in shown and "Paused since" in shown and "Let it go on" in shown
    assert quentin.post(reverse("clock-resume", args=[event.uuid, clock.pk])).status_code == 302
    assert ClockPause.objects.get(clock=clock).until is not None


@pytest.mark.requirement("QE-35")
def test_statutory_clock_offers_no_pause_and_is_stopped_with_a_reference(
    world: World, as_person: SignedIn
) -> None:
    event = deviation(world)
    clock = started(event, label="US field alert", span=Span(3, WORKING), statutory=True)
    regina = as_person(world.regina)
    assert (
        as_person(world.quentin).get(reverse("clock-pause", args=[event.uuid, clock.pk])).status_code == 403
    )
    address = reverse("clock-stop", args=[event.uuid, clock.pk])
    assert "Enter the reference" in regina.post(address, {"outcome": "done", "note": ""}).content.decode()
    assert regina.post(address, {"outcome": "done", "note": "FAR 2027-12, sent today"}).status_code == 302
    assert "FAR 2027-12, sent today" in page(regina, event)
    assert Clock.objects.get(pk=clock.pk).outcome == "done"
    assert regina.post(address, {"outcome": "done", "note": "Again"}).status_code == 403


@pytest.mark.requirement("P11-10-d")
def test_clocks_of_a_record_that_is_not_seen_are_not_found(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    clock = started(event)
    otto = as_person(world.otto)
    for name, arguments in (
        ("record-clocks", [event.uuid]),
        ("record-due", [event.uuid]),
        ("clock-pause", [event.uuid, clock.pk]),
        ("clock-stop", [event.uuid, clock.pk]),
    ):
        assert otto.get(reverse(name, args=arguments)).status_code == 404
        assert otto.post(reverse(name, args=arguments)).status_code in (404, 405)
    document = world.document().record
    assert as_person(world.anna).get(reverse("record-clocks", args=[document.uuid])).status_code == 404


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("many", [1, 3])
def test_clocks_page_needs_the_same_queries_for_any_number_of_clocks(
    world: World, as_person: SignedIn, django_assert_num_queries: Any, many: int
) -> None:
    event = deviation(world)
    for number in range(many):
        started(event, name=f"clock_{number}", label=f"Report {number}", span=Span(48 + number, HOURS))
    quentin = as_person(world.quentin)
    page(quentin, event)
    with django_assert_num_queries(QUERIES):
        page(quentin, event)


QUERIES = 12


@pytest.mark.requirement("QE-35", "QE-06")
def test_list_and_my_work_show_extensions_and_the_next_clock(world: World, as_person: SignedIn) -> None:
    event = deviation(world)
    world.move(world.quentin, more_time(world, event), "approve")
    started(event, name="us_far", label="US field alert", span=Span(3, WORKING), statutory=True)
    started(event, name="report", label="First report", span=Span(60))
    emma = as_person(world.emma)
    table = emma.get(reverse("record-list", args=["deviation"])).context["table"]
    heads = [column["label"] for column in table["columns"]]
    cells = [str(cell["value"]) for cell in table["rows"][0]["cells"]]
    assert cells[heads.index("Extensions")] == "1"
    assert cells[heads.index("Next clock")].startswith("US field alert: ")
    taken = b"".join(emma.get(reverse("record-list-export", args=["deviation"])).streaming_content).decode()  # type: ignore[arg-type]
    assert "Extensions" in taken and "US field alert: " in taken
    work = emma.get("/").content.decode()
    assert "Countdowns" in work and "US field alert" in work
    assert "Countdowns" not in as_person(world.erik).get("/").content.decode()
    other = emma.get(reverse("record-list", args=["version"])).context["table"]
    assert "Extensions" not in [column["label"] for column in other["columns"]]
