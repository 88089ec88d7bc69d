"""Files by content: bytes are written once under their SHA-256, never overwritten, and checked when read."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models

from probatum.kernel.action import put
from probatum.kernel.errors import LedgerBroken, Refused
from probatum.kernel.fields import points_to, sha256_field
from probatum.kernel.people import Person
from probatum.kernel.record import Record


class StoredFile(models.Model):
    """The fact that bytes with this hash were stored; the bytes lie in the file store."""

    sha256 = sha256_field(unique=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField()
    stored_by = points_to(Person, optional=True)

    @property
    def fingerprint(self) -> str:
        return f"{self.sha256[:8]}…{self.sha256[-8:]}"


class FileText(models.Model):
    """Text found in a file, for search and comparison. Derived from the bytes and rebuilt from them at any time."""

    file = models.OneToOneField(
        StoredFile, on_delete=models.PROTECT, primary_key=True, related_name="extracted"
    )
    text = models.TextField()
    pages = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=20, default="text layer")


class Attachment(models.Model):
    """A file attached to a record under a name; voided with a reason, never removed."""

    record = points_to(Record, related="attachments")
    file = points_to(StoredFile)
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    added_by = points_to(Person, optional=True)
    added_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]


class FileDisposal(models.Model):
    """That the bytes of a file went, or are about to go, by which decision, and whether the same bytes came back since."""

    file = points_to(StoredFile, related="disposals")
    decision = points_to(Record, related="+")
    decided_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    stored_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "disposal of a file"


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.FILES) / sha256[:2] / sha256[2:4] / sha256


def store(act: Any, content: bytes, *, media_type: str) -> StoredFile:
    """Write bytes to the store and note them, under an open action.

    The bytes are safe on disk before the row commits; bytes without a row are harmless. Raises Refused on a full disk.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    _take_back(act, sha256)
    target = path_of(sha256)
    if not (target.exists() and target.stat().st_size == len(content)):
        _write_once(target, (content,))
    found, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": len(content),
            "media_type": media_type,
            "stored_at": act.at,
            "stored_by": act.person,
        },
    )
    return found


def store_path(act: Any, source: Path, *, media_type: str) -> StoredFile:
    """Store a file too large for memory, under an open action, as `store` does."""
    with source.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    _take_back(act, sha256)
    size = source.stat().st_size
    target = path_of(sha256)
    if not (target.exists() and target.stat().st_size == size):
        with source.open("rb") as stream:
            _write_once(target, iter(lambda: stream.read(1024 * 1024), b""))
    facts = {"size": size, "media_type": media_type, "stored_at": act.at, "stored_by": act.person}
    found, _ = StoredFile.objects.get_or_create(sha256=sha256, defaults=facts)
    return found


def _take_back(act: Any, sha256: str) -> None:
    """Note that bytes which were disposed of are stored anew; whoever removes them waits for this, or this for them."""
    hold_still([sha256], shared=True)
    gone = FileDisposal.objects.filter(file__sha256=sha256, stored_again_at=None)
    if gone.update(stored_again_at=act.at):
        put("X", root=None, body=f'{{"entries":[],"files_again":["{sha256}"],"part":"f"}}')


def hold_still(hashes: Iterable[str], *, shared: bool) -> None:
    """Hold bytes to the end of the action, in order: a disposal sees all that points to them, or who stores them waits for it."""
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        for sha256 in sorted(hashes):
            cursor.execute(f"SELECT {name}(hashtextextended(%s, 0))", [f"file {sha256}"])  # one of two


def _write_once(target: Path, pieces: Iterable[bytes]) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as part:
                for piece in pieces:
                    part.write(piece)
                part.flush()
                os.fsync(part.fileno())
            os.chmod(name, 0o440)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(
                "The file could not be stored because the disk of the server is full. Nothing was changed. "
                "A system administrator can make room; then send the file again."
            ) from error
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(file: StoredFile) -> bytes:
    """The bytes of a file, checked against their hash. Raises LedgerBroken when they are missing or altered."""
    try:
        content = path_of(file.sha256).read_bytes()
    except FileNotFoundError as error:
        raise gone(file) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise LedgerBroken(f"The file {file.fingerprint} was altered in the store. Restore it from a backup.")
    return content


def gone(file: StoredFile) -> Refused | LedgerBroken:
    """Why the bytes of a file are not there: they were disposed of, or lost."""
    found = file.disposals.filter(stored_again_at=None).select_related("decision").first()
    if found is None:
        return LedgerBroken(
            f"The file {file.fingerprint} is missing from the store. Restore it from a backup."
        )
    return Refused(
        f"This content was disposed of under {found.decision.number}, because its time was over. "
        f"Its fingerprint {file.fingerprint} is kept."
    )


def note_text(file: StoredFile, *, text: str, pages: int, source: str = "text layer") -> None:
    """Keep the text found in a file; NUL bytes, which PostgreSQL cannot hold, are dropped."""
    FileText.objects.update_or_create(
        file=file, defaults={"text": text.replace("\x00", ""), "pages": pages, "source": source}
    )
