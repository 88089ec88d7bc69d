"""The page on which recurrence is judged, and the box beside a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from probatum.kernel.models import Link, Record
from probatum.quality.recurrence.judged import RecurrenceCheck
from tests.quality import trends
from tests.quality.test_recurrence import scene
from tests.world import World

SignedIn = Callable[..., Client]


def address(record: Record) -> str:
    return f"/records/{record.uuid}/recurrence/"


def typed(record: Record, **more: Any) -> dict[str, Any]:
    fresh = Record.objects.get(pk=record.pk)
    given = {"verdict": "not_recurring", "reason": "Another cause.", "based_on": fresh.version}
    return given | more


@pytest.mark.requirement("QE-13")
def test_candidates_stand_side_by_side_and_the_verdict_is_kept(world: World, as_person: SignedIn) -> None:
    found = scene(world)
    new, same = found["new"], found["same"]
    client = as_person(world.emma)
    page = client.get(address(new))
    assert [one["number"] for one in page.context["candidates"]] == [same.number, found["machine"].number]
    lines = {line["label"]: line for line in page.context["candidates"][0]["lines"]}
    assert lines["Concerns"] == {
        "label": "Concerns",
        "own": "MIX-04 Mixer MIX-04",
        "other": "MIX-04 Mixer MIX-04",
        "same": True,
    }
    more = {f"relation_{same.pk}": "recurs", f"why_{same.pk}": "Same coupling.", "verdict": "recurring"}
    answer = client.post(address(new), typed(new, **more), follow=True)
    text = answer.content.decode()
    assert RecurrenceCheck.objects.get(record=new).verdict == "recurring"
    assert ("Kept: recurring." in text, "Same problem again." in text) == (True, True)
    assert Link.objects.filter(source=new, target=same).count() == 1
    overview = client.get(f"/records/{new.uuid}/").content.decode()
    assert ("Not judged yet" in overview, ">Recurring</a>" in overview) == (False, True)


@pytest.mark.requirement("QE-13")
def test_words_are_dropped_and_the_span_is_chosen_in_the_address(world: World, as_person: SignedIn) -> None:
    found = scene(world)
    new = found["new"]
    client = as_person(world.emma)
    page = client.get(address(new), {"term": ["label"], "more": "smudged", "span": "24"})
    assert page.context["candidates"][0]["number"] == found["machine"].number
    assert page.context["look"].dropped
    wrong = client.get(address(new), {"span": "between", "since": "2026-02-01", "until": "2026-01-01"})
    assert (wrong.status_code, "The span ends before it begins" in wrong.content.decode()) == (400, True)
    kept = client.post(f"{address(new)}?term=label&span=24", typed(new))
    assert kept.status_code == 302
    assert RecurrenceCheck.objects.get(record=new).terms == ["label"]


@pytest.mark.requirement("QE-13")
def test_refused_verdict_loses_nothing_that_was_typed(world: World, as_person: SignedIn) -> None:
    found = scene(world)
    new, same = found["new"], found["same"]
    client = as_person(world.emma)
    more = {f"relation_{same.pk}": "recurs", f"why_{same.pk}": "Same coupling."}
    answer = client.post(address(new), typed(new, **more))
    page = answer.content.decode()
    assert (answer.status_code, "so it is recurring" in page, 'value="Same coupling."' in page) == (
        400,
        True,
        True,
    )
    gone = client.post(address(new), typed(new, **{f"relation_{found['old'].pk}": "recurs"}))
    assert (gone.status_code, "What was found has changed" in gone.content.decode()) == (400, True)
    assert client.post(address(new), typed(new, strange="1")).status_code == 400
    assert not RecurrenceCheck.objects.exists()


@pytest.mark.requirement("QE-13", "P11-10-d")
def test_pages_show_nothing_to_who_may_not_see(world: World, as_person: SignedIn) -> None:
    new = scene(world)["new"]
    assert as_person(world.otto).get(address(new)).status_code == 404
    assert as_person(world.otto).get(f"{address(new)}near/").status_code == 404
    reader = as_person(world.helga)
    assert reader.get(address(new)).status_code == 200
    assert as_person(world.erik).post(address(new), typed(new)).status_code == 403
    assert as_person(world.anna).get(address(world.document().record)).status_code == 404


@pytest.mark.requirement("QE-13")
def test_box_beside_a_new_event_leads_to_what_is_similar(world: World, as_person: SignedIn) -> None:
    found = scene(world)
    client = as_person(world.emma)
    overview = client.get(f"/records/{found['new'].uuid}/").content.decode()
    assert ("Look for similar events" in overview, f"{address(found['new'])}near/" in overview) == (
        True,
        True,
    )
    near = client.get(f"{address(found['new'])}near/").content.decode()
    assert near.index(found["same"].number) < near.index("% alike")


@pytest.mark.requirement("QE-14")
def test_trend_and_rule_are_read_and_prepared_on_pages(world: World, as_person: SignedIn) -> None:
    trend = trends.raised(world)
    quentin = as_person(world.quentin)
    assert quentin.get("/trends/")["Location"] == "/records/trend/"
    page = quentin.get(f"/records/{trend.uuid}/").content.decode()
    assert (
        "Open a CAPA" in page,
        "TR-001" in page,
        page.count("is evidence for") + page.count("DEV-") > 1,
    ) == (
        True,
        True,
        True,
    )
    mira = as_person(world.mira)
    assert mira.get("/trend-rules/")["Location"] == "/records/trend_rule/"
    listed = mira.get("/records/trend_rule/").content.decode()
    assert ("Prepare a trend rule" in listed, "/records/trend_rule/new/" in listed) == (True, True)
    assert "Prepare a trend rule" not in quentin.get("/records/trend_rule/").content.decode()
    assert mira.get("/records/trend_rule/new/").status_code == 200
    assert quentin.get("/records/trend_rule/new/").status_code == 403
    assert as_person(world.otto).get(f"/records/{trend.uuid}/").status_code == 404


@pytest.mark.requirement("QE-13", "QE-14", "AT-4")
def test_history_says_in_words_that_it_was_rated_and_judged(world: World, as_person: SignedIn) -> None:
    new = scene(world)["new"]
    client = as_person(world.emma)
    client.post(address(new), typed(new))
    history = client.get(f"/records/{new.uuid}/history/").content.decode()
    assert ("judged whether it recurs" in history, "opened it" in history) == (True, True)
