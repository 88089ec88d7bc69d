"""Retirement: asked of Quality, approved by somebody independent, seen by every reader at once."""

from __future__ import annotations

import pytest

from probatum.documents.content import Version
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Grant, Record, Signature, Task
from probatum.kernel.process import process_of
from probatum.kernel.searching import search
from probatum.kernel.signature import status
from tests.documents.changes import bring_into_force, record_of, state_of
from tests.world import World


def in_force(world: World) -> Version:
    return bring_into_force(world, world.document())


def asked(record: Record) -> list[str]:
    rows = Task.objects.filter(record=record, closed_at=None, move="retire")
    return sorted(rows.values_list("person__username", flat=True))


@pytest.mark.requirement("DOC-38", "SIG-02")
def test_owner_asks_and_quality_signs(world: World) -> None:
    parent = in_force(world).document.record
    world.move(world.anna, parent, "ask_retirement", reason="Merged into another.")
    assert asked(parent) == ["quinn"]
    with pytest.raises(Refused, match="waits for Quinn already"):
        world.move(world.anna, parent, "ask_retirement", reason="Merged into another.")

    world.move(world.quinn, parent, "retire", reason="Merged into another.")
    assert (record_of(parent).state, asked(parent)) == ("retired", [])
    (signature,) = Signature.objects.filter(record=parent)
    assert (signature.meaning_text, signature.refused) == ("Approved for retirement", False)


@pytest.mark.requirement("SIG-08", "P11-70")
def test_signature_of_a_retirement_stays_valid(world: World) -> None:
    """It was shown as broken: what it was bound to named the version in force, of which there is none afterwards."""
    parent = in_force(world).document.record
    world.move(world.quinn, parent, "retire", reason="Merged into another.")
    signature = Signature.objects.get(record=parent)
    assert status(signature, process=process_of("document"), record=record_of(parent)) == "valid"


@pytest.mark.requirement("DOC-16", "SIG-3")
def test_owner_writer_and_who_asked_do_not_approve(world: World) -> None:
    world.person("both", "quality", "controller")
    parent = in_force(world).document.record
    world.move(world.both, parent, "ask_retirement", reason="Merged into another.")
    with pytest.raises(Refused, match="You asked for this retirement"):
        world.move(world.both, parent, "retire", reason="Merged into another.")
    with pytest.raises(NotAllowed):
        world.move(world.anna, parent, "retire", reason="Merged into another.")
    assert record_of(parent).state == "effective"


@pytest.mark.requirement("SIG-05")
def test_refusing_is_signed_and_the_document_stays_in_force(world: World) -> None:
    parent = in_force(world).document.record
    world.move(world.anna, parent, "ask_retirement", reason="Merged into another.")
    world.move(world.quinn, parent, "refuse_retirement", reason="The plant still works by it.")
    assert (record_of(parent).state, asked(parent)) == ("effective", [])
    signature = Signature.objects.get(record=parent)
    assert (signature.meaning_text, signature.refused) == ("Retirement refused", True)
    world.move(world.anna, parent, "ask_retirement", reason="The plant has closed.")
    assert asked(parent) == ["quinn"]


@pytest.mark.requirement("DOC-24", "ACC-03")
def test_reader_sees_that_a_document_is_retired_but_not_what_it_said(world: World) -> None:
    version = in_force(world)
    parent = version.document.record
    assert [hit.record.pk for hit in search(world.rhea, "hands")] == [parent.pk]
    world.move(world.quinn, parent, "retire", reason="Merged into another.")

    assert state_of(version) == "obsolete"
    assert list(visible(world.rhea).filter(pk__in=(parent.pk, version.pk)).values_list("pk", flat=True)) == [
        parent.pk
    ]
    assert search(world.rhea, "hands") == []
    assert [hit.record.pk for hit in search(world.rhea, parent.number)] == [parent.pk]
    assert version.pk in {hit.record.pk for hit in search(world.carla, "hands")}


@pytest.mark.requirement("DOC-38", "SIG-3")
def test_asking_is_refused_where_nobody_independent_could_approve(world: World) -> None:
    parent = in_force(world).document.record
    with action(SYSTEM, "test.leave") as act:
        Grant.objects.filter(person=world.quinn).update(ends=act.at)
    with pytest.raises(Refused, match="Nobody independent can approve"):
        world.move(world.anna, parent, "ask_retirement", reason="Merged into another.")
    assert (record_of(parent).state, asked(parent)) == ("effective", [])
