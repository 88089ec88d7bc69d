"""Registers as they are: encodings, separators, title rows, hostile workbooks; and the registers nobody of us wrote."""

from __future__ import annotations

import datetime as dt
import os
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from probatum.documents.columns import find_headings
from probatum.output.collection import opened
from probatum.output.limits import UploadRefused
from probatum.output.register import tables_of

ROOT = Path(__file__).resolve().parents[2]
#: Data of others, not part of the product; tests on it run where it lies.
REAL = Path(os.environ.get("PROBATUM_REAL_DATA", ROOT.parent / "shared" / "data" / "real"))


def real(name: str) -> Path:
    """A file of the real data; says loudly when it is not there."""
    path = REAL / name
    if not path.exists():
        warnings.warn(f"{name} is not on this machine, so this test did not run with real data", stacklevel=2)
        pytest.skip(f"real data missing: {name}")
    return path


def rows(path: Path, **given: Any) -> list[list[Any]]:
    return [cells for _, cells in tables_of(path, filename=path.name, **given)[0].rows]


@pytest.mark.requirement("MIG-01")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_is_read_in_every_usual_form(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(
        f'No{separator}Title\n1{separator}"Überprüfung{separator} neu"\n2{separator}Öl\n'.encode(encoding)
    )
    assert rows(path) == [["No", "Title"], ["1", f"Überprüfung{separator} neu"], ["2", "Öl"]]


@pytest.mark.requirement("MIG-01")
def test_encoding_is_chosen_by_hand_where_bytes_do_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("番号,題名\n1,手順書\n".encode("cp932"))
    assert rows(path, encoding="cp932") == [["番号", "題名"], ["1", "手順書"]]
    with pytest.raises(UploadRefused, match="cannot be read in this encoding"):
        tables_of(path, filename=path.name, encoding="utf-8")


@pytest.mark.requirement("MIG-01")
def test_workbook_gives_its_visible_sheets_with_days_and_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Documents"
    sheet.append(["No", "Rev", "Effective", "Done"])
    sheet.append(["SOP-1", 3, dt.date(2021, 3, 1), True])
    sheet["C3"], sheet["C3"].number_format = dt.datetime(2022, 1, 2, 8), "dd.mm.yyyy hh:mm"
    hidden = book.create_sheet("Old")
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    path = tmp_path / "register.xlsx"
    book.save(path)
    (table,) = tables_of(path, filename=path.name)
    assert table.name == "Documents"
    assert table.rows == [
        (1, ["No", "Rev", "Effective", "Done"]),
        (2, ["SOP-1", 3.0, dt.date(2021, 3, 1), "yes"]),
        (3, ["", "", dt.date(2022, 1, 2)]),
    ]


@pytest.mark.requirement("MIG-01")
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "The register is empty."),
        ("a.csv", b"one line", "holds no table"),
        ("a.csv", b"a,b\n\x00\x01,c\n", "is no text"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "older Excel workbook"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 600, "damaged or incomplete"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UploadRefused, match=sentence):
        tables_of(path, filename=name)


@pytest.mark.requirement("MIG-01")
def test_workbook_that_reads_files_or_explodes_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["No", "Title"])
    path, hostile = tmp_path / "register.xlsx", tmp_path / "hostile.xlsx"
    book.save(path)
    for part, content in (
        (
            "xl/workbook.xml",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>',
        ),
        ("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (130 * 1024 * 1024) + b"</worksheet>"),
    ):
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(name, content if name == part else source.read(name))
        with pytest.raises(UploadRefused):
            tables_of(hostile, filename="register.xlsx")


@pytest.mark.requirement("MIG-01")
def test_members_of_a_collection_are_read_and_never_written_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "collection.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("../../outside.txt", "x")
        package.writestr("__MACOSX/._a.txt", "x")
        package.writestr("folder/Thumbs.db", "x")
        package.writestr("folder/a.txt", "Hello.")
    with opened(path) as collection:
        assert collection.names == ["../../outside.txt", "folder/a.txt"]
        with collection.unpacked("../../outside.txt") as copy:
            assert copy.parent != tmp_path and copy.read_text() == "x"
    assert not (tmp_path.parent / "outside.txt").exists()
    with pytest.raises(UploadRefused, match="no ZIP archive"), opened(Path(__file__)):
        pass


@pytest.mark.requirement("MIG-01")
def test_real_master_list_is_read_with_its_columns() -> None:
    path = real("registers/hardware_qms/MDL-007_Master_Document_List.md")
    (table,) = tables_of(path, filename=path.name)
    found = find_headings(table.rows)
    assert dict(found.columns) == {"number": 0, "title": 1, "version": 5, "file": 4, "owner": 3}
    assert len(table.rows) == 28


@pytest.mark.requirement("MIG-01")
def test_every_real_register_is_read_or_refused_with_a_sentence() -> None:
    folder = real("registers")
    outcomes: dict[str, int] = {"read": 0, "refused": 0}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            tables = tables_of(path, filename=path.name)
        except UploadRefused as refusal:
            assert refusal.sentence.endswith(".")
            outcomes["refused"] += 1
        else:
            assert all(find_headings(table.rows).texts for table in tables)
            outcomes["read"] += 1
    assert outcomes["read"] >= 35, outcomes
