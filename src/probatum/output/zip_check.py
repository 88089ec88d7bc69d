"""Checks Office Open XML and OpenDocument packages: limits, encryption, macros, entities, outside links.

Every part is unpacked once in bounded pieces: the sizes a ZIP directory claims are not believed.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from probatum.output import xml_parts
from probatum.output.limits import MIB, Limits, UploadRefused
from probatum.output.xml_parts import DAMAGED

_MAIN = {
    "wordprocessingml.document.main": "docx",
    "spreadsheetml.sheet.main": "xlsx",
    "presentationml.presentation.main": "pptx",
    "presentationml.slideshow.main": "pptx",
}
_TEMPLATES = ("wordprocessingml.template.main", "spreadsheetml.template.main", "presentationml.template.main")
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}

MACROS = (
    "The file contains macros, which are not allowed in controlled documents. "
    "Save it without macros (as .docx, .xlsx or .pptx) and upload that file."
)
LOCKED = (
    "The file is protected with a password, so it cannot be opened. Remove the password in the program it was "
    "made with and upload it again."
)
_OUTSIDE = (
    "The file links to content outside itself; linked content is not loaded and is missing from the PDF."
)
TRACKED = "The file has tracked changes that nobody accepted or rejected; the PDF shows them as marked."


def check(path: Path, *, limits: Limits) -> tuple[str, list[str]]:
    """Return the extension that fits the content, and warnings. Raises UploadRefused."""
    try:
        with zipfile.ZipFile(path) as package:
            names = _names(package, limits=limits)
            found = _kind(package, names, limits=limits)
            _no_macros(package, names)
            return found, _walk(package, limits=limits, size=path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise UploadRefused(DAMAGED) from None


def _names(package: zipfile.ZipFile, *, limits: Limits) -> set[str]:
    entries = package.infolist()
    if len(entries) > limits.entries:
        raise UploadRefused(
            f"The file holds {len(entries)} parts; at most {limits.entries} are accepted. Save it again and upload it."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadRefused(LOCKED)
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise UploadRefused(DAMAGED)
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise UploadRefused(DAMAGED)
    return set(names)


def _kind(package: zipfile.ZipFile, names: set[str], *, limits: Limits) -> str:
    if "[Content_Types].xml" in names:
        return _ooxml(package, limits=limits)
    if "mimetype" in names:
        return _odf(package, names, limits=limits)
    raise UploadRefused(
        "The file is a ZIP archive, which is not accepted. Unpack it and upload the documents one by one."
    )


def _ooxml(package: zipfile.ZipFile, *, limits: Limits) -> str:
    name = "[Content_Types].xml"
    tree = xml_parts.read(name, _read(package, name, limits=limits))
    types = " ".join(tree.xpath("//@ContentType")) if tree is not None else ""
    if "sheet.binary" in types:
        raise UploadRefused(
            "The file is a binary Excel workbook (.xlsb), which is not accepted. Save it as .xlsx and upload that file."
        )
    if "macroEnabled" in types or "vbaProject" in types or "macrosheet" in types.lower():
        raise UploadRefused(MACROS)
    for mark, extension in _MAIN.items():
        if mark in types:
            return extension
    if any(mark in types for mark in _TEMPLATES):
        raise UploadRefused("The file is a template. Save it as a normal document and upload that file.")
    if "visio" in types:
        raise UploadRefused(
            "The file is a Visio drawing, which is not accepted. Save it as PDF and upload that."
        )
    raise UploadRefused(DAMAGED)


def _odf(package: zipfile.ZipFile, names: set[str], *, limits: Limits) -> str:
    media = _read(package, "mimetype", limits=limits).strip()
    if media not in _ODF:
        raise UploadRefused("This kind of OpenDocument file is not accepted. Save it as PDF and upload that.")
    if "META-INF/manifest.xml" in names and b"encryption-data" in _read(
        package, "META-INF/manifest.xml", limits=limits
    ):
        raise UploadRefused(LOCKED)
    return _ODF[media]


def _no_macros(package: zipfile.ZipFile, names: set[str]) -> None:
    for name in names:
        low = name.lower()
        module = (
            low.startswith("basic/")
            and low.count("/") == 2
            and not low.endswith(("script-lb.xml", "dialog-lb.xml", "/"))
        )
        if low.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in low or module:
            raise UploadRefused(MACROS)
        if low.startswith("scripts/") and not low.endswith("/"):
            raise UploadRefused(MACROS)


def _walk(package: zipfile.ZipFile, *, limits: Limits, size: int) -> list[str]:
    total, outside, changes, embedded = 0, False, False, 0
    names = set(package.namelist())
    for entry in package.infolist():
        with package.open(entry) as stream:
            length, content = _drain(stream, name=entry.filename, limits=limits, so_far=total)
        total += length
        _bounded(total, size, limits=limits)
        tree = xml_parts.read(entry.filename, content) if content else None
        if tree is not None:
            changes = changes or xml_parts.tracked(tree)
            outside = xml_parts.cut_links(tree, names=names) or outside
        embedded += "/embeddings/" in entry.filename
    warnings = [_OUTSIDE] if outside else []
    if changes:
        warnings.append(TRACKED)
    if embedded:
        warnings.append(f"The file carries {embedded} embedded file(s); they are not part of the PDF.")
    return warnings


def _drain(stream: IO[bytes], *, name: str, limits: Limits, so_far: int) -> tuple[int, bytes]:
    """Unpack a part in bounded pieces; return its length, and its content where it is XML."""
    kept, length, keep = bytearray(), 0, False
    while piece := stream.read(MIB):
        keep = keep or (length == 0 and xml_parts.may_be_xml(name, piece))
        length += len(piece)
        if keep:
            kept += piece
        if length > limits.part_bytes or so_far + length > limits.expanded_bytes:
            raise UploadRefused(_too_large(limits))
    return length, bytes(kept)


def _bounded(total: int, size: int, *, limits: Limits) -> None:
    if total > limits.expanded_bytes or (total > limits.ratio_floor_bytes and total > size * limits.ratio):
        raise UploadRefused(_too_large(limits))


def _too_large(limits: Limits) -> str:
    return (
        f"The file unpacks to far more than its size suggests (over {limits.part_bytes // MIB} MB in a part or "
        f"{limits.ratio} times its size). Remove oversized content, save it again and upload it."
    )


def _read(package: zipfile.ZipFile, name: str, *, limits: Limits) -> bytes:
    """A part that says what the package is; kept whatever it holds."""
    with package.open(name) as stream:
        content = stream.read(limits.part_bytes + 1)
    if len(content) > limits.part_bytes:
        raise UploadRefused(_too_large(limits))
    return content
