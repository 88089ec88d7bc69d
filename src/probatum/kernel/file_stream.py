"""Files too large for memory: checked against their hash without being held, then read piece by piece."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

from probatum.kernel.errors import LedgerBroken
from probatum.kernel.file import StoredFile, gone, path_of

PIECE = 256 * 1024
_MOST_KNOWN = 2000
_Stat = tuple[int, int, int, int]


def intact(file: StoredFile) -> Path:
    """Where the bytes of a file lie, once they are known to have its hash.

    A file is hashed at its first reading by this process and again when the disk says that it changed since. Raises what
    `file.read` raises.
    """
    path = path_of(file.sha256)
    try:
        found = path.stat()
        facts = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if _known.get(file.sha256) == facts:
            return path
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise gone(file) from error
    if sha256 != file.sha256:
        raise LedgerBroken(f"The file {file.fingerprint} was altered in the store. Restore it from a backup.")
    with _guard:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[file.sha256] = facts
    return path


def pieces(path: Path, *, first: int, count: int) -> Iterator[bytes]:
    """The bytes from `first` on, `count` of them, a piece at a time."""
    with path.open("rb") as stream:
        stream.seek(first)
        while count > 0:
            piece = stream.read(min(PIECE, count))
            if not piece:
                return
            count -= len(piece)
            yield piece


_known: dict[str, _Stat] = {}
_guard = threading.Lock()
