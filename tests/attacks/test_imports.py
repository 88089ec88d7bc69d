"""Attacks by a collection: its archive, its register, and numbers that lead to documents of others (MIG-01)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from probatum.documents import importing
from probatum.documents.content import Document, Version
from probatum.documents.identifiers import known_as
from probatum.documents.import_plan import NOT_YOURS, Line
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Record
from probatum.output.collection import opened
from probatum.output.register import tables_of
from probatum.output.xlsx import workbook
from tests import collected
from tests.restricted import restrict
from tests.world import World


def _versions(number: str) -> list[str]:
    found = Version.objects.filter(document__record__number=number).order_by("major")
    return [one.record.number for one in found.select_related("record")]


def _later(world: World, folder: Path, number: str) -> Sequence[Line]:
    """The findings of a register that brings a later version of a number."""
    rows = [collected.row(number, Rev="7")]
    return importing.lines_of(collected.checked(world, *collected.write(folder, rows)))


@pytest.mark.requirement("MIG-01", "DOC-37", "P11-10-d")
def test_import_adds_nothing_to_a_document_that_the_importer_may_not_see(
    world: World, tmp_path: Path
) -> None:
    collected.imported(world, *collected.write(tmp_path / "one"))
    there, kept = _versions("SOP-QA-040"), restrict(world)
    circled = Record.objects.filter(number__startswith="SOP-QA-040")
    ready = collected.checked(
        world, *collected.write(tmp_path / "two", [collected.row("SOP-QA-040", Rev="7")])
    )
    with action(SYSTEM, "test.restrict", reason="Blinding."):
        circled.update(circle=kept.circle, confidential=True)

    (line,) = _later(world, tmp_path / "three", "SOP-QA-040")
    assert (line.level, line.findings) == ("error", [NOT_YOURS])

    world.move(world.carla, ready.record, "run")  # tried dry before the document was restricted
    collected.carrying.run(collected.fresh(ready))
    assert _versions("SOP-QA-040") == there
    assert [one.says for one in ready.outcomes.all()] == [NOT_YOURS]


@pytest.mark.requirement("MIG-01", "MIG-02")
def test_number_that_begins_like_another_key_is_a_document_of_its_own(world: World, tmp_path: Path) -> None:
    longer = collected.row("WI 12 · A", **{"File name": "a.pdf"})
    collected.imported(world, *collected.write(tmp_path / "one", [longer]))
    shorter = collected.row("WI 12", Rev="7", **{"File name": "b.pdf"})
    collected.imported(world, *collected.write(tmp_path / "two", [shorter]))
    (one,) = known_as(world.carla, "WI 12 · A")
    (two,) = known_as(world.carla, "WI 12")
    assert one != two
    assert Document.objects.get(pk=one.pk).versions.count() == 1


@pytest.mark.requirement("MIG-01")
def test_member_packed_in_an_unusual_way_is_refused_and_stops_nothing(tmp_path: Path) -> None:
    packed = tmp_path / "collection.zip"
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("a.pdf", collected.pdf("rinse"))
        package.writestr("b.pdf", collected.pdf("rinse"), compress_type=zipfile.ZIP_LZMA)
    content = bytearray(packed.read_bytes())
    place = content.rindex(b"b.pdf", 0, content.index(b"PK\x01\x02"))
    content[place + 5 + 9 : place + 5 + 40] = b"\xff" * 31  # behind the header of the packing
    packed.write_bytes(content)
    with opened(packed) as collection:
        found = {name: collection.describe(name) for name in collection.names}
    assert found["a.pdf"].refusal == ""
    assert found["b.pdf"].refusal.startswith("It is packed in an unusual way.")


@pytest.mark.requirement("MIG-01", "MIG-06")
@pytest.mark.parametrize("claimed", ["2", "-5", "0"])
def test_rows_of_a_workbook_never_share_a_number(tmp_path: Path, claimed: str) -> None:
    register = _renumbered(tmp_path, claimed)
    (table,) = tables_of(register, filename=register.name)
    assert [(number, cells[0]) for number, cells in table.rows] == [(1, "No"), (2, "A"), (3, "B")]


def _renumbered(folder: Path, claimed: str) -> Path:
    """A workbook whose third row claims another number."""
    made = folder / "register.xlsx"
    source = io.BytesIO(workbook(sheet="List", heads=["No", "Title"], lines=[["A", "one"], ["B", "two"]]))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            rows = iter(("1", "2", claimed))
            if name.endswith("sheet1.xml"):
                text = re.sub(r"<row\b[^>]*>", lambda _, rows=rows: f'<row r="{next(rows)}">', text)
            new.writestr(name, text)
    return made
