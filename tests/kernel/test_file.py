"""Files lie under their hash, are written once, and are checked when they are read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from probatum.kernel import file as files
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import LedgerBroken
from probatum.kernel.models import FileText, StoredFile
from tests.world import World


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(django_settings, "FILES", tmp_path)
    return tmp_path


def stored(content: bytes = b"content") -> StoredFile:
    with action(SYSTEM, "test.store") as act:
        return files.store(act, content, media_type="text/plain")


@pytest.mark.requirement("DOC-46")
@pytest.mark.parametrize(
    "content", [b"", b"content", bytes(range(256)) * 5000], ids=["empty", "short", "long"]
)
def test_stored_bytes_come_back_under_their_hash(world: World, content: bytes) -> None:
    file = stored(content)
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert files.read(file) == content


def test_same_bytes_are_stored_once(world: World, own_store: Path) -> None:
    assert stored().pk == stored().pk
    assert len([path for path in own_store.rglob("*") if path.is_file()]) == 1


@pytest.mark.requirement("AT-6")
def test_stored_file_is_read_only(world: World) -> None:
    assert files.path_of(stored().sha256).stat().st_mode & 0o777 == 0o440


@pytest.mark.requirement("P11-10-a", "ATR-14")
def test_altered_bytes_of_the_same_length_are_not_handed_out(world: World) -> None:
    file = stored()
    path = files.path_of(file.sha256)
    path.chmod(0o640)
    path.write_bytes(b"CONTENT")
    with pytest.raises(LedgerBroken, match="was altered in the store"):
        files.read(file)


@pytest.mark.requirement("P11-10-a")
def test_missing_bytes_are_named(world: World) -> None:
    file = stored()
    files.path_of(file.sha256).unlink()
    with pytest.raises(LedgerBroken, match="is missing from the store"):
        files.read(file)


def test_text_of_a_file_is_kept_without_nul(world: World) -> None:
    file = stored()
    with action(SYSTEM, "test.text"):
        files.note_text(file, text="a\x00b", pages=2)
        files.note_text(file, text="a\x00c", pages=3)
    assert list(FileText.objects.values_list("text", "pages")) == [("ac", 3)]
