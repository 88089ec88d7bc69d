"""An import from its files to its documents: what comes in, in which state, with which past; and what stays out."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from pathlib import Path

import pytest

from probatum.config import custody
from probatum.documents import import_report, import_samples, importing
from probatum.documents.collection import ImportedRow, Migrated
from probatum.documents.content import Document, Version
from probatum.documents.identifiers import known_as
from probatum.jobs import imports
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import LedgerBroken, NotAllowed, Refused
from probatum.kernel.file import path_of, read
from probatum.kernel.ledger.finding import faults
from probatum.kernel.models import Grant, Record, Signature, Step, Task
from probatum.kernel.process import process_of
from probatum.kernel.record import Series
from probatum.kernel.searching import search
from probatum.kernel.signature import status
from probatum.output import importing as carrying
from tests import collected
from tests.output.test_register import real
from tests.processes import laws
from tests.processes.examples import is_sentence
from tests.samples.recordings import sound
from tests.web.documents.test_reading import words
from tests.world import World


def states(document: Document) -> list[tuple[int, str, str]]:
    versions = (
        Version.objects.filter(document=document).select_related("record", "migrated").order_by("major")
    )
    return [(one.major, one.migrated.old_version, one.record.state) for one in versions]


def document(number: str) -> Document:
    return Document.objects.select_related("record", "effective__record").get(record__number=number)


@pytest.mark.requirement("MIG-01", "MIG-02", "MIG-17", "A11-4-1..8")
def test_collection_comes_in_with_its_versions_states_and_numbers(world: World, tmp_path: Path) -> None:
    collection = collected.imported(world, *collected.write(tmp_path))
    assert collection.record.state == "imported"
    kept = document("SOP-QA-017")
    assert kept.record.state == "effective"
    assert states(kept) == [(1, "1", "superseded"), (2, "2", "superseded"), (3, "3", "effective")]
    assert kept.effective is not None and kept.effective.effective_on == dt.date(2021, 3, 1)
    (renumbered,) = known_as(world.carla, "wi 12/04")
    assert renumbered.number == "SOP-QA-041", "the counter goes on behind the highest number kept"
    assert Series.objects.get(prefix="SOP-QA-#").last == 41
    assert import_report.counts(collection) == {"made": 5, "known": 0, "refused": 0}
    assert (collection.compared, collection.agreeing) == (5, 5)


@pytest.mark.requirement("MIG-02", "P11-50-a1", "AT-7")
def test_migrated_version_states_its_past_and_claims_no_signature(world: World, tmp_path: Path) -> None:
    collection = collected.imported(world, *collected.write(tmp_path))
    version = document("SOP-QA-017").effective
    assert version is not None
    past = Migrated.objects.get(pk=version.pk)
    content = collected.files_for(collected.ROWS)["SOP-QA-017_3.pdf"]
    assert past.sha256 == hashlib.sha256(content).hexdigest()
    assert (past.system, past.old_number, past.old_version, past.row, past.file_name) == (
        "DocuStar 4", "SOP-QA-017", "3", 4, "SOP-QA-017_3.pdf",
    )  # fmt: skip
    assert past.statement == "Approved in DocuStar 4 by Dr. Vera Altmann on 2021-02-20, migrated."
    assert version.approved_at is None
    assert not Signature.objects.filter(record_id=version.pk).exists()
    (step,) = Step.objects.filter(record_id=version.pk)
    assert (step.move, step.from_state, step.to_state, step.person) == (
        "import",
        "",
        "effective",
        world.carla,
    )
    assert step.reason == f"{past.statement} Version 3, row 4 of register.csv."
    assert collection.migrated.count() == 5


@pytest.mark.requirement("MIG-14")
def test_import_asks_nobody_and_takes_the_review_from_the_source(world: World, tmp_path: Path) -> None:
    rows = [collected.row("SOP-QA-001"), collected.row("SOP-QA-002", **{"Next review": ""})]
    collection = collected.imported(world, *collected.write(tmp_path, rows))
    made = Record.objects.filter(kind__in=("document", "version"))
    assert made.count() == 4
    assert not Task.objects.filter(record__in=made).exists()
    assert [task.record_id for task in Task.objects.filter(closed_at=None)] == [collection.pk]
    assert document("SOP-QA-001").next_review == dt.date(2027, 3, 1)
    later = document("SOP-QA-002").next_review
    assert later is not None and later > dt.date.today() + dt.timedelta(days=600)


@pytest.mark.requirement("MIG-01")
def test_dry_run_makes_nothing(world: World, tmp_path: Path) -> None:
    collection = collected.checked(world, *collected.write(tmp_path))
    assert collection.record.state == "checked"
    assert (collection.rows, collection.ready, collection.faulty) == (5, 5, 0)
    assert not Document.objects.exists()
    assert not ImportedRow.objects.exists()
    assert not Series.objects.filter(prefix="SOP-QA-#").exists()


@pytest.mark.requirement("MIG-01")
def test_same_register_again_makes_nothing_twice(world: World, tmp_path: Path) -> None:
    collected.imported(world, *collected.write(tmp_path))
    before = list(
        Record.objects.exclude(kind="collection_import").order_by("pk").values_list("number", "version")
    )
    again = collected.checked(world, *collected.write(tmp_path), system="docustar  4")
    assert (again.ready, again.known, again.faulty) == (0, 5, 0)
    assert (
        list(Record.objects.exclude(kind="collection_import").order_by("pk").values_list("number", "version"))
        == before
    )


@pytest.mark.requirement("MIG-01", "MIG-02")
def test_later_register_adds_the_newer_version_to_the_document(world: World, tmp_path: Path) -> None:
    collected.imported(world, *collected.write(tmp_path))
    rows = [*collected.ROWS, collected.row("SOP-QA-017", Rev="4", **{"Effective date": "2024-05-01"})]
    again = collected.imported(world, *collected.write(tmp_path / "again", rows))
    assert import_report.counts(again) == {"made": 1, "known": 5, "refused": 0}
    assert states(document("SOP-QA-017")) == [
        (1, "1", "superseded"), (2, "2", "superseded"), (3, "3", "superseded"), (4, "4", "effective"),
    ]  # fmt: skip


@pytest.mark.requirement("MIG-01", "MIG-06", "A11-4-1..8")
def test_rows_in_are_rows_made_and_refused(world: World, tmp_path: Path) -> None:
    rows = [
        collected.row("SOP-QA-001"),
        collected.row("SOP-QA-002", **{"File name": "missing.pdf"}),
        collected.row("SOP-QA-003"),
        collected.row("SOP-QA-003"),
        collected.row("SOP-QA-004", **{"Effective date": "soon"}),
        collected.row("SOP-QA-005"),
        collected.row("SOP-QA-006", Status="Draft"),
    ]
    files = collected.files_for([rows[0], rows[2], rows[4], rows[6]]) | {"SOP-QA-005_1.pdf": b"%PDF-1.7 torn"}
    collection = collected.imported(
        world, *collected.write(tmp_path, rows, files=files | {"stray.txt": b"Hello."})
    )
    told = {one.row: (one.outcome, one.says) for one in ImportedRow.objects.filter(collection=collection)}
    assert sorted(told) == [2, 3, 4, 5, 6, 7, 8]
    assert [row for row, (outcome, _) in sorted(told.items()) if outcome == "made"] == [2]
    assert told[3][1] == "The file “missing.pdf” is not in the collection."
    assert "Rows 4, 5 name the same number and version." in told[4][1]
    assert "Effective from: “soon” is not read as a date." in told[6][1]
    assert told[7][1].startswith("The file is refused: The PDF is damaged")
    assert told[8][1].startswith("The register calls it “Draft”.")
    assert importing.findings_of(collection)["unnamed"] == ["stray.txt"]
    assert sum(import_report.counts(collection).values()) == collection.rows == 7


@pytest.mark.requirement("MIG-10", "UX-10")
def test_old_number_is_searched_for(world: World, tmp_path: Path) -> None:
    collected.imported(world, *collected.write(tmp_path), numbering="new")
    assert [hit.record.number for hit in search(world.rhea, "WI 12/04")] == ["SOP-QA-003"]
    assert [hit.record.number for hit in search(world.rhea, "SOP-QA-017")][:1] == ["SOP-QA-001"]
    assert known_as(world.otto, "WI 12/04") == []


@pytest.mark.requirement("MIG-01")
def test_import_goes_on_behind_the_rows_that_stand(world: World, tmp_path: Path) -> None:
    collection = collected.checked(world, *collected.write(tmp_path))
    world.move(world.carla, collection.record, "run")
    assert carrying.run(collected.fresh(collection), at_once=1, seconds=0) is True
    first = set(importing.done_rows(collection))
    assert 0 < len(first) < 5
    assert carrying.run(collected.fresh(collection)) is False
    assert import_report.counts(collection) == {"made": 5, "known": 0, "refused": 0}
    assert collected.fresh(collection).record.state == "imported"


@pytest.mark.requirement("MIG-01")
def test_halted_import_stops_and_goes_on(world: World, tmp_path: Path) -> None:
    collection = collected.checked(world, *collected.write(tmp_path))
    world.move(world.carla, collection.record, "run")
    world.move(world.carla, collection.record, "halt", reason="The wrong register.")
    assert carrying.run(collected.fresh(collection)) is False
    assert not Document.objects.exists()
    world.move(world.carla, collection.record, "go_on")
    carrying.run(collected.fresh(collection))
    assert collected.fresh(collection).record.state == "imported"


@pytest.mark.requirement("MIG-06", "SIG-02")
def test_reconciliation_is_signed_after_the_sample_and_bound_to_the_report(
    world: World, tmp_path: Path
) -> None:
    collection = collected.imported(world, *collected.write(tmp_path))
    with pytest.raises(Refused, match="Draw a sample"):
        world.move(world.carla, collection.record, "reconcile")
    (first, second) = import_samples.draw(world.carla, collected.fresh(collection), many=2)
    import_samples.decide_samples(world.carla, collected.fresh(collection), {first.pk: ("same", "")})
    with pytest.raises(Refused, match="1 drawn version has no verdict"):
        world.move(world.carla, collection.record, "reconcile")
    verdict = {second.pk: ("differs", "The date on page 1 is the day of printing.")}
    import_samples.decide_samples(world.carla, collected.fresh(collection), verdict)
    told = import_report.content(collection.record)
    assert (told["rows"], told["files_compared"], told["files_agreeing"]) == (5, 5, 5)
    assert told["made"] == [["SOP", "effective", 3], ["SOP", "superseded", 2]]
    record = world.move(world.carla, collection.record, "reconcile")
    assert record.state == "reconciled"
    (signature,) = Signature.objects.filter(record=record)
    assert signature.meaning_text == "Import compared with its source and accepted"
    assert status(signature, process=process_of(record), record=record) == "valid"


@pytest.mark.requirement("MIG-06")
def test_altered_file_in_the_store_is_found_before_the_signature(world: World, tmp_path: Path) -> None:
    rows = [collected.row(f"SOP-QA-0{number}") for number in range(61, 66)]  # files that no other test reads
    collection = collected.imported(world, *collected.write(tmp_path, rows))
    stored = path_of(Migrated.objects.filter(collection=collection)[0].sha256)
    stored.chmod(0o640)
    stored.write_bytes(stored.read_bytes() + b" ")
    carrying.compare(collected.fresh(collection))
    with pytest.raises(Refused, match="4 of 5 files agree"):
        world.move(world.carla, collection.record, "reconcile")


@pytest.mark.requirement("MIG-06", "DOC-39")
def test_content_that_is_gone_here_is_not_given_out_of_the_archive(world: World, tmp_path: Path) -> None:
    collection = collected.imported(world, *collected.write(tmp_path))
    one = Migrated.objects.filter(collection=collection)[0]
    assert carrying.source_of(collection, one).startswith(b"%PDF")
    path_of(one.sha256).unlink()
    with pytest.raises(LedgerBroken, match="missing from the store"):
        carrying.source_of(collection, one)


@pytest.mark.requirement("MIG-01", "P11-10-g")
def test_only_holders_of_the_right_begin_an_import(world: World, tmp_path: Path) -> None:
    register, archive = collected.write(tmp_path)
    reading = carrying.propose(register, filename=register.name)
    given = importing.Given(register, "register.csv", "text/csv", archive, "collection.zip", reading)
    for person in (world.anna, world.quinn, world.rhea, world.otto):
        with pytest.raises(NotAllowed):
            importing.open_import(person, given, system="DocuStar 4")


@pytest.mark.requirement("MIG-01", "P11-10-g")
def test_importer_who_lost_the_right_imports_nothing_more(world: World, tmp_path: Path) -> None:
    collection = collected.checked(world, *collected.write(tmp_path))
    world.move(world.carla, collection.record, "run")
    with action(SYSTEM, "test.time") as act:
        Grant.objects.filter(person=world.carla).update(ends=act.at)
    assert carrying.run(collected.fresh(collection)) is False
    halted = collected.fresh(collection)
    assert (halted.record.state, Document.objects.exists()) == ("halted", False)
    assert halted.note.startswith("You may not import collections of documents.")
    assert import_report.counts(collection)["refused"] == 0


@pytest.mark.requirement("MIG-01", "MIG-02", "ATR-01")
def test_ledger_and_laws_hold_after_an_import(committed_world: World, tmp_path: Path) -> None:
    world = committed_world
    collected.imported(world, *collected.write(tmp_path))
    for one in Document.objects.all():
        laws.check(one.pk, [world.rhea, world.carla, world.otto])
    assert faults(custody.verify(full=True)) == []


@pytest.mark.requirement("MIG-02", "DOC-10")
def test_issued_file_of_a_migrated_version_states_its_past(world: World, tmp_path: Path) -> None:
    collected.imported(world, *collected.write(tmp_path))
    imports.issue()
    for one in Migrated.objects.select_related("version__issue"):
        assert one.version.issue is not None
    issued = Version.objects.select_related("issue").get(document__record__number="SOP-QA-017", major=3)
    said = " ".join(words(read(issued.issue)).split())
    assert "Approved in DocuStar 4 by Dr. Vera Altmann on 2021-02-20, migrated." in said
    assert "It is no signature of this system." in said
    assert "Nobody has signed this version here." in said
    assert "bound to the content with this fingerprint" not in said


@pytest.mark.requirement("MIG-01", "MIG-06")
def test_real_files_come_in_or_are_refused_with_a_sentence(committed_world: World, tmp_path: Path) -> None:
    """PDF and text of the real data; Office files are left to their own tests, since each takes a second."""
    world = committed_world  # a transaction would stand idle for too long while scans are read
    folder = real("documents")
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".pdf", ".md"))
    rows = []
    for number, path in enumerate(found, 1):
        name = path.relative_to(folder).as_posix()
        rows.append(
            collected.row(f"REAL-{number:03}", **{"File name": name, "Document title": path.stem[:200]})
        )
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    collection = collected.imported(world, *collected.write(tmp_path, rows, files=files))
    counts = import_report.counts(collection)
    assert sum(counts.values()) == len(found) >= 50
    assert counts["made"] >= 0.8 * len(found)
    for one in import_report.refused(collection):
        assert is_sentence(one.says), one.says
    assert collection.agreeing == counts["made"]


@pytest.mark.requirement("MIG-01", "MIG-10", "MIG-12")
def test_real_register_with_the_files_there_are(world: World, tmp_path: Path) -> None:
    register = real("registers/hardware_qms/MDL-007_Master_Document_List.md")
    archive = tmp_path / "collection.zip"
    with zipfile.ZipFile(archive, "w") as package:
        for path in sorted(register.parent.iterdir()):
            package.write(path, f"QMS/{path.name}")
    otherwise = {"type": "SOP", "owner": "anna", "department": "QA"}
    collection = collected.imported(world, register, archive, otherwise=otherwise, system="Shared drive")
    assert import_report.counts(collection) == {"made": 2, "known": 0, "refused": 25}
    (found,) = known_as(world.carla, "mdl-014")
    assert found.title == "Supplier Approval & Supplier List"
    missing = [one.says for one in import_report.refused(collection)]
    assert all("is not in the collection." in one for one in missing)


@pytest.mark.requirement("MIG-01", "DOC-41")
def test_recording_too_large_for_memory_comes_in_whole(world: World, tmp_path: Path) -> None:
    recorded = sound(seconds=600)
    assert len(recorded) > 8 * 1024 * 1024
    rows = [collected.row("SOP-QA-050", **{"File name": "talk.wav"})]
    files = {"talk.wav": recorded}
    collection = collected.imported(world, *collected.write(tmp_path, rows, files=files))
    assert import_report.counts(collection) == {"made": 1, "known": 0, "refused": 0}
    version = document("SOP-QA-050").effective
    assert version is not None and version.draft is not None
    assert read(version.draft.source) == recorded
