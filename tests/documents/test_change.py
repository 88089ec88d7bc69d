"""Change requests: documents that become effective and are retired together, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest

from probatum.documents import authoring, bundle, release, requesting
from probatum.documents.change_list import ChangeItem, ChangeRequest, taken_up
from probatum.documents.content import Document, Version
from probatum.documents.revisions import history_until
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Grant, Part, Person, Record, Signature, Task
from probatum.kernel.process import process_of
from probatum.kernel.signature import status
from tests.documents.changes import (
    approve_version,
    approved,
    bring_into_force,
    draft_request,
    in_days,
    issue,
    put_on,
    record_of,
    request_of,
    state_of,
    today,
)
from tests.world import World, content


def next_version(world: World, version: Version) -> Version:
    return authoring.start_version(
        world.anna,
        Document.objects.select_related("record").get(pk=version.document_id),
        change_summary="Adds a step.",
    )


@pytest.mark.requirement("DOC-17")
def test_bundle_makes_new_versions_effective_and_retires_in_one_instant(world: World) -> None:
    old, gone = (
        bring_into_force(world, world.document()),
        bring_into_force(world, world.document(title="Old form")),
    )
    new = next_version(world, old)
    first = world.document(title="Cleaning of rooms")
    request = draft_request(world)
    put_on(world, request, new, first)
    put_on(world, request, gone, end="retire")
    for version in (new, first):
        approve_version(world, version)
        issue(version)
    approved(world, request)
    for version in (new, first):
        issue(version)

    assert release.release_due() == []
    assert [found.pk for found in bundle.release_due()] == [request.pk]

    assert [state_of(one) for one in (old, new, first, gone)] == [
        "superseded",
        "effective",
        "effective",
        "obsolete",
    ]
    assert record_of(gone.document).state == "retired"
    assert record_of(request).state == "released"
    instants = set(Version.objects.filter(pk__in=(new.pk, first.pk)).values_list("effective_at", flat=True))
    instants |= set(Version.objects.filter(pk__in=(old.pk, gone.pk)).values_list("superseded_at", flat=True))
    instants.add(ChangeRequest.objects.get(pk=request.pk).released_at)
    assert len(instants) == 1
    outcomes = set(ChangeItem.objects.filter(request=request).values_list("outcome", flat=True))
    assert outcomes == {"released"}


@pytest.mark.requirement("DOC-17")
def test_version_in_a_bundle_does_not_become_effective_alone(world: World) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    approve_version(world, version)
    issued = issue(version)

    assert release.release_due() == []
    with pytest.raises(Refused, match=f"together with the other documents of {request.record.number}"):
        release.release(issued)
    with pytest.raises(Refused, match=f"{request.record.number} decides when"):
        world.move(
            world.quinn,
            version.record,
            "reschedule",
            reason="Sooner.",
            values={"effective_on": today(world)},
        )
    assert state_of(version) == "approved"


@pytest.mark.requirement("DOC-17")
def test_nothing_is_released_when_one_document_cannot_be(world: World) -> None:
    one, two = world.document(), world.document(title="Cleaning of rooms")
    request = draft_request(world)
    put_on(world, request, one, two)
    for version in (one, two):
        approve_version(world, version)
    request = approved(world, request)
    issue(one)

    assert bundle.release_due() == []
    with pytest.raises(Refused) as refusal:
        bundle.release(request)

    number = two.document.record.number
    assert str(refusal.value).startswith(
        f"{request.record.number} is not released. {number} version 1.0 is not stamped"
    )
    assert [state_of(version) for version in (one, two)] == ["approved", "approved"]
    assert record_of(request).state == "approved"


@pytest.mark.requirement("DOC-17")
def test_approval_withdrawn_from_one_version_holds_all_back(world: World) -> None:
    one, two = world.document(), world.document(title="Cleaning of rooms")
    request = draft_request(world)
    put_on(world, request, one, two)
    for version in (one, two):
        approve_version(world, version)
    request = approved(world, request)
    issue(one)
    world.move(world.quinn, two.record, "recall", reason="A figure is wrong.")

    with pytest.raises(Refused, match=r"SOP-QA-002 version 1\.0 is draft\. It has to be approved first\."):
        bundle.release(request)
    assert state_of(one) == "approved"


@pytest.mark.requirement("DOC-17", "DOC-14")
def test_bundle_is_approved_for_quality_after_each_of_its_versions(world: World) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.carla, request.record, "submit_for_review")
    world.move(world.rita, request.record, "review")
    with pytest.raises(
        Refused, match=r"SOP-QA-001 version 1\.0 is in review\. Its review has to be closed first\."
    ):
        world.move(
            world.carla, request.record, "submit_for_approval", values={"quality_due": in_days(world, 5)}
        )
    world.move(world.rita, version.record, "review")
    world.move(world.carla, request.record, "submit_for_approval", values={"quality_due": in_days(world, 5)})
    world.move(world.paul, request.record, "approve")

    with pytest.raises(
        Refused, match=r"SOP-QA-001 version 1\.0 is review closed\. It has to be approved first\."
    ):
        world.move(world.quinn, request.record, "approve_quality")


@pytest.mark.requirement("DOC-17", "P11-70")
def test_signature_of_a_bundle_covers_the_content_of_its_versions(world: World) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    approve_version(world, version)
    approved(world, request)
    record = record_of(request)
    signature = Signature.objects.filter(record=record, move="approve_quality").get()
    assert status(signature, process=process_of(record), record=record) == "valid"

    world.move(world.quinn, version.record, "recall", reason="A figure is wrong.")
    fresh = Version.objects.select_related("record").get(pk=version.pk)
    authoring.check_in(world.anna, fresh, content=content("Other words."), based_on=fresh.record.version)
    record = record_of(request)
    assert status(signature, process=process_of(record), record=record) == "earlier"


@pytest.mark.requirement("DOC-18")
def test_function_is_due_three_days_before_quality(world: World) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    approve_version(world, version)
    world.move(world.carla, request.record, "submit_for_review")
    world.move(world.rita, request.record, "review")
    with pytest.raises(Refused, match="the function approves 3 days before Quality"):
        world.move(
            world.carla, request.record, "submit_for_approval", values={"quality_due": in_days(world, 2)}
        )

    world.move(world.carla, request.record, "submit_for_approval", values={"quality_due": in_days(world, 9)})
    assert Task.objects.get(record=request.record, closed_at=None).due == in_days(world, 6)
    assert request_of(request).function_due == in_days(world, 6)

    world.move(world.paul, request.record, "approve")
    assert Task.objects.get(record=request.record, closed_at=None).due == in_days(world, 9)


@pytest.mark.requirement("DOC-18")
def test_implementation_period_runs_from_the_approval_of_quality(world: World) -> None:
    version = world.document()
    request = draft_request(world, implementation_days=14)
    put_on(world, request, version)
    approve_version(world, version)
    issue(version)
    request = approved(world, request)

    assert request.effective_on == in_days(world, 14)
    found = Version.objects.get(pk=version.pk)
    assert (found.effective_on, found.issue_id) == (in_days(world, 14), None)
    issue(version)
    assert bundle.release_due() == []
    with pytest.raises(Refused, match="has not begun"):
        bundle.release(request)
    at = dt.datetime.combine(in_days(world, 14), dt.time.min, tzinfo=world.basel.zone)
    assert bundle.due(at - dt.timedelta(seconds=1)) == []
    assert [found.pk for found in bundle.due(at)] == [request.pk]


@pytest.mark.requirement("DOC-18")
@pytest.mark.parametrize("days", [-1, 366])
def test_period_out_of_range_is_refused(world: World, days: int) -> None:
    with pytest.raises(Refused, match="Enter a period of 0 to 365 days"):
        draft_request(world, implementation_days=days)


@pytest.mark.requirement("DOC-19")
def test_type_that_demands_a_request_wants_the_document_listed_in_an_open_one(world: World) -> None:
    with action(SYSTEM, "test.type", reason="test"):
        type(world.sop).objects.filter(pk=world.sop.pk).update(demands_change_request=True)
    version = world.document()
    with pytest.raises(Refused, match="no open one lists SOP-QA-001"):
        world.move(world.anna, version.record, "submit_for_review")

    request = draft_request(world)
    put_on(world, request, version)
    world.move(world.anna, version.record, "submit_for_review")
    assert state_of(version) == "in_review"

    world.move(world.anna, version.record, "withdraw", reason="Once more.")
    world.move(world.carla, request.record, "cancel", reason="Not needed.")
    with pytest.raises(Refused, match="no open one lists SOP-QA-001"):
        world.move(world.anna, version.record, "submit_for_review")


@pytest.mark.requirement("DOC-19")
def test_update_needs_a_request_of_its_own(world: World) -> None:
    version = bring_into_force(world, world.document())
    with action(SYSTEM, "test.type", reason="test"):
        type(world.sop).objects.filter(pk=world.sop.pk).update(demands_change_request=True)
    new = next_version(world, version)
    assert "no open one lists" in blockers(world.anna, new.record)
    put_on(world, draft_request(world), new)
    assert "no open one lists" not in blockers(world.anna, new.record)


def blockers(person: Person, record: Record) -> str:
    offers = available(person, Record.objects.get(pk=record.pk))
    return next(offer.decision.reason for offer in offers if offer.move.name == "submit_for_review")


@pytest.mark.requirement("DOC-23")
def test_reader_asks_for_a_change_and_the_owner_is_asked(world: World) -> None:
    version = bring_into_force(world, world.document())
    document = Document.objects.select_related("record__owner", "record__site").get(pk=version.document_id)

    asked = requesting.raise_request(
        world.rhea, document, description="Step 4 is unclear.", reason="We err here."
    )

    task = Task.objects.get(record=asked.record)
    assert (task.person, task.label) == (world.anna, "Prepare the change request")
    assert visible(world.rhea, "change_request").filter(pk=asked.pk).exists()
    assert not visible(world.otto, "change_request").filter(pk=asked.pk).exists()
    assert taken_up(version.document_id) is None, "a wish holds nothing back"


@pytest.mark.requirement("DOC-23", "DOC-35")
def test_request_for_a_document_whose_owner_left_goes_to_document_control(world: World) -> None:
    version = bring_into_force(world, world.document())
    with action(SYSTEM, "test.leave", reason="test"):
        Person.objects.filter(pk=world.anna.pk).update(is_active=False)
    document = Document.objects.select_related("record__owner", "record__site").get(pk=version.document_id)
    asked = requesting.raise_request(
        world.rhea, document, description="Step 4 is unclear.", reason="We err here."
    )
    assert [task.person for task in Task.objects.filter(record=asked.record)] == [world.carla]


@pytest.mark.requirement("DOC-23")
def test_request_for_a_document_one_may_not_read_is_refused(world: World) -> None:
    version = world.document()
    document = Document.objects.select_related("record__owner", "record__site").get(pk=version.document_id)
    with pytest.raises(NotAllowed):
        requesting.raise_request(world.rhea, document, description="Something.", reason="Because.")


@pytest.mark.requirement("DOC-17")
def test_document_changes_in_one_request_at_a_time(world: World) -> None:
    version = world.document()
    first = draft_request(world)
    put_on(world, first, version)
    with pytest.raises(Refused, match=f"SOP-QA-001 is in {first.record.number} already"):
        put_on(world, draft_request(world), version)


@pytest.mark.requirement("DOC-17")
def test_cancelled_bundle_leaves_its_approved_versions_waiting(world: World) -> None:
    version = world.document()
    request = draft_request(world)
    put_on(world, request, version)
    approve_version(world, version)
    issue(version)
    world.move(world.carla, request.record, "cancel", reason="Not needed.")

    assert release.release_due() == []
    assert (state_of(version), Version.objects.get(pk=version.pk).effective_on) == ("approved", None)
    world.move(
        world.quinn, version.record, "reschedule", reason="On its own.", values={"effective_on": today(world)}
    )
    issue(version)
    assert [found.pk for found in release.release_due()] == [version.pk]


@pytest.mark.requirement("DOC-16", "SIG-3")
def test_who_prepared_or_wrote_does_not_approve_the_bundle(world: World) -> None:
    with action(SYSTEM, "test.role", reason="test") as act:
        Grant.objects.create(person=world.anna, role=world.roles["approver"], starts=act.at)
    version = world.document()
    request = draft_request(world, people={"approver": [Person.objects.get(pk=world.anna.pk)]})
    put_on(world, request, version)
    approve_version(world, version)
    world.move(world.carla, request.record, "submit_for_review")
    world.move(world.rita, request.record, "review")
    world.move(world.carla, request.record, "submit_for_approval", values={"quality_due": in_days(world, 9)})
    with pytest.raises(Refused, match=r"You wrote SOP-QA-001 version 1\.0"):
        world.move(Person.objects.get(pk=world.anna.pk), request.record, "approve")


@pytest.mark.requirement("ACC-03", "DOC-37")
def test_request_with_a_confidential_document_is_confidential(world: World) -> None:
    version = world.document()
    with action(SYSTEM, "test.close", reason="test"):
        Record.objects.filter(pk__in=(version.pk, version.document_id)).update(confidential=True)
    request = draft_request(world)
    world.person("other", "quality")
    assert visible(world.other, "change_request").filter(pk=request.pk).exists()
    with action(SYSTEM, "test.part", reason="test") as act:
        Part.objects.create(record_id=version.document_id, name="involved", person=world.carla, since=act.at)
    put_on(world, request, version)
    assert visible(world.carla).filter(pk=request.pk).exists()
    assert not visible(world.other, "change_request").filter(pk=request.pk).exists()


@pytest.mark.requirement("DOC-45")
def test_revision_history_comes_from_versions_and_change_requests(world: World) -> None:
    old = bring_into_force(world, world.document())
    new = next_version(world, old)
    request = draft_request(world)
    put_on(world, request, new)
    approve_version(world, new)
    issue(new)
    approved(world, request)

    lines = history_until(Version.objects.get(pk=new.pk))
    assert [(line.label, line.change, line.request) for line in lines] == [
        ("1.0", "First issue", ""),
        ("2.0", "Adds a step.", request.record.number),
    ]
    assert (lines[0].effective, lines[1].effective) == (today(world), today(world))
