"""What is not GxP: checked by one other person and final, and never made a GxP document on the quiet (DOC-43)."""

from __future__ import annotations

import pytest

from probatum.documents import release
from probatum.documents.authoring import create_document, start_version
from probatum.documents.classification import classify
from probatum.documents.content import Document, Version
from probatum.documents.requesting import open_with_documents
from probatum.documents.types import DocumentType, save_type
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.lifecycle import available
from probatum.kernel.models import Record, Signature, Task
from tests.world import World, content


@pytest.fixture
def note(world: World) -> DocumentType:
    """A light type under the type of procedures, which asks for reviews and change requests."""
    with action(SYSTEM, "test.type"):
        DocumentType.objects.filter(pk=world.sop.pk).update(
            demands_change_request=True, training_required=True
        )
        return DocumentType.objects.create(
            code="NOTE", name="Office note", pattern="NOTE-{n:03}", parent=world.sop, light=True
        )


def make(world: World, type: DocumentType) -> Version:
    return create_document(
        world.anna,
        type=type,
        title="Where to park",
        site=world.basel,
        content=content("Behind the house."),
        people={"checker": [world.rita]},
    )


def check(world: World, version: Version) -> Version:
    """Sent, checked, issued and released as the background work does it."""
    world.move(world.anna, version.record, "submit_for_check")
    world.move(world.rita, version.record, "check", reason="Read it against the plan of the site.")
    fresh = Version.objects.select_related("record").get(pk=version.pk)
    release.attach_issue(fresh, pdf=b"%PDF-1.7 issued", pages=1)
    release.release_due()
    return Version.objects.select_related("record", "document__record", "document__effective").get(
        pk=version.pk
    )


@pytest.mark.requirement("DOC-43")
def test_light_document_is_checked_by_one_person_and_is_effective_at_once(
    world: World, note: DocumentType
) -> None:
    made = make(world, note)
    world.move(world.anna, made.record, "submit_for_check")
    asked = Task.objects.get(record=made.record, closed_at=None)
    assert (asked.person, asked.move) == (world.rita, "check")

    with pytest.raises(Refused, match="Say why"):
        world.move(world.rita, made.record, "check")
    world.move(world.rita, made.record, "check", reason="Read it against the plan of the site.")
    fresh = Version.objects.select_related("record").get(pk=made.pk)
    assert (fresh.record.state, fresh.label) == ("checked", "1.0")
    release.attach_issue(fresh, pdf=b"%PDF-1.7 issued", pages=1)
    assert [one.pk for one in release.release_due()] == [made.pk]

    document = Document.objects.get(pk=made.document_id)
    assert (document.light, document.effective_id, document.next_review) == (True, made.pk, None)
    assert (made.training_impact, made.training_reason) == ("none", "Not GxP.")
    assert not Signature.objects.filter(record=made.record).exists()


@pytest.mark.requirement("DOC-43")
def test_next_light_version_supersedes_the_one_in_force_without_a_change_request(
    world: World, note: DocumentType
) -> None:
    first = check(world, make(world, note))
    following = start_version(world.anna, first.document, change_summary="A second place.")
    second = check(world, following)

    assert second.document.effective_id == second.pk
    assert Record.objects.get(pk=first.pk).state == "superseded"
    with pytest.raises(Refused, match="without a change request"):
        open_with_documents(world.carla, documents=[first.document], title="Parking", reason="New place.")


@pytest.mark.requirement("DOC-43")
def test_checker_sends_back_with_a_reason_and_is_no_author(world: World, note: DocumentType) -> None:
    made = make(world, note)
    world.move(world.anna, made.record, "submit_for_check")
    with pytest.raises(Refused, match="Say why"):
        world.move(world.rita, made.record, "refuse_check")
    world.move(world.rita, made.record, "refuse_check", reason="The plan is of last year.")
    assert Record.objects.get(pk=made.pk).state == "draft"

    own = create_document(world.anna, type=note, title="Keys", content=content("At the desk."))
    with pytest.raises(Refused, match="No checker is named"):
        world.move(world.anna, own.record, "submit_for_check")


@pytest.mark.requirement("DOC-43", "DOC-16")
def test_neither_route_leads_round_the_other(world: World, note: DocumentType) -> None:
    light, gxp = make(world, note), world.document()
    for move in ("submit_for_review", "submit_for_approval"):
        with pytest.raises(Refused, match="This document is not GxP"):
            world.move(world.anna, light.record, move)
    with pytest.raises(Refused, match="This is a GxP document"):
        world.move(world.anna, gxp.record, "submit_for_check")

    names = [
        {offer.move.name for offer in available(world.anna, Record.objects.get(pk=one.pk))}
        for one in (light, gxp)
    ]
    assert [name in names[0] for name in ("submit_for_check", "submit_for_review")] == [True, False]
    assert [name in names[1] for name in ("submit_for_check", "submit_for_review")] == [False, True]


@pytest.mark.requirement("DOC-43")
def test_light_document_never_becomes_a_gxp_one_by_its_type(world: World, note: DocumentType) -> None:
    light, gxp = make(world, note), world.document()
    for made, type, words in ((light, world.sop, "is not GxP"), (gxp, note, "is a GxP document")):
        document = Document.objects.select_related("record", "type").get(pk=made.document_id)
        with pytest.raises(Refused, match=words):
            classify(world.carla, document, type=type, reason="Tidy.", based_on=document.record.version)

    note.light = False
    save_type(world.carla, note, reason="Parking has become critical.")
    world.sop.light = True
    save_type(world.carla, DocumentType.objects.get(pk=world.sop.pk), reason="As before.")

    kept = dict(Document.objects.values_list("pk", "light"))
    assert (kept[light.document_id], kept[gxp.document_id]) == (True, False)
    assert make(world, note).document.light is False


@pytest.mark.requirement("DOC-43")
def test_what_a_light_type_asks_for_itself_counts(world: World, note: DocumentType) -> None:
    note.review_months, note.training_required = 36, True
    save_type(world.carla, note, reason="Somebody has to look at them.")
    made = make(world, note)
    assert (made.document.review_months, made.training_impact) == (36, "read")


@pytest.mark.requirement("DOC-43", "P11-10-g")
def test_only_the_checker_who_was_asked_checks(world: World, note: DocumentType) -> None:
    made = make(world, note)
    world.move(world.anna, made.record, "submit_for_check")
    for person in (world.rolf, world.anna, world.quinn, world.carla):
        with pytest.raises(NotAllowed):
            world.move(person, made.record, "check", reason="Looks fine.")
