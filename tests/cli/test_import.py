"""`probatum import`: a folder with its register, begun on the server in the name of the importer."""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import pytest

from probatum.cli import bring_in
from probatum.cli.supervise import CannotRun
from probatum.documents.collection import CollectionImport
from probatum.documents.content import Document
from tests import collected
from tests.world import PASSWORD, World


def options(folder: Path, register: Path, **given: object) -> argparse.Namespace:
    told = {"collection": folder, "register": register, "system": "DocuStar 4", "by": "carla"}
    told |= {"new_numbers": False, "check": False}
    return argparse.Namespace(**{**told, **given})


def folder_of(tmp_path: Path) -> tuple[Path, Path]:
    """The files of the sample in a folder."""
    register, _ = collected.write(tmp_path)
    folder = tmp_path / "collection"
    for name, content in collected.files_for(collected.ROWS).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder, register


@pytest.mark.requirement("MIG-01", "MIG-03")
def test_folder_is_begun_and_tried_dry_on_the_server(
    committed_world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, register = folder_of(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert bring_in._begin(options(folder, register, check=True)) == 0
    said = capsys.readouterr().out
    assert "IMP-0001 is begun" in said
    assert "Number: Doc No." in said
    assert said.rstrip().endswith("5 ready, 0 with warnings, 0 here already, 0 with errors.")
    collection = collected.fresh(CollectionImport.objects.get())
    assert (collection.record.state, collection.record.owner.username) == ("checked", "carla")
    assert not Document.objects.exists()


@pytest.mark.requirement("MIG-01", "P11-10-g")
@pytest.mark.parametrize(
    ("by", "password", "sentence"),
    [
        ("carla", "wrong", "do not belong together"),
        ("nobody", PASSWORD, "do not belong together"),
        ("anna", PASSWORD, "You may not import collections"),
    ],
)
def test_import_on_the_server_needs_the_importer(
    committed_world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by: str,
    password: str,
    sentence: str,
) -> None:
    folder, register = folder_of(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    with pytest.raises(CannotRun, match=sentence):
        bring_in._begin(options(folder, register, by=by))
    assert not CollectionImport.objects.exists()
