"""Moves, tasks, parts and delegation."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.documents import authoring
from probatum.documents.content import Version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.lifecycle import advance, available, perform
from probatum.kernel.models import Delegation, Person, Record, Signature, Step, Task
from tests.processes.examples import place
from tests.world import World, content


def stand_in(world: World, *, absent: Person, delegate: Person) -> Person:
    """Hand the tasks of one person to another; the delegate as the next request loads them."""
    now = timezone.now()
    with action(SYSTEM, "test.delegate"):
        Delegation.objects.create(
            absent=absent,
            delegate=delegate,
            starts=now - dt.timedelta(minutes=1),
            ends=now + dt.timedelta(days=1),
            reason="Leave",
            made_by=absent,
            made_at=now,
        )
    return Person.objects.get(pk=delegate.pk)


def with_two_reviewers(world: World) -> Record:
    version = world.document()
    authoring.name_people(
        world.anna,
        Version.objects.select_related("record").get(pk=version.pk),
        part="reviewer",
        people=[world.rita, world.rolf],
        based_on=Record.objects.get(pk=version.pk).version,
    )
    return world.move(world.anna, version.record, "submit_for_review")


@pytest.mark.requirement("DOC-12")
def test_state_opens_a_task_for_each_holder_due_in_business_days(world: World) -> None:
    record = with_two_reviewers(world)
    tasks = Task.objects.filter(record=record, closed_at=None).order_by("person__username")
    assert [(task.person.username, task.move) for task in tasks] == [("rita", "review"), ("rolf", "review")]
    assert all(task.due > task.opened_at.date() + dt.timedelta(days=10) for task in tasks)


@pytest.mark.requirement("DOC-12")
def test_last_of_several_reviews_changes_the_state(world: World) -> None:
    record = with_two_reviewers(world)
    assert world.move(world.rita, record, "review").state == "in_review"
    with pytest.raises(NotAllowed, match="This is asked of Rolf"):
        world.move(world.rita, record, "review")
    assert world.move(world.rolf, record, "review").state == "reviewed"
    assert list(Step.objects.filter(record=record, move="review").values_list("to_state", flat=True)) == [
        "in_review",
        "reviewed",
    ]


@pytest.mark.requirement("DOC-14", "SIG-05")
def test_refusal_withdraws_the_tasks_of_the_others(world: World) -> None:
    record = with_two_reviewers(world)
    world.move(world.rita, record, "refuse_review", reason="Step 4 is wrong.")
    assert not Task.objects.filter(record=record, closed_at=None).exists()
    outcomes = dict(Task.objects.filter(record=record).values_list("person__username", "outcome"))
    assert outcomes["rolf"] != "done"


@pytest.mark.requirement("SIG-2", "ATR-02")
def test_delegate_signs_as_self_on_behalf_of_the_absent(world: World) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    rolf = stand_in(world, absent=world.rita, delegate=world.rolf)
    world.move(rolf, record, "review")
    signature = Signature.objects.get()
    assert (signature.printed_name, signature.on_behalf_of) == ("Rolf", "Rita")
    task = Task.objects.get(record=record, move="review")
    assert (task.person.username, task.closed_by.username, task.outcome) == ("rita", "rolf", "done")


@pytest.mark.requirement("SIG-2", "P11-10-g")
def test_delegate_needs_the_permission(world: World) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    otto = stand_in(world, absent=world.rita, delegate=world.otto)
    with pytest.raises(NotAllowed, match="You may not review versions"):
        world.move(otto, record, "review")


@pytest.mark.requirement("SIG-2", "DOC-16", "P11-10-g")
def test_author_does_not_approve_for_somebody_absent(world: World) -> None:
    twin = world.person("twin", "author", "approver")
    version = world.document()
    authoring.name_people(
        world.carla,
        Version.objects.select_related("record").get(pk=version.pk),
        part="author",
        people=[world.anna, twin],
        based_on=Record.objects.get(pk=version.pk).version,
    )
    for person, move in (
        (world.anna, "submit_for_review"),
        (world.rita, "review"),
        (world.anna, "submit_for_approval"),
    ):
        world.move(person, version.record, move)
    twin = stand_in(world, absent=world.paul, delegate=twin)
    with pytest.raises(Refused, match="You wrote this version"):
        world.move(twin, version.record, "approve")


@pytest.mark.requirement("SIG-2", "SIG-3")
def test_nobody_gives_both_approvals_also_not_for_somebody_absent(world: World) -> None:
    both = world.person("both", "approver", "quality")
    record = world.document().record
    for person, move in (
        (world.anna, "submit_for_review"),
        (world.rita, "review"),
        (world.anna, "submit_for_approval"),
    ):
        world.move(person, record, move)
    both = stand_in(world, absent=world.paul, delegate=both)
    world.move(both, record, "approve")
    both = stand_in(world, absent=world.quinn, delegate=both)
    with pytest.raises(Refused, match="You have signed an approval of this version already"):
        world.move(
            both, record, "approve_quality", values={"effective_on": timezone.now().date() + dt.timedelta(1)}
        )


@pytest.mark.requirement("SIG-2")
def test_delegate_of_a_delegate_stands_in_for_nobody(world: World) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    stand_in(world, absent=world.rita, delegate=world.paul)
    rolf = stand_in(world, absent=world.paul, delegate=world.rolf)
    with pytest.raises(NotAllowed, match="This is asked of Rita"):
        world.move(rolf, record, "review")


@pytest.mark.requirement("P11-10-f")
def test_unfinished_condition_is_told_before_the_click(world: World) -> None:
    record = authoring.create_document(
        world.anna, type=world.sop, title="Empty", department=world.quality_department
    ).record
    offer = next(offer for offer in available(world.anna, record) if offer.move.name == "submit_for_review")
    assert not offer.open
    assert [missing.text for missing in offer.missing] == [
        "There is no content yet. An author checks in a first draft.",
        "No reviewer is named. An author or a document controller names at least one.",
    ]


@pytest.mark.requirement("AT-4", "ATR-03")
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_blank_reason_is_refused_where_one_is_demanded(world: World, reason: str) -> None:
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    with pytest.raises(Refused, match="Say why"):
        world.move(world.anna, record, "withdraw", reason=reason)


def test_move_of_people_is_not_made_by_the_system(world: World) -> None:
    record = world.document().record
    with pytest.raises(NotAllowed), action(SYSTEM, "test.advance") as act:
        advance(act, record, "submit_for_review")
    with pytest.raises(NotAllowed, match="is done by the system"):
        perform(world.quinn, place(record, "approved"), "take_effect", based_on=record.version)


@pytest.mark.requirement("ATR-08")
def test_stale_page_is_told_who_changed_what_since(world: World) -> None:
    version = world.document()
    opened = Record.objects.get(pk=version.pk).version
    authoring.change_facts(
        world.carla, version, facts={"title": "Gowning, grade A"}, reason="Wrong grade.", based_on=opened
    )
    version.record.refresh_from_db()
    authoring.check_in(world.anna, version, content=content("Two."), based_on=version.record.version)
    world.move(world.anna, version.record, "submit_for_review")

    with pytest.raises(StaleRecord) as stale:
        perform(world.anna, version.record, "withdraw", based_on=opened, reason="Too early.")

    assert str(stale.value) == (
        "SOP-QA-001 v1 has changed since you opened it. Since then: Carla changed title; Anna changed draft; "
        "Anna made the move “Send for review”. Look at it again; nothing was changed."
    )
