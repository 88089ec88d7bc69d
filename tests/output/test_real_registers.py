"""The real registers that lie beside the project, where they are there: read, mapped, tried dry, imported, reconciled with their counts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.utils import timezone

from probatum.kernel.link import Link
from probatum.output import registering as carrying
from probatum.quality.imports import importing, report
from probatum.quality.imports.line import WARNING
from tests.output.test_register import real
from tests.quality.imports import registers
from tests.world import World

PLANT = ("qc_food_plant/deviations.csv", "qc_food_plant/capa_outcomes.csv")
OWNER = {"otherwise": {"owner": "emma"}}


def proposed(name: str) -> list[dict[str, object]]:
    path = real(f"registers/{name}")
    found: list[dict[str, object]] = carrying.propose([(path, path.name)])["sheets"]
    return found


@pytest.mark.requirement("MIG-01")
def test_real_workbook_is_read_below_its_titles_and_other_tables_are_left_out() -> None:
    sheets = {one["sheet"]: one for one in proposed("qc_food_plant/QC_Batch_Dataset_Large.xlsx")}
    assert {name: one["kind"] for name, one in sheets.items()} == {
        "Batches": "",
        "Microbial": "",
        "Physicochemical": "",
        "Deviations": "deviation",
        "CAPA_Outcomes": "capa",
        "Summary_Stats": "",
    }
    deviations, capas = sheets["Deviations"], sheets["CAPA_Outcomes"]
    assert (deviations["heading_row"], capas["heading_row"]) == (3, 3)
    heads = {name: capas["headings"][place] for name, place in capas["columns"].items()}  # type: ignore[index,attr-defined]
    assert heads == {
        "number": "CAPA_ID",
        "refers": "Dev_ID",
        "title": "CAPA_Type",
        "product": "Product",
        "corrective": "Corrective_Action",
        "preventive": "Preventive_Action",
        "owner": "Responsible_Person",
        "opened": "CAPA_Open_Date",
        "due": "Target_Closure_Date",
        "closed": "Actual_Closure_Date",
        "on_time": "On_Time",
        "effect": "Effectiveness",
        "state": "Status",
    }


@pytest.mark.requirement("MIG-01")
@pytest.mark.parametrize(
    "name",
    [
        "device_logs_blank/F-005A Electronic Tool Permissions Log Rev2.xlsx",
        "device_logs_blank/F-002D Approved Supplier List (ASL) Rev2.xlsx",
        "mdn_qms_logs/Training_Matrix.xlsx",
        "mdn_qms_logs/CalibrationandPreventiveMaintenanceLog.xlsx",
        "nci_tracker_export/Test Cases.csv",
    ],
)
def test_real_table_that_is_no_register_of_events_is_left_out(name: str) -> None:
    assert {one["kind"] for one in proposed(name)} == {""}


@pytest.mark.requirement("MIG-01")
def test_real_headings_in_two_rows_are_joined() -> None:
    (sheet,) = proposed("device_logs_blank/F-001D Audit Response Log Rev2.xlsx")
    assert sheet["heading_row"] == 2
    assert "Audit Response Closure Date" in sheet["headings"]  # type: ignore[operator]


def _in_the_past(path: Path) -> list[dict[str, str]]:
    """The rows of which every day that something happened is over."""
    happened = ("Deviation_Date", "CAPA_Open_Date", "Actual_Closure_Date")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    today = timezone.localdate().isoformat()
    return [row for row in rows if all(row.get(name, "")[:10] <= today for name in happened)]


@pytest.mark.requirement("MIG-01", "MIG-06", "A11-4-1..8")
def test_real_registers_of_a_plant_come_in_with_every_row_and_link(world: World) -> None:
    paths = [real(f"registers/{name}") for name in PLANT]
    sheets = {Path(name).name: OWNER for name in PLANT}
    collection = registers.imported(world, paths, sheets=sheets)
    events, capas = (_in_the_past(path) for path in paths)  # this made-up plant also lived days to come
    outcomes = report.counts(collection)
    assert outcomes == {
        "made": len(events) + len(capas),
        "known": 0,
        "refused": 510 - len(events) - len(capas),
    }
    by_kind: dict[str, int] = {}
    for kind, _, many in report.by_kind_and_state(collection):
        by_kind[kind] = by_kind.get(kind, 0) + many
    assert by_kind == {"deviation": len(events), "capa": len(capas)}
    numbers = {row["Dev_ID"] for row in events}
    joined = [row for row in capas if row["Dev_ID"] in numbers]
    assert Link.objects.filter(type="addresses").count() == report.linked(collection) == len(joined) > 150
    lines = importing.lines_of(collection)
    told = [text for line in lines if line.level == WARNING for text in line.findings]
    assert any("but its state says that it is open." in text for text in told)
    assert any("is closed, which it addresses." in text for text in told)
    assert any("It is open, but every CAPA that refers to it is closed" in text for text in told)
    again = registers.checked(world, paths, sheets=sheets)
    assert (again.ready, again.known) == (0, outcomes["made"])


@pytest.mark.requirement("MIG-01")
def test_real_export_of_a_tracker_is_read_as_the_kind_that_a_person_chose(world: World) -> None:
    path = real("registers/nci_tracker_export/Bugs.csv")
    (sheet,) = carrying.propose([(path, path.name)])["sheets"]
    assert sheet["kind"] == ""
    begun = registers.begun(world, [path])
    again = carrying.read_again(begun, begun.reading["sheets"][0], kind="nonconformance", encoding="")
    collection = registers.checked(world, [path], sheets={path.name: {**again, **OWNER}})
    assert collection.rows == collection.ready + collection.faulty + collection.known == 727
    assert collection.ready > 650
