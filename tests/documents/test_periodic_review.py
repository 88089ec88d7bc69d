"""Periodic reviews: opened before their date, asked of the owner, closed by a signed verdict or by what overtakes them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.documents import authoring, properties, release, review_schedule
from probatum.documents.content import Document, Version
from probatum.documents.reviewing import PeriodicReview
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.configuration import change_setting
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.identity.accounts import deactivate
from probatum.kernel.models import Link, Record, Signature, Task
from probatum.kernel.process import process_of
from probatum.kernel.signature import status
from tests.documents.changes import approve_version as approve
from tests.documents.changes import bring_into_force, issue, record_of, state_of, today
from tests.world import World


def due_in(version: Version, day: dt.date) -> Document:
    """The document, with its next review on a day."""
    with action(SYSTEM, "test.time"):
        Document.objects.filter(pk=version.document_id).update(next_review=day)
    return Document.objects.select_related("record").get(pk=version.document_id)


def under_review(world: World, *, days: int = 30) -> PeriodicReview:
    """The open review of an effective document by anna, due so many days from today."""
    version = bring_into_force(world, world.document())
    due_in(version, today(world) + dt.timedelta(days=days))
    (review,) = review_schedule.open_due()
    return review


def review_of(review: PeriodicReview) -> PeriodicReview:
    return PeriodicReview.objects.select_related("record", "document__record", "revision__record").get(
        pk=review.pk
    )


def open_tasks(record: Record) -> list[tuple[str, str, dt.date | None]]:
    rows = Task.objects.filter(record=record, closed_at=None).order_by("person__username")
    return [(task.person.username, task.move, task.due) for task in rows]


@pytest.mark.requirement("DOC-22")
def test_review_opens_in_time_for_the_owner_and_only_once(world: World) -> None:
    version = bring_into_force(world, world.document())
    document = due_in(version, today(world) + dt.timedelta(days=61))
    assert review_schedule.open_due() == []

    (review,) = review_schedule.open_due(timezone.now() + dt.timedelta(days=1))
    assert review_schedule.open_due(timezone.now() + dt.timedelta(days=2)) == []

    record = record_of(review)
    assert (record.owner, record.due, record.state) == (world.anna, document.next_review, "open")
    assert record.title == f"{document.record.number} {document.record.title}"
    assert open_tasks(record) == [("anna", "keep", document.next_review)]
    assert list(Link.objects.filter(source=record).values_list("type", "target")) == [
        ("reviews", document.pk)
    ]


@pytest.mark.requirement("DOC-22")
def test_days_before_the_review_are_a_setting(world: World) -> None:
    version = bring_into_force(world, world.document())
    due_in(version, today(world) + dt.timedelta(days=30))
    change_setting(world.sven, review_schedule.DAYS, value="14", reason="Fewer reviews at once.")
    assert review_schedule.open_due() == []
    change_setting(world.sven, review_schedule.DAYS, value="45", reason="More time.")
    assert len(review_schedule.open_due()) == 1


@pytest.mark.requirement("DOC-22", "SIG-02")
def test_keep_moves_the_next_review_by_the_interval_from_the_review_date(world: World) -> None:
    review = under_review(world)
    world.move(world.anna, review.record, "keep")

    due = review.review_due
    document = Document.objects.get(pk=review.document_id)
    assert document.next_review is not None
    assert (document.next_review.year, document.next_review.month) == (due.year + 2, due.month)
    found = review_of(review)
    assert (found.verdict, found.next_review, state_of(review)) == ("keep", document.next_review, "reviewed")
    signature = Signature.objects.get(record=review.record)
    assert signature.meaning_text == "Periodic review performed: keep as it is"
    assert status(signature, process=process_of("periodic_review"), record=record_of(review)) == "valid"
    assert open_tasks(review.record) == []
    assert review_schedule.open_due() == []


@pytest.mark.requirement("DOC-22")
def test_keep_long_after_the_date_gives_a_day_ahead(world: World) -> None:
    review = under_review(world, days=-900)
    world.move(world.anna, review.record, "keep")
    following = Document.objects.get(pk=review.document_id).next_review
    assert following is not None and following > today(world) + dt.timedelta(days=700)


@pytest.mark.requirement("DOC-22", "AT-4")
def test_revise_and_retire_need_a_reason(world: World) -> None:
    review = under_review(world)
    for move in ("revise", "retire"):
        with pytest.raises(Refused, match="Say why"):
            world.move(world.anna, review.record, move)
    assert state_of(review) == "open"


@pytest.mark.requirement("DOC-22")
def test_revise_starts_the_next_version_with_the_reason_as_change(world: World) -> None:
    review = under_review(world)
    world.move(world.anna, review.record, "revise", reason="Gloves are changed more often now.")

    found = review_of(review)
    assert found.revision is not None
    assert (found.verdict, found.revision.major, found.revision.record.state) == ("revise", 2, "draft")
    assert found.revision.change_summary == "Gloves are changed more often now."
    assert [held.person for held in found.revision.record.parts.filter(name="author")] == [world.anna]
    assert state_of(review) == "reviewed"


@pytest.mark.requirement("DOC-22")
def test_revise_takes_the_version_that_is_on_its_way_already(world: World) -> None:
    review = under_review(world)
    document = Document.objects.select_related("record").get(pk=review.document_id)
    begun = authoring.start_version(world.arno, document, change_summary="A new step.")
    world.move(world.anna, review.record, "revise", reason="A step is missing.")
    found = review_of(review)
    assert found.revision is not None
    assert (found.revision.pk, found.note) == (begun.pk, "Version 2.0 was on its way already.")


@pytest.mark.requirement("DOC-22")
def test_owner_who_may_not_write_hands_the_revision_to_who_wrote_it(world: World) -> None:
    review = under_review(world)
    _give(world, review, owner=world.rhea)
    world.move(world.rhea, review.record, "revise", reason="Outdated.")
    found = review_of(review)
    assert found.revision is not None
    assert [held.person for held in found.revision.record.parts.filter(name="author")] == [world.anna]


@pytest.mark.requirement("DOC-22", "DOC-38", "SIG-3")
def test_retire_asks_quality_and_takes_effect_with_its_signature(world: World) -> None:
    review = under_review(world)
    world.move(world.anna, review.record, "retire", reason="Nobody works by it.")

    parent = review.document.record
    assert state_of(review) == "reviewed"
    assert state_of(review.document) == "effective"
    assert [(who, move) for who, move, _ in open_tasks(parent)] == [("quinn", "retire")]

    world.move(world.quinn, parent, "retire", reason="Nobody works by it.")
    assert state_of(review.document) == "retired"
    signature = Signature.objects.get(record=parent)
    assert (signature.meaning_text, signature.refused) == ("Approved for retirement", False)
    assert status(signature, process=process_of("document"), record=record_of(review.document)) == "valid"
    assert open_tasks(parent) == []


@pytest.mark.requirement("DOC-22")
def test_retire_waits_while_a_version_is_on_its_way(world: World) -> None:
    review = under_review(world)
    document = Document.objects.select_related("record").get(pk=review.document_id)
    authoring.start_version(world.arno, document, change_summary="A new step.")
    with pytest.raises(Refused, match="still open"):
        world.move(world.anna, review.record, "retire", reason="Nobody works by it.")


@pytest.mark.requirement("DOC-22", "P11-10-g")
def test_verdict_is_for_the_owner_or_document_control(world: World) -> None:
    review = under_review(world)
    for stranger in (world.arno, world.rhea, world.quinn):
        with pytest.raises(NotAllowed):
            world.move(stranger, review.record, "keep")
    world.move(world.carla, review.record, "keep")
    assert state_of(review) == "reviewed"


@pytest.mark.requirement("DOC-22")
def test_new_version_closes_the_open_review_with_a_note(world: World) -> None:
    review = under_review(world)
    document = Document.objects.select_related("record").get(pk=review.document_id)
    second = authoring.start_version(world.anna, document, change_summary="A new step.")
    approve(world, second)
    issue(second)
    release.release_due()

    found = review_of(review)
    assert (state_of(review), found.verdict) == ("overtaken", "")
    assert found.note == "Another version became effective before there was a verdict on version 1.0."
    assert open_tasks(review.record) == []
    assert review_schedule.open_due() == []


@pytest.mark.requirement("DOC-22")
def test_retirement_closes_the_open_review_with_a_note(world: World) -> None:
    review = under_review(world)
    world.move(world.quinn, review.document.record, "retire", reason="Merged into another.")
    assert state_of(review) == "overtaken"
    assert review_of(review).note.startswith("The document was retired")


@pytest.mark.requirement("DOC-22")
def test_review_that_could_not_be_locked_is_closed_by_the_next_run(world: World) -> None:
    review = under_review(world)
    with action(SYSTEM, "test.race"):
        Document.objects.filter(pk=review.document_id).update(effective=None)
    with pytest.raises(Refused, match="not in force any more"):
        world.move(world.anna, review.record, "keep")
    assert review_schedule.close_overtaken() == [review.record.number]
    assert review_schedule.close_overtaken() == []
    assert state_of(review) == "overtaken"


@pytest.mark.requirement("DOC-22", "DOC-35")
def test_new_owner_of_the_document_is_asked_instead(world: World) -> None:
    review = under_review(world)
    world.person("ada", "administrator")
    deactivate(world.ada, world.anna, reason="Left the company.")
    _give(world, review, owner=world.arno)
    assert [who for who, _, _ in open_tasks(review.record)] == ["arno"]
    world.move(world.arno, review.record, "keep")
    assert state_of(review) == "reviewed"


def _give(world: World, review: PeriodicReview, *, owner: object) -> None:
    document = Document.objects.select_related("record__site").get(pk=review.document_id)
    properties.change_properties(
        world.carla,
        document,
        owner=owner,  # type: ignore[arg-type]
        site=document.record.site,
        confidential=False,
        reason="The owner left.",
        based_on=document.record.version,
    )
