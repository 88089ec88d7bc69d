"""Checks Office Open XML and OpenDocument packages: limits, encryption, macros, entities, outside links.

Every part is unpacked once in bounded pieces: the sizes a ZIP directory claims are not believed.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from probatum.output.limits import MIB, Limits, UploadRefused

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
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_EXTERNAL = re.compile(
    rb"<(?:\w+:)?Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE
)
# A web address is only followed by a click; a template has done its work. Neither is content of the PDF.
_HARMLESS = re.compile(rb"Type\s*=\s*[\"'][^\"']*/(?:hyperlink|attachedTemplate)[\"']", re.IGNORECASE)
_FIELDS = re.compile(rb"instr(?:Text)?\b[^<]{0,40}\b(?:INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE)\b")
_CHANGES = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) ")

MACROS = (
    "The file contains macros, which are not allowed in controlled documents. "
    "Save it without macros (as .docx, .xlsx or .pptx) and upload that file."
)
LOCKED = (
    "The file is protected with a password, so it cannot be opened. Remove the password in the program it was "
    "made with and upload it again."
)
DAMAGED = (
    "The file is damaged or incomplete and cannot be opened. Open it in the program it was made with, save it "
    "again and upload that file."
)
_OUTSIDE = (
    "The file links to content outside itself; linked content is not loaded and is missing from the PDF."
)
TRACKED = "The file has tracked changes that nobody accepted or rejected; the PDF shows them as marked."
_ENTITY = (
    "The file contains XML declarations (a document type or entities) that Office files must not have; they can be "
    "used to read other files. Save it again in Word or LibreOffice and upload that file."
)


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
    types = _read(package, "[Content_Types].xml", limits=limits).decode("utf-8", "replace")
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
    for entry in package.infolist():
        xml = entry.filename.endswith((".xml", ".rels", ".rdf"))
        with package.open(entry) as stream:
            length, content = _drain(stream, keep=xml, limits=limits, so_far=total)
        total += length
        _bounded(total, size, limits=limits)
        if xml and not entry.filename.startswith("META-INF/"):
            flat = content.replace(b"\x00", b"")  # UTF-16 hides a declaration behind zero bytes
            if _DOCTYPE.search(flat):
                raise UploadRefused(_ENTITY)
            outside = outside or _links_out(entry.filename, flat)
            changes = changes or (entry.filename.startswith("word/") and bool(_CHANGES.search(flat)))
        embedded += "/embeddings/" in entry.filename
    warnings = [_OUTSIDE] if outside else []
    if changes:
        warnings.append(TRACKED)
    if embedded:
        warnings.append(f"The file carries {embedded} embedded file(s); they are not part of the PDF.")
    return warnings


def _links_out(name: str, content: bytes) -> bool:
    if name.endswith(".rels"):
        return any(not _HARMLESS.search(found) for found in _EXTERNAL.findall(content))
    return name.startswith("word/") and bool(_FIELDS.search(content))


def _drain(stream: IO[bytes], *, keep: bool, limits: Limits, so_far: int) -> tuple[int, bytes]:
    kept, length = bytearray(), 0
    while piece := stream.read(MIB):
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
    with package.open(name) as stream:
        return _drain(stream, keep=True, limits=limits, so_far=0)[1]
