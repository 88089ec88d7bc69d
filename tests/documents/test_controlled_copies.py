"""Controlled copies: numbered, recalled with their version, accounted for one by one (DOC-25, DOC-26)."""

from __future__ import annotations

import pytest

from probatum.documents import copying, properties
from probatum.documents.content import Document, Version
from probatum.documents.copies import ControlledCopy, Paper
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.authz import visible
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Record, Step, Task
from probatum.kernel.searching import search
from tests.documents.copies import effective, fresh, issued, next_version
from tests.world import World


def state(copy: ControlledCopy) -> str:
    return Record.objects.get(pk=copy.pk).state


@pytest.mark.requirement("DOC-25")
def test_copies_are_numbered_for_each_document_and_keep_recipient_place_and_purpose(world: World) -> None:
    version = effective(world)
    first = issued(world, version, holder=world.rhea)
    second = issued(world, version, recipient="  Obermoser   Laboratories ", place="Linz", purpose="Testing")
    assert (first.record.number, second.record.number) == ("SOP-QA-001 C1", "SOP-QA-001 C2")
    assert (second.recipient, second.place, second.purpose) == ("Obermoser Laboratories", "Linz", "Testing")
    assert (first.recipient, first.holder, first.issued_by) == ("Rhea", world.rhea, world.carla)
    other = effective(world)
    assert issued(world, other).record.number == "SOP-QA-002 C1"
    third = issued(world, next_effective(world, version))
    assert (third.copy_no, third.version.label) == (3, "2.0")


@pytest.mark.requirement("DOC-25")
def test_copy_is_issued_by_document_control_of_what_is_in_force(world: World) -> None:
    version = effective(world)
    draft = next_version(world, version)
    with pytest.raises(NotAllowed, match="control documents"):
        copying.issue(world.quinn, fresh(version), place="Lab", purpose="Work", recipient="Somebody")
    with pytest.raises(Refused, match="is not in force"):
        issued(world, draft)
    with pytest.raises(Refused, match="Enter where the copy is kept"):
        issued(world, version, place=" ")
    with pytest.raises(Refused, match="Otto may not see this version"):
        issued(world, version, holder=world.otto)
    with action(SYSTEM, "test.type"):
        DocumentType.objects.filter(pk=world.sop.pk).update(print_rule="none")
    with pytest.raises(NotAllowed, match="not printed at all"):
        issued(world, version)
    with action(SYSTEM, "test.type"):
        DocumentType.objects.filter(pk=world.sop.pk).update(print_rule="controlled")
    assert issued(world, version).copy_no == 1


@pytest.mark.requirement("DOC-26")
def test_new_version_recalls_every_open_copy_in_the_same_act(world: World) -> None:
    version = effective(world)
    with_rhea, outside = issued(world, version, holder=world.rhea), issued(world, version)
    gone = issued(world, version)
    world.move(world.carla, gone.record, "receive", reason="The line was closed.")
    newer = next_effective(world, version)
    assert [state(copy) for copy in (with_rhea, outside, gone)] == ["recalled", "recalled", "returned"]
    superseded = Step.objects.get(record_id=version.pk, move="supersede").at
    recalls = Step.objects.filter(move="be_recalled").values_list("at", flat=True)
    assert list(recalls) == [superseded, superseded]
    assert fresh(newer).record.state == "effective"
    asked = Task.objects.filter(record__kind="controlled_copy", closed_at=None).order_by("record", "move")
    assert [(task.person, task.move) for task in asked] == [
        (world.rhea, "hand_back"),
        (world.carla, "receive"),
        (world.carla, "receive"),
    ]
    assert copying.outstanding(world.carla, version.document_id) == [with_rhea, outside]
    assert copying.outstanding(world.otto, version.document_id) == []


@pytest.mark.requirement("DOC-26")
def test_retired_document_recalls_its_copies(world: World) -> None:
    version = effective(world)
    copy = issued(world, version, holder=world.rhea)
    parent = Document.objects.get(pk=version.document_id).record
    world.move(world.quinn, parent, "retire", reason="The line was sold.")
    assert state(copy) == "recalled"


@pytest.mark.requirement("DOC-25", "DOC-26")
def test_each_end_of_a_copy_says_who_when_and_why(world: World) -> None:
    version = effective(world)
    returned, destroyed, missing = (issued(world, version, holder=world.rhea) for _ in range(3))
    next_effective(world, version)
    world.move(world.rhea, returned.record, "hand_back")
    assert state(returned) == "recalled"
    with pytest.raises(Refused, match="was handed back"):
        world.move(world.rhea, returned.record, "hand_back")
    with pytest.raises(Refused, match="Say why"):
        world.move(world.carla, returned.record, "receive")
    world.move(world.carla, returned.record, "receive", reason="Complete.")
    world.move(
        world.carla, destroyed.record, "destroy", reason="Shredded at the line.", values={"witness": "Rita"}
    )
    world.move(world.rhea, missing.record, "report_missing", reason="Last seen on Monday.")
    ends = Step.objects.filter(move__in=("receive", "destroy", "report_missing")).order_by("id")
    assert [(step.to_state, step.name, step.reason) for step in ends] == [
        ("returned", "Carla", "Complete."),
        ("destroyed", "Carla", "Shredded at the line."),
        ("missing", "Rhea", "Last seen on Monday."),
    ]
    assert ControlledCopy.objects.get(pk=destroyed.pk).witness == "Rita"
    assert copying.counts(copying.copies_seen(world.carla, version.document_id)) == {
        "issued": 0,
        "recalled": 0,
        "returned": 1,
        "destroyed": 1,
        "missing": 1,
    }
    world.move(world.rhea, missing.record, "turn_up", reason="It was behind the cabinet.")
    assert (state(missing), ControlledCopy.objects.get(pk=missing.pk).ended_at) == ("recalled", None)


@pytest.mark.requirement("DOC-26")
def test_nobody_confirms_the_end_of_a_copy_of_their_own(world: World) -> None:
    world.person("cora", "controller")
    version = effective(world)
    copy = issued(world, version, holder=world.carla)
    for move in ("receive", "destroy"):
        with pytest.raises(Refused, match="You hold this copy"):
            world.move(world.carla, copy.record, move, reason="Done.")
    world.move(world.cora, copy.record, "receive", reason="Complete.")
    assert state(copy) == "returned"


@pytest.mark.requirement("DOC-25", "MOB-04")
def test_second_printing_needs_a_reason_and_a_copy_called_back_is_not_printed(world: World) -> None:
    copy = issued(world, effective(world))
    first = copying.print_copy(world.carla, copy)
    with pytest.raises(Refused, match="Say why it is printed again"):
        copying.print_copy(world.carla, copy)
    second = copying.print_copy(world.carla, copy, reason="Coffee on page 2.")
    assert first.token != second.token
    assert Paper.objects.filter(copy=copy).count() == 2
    with pytest.raises(NotAllowed):
        copying.print_copy(world.rhea, copy)
    world.move(world.carla, copy.record, "recall", reason="Wrong place.")
    with pytest.raises(Refused, match="is recalled, so it is not printed again"):
        copying.print_copy(world.carla, copy, reason="Again.")


@pytest.mark.requirement("DOC-25", "ACC-03")
def test_copy_is_seen_like_its_version_and_found_by_recipient(world: World) -> None:
    version = effective(world)
    copy = issued(world, version, recipient="Obermoser Laboratories")
    held = issued(world, version, holder=world.rhea)
    seen = {name: set(visible(world.people[name], "controlled_copy")) for name in ("carla", "rhea", "otto")}
    assert seen == {"carla": {copy.record, held.record}, "rhea": {held.record}, "otto": set()}
    assert [hit.record.number for hit in search(world.carla, "Obermoser")] == [copy.record.number]
    parent = Document.objects.select_related("record").get(pk=version.document_id)
    properties.change_properties(
        world.carla,
        parent,
        owner=parent.record.owner,
        site=parent.record.site,
        confidential=True,
        reason="Know-how.",
        based_on=parent.record.version,
    )
    assert set(visible(world.person("cora", "controller"), "controlled_copy")) == set()
    assert set(visible(world.carla, "controlled_copy")) == {copy.record, held.record}


def next_effective(world: World, version: Version) -> Version:
    """The next version of the document, in force."""
    return effective(world, next_version(world, version))
