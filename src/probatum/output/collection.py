"""A collection of files to import: a ZIP archive of hostile bytes, read member by member and never unpacked by its own names."""

from __future__ import annotations

import hashlib
import posixpath
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from probatum.documents.import_files import CollectedFile, CollectedFiles
from probatum.output import intake
from probatum.output.limits import LIMITS, MIB, ConverterMissing, UploadRefused

MOST_FILES = 100_000
MOST_BYTES = 200 * 1024 * MIB
#: What systems leave in folders; nobody means them.
_LITTER = ("__MACOSX/", ".ds_store", "thumbs.db", "desktop.ini", "~$", ".git/")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
DAMAGED = "It is damaged in the collection and cannot be unpacked."
#: Other ways of packing take memory that the file itself asks for, or fail in ways of their own.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Collection:
    """An open archive."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._members = {
            one.filename: one
            for one in package.infolist()
            if not one.is_dir() and not _is_litter(one.filename)
        }

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def describe(self, name: str) -> CollectedFile:
        """Size and hash of a file, as it is unpacked; a refusal where it cannot be."""
        told, size = hashlib.sha256(), 0
        try:
            for piece in self._pieces(name):
                told.update(piece)
                size += len(piece)
        except UploadRefused as refusal:
            return CollectedFile(name, size, "", str(refusal))
        return CollectedFile(name, size, told.hexdigest())

    @contextmanager
    def unpacked(self, name: str) -> Iterator[Path]:
        """A file by itself in a folder of its own. Raises UploadRefused for one that cannot be unpacked."""
        with tempfile.NamedTemporaryFile(prefix="probatum-member-") as copy:
            for piece in self._pieces(name):
                copy.write(piece)
            copy.flush()
            yield Path(copy.name)

    def _pieces(self, name: str) -> Iterator[bytes]:
        member, length = self._members[name], 0
        if member.flag_bits & 1:
            raise UploadRefused("It is protected with a password. Make the collection without one.")
        if member.compress_type not in _PACKED:
            raise UploadRefused(
                "It is packed in an unusual way. Make the collection again as an ordinary ZIP."
            )
        try:
            with self._package.open(member) as stream:
                while piece := stream.read(MIB):
                    length += len(piece)
                    if length > LIMITS.upload_bytes:
                        raise UploadRefused(
                            f"It has more than {LIMITS.upload_bytes // MIB} MB, the most that is accepted."
                        )
                    yield piece
        except _BROKEN:
            raise UploadRefused(DAMAGED) from None


@contextmanager
def opened(path: Path) -> Iterator[Collection]:
    """A collection to read from. Raises UploadRefused for what is no ZIP archive or holds too much."""
    try:
        package = zipfile.ZipFile(path)
    except _BROKEN:
        raise UploadRefused("The collection is no ZIP archive, or is damaged. Make it again.") from None
    with package:
        members = package.infolist()
        if len(members) > MOST_FILES:
            raise UploadRefused(f"The collection holds more than {MOST_FILES:,} files. Import it in parts.")
        if sum(one.file_size for one in members) > MOST_BYTES:
            raise UploadRefused("The collection unpacks to more than 200 GB. Import it in parts.")
        yield Collection(package)


def files_in(collection: Collection, *, said: Iterable[str]) -> CollectedFiles:
    """Every file with its hash; those that a register means are looked at as an upload is."""
    described = {name: collection.describe(name) for name in collection.names}
    named = CollectedFiles(described.values())
    for wanted in {word for word in said if word}:
        for one in named.find(wanted)[:1]:
            if not one.refusal:
                described[one.name] = _looked_at(collection, one)
    return CollectedFiles(described.values())


def _looked_at(collection: Collection, one: CollectedFile) -> CollectedFile:
    try:
        with collection.unpacked(one.name) as path:
            intake.inspect(path, filename=posixpath.basename(one.name.replace("\\", "/")))
    except (UploadRefused, ConverterMissing) as refusal:
        return CollectedFile(one.name, one.size, one.sha256, str(refusal))
    return one


def pack_folder(folder: Path, target: Path) -> None:
    """Put the files of a folder into an archive as they are. Raises UploadRefused for a folder that is not there."""
    if not folder.is_dir():
        raise UploadRefused(f"{folder} is no folder.")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, strict_timestamps=False) as package:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                package.write(path, path.relative_to(folder).as_posix())


def _is_litter(name: str) -> bool:
    last = posixpath.basename(name).lower()
    return name.startswith(_LITTER[0]) or last.startswith(_LITTER[1:5]) or "/.git/" in f"/{name}"
