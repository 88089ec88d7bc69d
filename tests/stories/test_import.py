"""A collection of an older system comes in: uploaded, mapped, tried dry, imported, compared, signed, found by its old number."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from tests import collected
from tests.output.test_register import REAL
from tests.stories.people import Somebody, Stage
from tests.stories.pictures import Album

CONTROL = "e.kovarik"
PATIENCE = 60.0
#: A register and two of its files that nobody of us wrote; our own sample where they are not on the machine.
THEIRS = REAL / "registers" / "hardware_qms"


def collection(folder: Path, mark: str) -> tuple[Path, Path, str]:
    """Register, archive and an old number in them; the mark keeps a second playing of the story apart from the first."""
    if THEIRS.exists():
        register, archive = THEIRS / "MDL-007_Master_Document_List.md", folder / "hardware qms.zip"
        with zipfile.ZipFile(archive, "w") as package:
            for path in sorted(THEIRS.iterdir()):
                package.writestr(f"docs/{path.name}", path.read_bytes() + f"\n\n{mark}\n".encode())
        return register, archive, "MDL-014"
    rows = [collected.row(f"MDL-0{number}", **{"Process owner": "Quality Owner"}) for number in (14, 15, 16)]
    register, archive = collected.write(folder, rows, files=collected.files_for(rows[:2]))
    return register, archive, "MDL-014"


@pytest.mark.requirement("MIG-01", "MIG-02", "MIG-06", "MIG-10", "MIG-12")
def test_collection_comes_in_and_is_reconciled(stage: Stage, album: Album, tmp_path: Path) -> None:
    mark = f"Shared drive {time.time_ns() % 1_000_000}"
    register, archive, old = collection(tmp_path, mark)
    eva = stage.person(CONTROL)
    # the files are uploaded, and the mapping is proposed from the headings
    eva.opens("/imports/new/")
    eva.fills(Older_system=mark)
    eva.page.get_by_label("Collection").set_input_files(archive)
    eva.page.get_by_label("Register").set_input_files(register)
    album.take(eva, "import-new")
    eva.presses("Upload both")
    eva.sees("Proposed from the headings", "Values that do not exist here", "Quality Owner")
    # people of the older system are gone: one owner stands in for all
    eva.fills(Type_for_all_other_rows="(SOP)", Owner_for_all_other_rows=f"({CONTROL})")
    eva.fills(Department_for_all_other_rows="(QA)", Site_for_all_other_rows="(GRZ)")
    album.take(eva, "import-mapping", height=2400)
    eva.presses("Keep the mapping")
    # nothing is made by the dry run; it names what is missing, row by row
    eva.moves("Try it dry")
    waits(eva, "Tried dry")
    eva.sees("is not in the collection")
    album.take(eva, "import-dry-run", height=1600)
    eva.moves("Import the rows that are ready")
    waits(eva, "Imported")
    # a sample is compared with its source, and the report signed
    eva.page.get_by_label("Draw at random").fill("2")
    eva.presses("Draw")
    eva.sees("Source file")
    verdicts = eva.page.get_by_label("Verdict on")
    for place in range(verdicts.count()):
        verdicts.nth(place).select_option("same")
    eva.presses("Keep the verdicts")
    eva.sees("Agrees with the source", "Files compared with their source, byte by byte")
    album.take(eva, "import-reconciliation", height=2400)
    eva.signs("Sign the reconciliation")
    eva.sees("Import compared with its source and accepted")
    assert eva.state() == "Reconciled"
    report = eva.page.request.get(eva.page.url.split("#")[0].split("?")[0] + "report.pdf")
    assert report.body().startswith(b"%PDF")
    # and everybody finds the document by its old number
    reader = stage.person("m.hudecek")
    reader.opens(f"/search/?q={old}")
    reader.sees(old)
    reader.opens(f"/old/{old}")
    reader.sees(f"Migrated from {mark}" if THEIRS.exists() else f"Approved in {mark}", old)
    album.take(reader, "migrated")


def waits(who: Somebody, state: str) -> None:
    """Look at the page again until the work in the background is done."""
    end = time.monotonic() + PATIENCE
    while who.state() != state:
        assert time.monotonic() < end, who.state()
        time.sleep(0.5)
        who.page.reload()
    who.arrives()


def test_own_sample_is_a_collection(tmp_path: Path) -> None:
    """The sample that stands in for the real collection holds what the story needs."""
    register, archive = collected.write(tmp_path)
    assert register.read_text().startswith("Doc No.")
    assert zipfile.is_zipfile(io.BytesIO(archive.read_bytes()))
