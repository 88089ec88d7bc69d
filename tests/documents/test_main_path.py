"""A document from its first draft to effective, and what stands in the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from probatum.documents import authoring, reading, release
from probatum.documents.content import Document, Version
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, NotAuthenticated, Refused, StaleRecord
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Person, Record, Signature, Task
from probatum.kernel.process import process_of
from probatum.kernel.signature import Credential, digest_of, status
from tests.world import PASSWORD, World, content


def fresh(version: Version) -> Version:
    return Version.objects.select_related("record__site", "document__record", "draft", "issue").get(
        pk=version.pk
    )


def approve_all(world: World, version: Version, *, on: dt.date | None = None) -> Version:
    record = version.record
    world.move(world.anna, record, "submit_for_review")
    world.move(world.rita, record, "review")
    world.move(world.anna, record, "submit_for_approval")
    world.move(world.paul, record, "approve")
    world.move(
        world.quinn,
        record,
        "approve_quality",
        values={"effective_on": on or timezone.now().date() + dt.timedelta(days=1)},
    )
    return fresh(version)


def make_effective(world: World, version: Version) -> Version:
    today = timezone.now().astimezone(world.basel.zone).date()
    version = approve_all(world, version, on=today)
    release.attach_issue(version, pdf=b"%PDF-1.7 issued", pages=2)
    assert [found.pk for found in release.release_due()] == [version.pk]
    return fresh(version)


@pytest.mark.requirement("DOC-02", "DOC-03", "DOC-14", "DOC-21")
def test_document_goes_from_draft_to_effective(world: World) -> None:
    version = world.document()
    assert (version.document.record.number, version.label) == ("SOP-QA-001", "0.1")

    version = make_effective(world, version)

    assert (version.record.state, version.label) == ("effective", "1.0")
    document = Document.objects.get(pk=version.document_id)
    assert document.effective_id == version.pk
    meanings = list(Signature.objects.filter(record=version.record).values_list("meaning_text", flat=True))
    assert meanings == ["Reviewed", "Approved", "Approved for Quality"]
    assert not Task.objects.filter(closed_at=None).exists()


@pytest.mark.requirement("DOC-21")
def test_new_version_supersedes_the_old_in_the_same_instant(world: World) -> None:
    first = make_effective(world, world.document())
    second = authoring.start_version(
        world.anna,
        Document.objects.get(pk=first.document_id),
        change_summary="Adds the second pair of gloves.",
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )
    assert second.label == "1.1"
    second = make_effective(world, second)
    first = fresh(first)
    assert (first.record.state, second.record.state) == ("superseded", "effective")
    assert first.superseded_at == second.effective_at


@pytest.mark.requirement("DOC-24", "P11-10")
def test_reader_sees_the_effective_version_only(world: World) -> None:
    version = world.document()
    assert not visible(world.rhea).exists()
    assert visible(world.anna, "version").get().pk == version.pk
    version = make_effective(world, version)
    assert set(visible(world.rhea).values_list("kind", flat=True)) == {"document", "version"}
    authoring.start_version(
        world.anna, Document.objects.get(pk=version.document_id), change_summary="More detail."
    )
    assert visible(world.rhea, "version").get().pk == version.pk


@pytest.mark.requirement("DOC-14", "SIG-05")
def test_refusal_is_signed_and_returns_the_version_to_draft(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    with pytest.raises(Refused, match="Say why"):
        world.move(world.rita, version.record, "refuse_review")
    world.move(
        world.rita, version.record, "refuse_review", reason="Step 4 contradicts the cleaning procedure."
    )
    assert fresh(version).record.state == "draft"
    signature = Signature.objects.get()
    assert (signature.refused, signature.meaning_text, signature.reason) == (
        True,
        "Reviewed, changes needed",
        "Step 4 contradicts the cleaning procedure.",
    )


@pytest.mark.requirement("DOC-16", "P11-10-g")
def test_author_cannot_be_the_approver(world: World) -> None:
    with pytest.raises(Refused, match="Arno cannot be approver here"):
        authoring.create_document(
            world.anna,
            type=world.sop,
            title="Cleaning",
            department=world.quality_department,
            people={"approver": [world.arno]},
        )
    both = world.person("both", "author", "approver", "quality")
    version = authoring.create_document(
        both,
        type=world.sop,
        title="Cleaning",
        department=world.quality_department,
        content=content("Clean."),
        people={"reviewer": [world.rita], "approver": [both], "quality_approver": [world.quinn]},
    )
    world.move(both, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    with pytest.raises(Refused, match="wrote or owns this document and cannot approve it"):
        world.move(both, version.record, "submit_for_approval")


@pytest.mark.requirement("P11-10-f")
def test_undeclared_move_is_refused_and_changes_nothing(world: World) -> None:
    version = world.document()
    with pytest.raises(Refused, match="is not possible while"):
        world.move(
            world.quinn, version.record, "approve_quality", values={"effective_on": dt.date(2030, 1, 1)}
        )
    assert fresh(version).record.state == "draft"


@pytest.mark.requirement("P11-200-a1", "SIG-03")
def test_signature_without_both_components_is_refused(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    for credential in (None, Credential("rita", ""), Credential("", PASSWORD), Credential("rita", "wrong")):
        with pytest.raises(NotAuthenticated):
            world.move(world.rita, version.record, "review", credential=credential)
    assert not Signature.objects.exists()


@pytest.mark.requirement("SIG-6", "SIG-08", "P11-70")
def test_signature_is_bound_to_what_was_shown(world: World) -> None:
    version = world.document()
    record = Record.objects.get(pk=version.pk)
    seen = digest_of(process_of(record), record)
    authoring.check_in(
        world.anna, version, content=content("Changed."), note="Rework", based_on=record.version
    )
    world.move(world.anna, version.record, "submit_for_review")
    with pytest.raises(NotAuthenticated, match="has changed since it was shown"):
        world.move(world.rita, version.record, "review", shown=seen)
    world.move(world.rita, version.record, "review")
    signature = Signature.objects.get()
    record = Record.objects.get(pk=version.pk)
    assert status(signature, process=process_of(record), record=record) == "valid"


@pytest.mark.requirement("DOC-15", "SIG-08")
def test_changed_content_makes_earlier_signatures_of_an_earlier_version(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    world.move(world.rita, version.record, "review")
    world.move(world.anna, version.record, "withdraw", reason="A step was missing.")
    record = Record.objects.get(pk=version.pk)
    authoring.check_in(world.anna, fresh(version), content=content("Changed."), based_on=record.version)
    record = Record.objects.get(pk=version.pk)
    assert status(Signature.objects.get(), process=process_of(record), record=record) == "earlier"
    with pytest.raises(Refused, match="is reviewed first"):
        world.move(world.anna, record, "submit_for_approval")


@pytest.mark.requirement("DOC-21")
def test_back_dated_effective_day_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="cannot become effective in the past"):
        approve_all(world, world.document(), on=dt.date(2020, 1, 1))


@pytest.mark.requirement("P11-10-f")
def test_stale_page_is_refused_with_what_happened(world: World) -> None:
    version = world.document()
    old = Record.objects.get(pk=version.pk)
    world.move(world.anna, old, "submit_for_review")
    from probatum.kernel.lifecycle import perform  # slow import

    with pytest.raises(StaleRecord, match="Anna made the move “Send for review”"):
        perform(world.anna, Record.objects.get(pk=old.pk), "withdraw", based_on=old.version, reason="x")


@pytest.mark.requirement("DOC-04")
def test_check_out_is_exclusive_and_can_be_unlocked_with_a_reason(world: World) -> None:
    version = fresh(world.document())
    with pytest.raises(NotAllowed):
        authoring.check_out(world.arno, version)
    authoring.name_people(
        world.carla, version, part="author", people=[world.anna, world.arno], based_on=version.record.version
    )
    authoring.check_out(world.anna, fresh(version))
    with pytest.raises(Refused, match="Anna has had this draft checked out"):
        authoring.check_out(world.arno, fresh(version))
    with pytest.raises(Refused, match="Check it in or cancel"):
        world.move(world.anna, version.record, "submit_for_review")
    with pytest.raises(Refused, match="Say why"):
        authoring.force_unlock(world.carla, fresh(version), reason=" ")
    authoring.force_unlock(world.carla, fresh(version), reason="Anna is on leave.")
    authoring.check_out(world.arno, fresh(version))


@pytest.mark.requirement("DOC-28", "DOC-09")
def test_view_print_and_source_are_separate_rights(world: World) -> None:
    version = make_effective(world, world.document())
    assert reading.take(world.rhea, version, purpose="view").sealed
    printed = reading.take(world.rhea, version, purpose="print")
    assert printed.valid_until == printed.taken_at + dt.timedelta(hours=24)
    with pytest.raises(NotAllowed, match="download source files"):
        reading.take(world.rhea, version, purpose="source")


@pytest.mark.requirement("DOC-38")
def test_discarded_draft_can_be_restored_and_its_number_is_not_reused(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "discard", reason="Written twice.")
    assert world.document().document.record.number == "SOP-QA-002"
    world.move(world.anna, version.record, "restore", reason="It was the better one.")
    assert fresh(version).record.state == "draft"


@pytest.mark.requirement("ATR-08")
def test_saving_without_change_writes_nothing(world: World) -> None:
    version = fresh(world.document())
    same = authoring.change_facts(
        world.anna, version, facts={"title": version.record.title}, reason="", based_on=version.record.version
    )
    assert same.record.version == version.record.version


@pytest.mark.requirement("DOC-13")
def test_review_steps_follow_the_order_of_the_type(world: World) -> None:
    with action(SYSTEM, "test.type"):
        DocumentType.objects.filter(pk=world.sop.pk).update(review_steps=["formal_review", "content_review"])
    world.sop.refresh_from_db()
    version = world.document()
    with pytest.raises(Refused, match="No formal reviewer is named"):
        world.move(world.anna, version.record, "submit_for_review")
    authoring.name_people(
        world.anna,
        fresh(version),
        part="formal_reviewer",
        people=[world.rolf],
        based_on=fresh(version).record.version,
    )
    assert world.move(world.anna, version.record, "submit_for_review").state == "in_formal_review"
    assert world.move(world.rolf, version.record, "review_formally").state == "in_review"
    assert world.move(world.rita, version.record, "review").state == "reviewed"


@pytest.mark.requirement("DOC-13")
def test_type_without_review_steps_goes_straight_to_approval(world: World) -> None:
    with action(SYSTEM, "test.type"):
        DocumentType.objects.filter(pk=world.sop.pk).update(review_steps=[])
    world.sop.refresh_from_db()
    version = world.document()
    with pytest.raises(Refused, match="has no review step"):
        world.move(world.anna, version.record, "submit_for_review")
    assert world.move(world.anna, version.record, "submit_for_approval").state == "in_approval"


@pytest.mark.requirement("DOC-12")
def test_next_version_proposes_who_reviewed_and_approved_the_last(world: World) -> None:
    first = make_effective(world, world.document())
    second = authoring.start_version(
        world.anna, Document.objects.get(pk=first.document_id), change_summary="More detail."
    )
    named = {part.name: part.person.username for part in second.record.parts.select_related("person")}
    assert named == {"author": "anna", "reviewer": "rita", "approver": "paul", "quality_approver": "quinn"}


@pytest.mark.requirement("P11-100-b")
def test_sheet_is_not_offered_to_whom_signing_is_not_open(world: World) -> None:
    version = world.document()
    world.move(world.anna, version.record, "submit_for_review")
    with action(SYSTEM, "test.place"):
        Person.objects.filter(pk=world.rita.pk).update(may_sign=False)
    offers = available(Person.objects.get(pk=world.rita.pk), Record.objects.get(pk=version.pk))
    review = next(offer for offer in offers if offer.move.name == "review")
    assert (review.open, "has not been verified" in review.decision.reason) == (False, True)
