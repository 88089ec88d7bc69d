"""Unknown, stale and forged values: a sentence, and nothing changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from probatum.documents import authoring
from probatum.documents.content import Version
from probatum.kernel.comment import add_comment
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.lifecycle import perform
from probatum.kernel.models import Record, Signature
from tests.processes.examples import everything_about, is_sentence
from tests.world import World, content


def fresh(version: Version) -> Version:
    return Version.objects.select_related("record__site", "document__record", "document__type", "draft").get(
        pk=version.pk
    )


def approved(world: World, *, days: int = 7) -> Version:
    version = world.document()
    for username, move in (
        ("anna", "submit_for_review"),
        ("rita", "review"),
        ("anna", "submit_for_approval"),
        ("paul", "approve"),
    ):
        world.move(world.people[username], version.record, move)
    day = timezone.now().astimezone(world.basel.zone).date() + dt.timedelta(days=days)
    world.move(world.quinn, version.record, "approve_quality", values={"effective_on": day})
    return fresh(version)


@pytest.mark.requirement("DOC-21", "AT-4")
@pytest.mark.parametrize("days", [-1, -400, 731])
def test_effective_day_in_the_past_or_far_away_is_refused(world: World, days: int) -> None:
    version = approved(world)
    before = everything_about(version.record)
    day = timezone.now().astimezone(world.basel.zone).date() + dt.timedelta(days=days)
    with pytest.raises(Refused, match="Enter an effective day") as refusal:
        world.move(world.carla, version.record, "reschedule", reason="Later.", values={"effective_on": day})
    assert is_sentence(str(refusal.value))
    assert everything_about(version.record) == before
    assert fresh(version).effective_on == version.effective_on


@pytest.mark.requirement("DOC-21")
@pytest.mark.parametrize("value", ["2030-01-01", "tomorrow", 20300101])
def test_effective_day_that_is_no_date_is_refused(world: World, value: Any) -> None:
    version = approved(world)
    with pytest.raises(Refused, match="as a date"):
        world.move(world.carla, version.record, "reschedule", reason="Later.", values={"effective_on": value})
    with pytest.raises(Refused, match="Enter “Effective from”"):
        world.move(world.carla, version.record, "reschedule", reason="Later.", values={})


@pytest.mark.requirement("P11-10-f")
@pytest.mark.parametrize("off", [-1, 1, 10**6])
def test_stale_or_future_version_is_refused_everywhere(world: World, off: int) -> None:
    version = fresh(world.document())
    before, based_on = everything_about(version.record), version.record.version + off
    attempts = (
        lambda: perform(world.anna, version.record, "submit_for_review", based_on=based_on),
        lambda: authoring.check_in(world.anna, version, content=content("Two."), based_on=based_on),
        lambda: authoring.change_facts(
            world.anna, version, facts={"title": "Other"}, reason="Better.", based_on=based_on
        ),
        lambda: authoring.name_people(
            world.anna, version, part="reviewer", people=[world.rolf], based_on=based_on
        ),
    )
    for attempt in attempts:
        with pytest.raises(StaleRecord) as refusal:
            attempt()
        assert is_sentence(str(refusal.value))
    assert everything_about(version.record) == before


@pytest.mark.parametrize("part", ["approver_of_everything", "owner", "", "author; DROP TABLE"])
def test_unknown_part_is_refused(world: World, part: str) -> None:
    version = fresh(world.document())
    with pytest.raises(Refused) as refusal:
        authoring.name_people(
            world.carla, version, part=part, people=[world.rolf], based_on=version.record.version
        )
    assert is_sentence(str(refusal.value))


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "effective"},
        {"effective_on": "2020-01-01"},
        {"document_id": 1},
        {"title": " "},
        {"title": "x" * 301},
        {"training_impact": "whatever"},
        {"change_reference": "x" * 81},
        {"training_impact": "none", "training_reason": "x" * 301},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_unknown_or_oversized_fact_is_refused(world: World, facts: dict[str, Any]) -> None:
    version = fresh(world.document())
    before = everything_about(version.record)
    with pytest.raises(Refused) as refusal:
        authoring.change_facts(
            world.anna, version, facts=facts, reason="As agreed.", based_on=version.record.version
        )
    assert "Nothing was changed" in str(refusal.value) or is_sentence(str(refusal.value))
    assert everything_about(version.record) == before


def test_answer_to_a_comment_of_another_record_is_refused(world: World) -> None:
    here, there = world.document().record, world.document(title="Cleaning").record
    foreign = add_comment(world.anna, there, text="There.")
    with pytest.raises(Refused, match="of the same record"):
        add_comment(world.anna, here, text="Here.", answers=foreign)


@pytest.mark.parametrize("given", [{"page": -1}, {"page": 2**40}, {"about": "x" * 61}], ids=str)
def test_comment_at_an_impossible_place_is_refused(world: World, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        add_comment(world.anna, world.document().record, text="Here.", **given)
    assert is_sentence(str(refusal.value))


@pytest.mark.requirement("P11-10", "P11-10-d")
def test_forged_record_id_tells_nothing_and_changes_nothing(world: World) -> None:
    """Somebody who knows the id of a draft but may not see it."""
    version = fresh(world.document())
    before = everything_about(version.record)
    for attempt in (
        lambda: add_comment(world.rhea, version.record, text="Seen."),
        lambda: authoring.check_out(world.rhea, version),
        lambda: authoring.force_unlock(world.rhea, version, reason="Mine."),
        lambda: world.move(world.rhea, version.record, "withdraw", reason="Mine."),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert version.record.title not in str(refusal.value)
    assert everything_about(version.record) == before


@pytest.mark.requirement("P11-70", "SIG-6")
@pytest.mark.parametrize("shown", ["", "0" * 64, "not a digest"])
def test_signature_over_something_else_is_refused(world: World, shown: str) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    with pytest.raises(Refused, match="has changed since it was shown"):
        world.move(world.rita, version.record, "review", shown=shown)
    assert not Signature.objects.exists()


@pytest.mark.requirement("P11-10-g")
def test_right_that_ended_between_page_and_click_is_refused(world: World) -> None:
    from probatum.kernel.action import SYSTEM, action  # app ready
    from probatum.kernel.models import Grant, Person  # app ready

    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    with action(SYSTEM, "test.end", reason="Left Quality.") as act:
        Grant.objects.filter(person=world.rita).update(ends=act.at)
    rita = Person.objects.get(pk=world.rita.pk)
    with pytest.raises(NotAllowed):
        world.move(rita, version.record, "review")
    assert Record.objects.get(pk=version.pk).state == "in_review"
