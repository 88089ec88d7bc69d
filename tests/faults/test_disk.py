"""The disk is full while a file is stored: a sentence, nothing changed, nothing left behind, and the next attempt works."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from probatum.documents import authoring
from probatum.documents.content import Draft, Version
from probatum.kernel import file as files
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.errors import LedgerBroken, Refused
from probatum.kernel.models import Record, StoredFile
from tests.processes.examples import is_sentence
from tests.world import World, content


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real file system of 256 KiB for the file store; needs the right to mount."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting needs root; the simulated full disk is tested beside")
    monkeypatch.setattr(django_settings, "FILES", folder)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file store of this test's own."""
    monkeypatch.setattr(django_settings, "FILES", tmp_path)
    return tmp_path


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".part-*")]


def test_full_disk_is_told_in_a_sentence_and_changes_nothing(world: World, small_disk: Path) -> None:
    big = replace(content("Big."), source=os.urandom(400_000))
    before = (Record.objects.count(), StoredFile.objects.count())
    with pytest.raises(Refused, match="disk of the server is full") as refusal:
        authoring.create_document(
            world.anna,
            type=world.sop,
            title="Gowning",
            department=world.quality_department,
            content=big,
        )
    assert is_sentence(str(refusal.value))
    assert (Record.objects.count(), StoredFile.objects.count()) == before
    assert leftovers(small_disk) == []
    assert world.document().document.record.number == "SOP-QA-001"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT], ids=["disk full", "quota used up"])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_check_in_on_a_full_disk_changes_nothing(
    world: World, own_store: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    version = world.document()
    shown = Record.objects.get(pk=version.pk).version

    def full(*given: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(files.os, call, full)
    with pytest.raises(Refused, match="Nothing was changed"):
        authoring.check_in(
            world.anna,
            Version.objects.select_related("record").get(pk=version.pk),
            content=content("Another."),
            based_on=shown,
        )
    monkeypatch.undo()
    assert Draft.objects.filter(version=version).count() == 1
    assert Record.objects.get(pk=version.pk).version == shown
    assert leftovers(own_store) == []


def test_other_faults_of_the_disk_are_not_hidden(
    world: World, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files.os, "replace", broken)
    with pytest.raises(OSError, match="Input/output"):
        world.document()
    assert leftovers(own_store) == []


@pytest.mark.requirement("DOC-46")
def test_interrupted_write_is_completed_by_the_next(world: World, own_store: Path) -> None:
    """A file cut short by a crash has the wrong size, so it is written again."""
    with action(SYSTEM, "test.store") as act:
        stored = files.store(act, b"the whole content", media_type="text/plain")
    path = files.path_of(stored.sha256)
    path.chmod(0o640)
    path.write_bytes(b"the wh")
    with pytest.raises(LedgerBroken, match="was altered"):
        files.read(stored)
    with action(SYSTEM, "test.store") as act:
        assert files.store(act, b"the whole content", media_type="text/plain").pk == stored.pk
    assert files.read(stored) == b"the whole content"
