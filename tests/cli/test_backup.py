"""Backup and restore: what comes back verifies, and a damaged or foreign backup is refused before anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import probatum


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an installation, its backup and its keys."""
    folder = tmp_path_factory.mktemp("backup")
    assert probatum(folder / "data", "migrate", "--quiet").returncode == 0
    done = probatum(folder / "data", "backup", str(folder / "copy"), "--with-keys", str(folder / "keys"))
    assert done.returncode == 0, done.stderr
    yield folder
    probatum(folder / "data", "stop")


def restore(made: Path, data: Path) -> tuple[int, str]:
    done = probatum(data, "restore", str(made / "copy"), "--with-keys", str(made / "keys"))
    return done.returncode, done.stdout + done.stderr


def test_restored_installation_verifies(made: Path, tmp_path: Path) -> None:
    code, text = restore(made, tmp_path / "data")
    assert code == 0, text
    assert text.splitlines()[-1].startswith("intact")
    done = probatum(tmp_path / "data", "check")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "No fault found.")


def test_backup_holds_no_key(made: Path) -> None:
    keys = {path.read_text().strip() for path in (made / "keys").iterdir()}
    assert len(keys) == 4
    content = b"".join(path.read_bytes() for path in (made / "copy").rglob("*") if path.is_file())
    assert [key for key in keys if key.encode() in content] == []


def test_existing_folder_is_not_overwritten(made: Path) -> None:
    done = probatum(made / "data", "backup", str(made / "copy"))
    assert done.returncode == 1
    assert "a backup never overwrites another one" in done.stderr


def test_filled_folder_is_not_restored_into(made: Path) -> None:
    code, text = restore(made, made / "data")
    assert code == 1
    assert "is not empty; restore into a new folder" in text


def test_changed_byte_is_found_before_anything_is_restored(made: Path, tmp_path: Path) -> None:
    dump = made / "copy" / "database.dump"
    content = dump.read_bytes()
    dump.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    try:
        code, text = restore(made, tmp_path / "data")
    finally:
        dump.write_bytes(content)
    assert code == 1
    assert "The backup is damaged: database.dump was changed or added. Nothing was restored." in text
    assert not (tmp_path / "data").exists()
