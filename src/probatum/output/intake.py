"""Looks at an upload before anything is done with it: what it is, whether it is accepted, and if not, why not.

The bytes decide, never the name. A refusal is one or two sentences: what is wrong and what to do.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from probatum.documents.recording import Recorded
from probatum.output import ole_check, pdf_check, plain_check, recordings, zip_check
from probatum.output.limits import LIMITS, MIB, Limits, UploadRefused

ACCEPTED_WORDS = (
    "Word, Excel, PowerPoint, OpenDocument, RTF, PDF, Markdown, plain text, PNG or JPEG, "
    f"video or sound as {recordings.RECORDING_WORDS}"
)


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """An upload that may be stored and rendered."""

    media_type: str
    kind: str  # word, spreadsheet, presentation, pdf, markdown, text, image, recording
    extension: str
    size: int
    sha256: str
    pages: int | None = None
    stem: str = "document"  # the name without extension, harmless, for fields that show the file name
    warnings: tuple[str, ...] = field(default=())
    recording: Recorded | None = None


@dataclass(frozen=True)
class _Type:
    media_type: str
    kind: str
    name: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
TYPES: dict[str, _Type] = {
    "docx": _Type(_OOXML + "wordprocessingml.document", "word", "a Word document"),
    "doc": _Type("application/msword", "word", "an older Word document"),
    "odt": _Type(_ODF + "text", "word", "an OpenDocument text"),
    "rtf": _Type("application/rtf", "word", "an RTF document"),
    "xlsx": _Type(_OOXML + "spreadsheetml.sheet", "spreadsheet", "an Excel workbook"),
    "xls": _Type("application/vnd.ms-excel", "spreadsheet", "an older Excel workbook"),
    "ods": _Type(_ODF + "spreadsheet", "spreadsheet", "an OpenDocument spreadsheet"),
    "pptx": _Type(_OOXML + "presentationml.presentation", "presentation", "a PowerPoint presentation"),
    "ppt": _Type("application/vnd.ms-powerpoint", "presentation", "an older PowerPoint presentation"),
    "odp": _Type(_ODF + "presentation", "presentation", "an OpenDocument presentation"),
    "pdf": _Type("application/pdf", "pdf", "a PDF"),
    "md": _Type("text/markdown", "markdown", "Markdown"),
    "txt": _Type("text/plain", "text", "plain text"),
    "png": _Type("image/png", "image", "a PNG picture"),
    "jpg": _Type("image/jpeg", "image", "a JPEG picture"),
    "mp4": _Type("video/mp4", "recording", "an MP4 video"),
    "webm": _Type("video/webm", "recording", "WebM"),
    "m4a": _Type("audio/mp4", "recording", "M4A sound"),
    "mp3": _Type("audio/mpeg", "recording", "MP3 sound"),
    "wav": _Type("audio/wav", "recording", "WAV sound"),
    "ogg": _Type("audio/ogg", "recording", "Ogg sound"),
}
_SAME = {
    "jpeg": "jpg",
    "markdown": "md",
    "text": "txt",
    "m4v": "mp4",
    "m4b": "m4a",
    "weba": "webm",
    "wave": "wav",
    "oga": "ogg",
    "opus": "ogg",
}
# Signatures of things people do upload, so that the refusal can name them.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"%!PS", "a PostScript file"),
    (b"BM", "a bitmap picture"),
    (b"\x00asm", "a program"),
)


def inspect(path: Path, *, filename: str, limits: Limits = LIMITS) -> Accepted:
    """Say what the file at `path` is, or refuse it.

    Raises UploadRefused with the sentence for the person who uploaded it.
    """
    size = path.stat().st_size
    if size == 0:
        raise UploadRefused("The file is empty. Check that it was saved and upload it again.")
    with path.open("rb") as stream:
        head = stream.read(8192)
    if recordings.is_recording(head):
        return _recording(path, head, size=size, filename=filename, limits=limits)
    if size > limits.upload_bytes:
        raise UploadRefused(
            f"The file has {size / MIB:.0f} MB; at most {limits.upload_bytes // MIB} MB are accepted. "
            "Reduce its pictures or split it."
        )
    found, warnings, pages = _recognise(path, head, filename=filename, limits=limits)
    _name_fits(filename, found)
    kind = TYPES[found]
    return Accepted(
        media_type=kind.media_type,
        kind=kind.kind,
        extension=found,
        size=size,
        sha256=_hash(path),
        pages=pages,
        stem=_stem(filename),
        warnings=tuple(warnings),
    )


def _recording(path: Path, head: bytes, *, size: int, filename: str, limits: Limits) -> Accepted:
    if size > limits.recording_bytes:
        raise UploadRefused(
            f"The file has {size / MIB:.0f} MB; at most {limits.recording_bytes // MIB} MB are accepted for video and "
            "sound. Save it smaller or cut it; an administrator can change the limit in the settings."
        )
    found, recorded = recordings.check(path, head)
    _name_fits(filename, found)
    return Accepted(
        media_type=recorded.media_type,
        kind=TYPES[found].kind,
        extension=found,
        size=size,
        sha256=_hash(path),
        stem=_stem(filename),
        warnings=(recordings.LOCATED,) if recorded.located else (),
        recording=recorded,
    )


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def extension_of(filename: str) -> str:
    """Give the extension a name claims, in lower case, with synonyms folded."""
    claimed = Path(filename.strip()).suffix.lower().lstrip(".")
    return _SAME.get(claimed, claimed)


def _stem(filename: str) -> str:
    kept = re.sub(r"[^\w .()+-]", "_", Path(filename.strip()).stem)[:60].strip(" .-")
    return kept or "document"


def _recognise(
    path: Path, head: bytes, *, filename: str, limits: Limits
) -> tuple[str, list[str], int | None]:
    for starts, check in _CHECKS:
        if starts(head):
            return check(path, filename, limits)
    recordings.refuse_foreign(head)  # before scripts: the sound of a telephone begins with #!AMR
    for start, name in _FOREIGN:
        if head.startswith(start):
            raise UploadRefused(f"The file is {name}, which is not accepted. Upload {ACCEPTED_WORDS}.")
    claimed = extension_of(filename)
    if claimed in ("md", "txt"):
        plain_check.check_text(path, limits=limits)
        return claimed, [], None
    _refuse_unknown(head, claimed)
    raise AssertionError("unreachable")


def _refuse_unknown(head: bytes, claimed: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in (
        (b"<svg", "an SVG drawing"),
        (b"<!doctype html", "a web page"),
        (b"<html", "a web page"),
        (b"<?xml", "an XML file"),
        (b"from ", "an e-mail"),
        (b"received:", "an e-mail"),
    ):
        if start.startswith(mark):
            raise UploadRefused(f"The file is {name}, which is not accepted. Upload {ACCEPTED_WORDS}.")
    if claimed in TYPES:
        raise UploadRefused(
            f"The file is named .{claimed} but its content is not {TYPES[claimed].name}; it may be damaged. "
            "Open it in the program it was made with, save it again and upload that file."
        )
    named = f"Files of type .{claimed}" if claimed else "Files of this type"
    raise UploadRefused(f"{named} are not accepted. Upload {ACCEPTED_WORDS}.")


def _name_fits(filename: str, found: str) -> None:
    claimed = extension_of(filename)
    if claimed == found:
        return
    if not claimed:
        raise UploadRefused(
            f"The file name has no extension; its content is {TYPES[found].name}. Rename it to end in .{found}."
        )
    raise UploadRefused(
        f"The file is named .{claimed} but its content is {TYPES[found].name}. "
        f"Rename it to end in .{found}, or upload the file you meant."
    )


def _zip(path: Path, filename: str, limits: Limits) -> tuple[str, list[str], int | None]:
    found, warnings = zip_check.check(path, limits=limits)
    return found, warnings, None


def _ole(path: Path, filename: str, limits: Limits) -> tuple[str, list[str], int | None]:
    return ole_check.check(path), [], None


def _pdf(path: Path, filename: str, limits: Limits) -> tuple[str, list[str], int | None]:
    pages, warnings = pdf_check.check(path, limits=limits)
    return "pdf", warnings, pages


def _rtf(path: Path, filename: str, limits: Limits) -> tuple[str, list[str], int | None]:
    return "rtf", plain_check.check_rtf(path), None


def _picture(path: Path, filename: str, limits: Limits) -> tuple[str, list[str], int | None]:
    return plain_check.check_image(path, limits=limits), [], 1


_CHECKS: tuple[
    tuple[Callable[[bytes], bool], Callable[[Path, str, Limits], tuple[str, list[str], int | None]]], ...
] = (
    (lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")), _zip),
    (lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _ole),
    (lambda head: b"%PDF-" in head[:1024], _pdf),
    (lambda head: head.startswith(b"{\\rtf"), _rtf),
    (lambda head: head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")), _picture),
)
