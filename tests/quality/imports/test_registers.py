"""Registers of events from their rows to records: what comes in, in which state, with which past, and what is found."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from probatum.config import custody
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.body import body_of
from probatum.kernel.concern import items_of
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.ledger.finding import faults
from probatum.kernel.link import Link
from probatum.kernel.models import Grant, Record, Signature, Step, Task
from probatum.kernel.process import process_of
from probatum.kernel.record import Series
from probatum.kernel.searching import search
from probatum.kernel.signature import status
from probatum.output import registering as carrying
from probatum.quality.complaints.bodies import Complainant
from probatum.quality.imports import importing, report, samples
from probatum.quality.imports.bodies import CrossReference, MigratedEvent, RowLeftOut
from probatum.quality.imports.finding import known_as
from probatum.quality.imports.values import around
from tests.quality.imports import registers
from tests.world import World


@pytest.mark.requirement("MIG-01", "MIG-02", "MIG-10", "A11-4-1..8")
def test_registers_come_in_with_states_links_and_past(world: World, tmp_path: Path) -> None:
    collection = registers.imported(world, registers.write(tmp_path))
    assert collection.record.state == "imported", collection.note
    assert report.counts(collection) == {"made": 3, "known": 0, "refused": 0}
    closed, opened, capa = (registers.made_of(one) for one in ("DEV-0001", "DEV-0002", "CAPA-0001"))
    year = dt.date.today().year
    assert [one.number for one in (closed, opened, capa)] == [
        f"DEV-{year}-0001",
        f"DEV-{year}-0002",
        f"CAPA-{year}-0001",
    ]
    assert [one.state for one in (closed, opened, capa)] == ["closed", "investigation", "closed"]
    kept = body_of(capa)
    assert (kept.source, kept.shape, kept.weight) == ("deviation", "simple", "major")
    assert kept.intended == "Corrective: Door closer repaired.\nPreventive: Alarm fitted."
    assert body_of(closed).aware_at.isoformat() == "2022-03-01T00:00:00+00:00"
    (link,) = Link.objects.filter(source=capa)
    assert (link.target_id, link.type, link.note) == (closed.pk, "addresses", "As the older register says.")
    (step,) = Step.objects.filter(record=closed)
    assert (step.move, step.from_state, step.to_state, step.person) == ("import", "", "closed", world.ilse)
    past = registers.past("DEV-0001")
    assert (past.file.name, past.sheet, past.row, past.severity) == (
        "deviations.csv",
        "deviations.csv",
        2,
        "major",
    )
    assert past.statement == "Migrated from QTrack 3, where its number is DEV-0001: deviations.csv, row 2."
    assert "Status: Closed — Effective" in past.said
    assert not Signature.objects.filter(record=closed).exists()
    assert [hit.record.number for hit in search(world.emma, "DEV-0002")] == [opened.number]
    assert known_as(world.emma, "dev-0001") == [closed]
    assert known_as(world.otto, "dev-0001") == []
    assert faults(custody.verify(full=True)) == []


@pytest.mark.requirement("MIG-01", "MIG-14")
def test_nobody_is_asked_unless_the_importer_wants_it(world: World, tmp_path: Path) -> None:
    registers.imported(world, registers.write(tmp_path))
    assert not Task.objects.filter(record__kind__in=("deviation", "capa")).exists()
    more = registers.deviations(registers.deviation("DEV-0003", Status="Open", **{"Closed on": ""}))
    registers.imported(world, registers.write(tmp_path / "more", more), asks=True)
    (task,) = Task.objects.filter(record__kind="deviation")
    assert (task.person, task.move) == (world.emma, "submit_assessment")


@pytest.mark.requirement("QE-18", "MIG-02")
def test_migrated_event_is_worked_on_and_reopened_like_any_other(world: World, tmp_path: Path) -> None:
    registers.imported(world, registers.write(tmp_path))
    closed = registers.made_of("DEV-0001")
    reopened = world.move(
        world.quentin, closed, "reopen", reason="New batch found.", values={"to_state": "investigation"}
    )
    assert reopened.state == "investigation"


@pytest.mark.requirement("MIG-01", "MIG-06")
def test_contradictions_are_reported_with_sheet_and_row(world: World, tmp_path: Path) -> None:
    events = [
        registers.deviation("DEV-1", **{"Closed on": "2022-02-01"}),
        registers.deviation("DEV-2", Status="Open"),
        registers.deviation("DEV-3", CAPA_Raised="Yes"),
        registers.deviation("DEV-4", **{"Closed on": ""}),
        registers.deviation("DEV-5", Status="Open", **{"Closed on": ""}),
    ]
    capas = [
        registers.capa("CAPA-1", Dev_ID="DEV-1", Status="Open", Actual_Closure_Date=""),
        registers.capa("CAPA-2", Dev_ID="DEV-99"),
        registers.capa(
            "CAPA-3", Dev_ID="DEV-5", Target_Closure_Date="2022-03-01", CAPA_Open_Date="2022-03-05"
        ),
        registers.capa("CAPA-4", Dev_ID="DEV-4", Effectiveness="Pending Verification"),
    ]
    found = registers.findings(
        registers.checked(world, registers.write(tmp_path, registers.both(events, capas)))
    )
    told = {
        ("deviations.csv", 2): "It was closed on 2022-02-01, before it occurred on 2022-03-01.",
        ("deviations.csv", 3): "It was closed on 2022-04-01, but its state says that it is open.",
        ("deviations.csv", 4): "A CAPA was raised, it says, but no row of a CAPA refers to it.",
        ("deviations.csv", 5): "It is closed, but no day of closure is given.",
        ("deviations.csv", 6): "It is open, but every CAPA that refers to it is closed, such as CAPA-3 (capas.csv, row 4).",
        ("capas.csv", 2): "It is open, but DEV-1 (deviations.csv, row 2) is closed, which it addresses.",
        ("capas.csv", 3): "It refers to “DEV-99”, which leads nowhere: no row and no record here has this number.",
        ("capas.csv", 4): "It was due on 2022-03-01, before it was opened on 2022-03-05.",
        ("capas.csv", 5): "It is closed, but still to be verified.",
    }  # fmt: skip
    for place, sentence in told.items():
        assert sentence in found[place], (place, found[place])
    assert "It is called effective, but its state says that it is open." in found["capas.csv", 2]
    assert (
        "It is called on time, but was closed on 2022-04-20 and due on 2022-03-01." in found["capas.csv", 4]
    )


@pytest.mark.requirement("MIG-01", "MIG-06", "A11-4-1..8")
def test_rows_in_are_rows_made_known_and_refused(world: World, tmp_path: Path) -> None:
    rows = [
        registers.deviation("DEV-1"),
        registers.deviation("DEV-1"),
        registers.deviation("DEV-2"),
        registers.deviation("DEV-2", Title="Another story"),
        registers.deviation("", Title="No number"),
        registers.deviation("DEV-3", Status="Somehow"),
        registers.deviation("DEV-4", Deviation_Date="soon"),
        registers.deviation("DEV-5", Responsible="Gone Person"),
        dict.fromkeys(registers.DEVIATIONS, "") | {"Dev_ID": "DEV-6"},
        registers.deviation("DEV-7", Deviation_Date="2099-01-01"),
    ]
    collection = registers.imported(world, registers.write(tmp_path, registers.deviations(*rows)))
    assert report.counts(collection) == {"made": 1, "known": 1, "refused": 8}
    assert sum(report.counts(collection).values()) == collection.rows == 10
    told = {one.row: one.says for one in RowLeftOut.objects.filter(collection=collection)}
    assert told[3] == "Is the same as row 2 of deviations.csv."
    assert told[4].startswith(
        "Several rows have this number and say different things: deviations.csv, row 4, deviations.csv, row 5."
    )
    assert told[6].startswith("“Number” is empty.")
    assert told[7].startswith("The state “Somehow” is not known. Say in the mapping what it means.")
    assert told[8].startswith("Occurred on: “soon” is not read as a date.")
    assert told[9].startswith("The owner “Gone Person” does not exist here. Choose who stands in.")
    assert told[10] == "The row holds nothing but its number."
    assert told[11].startswith("Occurred on: 2099-01-01 lies ahead.")


@pytest.mark.requirement("MIG-01")
def test_same_registers_again_make_nothing_twice(world: World, tmp_path: Path) -> None:
    registers.imported(world, registers.write(tmp_path))
    before = list(
        Record.objects.filter(migrated_event__isnull=False).order_by("pk").values("pk", "version", "state")
    )
    again = registers.checked(world, registers.write(tmp_path / "again"), system="qtrack  3")
    with pytest.raises(Refused, match="No row can be imported"):
        world.move(world.ilse, again.record, "run")
    assert (again.ready, again.known, again.faulty) == (0, 3, 0)
    assert (
        list(
            Record.objects.filter(migrated_event__isnull=False)
            .order_by("pk")
            .values("pk", "version", "state")
        )
        == before
    )
    changed = registers.deviations(
        registers.deviation("DEV-0001", Title="Told otherwise"), registers.deviation("DEV-0009")
    )
    third = registers.imported(world, registers.write(tmp_path / "third", changed))
    assert report.counts(third) == {"made": 1, "known": 0, "refused": 1}
    (left,) = RowLeftOut.objects.filter(collection=third)
    assert "but its row said something else then" in left.says


@pytest.mark.requirement("MIG-01")
def test_import_goes_on_behind_the_rows_that_stand(world: World, tmp_path: Path) -> None:
    rows = [registers.deviation(f"DEV-{number}") for number in range(1, 8)]
    collection = registers.checked(world, registers.write(tmp_path, registers.deviations(*rows)))
    world.move(world.ilse, collection.record, "run")
    assert carrying.run(registers.fresh(collection), at_once=3, seconds=0) is True
    assert len(importing.done_rows(collection)) == 3
    lines = importing.lines_of(registers.fresh(collection))
    known = around()
    assert importing.import_batch(registers.fresh(collection), lines[:4], known=known), (
        "a batch again, as after a kill"
    )
    assert len(importing.done_rows(collection)) == 4
    assert carrying.run(registers.fresh(collection)) is False
    assert report.counts(collection) == {"made": 7, "known": 0, "refused": 0}
    assert registers.fresh(collection).record.state == "imported"


@pytest.mark.requirement("MIG-06")
def test_reference_is_linked_when_its_other_side_comes_later(world: World, tmp_path: Path) -> None:
    capas = {"capas.csv": (registers.CAPAS, [registers.capa("CAPA-1", Dev_ID="DEV-1")])}
    first = registers.imported(world, registers.write(tmp_path, capas))
    (open_one,) = report.nowhere(first)
    assert (open_one.said, open_one.event.row) == ("DEV-1", 2)
    registers.imported(
        world, registers.write(tmp_path / "later", registers.deviations(registers.deviation("DEV-1")))
    )
    (link,) = Link.objects.filter(source=registers.made_of("CAPA-1"))
    assert (link.target_id, link.type) == (registers.made_of("DEV-1").pk, "addresses")
    assert CrossReference.objects.get().link_id == link.pk
    assert list(report.nowhere(first)) == []


@pytest.mark.requirement("MIG-17")
def test_number_that_is_as_ours_is_kept_and_the_counter_goes_on_behind(world: World, tmp_path: Path) -> None:
    rows = [registers.deviation("DEV-2022-0041"), registers.deviation("D 7/22")]
    registers.imported(world, registers.write(tmp_path, registers.deviations(*rows)), numbering="keep")
    assert registers.made_of("DEV-2022-0041").number == "DEV-2022-0041"
    assert registers.made_of("D 7/22").number == f"DEV-{dt.date.today().year}-0001"
    assert Series.objects.get(prefix="DEV-2022-#").last == 41


@pytest.mark.requirement("QE-12", "MIG-01")
def test_master_data_is_pointed_at_and_never_made(world: World, tmp_path: Path) -> None:
    registers.importer(world)
    batch = registers.batch("BCH-1")
    rows = [registers.deviation("DEV-1", Batch_ID="bch-1"), registers.deviation("DEV-2", Batch_ID="BCH-9")]
    collection = registers.imported(world, registers.write(tmp_path, registers.deviations(*rows)))
    assert items_of(registers.made_of("DEV-1"), "batch") == [batch]
    assert items_of(registers.made_of("DEV-2"), "batch") == []
    assert registers.findings(collection)["deviations.csv", 3] == (
        "“BCH-9” is not in the master data; it stays in the words of the register."
    )
    assert [hit.record.pk for hit in search(world.emma, "BCH-9")] == [registers.made_of("DEV-2").pk]


@pytest.mark.requirement("CMP-01", "MIG-01")
def test_who_complained_stands_apart_and_in_no_text(world: World, tmp_path: Path) -> None:
    heads = (
        "Complaint No",
        "Customer name",
        "Customer phone",
        "Description",
        "Received on",
        "Owner",
        "Status",
    )
    row = ("C-1", "Ottilie Kern", "0664 12345", "Tablet broken.", "2023-05-02", "emma", "Received")
    given = {"complaints.csv": (heads, [dict(zip(heads, row, strict=True))])}
    registers.imported(world, registers.write(tmp_path, given))
    made = registers.made_of("C-1")
    assert (made.kind, made.state) == ("complaint", "triage")
    assert Complainant.objects.get(record=made).name == "Ottilie Kern"
    assert registers.past("C-1").said == (
        "Complaint No: C-1\nDescription: Tablet broken.\nReceived on: 2023-05-02\nOwner: emma\nStatus: Received"
    )
    assert search(world.emma, "Ottilie") == []


@pytest.mark.requirement("MIG-06", "SIG-02")
def test_reconciliation_is_signed_after_the_sample_and_bound_to_the_report(
    world: World, tmp_path: Path
) -> None:
    collection = registers.imported(world, registers.write(tmp_path))
    with pytest.raises(Refused, match="Draw a sample and compare it with its rows first"):
        world.move(world.ilse, collection.record, "reconcile")
    with pytest.raises(NotAllowed, match="Only the importer"):
        samples.draw(world.carla, registers.fresh(collection), many=1)
    (drawn,) = samples.draw(world.ilse, registers.fresh(collection), many=1)
    with pytest.raises(Refused, match="1 drawn record has no verdict"):
        world.move(world.ilse, collection.record, "reconcile")
    samples.decide_samples(world.ilse, registers.fresh(collection), {drawn.pk: ("same", "")})
    told = report.content(collection.record)
    assert (told["rows"], told["rows_compared"], told["rows_agreeing"], told["links"]) == (3, 3, 3, 1)
    assert told["made"] == [
        ["capa", "closed", 1],
        ["deviation", "closed", 1],
        ["deviation", "investigation", 1],
    ]
    record = world.move(world.ilse, collection.record, "reconcile")
    (signature,) = Signature.objects.filter(record=record)
    assert status(signature, process=process_of(record), record=record) == "valid"


@pytest.mark.requirement("MIG-06")
def test_counts_that_do_not_add_up_keep_the_signature_back(world: World, tmp_path: Path) -> None:
    collection = registers.imported(world, registers.write(tmp_path))
    (drawn,) = samples.draw(world.ilse, registers.fresh(collection), many=1)
    samples.decide_samples(world.ilse, registers.fresh(collection), {drawn.pk: ("same", "")})
    with action(SYSTEM, "test.count"):
        type(collection).objects.filter(pk=collection.pk).update(rows=4)
    with pytest.raises(Refused, match="The registers hold 4 rows, but of 3 it stands what became of them"):
        world.move(world.ilse, collection.record, "reconcile")


@pytest.mark.requirement("MIG-01", "P11-10-g")
def test_only_holders_of_the_right_import_and_only_while_they_hold_it(world: World, tmp_path: Path) -> None:
    paths = registers.write(tmp_path)
    registers.importer(world)
    files = [importing.GivenFile(path, path.name) for path in paths]
    for person in (world.emma, world.quentin, world.carla):
        with pytest.raises(NotAllowed, match="You may not import registers of quality events"):
            importing.open_import(person, files, system="QTrack", reading={"sheets": []})
    collection = registers.checked(world, paths)
    world.move(world.ilse, collection.record, "run")
    with action(SYSTEM, "test.time") as act:
        Grant.objects.filter(person=world.ilse).update(ends=act.at)
    assert carrying.run(registers.fresh(collection)) is False
    halted = registers.fresh(collection)
    assert (halted.record.state, MigratedEvent.objects.exists()) == ("halted", False)
    assert halted.note.startswith("You may not import registers of quality events.")
