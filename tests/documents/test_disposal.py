"""Retention, legal hold and disposal: the latest rule wins, what is not known never ends, two people sign, and the ledger still verifies."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from probatum.config import custody
from probatum.documents import disposing, holding
from probatum.documents.authoring import create_document
from probatum.documents.content import Document, Draft, Version
from probatum.documents.disposal import Disposal, DisposalItem
from probatum.documents.retention import due, kept_one
from probatum.documents.types import DocumentType, save_type
from probatum.kernel.action import SYSTEM, action, put
from probatum.kernel.ending import end_for_good
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.file import FileDisposal, FileText, StoredFile, path_of, read
from probatum.kernel.ledger.finding import faults
from probatum.kernel.ledger.history import history
from probatum.kernel.ledger.probatum_verify import verify as verify_export
from probatum.kernel.models import Grant, Hold, Person, Record, Signature
from probatum.kernel.searching import search
from tests.documents.changes import bring_into_force
from tests.documents.kept import again, keep_in, long_ago, overdue, retired, rule, today
from tests.world import World, content


@pytest.fixture
def keepers(world: World) -> World:
    return keep_in(world)


# --- how long ---
@pytest.mark.requirement("DOC-39", "P11-10-c")
def test_document_without_a_class_is_kept_without_end(keepers: World) -> None:
    kept = kept_one(retired(keepers).record)
    assert (kept.until.day, kept.sentence) == (None, "Kept without end")
    assert kept.until.because == ("No retention class is set, so it is kept without end.",)


@pytest.mark.requirement("DOC-39", "P11-10-c", "ISO13485-4.2.5")
def test_period_runs_from_the_retirement_and_not_before(keepers: World) -> None:
    holding.set_type_rules(keepers.moira, keepers.sop, [rule(keepers, "device", 24)], reason="Schedule 3")
    running = bring_into_force(keepers, keepers.document(title="In force"))
    known = kept_one(Record.objects.get(pk=running.document_id))
    assert (known.until.day, "it is still in use" in known.until.because[0]) == (None, True)

    ended = kept_one(retired(keepers).record)
    now = today(keepers)
    assert ended.until.day == dt.date(now.year + 2, now.month, min(now.day, 28 if now.month == 2 else 31))
    assert not ended.is_due(now)


@pytest.mark.requirement("DOC-39")
def test_latest_of_all_rules_wins_and_an_unknown_event_never_ends(keepers: World) -> None:
    document = retired(keepers)
    holding.set_type_rules(keepers.moira, keepers.sop, [rule(keepers, "short", 1, "given")], reason="Test")
    holding.give_day(keepers.moira, document, trigger="given", day=dt.date(2001, 1, 31), reason="Letter")
    assert kept_one(document.record).until.day == dt.date(2001, 2, 28)

    holding.keep_by(keepers.moira, document, rule(keepers, "device", 120), reason="Device file")
    longer = kept_one(document.record).until.day
    assert longer is not None and longer > today(keepers)

    holding.keep_by(keepers.moira, document, rule(keepers, "study", 300, "study_end"), reason="Trial 12")
    until = kept_one(document.record).until
    assert until.day is None
    assert [sentence for sentence in until.because if "the end of the study is not known" in sentence]
    holding.give_day(keepers.moira, document, trigger="study_end", day=dt.date(2020, 2, 29), reason="Report")
    assert kept_one(document.record).until.day == dt.date(2045, 2, 28)
    assert history(document.pk)[0].why == "Report"


@pytest.mark.requirement("DOC-39", "DOC-01")
def test_type_below_takes_the_classes_of_the_type_above(keepers: World) -> None:
    holding.set_type_rules(keepers.moira, keepers.sop, [rule(keepers, "device", 24)], reason="Schedule 3")
    below = DocumentType(code="SOP-S", name="Special", parent=keepers.sop, pattern="SPE-{n}")
    save_type(keepers.carla, below, reason="")
    made = create_document(keepers.anna, type=below, title="Special", site=keepers.basel)
    assert "Device" in kept_one(made.document.record).until.because[0]


@pytest.mark.requirement("DOC-39", "P11-10-d")
def test_only_who_has_the_right_sets_the_schedule_or_holds(keepers: World) -> None:
    document = retired(keepers)
    with pytest.raises(NotAllowed):
        holding.give_day(keepers.carla, document, trigger="given", day=long_ago(), reason="x")
    with pytest.raises(NotAllowed):
        holding.place_hold(keepers.moira, [document.record], matter="Claim", reason="Claim")
    with pytest.raises(Refused, match="1,200 months"):
        rule(keepers, "endless", 0)
    with pytest.raises(Refused, match="Say why"):
        holding.place_hold(keepers.lena, [document.record], matter="Claim", reason=" ")


# --- holds ---
@pytest.mark.requirement("DOC-39", "P11-10-c")
def test_hold_stops_disposal_whatever_else_until_it_is_lifted(keepers: World) -> None:
    document = overdue(keepers)
    assert [one.record for one in due(keepers.moira)] == [document.record]
    hold = holding.place_hold(keepers.lena, [document.record], matter="Claim 7", reason="Letter of 3 May")
    assert not kept_one(document.record).is_due(today(keepers))
    with pytest.raises(Refused, match=f"under the legal hold {hold.number}"):
        disposing.draw_up(keepers.moira, [document.record], reason="Over", approvers=[keepers.dora])

    holding.lift_hold(keepers.lena, hold, reason="Settled")
    assert kept_one(document.record).is_due(today(keepers))
    with pytest.raises(Refused, match="lifted already"):
        holding.lift_hold(keepers.lena, Hold.objects.get(pk=hold.pk), reason="Again")


@pytest.mark.requirement("DOC-39")
def test_hold_placed_after_both_signatures_keeps_the_document(keepers: World) -> None:
    held, other = overdue(keepers), overdue(keepers, title="Cleaning")
    disposal = signed(keepers, held, other)
    holding.place_hold(keepers.lena, [held.record], matter="Claim 7", reason="Letter of 3 May")
    disposing.carry_out(disposal.pk)

    outcomes = dict(DisposalItem.objects.values_list("document_id", "outcome"))
    assert outcomes == {held.pk: "kept", other.pk: "destroyed"}
    assert again(held).record.state == "retired"
    assert again(other).record.state == "disposed"
    assert Record.objects.get(pk=disposal.pk).state == "done"


# --- disposal ---
def signed(world: World, *documents: Document) -> Disposal:
    """A disposal that moira proposed and dora approved."""
    disposal = disposing.draw_up(
        world.moira, [one.record for one in documents], reason="Time is over", approvers=[world.dora]
    )
    world.move(world.moira, disposal.record, "propose")
    world.move(world.dora, disposal.record, "approve")
    return disposal


def files_of(document: Document) -> list[StoredFile]:
    drafts = Draft.objects.filter(version__document=document)
    return [file for draft in drafts for file in (draft.source, draft.rendition)]


@pytest.mark.requirement("DOC-39", "SIG-02", "P11-10-c")
def test_disposal_takes_two_different_people(keepers: World) -> None:
    world, document = keepers, overdue(keepers)
    disposal = disposing.draw_up(
        world.moira, [document.record], reason="Time is over", approvers=[world.dora]
    )
    with pytest.raises(NotAllowed):
        world.move(world.dora, disposal.record, "propose")
    world.move(world.moira, disposal.record, "propose")
    with action(SYSTEM, "test.grant", reason="Test."):
        Grant.objects.create(person=world.moira, role=world.roles["disposer"], starts=timezone.now())
    moira = Person.objects.get(pk=world.moira.pk)
    with pytest.raises(Refused, match="somebody else has to approve"):
        world.move(moira, disposal.record, "approve")
    disposing.carry_out(disposal.pk)  # not approved, so nothing happens
    assert all(path_of(file.sha256).exists() for file in files_of(document))


@pytest.mark.requirement("DOC-39")
@pytest.mark.parametrize("standing", ["in force", "not due", "without a class"])
def test_document_that_is_not_due_cannot_be_put_on_the_list(keepers: World, standing: str) -> None:
    if standing == "in force":
        document = bring_into_force(keepers, keepers.document()).document
    else:
        document = retired(keepers)
    if standing == "not due":
        holding.keep_by(keepers.moira, document, rule(keepers, "device", 24), reason="Device file")
    with pytest.raises(Refused, match="not due yet"):
        disposing.draw_up(keepers.moira, [again(document).record], reason="Over", approvers=[keepers.dora])


@pytest.mark.requirement("DOC-39", "P11-10-c", "DOC-46")
def test_disposal_destroys_the_content_and_leaves_a_tombstone(keepers: World) -> None:
    world = keepers
    document = overdue(world, text="Flamingo words of old.")
    files = files_of(document)
    assert [hit.record.number for hit in search(world.moira, "flamingo")] != []
    disposal = signed(world, document)
    disposing.carry_out(disposal.pk)

    assert not any(path_of(file.sha256).exists() for file in files)
    assert not FileText.objects.filter(file__in=files).exclude(text="").exists()
    assert search(world.moira, "flamingo") == []
    stone = again(document).record
    assert (stone.number, stone.title, stone.state) == ("SOP-QA-001", "Gowning", "disposed")
    assert [hit.record.number for hit in search(world.moira, "SOP-QA-001")] == ["SOP-QA-001"]
    versions = Version.objects.filter(document=document).select_related("record", "draft__source")
    assert [(one.record.state, one.draft.source.sha256) for one in versions] == [
        ("disposed", files[0].sha256)
    ]
    newest = history(document.pk)[0]
    assert (newest.name, newest.why) == ("document.dispose", f"{disposal.record.number}: Time is over")
    item = DisposalItem.objects.get()
    issued = versions[0].issue.sha256
    assert (item.outcome, set(item.files)) == ("destroyed", {*(file.sha256 for file in files), issued})
    with pytest.raises(Refused, match=f"disposed of under {disposal.record.number}"):
        read(files[0])


@pytest.mark.requirement("DOC-39")
def test_file_that_another_version_needs_is_kept(keepers: World) -> None:
    """The same bytes, stored once: what a kept document still needs does not go with one that is disposed of."""
    text = f"Shared words {uuid4().hex}."
    document = overdue(keepers, text=text)
    keepers.document(title="Still in use", text=text)
    shared = files_of(document)
    disposing.carry_out(signed(keepers, document).pk)

    assert all(path_of(file.sha256).exists() for file in shared)
    assert again(document).record.state == "disposed"


@pytest.mark.requirement("DOC-39")
def test_bytes_that_come_back_after_a_disposal_are_there_again(keepers: World) -> None:
    text = f"Words that return {uuid4().hex}."
    document = overdue(keepers, text=text)
    disposing.carry_out(signed(keepers, document).pk)
    version = keepers.document(title="Found in a drawer", text=text)
    assert read(version.draft.source) == content(text).source
    disposing.sweep()
    assert read(version.draft.source) == content(text).source


@pytest.mark.requirement("DOC-39")
@pytest.mark.parametrize("killed", ["before the bytes", "between two documents", "after the bytes"])
def test_killed_worker_goes_on_and_leaves_nothing_half(
    keepers: World, killed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = overdue(keepers), overdue(keepers, title="Cleaning")
    files = [*files_of(first), *files_of(second)]
    disposal = signed(keepers, first, second)
    with monkeypatch.context() as patch:
        _kill(patch, killed)
        with pytest.raises(KeyboardInterrupt):
            disposing.carry_out(disposal.pk)
    for document in (first, second):  # whole or a tombstone, as a reader sees it
        gone = again(document).record.state == "disposed"
        named = FileDisposal.objects.filter(file__in=files_of(document)).count()
        assert named == (len(files_of(document)) if gone else 0)

    for disposal_id in disposing.unfinished():
        disposing.carry_out(disposal_id)
    disposing.sweep()
    assert not any(path_of(file.sha256).exists() for file in files)
    assert not FileDisposal.objects.filter(removed_at=None).exists()
    assert Record.objects.get(pk=disposal.pk).state == "done"


def _kill(patch: pytest.MonkeyPatch, where: str) -> None:
    """The worker dies at a point, as by a signal."""

    def die(*args: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    if where == "before the bytes":
        patch.setattr(disposing, "sweep", die)
    elif where == "between two documents":
        real = disposing.end_for_good
        count = iter(range(10))
        patch.setattr(disposing, "end_for_good", lambda *given: die() if next(count) == 3 else real(*given))
    else:
        real_unlink = Path.unlink

        def unlink_and_die(self: Path, missing_ok: bool = False) -> None:
            real_unlink(self, missing_ok=missing_ok)
            raise KeyboardInterrupt

        patch.setattr(Path, "unlink", unlink_and_die)


@pytest.mark.requirement("DOC-38", "P11-10-c")
def test_approved_version_is_deleted_by_no_other_way(keepers: World) -> None:
    """The role under which the application runs may delete no row of a document, and no move leads there."""
    document = retired(keepers)
    for table in (
        "kernel_record",
        "documents_document",
        "documents_version",
        "documents_draft",
        "kernel_storedfile",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            action(SYSTEM, "test.delete", reason="Test."),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table}")
    draft = keepers.document(title="Draft").record
    with action(SYSTEM, "test.end", reason="Test.") as act, pytest.raises(Refused, match="come to its end"):
        end_for_good(act, draft)
    assert again(document).record.state == "retired"


@pytest.mark.requirement("DOC-39", "ATR-14", "P11-10-b")
def test_ledger_verifies_after_a_disposal_in_place_and_offline(
    committed_world: World, tmp_path: Path
) -> None:
    world = keep_in(committed_world)
    document = overdue(world)
    files = files_of(document)
    disposing.carry_out(signed(world, document).pk)
    custody.seal_now()

    assert faults(custody.verify(full=True)) == []
    assert offline(tmp_path / "one.zip") == []
    gone = path_of(files[0].sha256)
    gone.parent.mkdir(parents=True, exist_ok=True)
    gone.write_bytes(content("x").source)
    try:
        assert [one.code for one in faults(custody.verify(full=True))] == ["DISPOSED"]
        assert offline(tmp_path / "two.zip") == ["DISPOSED"]
    finally:
        gone.unlink()


@pytest.mark.requirement("DOC-39", "ATR-14")
@pytest.mark.parametrize("signed_by", ["one person", "two people for something else", "unreadable"])
def test_forged_disposal_hides_no_missing_file(
    committed_world: World, tmp_path: Path, signed_by: str
) -> None:
    """Whoever writes an entry of a disposal without its two signatures does not explain away a file that was deleted."""
    world = keep_in(committed_world)
    document = overdue(world)
    disposal = signed(world, document)
    file = files_of(document)[0]
    (first, *_) = disposal.record.signatures.order_by("id")
    version = Version.objects.filter(document=document)[0]
    root, approvals = {
        "one person": (disposal.pk, [first.entry, first.entry]),
        "two people for something else": (
            version.pk,
            list(Signature.objects.filter(record_id=version.pk).values_list("entry", flat=True)),
        ),
        "unreadable": (disposal.pk, ["first", None, {}, 1]),
    }[signed_by]
    told = {"entries": [], "part": "f", "reason": "x", "files": [file.sha256], "approved_by": approvals}
    with action(SYSTEM, "test.forge") as act:
        put("X", root=str(root), body=json.dumps(told))
        act.note({"x": 1})
    kept = path_of(file.sha256).read_bytes()
    path_of(file.sha256).unlink()
    try:
        custody.seal_now()
        assert {one.code for one in faults(custody.verify(full=True))} == {"DISPOSED", "FILE"}
        assert set(offline(tmp_path / "one.zip")) == {"DISPOSED", "FILE"}
    finally:
        path_of(file.sha256).write_bytes(kept)


def offline(path: Path) -> list[str]:
    """Codes that the stand-alone verifier finds in an export with files."""
    custody.export(path, with_files=True)
    trust = custody.trust()
    report = verify_export(path, [custody.ledger_key()], trust.checkpoints, custody.sealer().app_key)
    return [code for code, _, _ in report.faults]
