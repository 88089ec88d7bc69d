"""Two people act on the same record at once: one wins, the other is told what happened, and nothing is done by half."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.utils import timezone

from probatum.config import custody
from probatum.documents import authoring, release
from probatum.documents.content import CheckOut, Document, Draft, Version
from probatum.kernel.action import action
from probatum.kernel.errors import Refused, StaleRecord
from probatum.kernel.ledger.finding import faults
from probatum.kernel.lifecycle import lock, perform
from probatum.kernel.link import Link, link
from probatum.kernel.models import Person, Record, Signature, Step, Task
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, digest_of
from tests.processes.examples import is_sentence
from tests.processes.races import at_once, lost, won
from tests.world import PASSWORD, World, content


def person(username: str) -> Person:
    """The account as another request would load it."""
    return Person.objects.get(username=username)


def move(username: str, pk: int, name: str, version: int, **given: object) -> Record:
    """A move on a page that showed this version of the record."""
    record = Record.objects.get(pk=pk)
    process = process_of(record)
    if process.move(name).meaning is not None:
        given.setdefault("credential", Credential(username, PASSWORD))
        given.setdefault("shown", digest_of(process, record))
    return perform(person(username), record, name, based_on=version, **given)  # type: ignore[arg-type]


def nothing_found() -> bool:
    custody.seal_now()
    return faults(custody.verify(full=True)) == []


@pytest.mark.requirement("P11-10-f")
def test_same_move_twice_at_once_is_made_once(committed_world: World) -> None:
    record = committed_world.document().record
    shown = Record.objects.get(pk=record.pk).version
    outcomes = at_once(
        lambda: move("anna", record.pk, "submit_for_review", shown),
        lambda: move("anna", record.pk, "submit_for_review", shown),
    )
    assert len(won(outcomes)) == 1
    (told,) = lost(outcomes)
    assert isinstance(told, StaleRecord)
    assert is_sentence(str(told))
    assert Step.objects.filter(record=record).count() == 1
    assert Task.objects.filter(record=record, move="review", closed_at=None).count() == 1
    assert nothing_found()


@pytest.mark.requirement("P11-10-f", "P11-70")
def test_approving_and_taking_back_at_once_gives_one_of_them(committed_world: World) -> None:
    world = committed_world
    record = world.document().record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    world.move(world.anna, record, "submit_for_approval")
    shown = Record.objects.get(pk=record.pk).version
    outcomes = at_once(
        lambda: move("paul", record.pk, "approve", shown),
        lambda: move("anna", record.pk, "withdraw", shown, reason="A step was missing."),
    )
    assert len(won(outcomes)) == 1
    (told,) = lost(outcomes)
    assert isinstance(told, Refused)
    assert is_sentence(str(told))
    after = Record.objects.get(pk=record.pk)
    approved = Signature.objects.filter(record=record, move="approve").count()
    assert (after.state, approved) in {("in_quality_approval", 1), ("draft", 0)}
    assert nothing_found()


@pytest.mark.requirement("DOC-12", "P11-10-f")
def test_parallel_reviews_at_once_both_count_or_one_is_told(committed_world: World) -> None:
    world = committed_world
    record = world.document().record
    shown = Record.objects.get(pk=record.pk).version
    version = Version.objects.select_related("record").get(pk=record.pk)
    authoring.name_people(
        world.anna, version, part="reviewer", people=[world.rita, world.rolf], based_on=shown
    )
    world.move(world.anna, record, "submit_for_review")
    shown = Record.objects.get(pk=record.pk).version
    at_once(
        lambda: move("rita", record.pk, "review", shown),
        lambda: move("rolf", record.pk, "review", shown),
    )
    signed = Signature.objects.filter(record=record).count()
    after = Record.objects.get(pk=record.pk)
    assert (after.state, signed) in {("in_review", 1), ("reviewed", 2)}
    for username in set(
        Task.objects.filter(record=record, closed_at=None).values_list("person__username", flat=True)
    ):
        move(username, record.pk, "review", after.version)
    assert Record.objects.get(pk=record.pk).state == "reviewed"
    assert Signature.objects.filter(record=record).count() == 2


@pytest.mark.requirement("DOC-04")
def test_two_check_outs_at_once_give_one_lock(committed_world: World) -> None:
    world = committed_world
    version = world.document()
    authoring.name_people(
        world.carla,
        version,
        part="author",
        people=[world.anna, world.arno],
        based_on=Record.objects.get(pk=version.pk).version,
    )
    outcomes = at_once(
        *(
            lambda name=name: authoring.check_out(
                person(name), Version.objects.select_related("record").get(pk=version.pk)
            )
            for name in ("anna", "arno")
        )
    )
    assert len(won(outcomes)) == 1
    (told,) = lost(outcomes)
    assert isinstance(told, Refused)
    assert is_sentence(str(told))
    assert CheckOut.objects.filter(version=version, ended_at=None).count() == 1


@pytest.mark.requirement("DOC-03")
def test_two_check_ins_of_the_same_page_give_one_draft(committed_world: World) -> None:
    world = committed_world
    version = world.document()
    shown = Record.objects.get(pk=version.pk).version
    outcomes = at_once(
        *(
            lambda text=text: authoring.check_in(
                person("anna"),
                Version.objects.select_related("record").get(pk=version.pk),
                content=content(text),
                based_on=shown,
            )
            for text in ("One.", "Two.")
        )
    )
    assert (len(won(outcomes)), len(lost(outcomes))) == (1, 1)
    assert isinstance(lost(outcomes)[0], StaleRecord)
    assert Draft.objects.filter(version=version).count() == 2


@pytest.mark.requirement("DOC-02")
def test_numbers_issued_at_once_are_all_different(committed_world: World) -> None:
    outcomes = at_once(
        *(
            lambda n=n: (
                authoring.create_document(
                    person("anna"),
                    type=committed_world.sop,
                    title=f"Procedure {n}",
                    department=committed_world.quality_department,
                ).document.record.number
            )
            for n in range(4)
        )
    )
    assert sorted(map(str, outcomes)) == ["SOP-QA-001", "SOP-QA-002", "SOP-QA-003", "SOP-QA-004"]


@pytest.mark.requirement("DOC-21")
def test_two_releases_at_once_make_it_effective_once(committed_world: World) -> None:
    world = committed_world
    version = world.document()
    today = timezone.now().astimezone(world.basel.zone).date()
    for who, name in (
        ("anna", "submit_for_review"),
        ("rita", "review"),
        ("anna", "submit_for_approval"),
        ("paul", "approve"),
    ):
        world.move(world.people[who], version.record, name)
    world.move(world.quinn, version.record, "approve_quality", values={"effective_on": today})
    release.attach_issue(
        Version.objects.select_related("record").get(pk=version.pk), pdf=b"%PDF-1.7 issued", pages=1
    )
    outcomes = at_once(release.release_due, release.release_due)
    assert lost(outcomes) == []
    assert sum(len(released) for released in won(outcomes)) == 1
    assert Step.objects.filter(record=version.record, move="take_effect").count() == 1
    assert Document.objects.get(pk=version.document_id).effective_id == version.pk
    assert nothing_found()


@pytest.mark.requirement("DOC-21")
def test_rescheduling_while_the_release_runs_leaves_one_truth(committed_world: World) -> None:
    world = committed_world
    version = world.document()
    today = timezone.now().astimezone(world.basel.zone).date()
    for who, name in (
        ("anna", "submit_for_review"),
        ("rita", "review"),
        ("anna", "submit_for_approval"),
        ("paul", "approve"),
    ):
        world.move(world.people[who], version.record, name)
    world.move(world.quinn, version.record, "approve_quality", values={"effective_on": today})
    release.attach_issue(
        Version.objects.select_related("record").get(pk=version.pk), pdf=b"%PDF-1.7 issued", pages=1
    )
    shown = Record.objects.get(pk=version.pk).version
    later = today + dt.timedelta(days=30)
    outcomes = at_once(
        release.release_due,
        lambda: move(
            "carla",
            version.pk,
            "reschedule",
            shown,
            reason="Training runs late.",
            values={"effective_on": later},
        ),
    )
    after = Version.objects.select_related("record").get(pk=version.pk)
    assert (after.record.state, after.effective_on) in {("effective", today), ("approved", later)}
    for error in lost(outcomes):
        assert isinstance(error, Refused), repr(error)


@pytest.mark.requirement("P11-10-f")
def test_two_records_that_name_each_other_are_changed_at_once(committed_world: World) -> None:
    world = committed_world
    one, other = (world.document(title=title).record for title in ("Gowning", "Cleaning"))
    held = threading.Barrier(2)

    def link_to(source: Record, target: Record) -> None:
        with action(world.anna, "document.link", record=source) as act:
            lock(source)
            link(act, source=source, target=target, type="related")
            held.wait(timeout=20)  # each holds its own record and names the other's

    outcomes = at_once(lambda: link_to(one, other), lambda: link_to(other, one))
    assert outcomes == [None, None]
    assert Link.objects.filter(source__in=(one, other), type="related").count() == 2
    assert nothing_found()
