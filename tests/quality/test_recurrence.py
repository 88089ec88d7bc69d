"""Recurrence: terms proposed, earlier events found by words and items, the verdict kept with what was shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.concern import set_concerns
from probatum.kernel.editing import rename
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.models import Circle, Item, Link, Record
from probatum.quality.recurrence import judging
from probatum.quality.recurrence.judged import RecurrenceCheck, RecurrenceMatch
from probatum.quality.recurrence.judging import (
    RECURRENCE_JUDGED,
    Relation,
    content_of,
    found_by,
    judge,
    look_at,
    verdict_of,
)
from probatum.quality.recurrence.terms import proposed, weighed
from tests.quality import laboratory
from tests.quality.complaints import given
from tests.quality.events import company
from tests.world import World


def event(
    world: World, title: str, text: str, *, days_ago: int = 0, items: list[Item] | None = None
) -> Record:
    """A deviation of emma with words and items of its own, entered some days ago."""
    record = company.deviation(world, description=text, immediate_action="")
    record = rename(world.emma, record, title=title, based_on=record.version)
    with action(SYSTEM, "test.time", record=record) as act:
        Record.objects.filter(pk=record.pk).update(opened_at=act.at - dt.timedelta(days=days_ago))
        set_concerns(act, record, field="equipment", items=items or [])
    return Record.objects.get(pk=record.pk)


def item(world: World, code: str) -> Item:
    with action(SYSTEM, "test.item"):
        return Item.objects.create(register="equipment", code=code, name=f"Mixer {code}", status="active")


def scene(world: World) -> dict[str, Record]:
    """Three earlier events: the same problem, the same machine, something else."""
    mixer = item(world, "MIX-04")
    return {
        "same": event(
            world,
            "Impeller of mixer stopped",
            "The impeller stopped while granulating because a coupling was worn.",
            days_ago=90,
            items=[mixer],
        ),
        "machine": event(
            world, "Label unreadable", "The label on the vessel was smudged.", days_ago=30, items=[mixer]
        ),
        "other": event(world, "Visitor without badge", "A visitor walked in alone.", days_ago=20),
        "old": event(
            world,
            "Impeller stopped",
            "The impeller stopped; the coupling was worn.",
            days_ago=500,
            items=[mixer],
        ),
        "new": event(
            world,
            "Impeller stopped during granulation",
            "The impeller stopped. The coupling was worn again.",
            items=[mixer],
        ),
    }


@pytest.mark.requirement("QE-13")
def test_terms_are_proposed_from_title_and_text_without_stop_words(world: World) -> None:
    record = scene(world)["new"]
    words = [term.word for term in proposed(record)]
    assert set(words) >= {"impeller", "stopped", "coupling", "worn", "granulation"}
    assert not {"the", "was", "during", "again"} & set(words)
    assert [term.word for term in weighed(["Impeller", "impellers", "the", " "])] == ["impeller"]


@pytest.mark.requirement("QE-13")
def test_candidates_are_ordered_by_how_alike_they_are(world: World) -> None:
    found = scene(world)
    alike = found_by(world.emma, found["new"], look_at(found["new"]))
    assert [one.record for one in alike] == [found["same"], found["machine"]]
    best, second = alike
    assert best.score > 60 > second.score > 0
    assert [one.code for one in best.items] == ["MIX-04"]
    assert {"impeller", "coupling", "worn"} <= set(best.terms)


@pytest.mark.requirement("QE-13")
def test_span_and_terms_decide_what_is_found(world: World) -> None:
    found = scene(world)
    new = found["new"]
    two_years = found_by(world.emma, new, look_at(new, months=24))
    assert [one.record for one in two_years][:2] == [found["same"], found["old"]] or [
        one.record for one in two_years
    ][:2] == [found["old"], found["same"]]
    look = look_at(new, words=["visitor"])
    assert {one.record.pk for one in found_by(world.emma, new, look)} == {
        found["other"].pk,
        found["same"].pk,
        found["machine"].pk,
    }
    assert set(look.dropped) >= {"impeller", "coupling"}
    day = new.opened_at.date()
    with pytest.raises(Refused, match="The span ends before it begins"):
        look_at(new, since=day, until=day - dt.timedelta(days=1))


@pytest.mark.requirement("QE-13", "P11-10-d")
def test_candidates_hold_only_what_the_person_may_see(world: World) -> None:
    found = scene(world)
    with action(SYSTEM, "test.circle"):
        circle = Circle.objects.create(code="unblinded", name="Unblinded team")
        Record.objects.filter(pk=found["same"].pk).update(confidential=True, circle=circle)
    seen_by_helga = found_by(world.helga, found["new"], look_at(found["new"]))
    assert [one.record for one in seen_by_helga] == [found["machine"]]


def verdict(world: World, record: Record, **given: Any) -> RecurrenceCheck:
    fresh = Record.objects.get(pk=record.pk)
    told = {
        "relations": {},
        "verdict": "not_recurring",
        "reason": "Another machine and another cause.",
        "based_on": fresh.version,
    } | given
    return judge(world.emma, fresh, look_at(fresh), **told)


@pytest.mark.requirement("QE-13", "QE-19")
def test_verdict_keeps_what_was_shown_and_links_what_it_repeats(world: World) -> None:
    found = scene(world)
    new = found["new"]
    assert RECURRENCE_JUDGED.check(new, world.emma, {}) is not None
    relations = {
        found["same"].pk: Relation("recurs", "The coupling was worn then too."),
        found["machine"].pk: Relation("unrelated", ""),
    }
    made = verdict(
        world, new, relations=relations, verdict="recurring", reason="The same coupling failed twice."
    )
    kept = RecurrenceMatch.objects.filter(checked=made).order_by("-score")
    assert [(one.candidate, one.relation) for one in kept] == [
        (found["same"], "recurs"),
        (found["machine"], "unrelated"),
    ]
    assert made.compared == 2
    link = Link.objects.get(source=new)
    assert (link.target, link.type, link.note) == (
        found["same"],
        "equivalent_to",
        "The coupling was worn then too.",
    )
    fresh = Record.objects.get(pk=new.pk)
    assert (verdict_of(fresh), RECURRENCE_JUDGED.check(fresh, world.emma, {})) == (made, None)
    assert content_of(fresh)["matches"][0][:3] == [found["same"].number, kept[0].score, "recurs"]  # type: ignore[index]


@pytest.mark.requirement("QE-13")
def test_verdict_that_contradicts_itself_is_refused(world: World) -> None:
    found = scene(world)
    new, same = found["new"], found["same"].pk
    again = {same: Relation("recurs", "Same coupling.")}
    with pytest.raises(Refused, match="so it is recurring"):
        verdict(world, new, relations=again)
    with pytest.raises(Refused, match="Say of which earlier event"):
        verdict(world, new, verdict="recurring")
    with pytest.raises(Refused, match="Say why it is recurring or not"):
        verdict(world, new, reason=" ")
    with pytest.raises(Refused, match="Say why DEV-"):
        verdict(world, new, relations={same: Relation("related", " ")})
    with pytest.raises(Refused, match="What was found has changed"):
        verdict(world, new, relations={found["old"].pk: Relation("unrelated", "")})
    with pytest.raises(Refused, match="Choose whether it is recurring"):
        verdict(world, new, verdict="perhaps")
    assert not RecurrenceCheck.objects.exists() and not Link.objects.filter(source=new).exists()


@pytest.mark.requirement("QE-13", "P11-10-g")
def test_verdict_needs_the_right_and_a_fresh_page(world: World) -> None:
    new = scene(world)["new"]
    look = look_at(new)
    given: dict[str, Any] = {"relations": {}, "verdict": "not_recurring", "reason": "Other."}
    with pytest.raises(NotAllowed):
        judge(world.rhea, new, look, based_on=new.version, **given)
    with pytest.raises(StaleRecord):
        judge(world.emma, new, look, based_on=new.version - 1, **given)
    with pytest.raises(NotAllowed, match="is not compared"):
        judge(world.carla, world.document().record, look, based_on=1, **given)


@pytest.mark.requirement("QE-13", "AT-6")
def test_verdict_is_never_changed_only_followed(world: World) -> None:
    new = scene(world)["new"]
    first = verdict(world, new)
    second = verdict(world, new, reason="Looked at again.")
    assert judging.checks_of(new) == [second, first]
    with (
        pytest.raises(DatabaseError, match=r"permission denied|written once"),
        transaction.atomic(),
        action(SYSTEM, "test.attack"),
    ):
        RecurrenceCheck.objects.filter(pk=first.pk).update(verdict="recurring")


@pytest.mark.requirement("QE-13", "CMP-16")
def test_complaint_is_not_closed_before_recurrence_is_judged(world: World) -> None:
    record = given.in_response(world, given.complaint(world), judged=False)
    given.sent(world, given.letter(world, record))

    with pytest.raises(Refused, match="Nobody has judged yet whether it recurs"):
        world.move(world.clara, record, "ask_closure")
    company.judged(world, record, by=world.clara)

    assert world.move(world.clara, record, "ask_closure").state == "closing"


@pytest.mark.requirement("QE-13", "LAB-11")
def test_laboratory_investigation_does_not_end_before_recurrence_is_judged(world: World) -> None:
    record = laboratory.through_phase_one(world, laboratory.investigation(world), assignable=False)
    company.fill(world.lena, record, "phase_two", production_review="-", other_batches="-", findings="-")
    laboratory.conclude(world, record, judged=False)

    with pytest.raises(Refused, match="Nobody has judged yet whether it recurs"):
        world.move(world.lena, record, "submit_phase_two")
    company.judged(world, record, by=world.lena)

    assert world.move(world.lena, record, "submit_phase_two").state == "phase_two_approval"
