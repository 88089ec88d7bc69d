"""A ZIP with a manifest: every file by name, size and SHA-256, as CSV and JSON, and as sums that common programs check.

Names are safe on every file system: no reserved letters or device names, no two that differ in case only, not too long.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from typing import IO, Any

from probatum.kernel.spreadsheet import safe_cell

#: besides what file systems refuse, signs that are not seen and can make one extension look like another
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+')
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
LONGEST_NAME = 100
#: Held still, so that the same content gives the same package.
TIME = (1980, 1, 1, 0, 0, 0)


def safe_name(name: str, *, longest: int = LONGEST_NAME) -> str:
    """One step of a path that Windows, macOS and Linux take; the extension stays."""
    cleaned = " ".join(_UNSAFE.sub(" ", name).split()).strip(" .")
    stem, dot, extension = cleaned.rpartition(".")
    if not dot or len(extension) > 8:
        stem, dot, extension = cleaned, "", ""
    cleaned = stem[: longest - len(dot + extension)].strip(" .") + dot + extension
    return f"_{cleaned}" if _DEVICES.match(cleaned) else cleaned or "file"


class Package:
    """A ZIP while it is written; `close` adds the manifest and returns its fingerprint."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._taken: set[str] = set()
        self.files: list[dict[str, Any]] = []

    def add(self, path: Sequence[str], content: bytes) -> tuple[str, str]:
        """Write a file under a safe path that nothing else has; return the path and its SHA-256."""
        name = self._free("/".join(safe_name(step) for step in path))
        digest = hashlib.sha256(content).hexdigest()
        self._write(name, content)
        self.files.append({"path": name, "size": len(content), "sha256": digest})
        return name, digest

    def close(self, *, about: dict[str, Any], register: tuple[Sequence[str], list[Sequence[Any]]]) -> str:
        """Write manifest.csv (the register), manifest.json and SHA256SUMS; return the SHA-256 of manifest.json."""
        heads, rows = register
        self.add(("manifest.csv",), as_csv(heads, rows))
        listed = [dict(zip(heads, row, strict=True)) for row in rows]
        told = {**about, "register": listed, "files": self.files}
        content = json.dumps(told, indent=1, ensure_ascii=False, default=str).encode()
        self._write("manifest.json", content)
        digest = hashlib.sha256(content).hexdigest()
        sums = [f"{one['sha256']}  {one['path']}\n" for one in self.files] + [f"{digest}  manifest.json\n"]
        self._write("SHA256SUMS", "".join(sums).encode())
        self._zip.close()
        return digest

    def _write(self, name: str, content: bytes) -> None:
        self._zip.writestr(zipfile.ZipInfo(name, TIME), content, zipfile.ZIP_DEFLATED, 1)

    def _free(self, name: str) -> str:
        stem, dot, extension = name.rpartition(".")
        found, number = name, 2
        while found.casefold() in self._taken:
            found = f"{stem} ({number}).{extension}" if dot else f"{name} ({number})"
            number += 1
        self._taken.add(found.casefold())
        return found


def as_csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A table as CSV that spreadsheets read as UTF-8 and do not calculate."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([[safe_cell(value) for value in row] for row in rows])
    return ("\ufeff" + buffer.getvalue()).encode()
