"""Small collections made by the project: a register and an archive as an older system gives them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf

from probatum.documents import importing
from probatum.documents.collection import CollectionImport, collection_of
from probatum.kernel.models import Record
from probatum.output import importing as carrying
from tests.world import World

HEADS = (
    "Doc No.",
    "Document title",
    "Rev",
    "File name",
    "Document type",
    "Process owner",
    "Site",
    "Dept",
    "Effective date",
    "Next review",
    "Status",
    "Approved by",
    "Approval date",
)


def pdf(text: str) -> bytes:
    """One page with a line of text."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=made.make_indirect(font)))
    page.obj.Contents = made.make_stream(b"BT /F1 12 Tf 72 770 Td (%s) Tj ET" % text.encode("latin-1"))
    done = io.BytesIO()
    made.save(done, deterministic_id=True)
    return done.getvalue()


def row(number: str, **given: Any) -> dict[str, Any]:
    """One row of a register that can be imported as it stands."""
    version = str(given.get("Rev", "1"))
    return {
        "Doc No.": number,
        "Document title": f"Cleaning of {number}",
        "Rev": version,
        "File name": f"{number}_{version}.pdf",
        "Document type": "SOP",
        "Process owner": "anna",
        "Site": "BSL",
        "Dept": "QA",
        "Effective date": "2021-03-01",
        "Next review": "2027-03-01",
        "Status": "Effective",
        "Approved by": "Dr. Vera Altmann",
        "Approval date": "2021-02-20",
        **given,
    }


#: Two kept numbers (one with three versions) and one that gets a new number.
ROWS = (
    row("SOP-QA-017", Rev="1", Status="Superseded", **{"Effective date": "2015-01-05"}),
    row("SOP-QA-017", Rev="2", Status="Superseded", **{"Effective date": "2018-01-05"}),
    row("SOP-QA-017", Rev="3"),
    row("SOP-QA-040"),
    row("WI 12/04", **{"File name": "work/WI-12-04_1.pdf"}),
)


def files_for(rows: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """A file for each row."""
    return {one["File name"]: pdf(f"{one['Doc No.']} {one['Rev']} says rinse") for one in rows}


def write(
    folder: Path,
    rows: Sequence[Mapping[str, Any]] = ROWS,
    *,
    files: Mapping[str, bytes] | None = None,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> tuple[Path, Path]:
    """The register as CSV and the archive."""
    folder.mkdir(parents=True, exist_ok=True)
    register, archive = folder / "register.csv", folder / "collection.zip"
    with register.open("w", newline="", encoding=encoding) as stream:
        writer = csv.DictWriter(stream, HEADS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    with zipfile.ZipFile(archive, "w") as package:
        for name, content in (files_for(rows) if files is None else files).items():
            package.writestr(name, content)
    return register, archive


def begun(world: World, register: Path, archive: Path, **given: Any) -> CollectionImport:
    """An import by carla, as the page begins one."""
    numbering = given.pop("numbering", "keep")
    system = given.pop("system", "DocuStar 4")
    reading = carrying.propose(register, filename=register.name) | given
    return importing.open_import(
        world.carla,
        importing.Given(register, register.name, "text/csv", archive, archive.name, reading),
        system=system,
        numbering=numbering,
    )


def checked(world: World, register: Path, archive: Path, **given: Any) -> CollectionImport:
    """An import after its dry run."""
    collection = begun(world, register, archive, **given)
    world.move(world.carla, collection.record, "check")
    carrying.check(fresh(collection))
    return fresh(collection)


def imported(world: World, register: Path, archive: Path, **given: Any) -> CollectionImport:
    """An import after its run."""
    collection = checked(world, register, archive, **given)
    world.move(world.carla, collection.record, "run")
    carrying.run(fresh(collection))
    return fresh(collection)


def fresh(collection: CollectionImport) -> CollectionImport:
    """The import as the database has it now."""
    return collection_of(Record.objects.get(pk=collection.pk))
