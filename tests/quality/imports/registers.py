"""Small registers made by the project, as an older system gives them, and the way from a file to its records."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Item, Record
from probatum.output import registering as carrying
from probatum.quality.imports import importing
from probatum.quality.imports.bodies import MigratedEvent, RegisterImport, import_of
from tests.quality.events import company
from tests.world import World

OLDER = "QTrack 3"
DEVIATIONS = ("Dev_ID", "Title", "Description", "Batch_ID", "Deviation_Date", "Severity", "Responsible", "Status", "Closed on", "CAPA_Raised")  # fmt: skip
CAPAS = ("CAPA_ID", "Dev_ID", "CAPA_Type", "Corrective_Action", "Preventive_Action", "Responsible_Person", "CAPA_Open_Date",
         "Target_Closure_Date", "Actual_Closure_Date", "On_Time", "Effectiveness", "Status")  # fmt: skip


def deviation(number: str, **given: Any) -> dict[str, Any]:
    """One row of a register of deviations that contradicts nothing."""
    return {
        "Dev_ID": number,
        "Title": f"Door of room {number} open",
        "Description": "The door stood open over night.",
        "Batch_ID": "",
        "Deviation_Date": "2022-03-01",
        "Severity": "Major",
        "Responsible": "emma",
        "Status": "Closed — Effective",
        "Closed on": "2022-04-01",
        "CAPA_Raised": "",
        **given,
    }


def capa(number: str, **given: Any) -> dict[str, Any]:
    """One row of a register of CAPAs that contradicts nothing."""
    return {
        "CAPA_ID": number,
        "Dev_ID": "",
        "CAPA_Type": "Preventive Action",
        "Corrective_Action": "Door closer repaired.",
        "Preventive_Action": "Alarm fitted.",
        "Responsible_Person": "emma",
        "CAPA_Open_Date": "2022-03-05",
        "Target_Closure_Date": "2022-05-01",
        "Actual_Closure_Date": "2022-04-20",
        "On_Time": "Yes",
        "Effectiveness": "Effective",
        "Status": "Closed",
        **given,
    }


#: two deviations, the second still open; a CAPA of the first
GIVEN: dict[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]] = {
    "deviations.csv": (
        DEVIATIONS,
        [
            deviation("DEV-0001", CAPA_Raised="Yes"),
            deviation("DEV-0002", Status="Under Investigation", **{"Closed on": ""}),
        ],
    ),
    "capas.csv": (CAPAS, [capa("CAPA-0001", Dev_ID="DEV-0001")]),
}


def deviations(*rows: Mapping[str, Any]) -> dict[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]]:
    """A register of deviations only."""
    return {"deviations.csv": (DEVIATIONS, rows)}


def both(
    events: Sequence[Mapping[str, Any]], measures: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]]:
    """A register of deviations and one of CAPAs."""
    return {"deviations.csv": (DEVIATIONS, events), "capas.csv": (CAPAS, measures)}


def write(
    folder: Path, given: Mapping[str, Any] = GIVEN, *, delimiter: str = ",", encoding: str = "utf-8"
) -> list[Path]:
    """Registers as CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, (heads, rows) in given.items():
        path = folder / name
        with path.open("w", newline="", encoding=encoding) as stream:
            writer = csv.DictWriter(stream, heads, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        found.append(path)
    return found


def importer(world: World) -> World:
    """The people of events, and ilse, who imports."""
    company.staff(world)
    if "ilse" not in world.people:
        world.person("ilse", "event_importer")
    return world


def begun(world: World, paths: Sequence[Path], *, system: str = OLDER, **given: Any) -> RegisterImport:
    """An import by ilse, as the page begins one; `given` are facts of it that are set before the dry run."""
    importer(world)
    files = [importing.GivenFile(path, path.name) for path in paths]
    reading = carrying.propose([(path, path.name) for path in paths])
    said = given.pop("sheets", {})
    for sheet in reading["sheets"]:
        for name, chosen in said.get(sheet["name"], {}).items():
            sheet[name] = chosen
    made = importing.open_import(world.ilse, files, system=system, reading=reading)
    if given:
        choices = importing.Choices(**given)
        based_on = made.record.version
        made = importing.change_reading(world.ilse, made, reading=reading, choices=choices, based_on=based_on)
    return made


def checked(world: World, paths: Sequence[Path], **given: Any) -> RegisterImport:
    """An import after its dry run."""
    made = begun(world, paths, **given)
    world.move(world.ilse, made.record, "check")
    carrying.check(fresh(made))
    return fresh(made)


def imported(world: World, paths: Sequence[Path], **given: Any) -> RegisterImport:
    """An import after its run."""
    made = checked(world, paths, **given)
    world.move(world.ilse, made.record, "run")
    carrying.run(fresh(made))
    return fresh(made)


def fresh(collection: RegisterImport) -> RegisterImport:
    """The import as the database has it now."""
    return import_of(Record.objects.get(pk=collection.pk))


def made_of(old_number: str) -> Record:
    """The record that a row became."""
    return MigratedEvent.objects.select_related("record").get(old_number=old_number).record


def past(old_number: str) -> MigratedEvent:
    """Where the record of a row came from."""
    return MigratedEvent.objects.select_related("file__file").get(old_number=old_number)


def findings(collection: RegisterImport) -> dict[tuple[str, int], str]:
    """What was found, by sheet and row."""
    return {(line.sheet, line.row): " ".join(line.findings) for line in importing.lines_of(collection)}


def batch(code: str) -> Item:
    """A batch in the master data."""
    with action(SYSTEM, "test.item"):
        product, _ = Item.objects.get_or_create(register="product", code="P-1", name="Vials", status="active")
        return Item.objects.create(register="batch", code=code, name=code, status="retired", parent=product)
