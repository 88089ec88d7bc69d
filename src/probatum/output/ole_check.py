"""Checks older Office files (compound files): what they are, password, macros, truncation."""

import struct
from pathlib import Path

import olefile

from probatum.output.limits import UploadRefused
from probatum.output.xml_parts import DAMAGED
from probatum.output.zip_check import LOCKED, MACROS

_FIB_TEMPLATE, _FIB_ENCRYPTED, _FIB_TABLE_1 = 0x0001, 0x0100, 0x0200
_WORD_97 = 0x00C1  # the first file version whose macros are VBA storages
_XLS_FILEPASS, _XLS_BOUNDSHEET, _XLS_EOF = 0x002F, 0x0085, 0x000A
_PPT_ENCRYPTED = 0xF3D1C4DF


def check(path: Path) -> str:
    """Return the extension that fits the content. Raises UploadRefused."""
    try:
        with olefile.OleFileIO(str(path), raise_defects=olefile.DEFECT_INCORRECT) as ole:
            return _check(ole)
    except UploadRefused:
        raise
    except Exception:  # a fuzzed compound file fails in any way there is
        raise UploadRefused(DAMAGED) from None


def _check(ole: olefile.OleFileIO) -> str:
    streams = ["/".join(parts) for parts in ole.listdir(streams=True, storages=True)]
    low = {name.lower() for name in streams}
    if "encryptedpackage" in low or "encryptioninfo" in low:
        raise UploadRefused(LOCKED)
    if "visiodocument" in low:
        raise UploadRefused(
            "The file is a Visio drawing, which is not accepted. Save it as PDF and upload that."
        )
    if any(name.startswith("__properties_version") for name in low):
        raise UploadRefused(
            "The file is an Outlook message, which is not accepted. Save it as PDF and upload that."
        )
    found = _found(ole, low)
    if any(part in ("vba", "_vba_project_cur", "_vba_project") for name in low for part in name.split("/")):
        raise UploadRefused(MACROS)
    return found


def _found(ole: olefile.OleFileIO, low: set[str]) -> str:
    if "worddocument" in low:
        _word(ole)
        return "doc"
    if "workbook" in low or "book" in low:
        _excel(ole, "Workbook" if "workbook" in low else "Book")
        return "xls"
    if "powerpoint document" in low:
        _powerpoint(ole, low)
        return "ppt"
    raise UploadRefused(
        "The file is not a Word, Excel or PowerPoint document. Save it as PDF in the program it was made with."
    )


def _word(ole: olefile.OleFileIO) -> None:
    data = ole.openstream("WordDocument").read()
    if len(data) < 0x200:
        raise UploadRefused(DAMAGED)
    version, flags = struct.unpack_from("<H", data, 2)[0], struct.unpack_from("<H", data, 10)[0]
    if flags & _FIB_ENCRYPTED:
        raise UploadRefused(LOCKED)
    if version < _WORD_97:
        _word_basic(data, flags)
        return
    if not ole.exists("1Table" if flags & _FIB_TABLE_1 else "0Table"):
        raise UploadRefused(DAMAGED)


def _word_basic(data: bytes, flags: int) -> None:
    """Word 6 and 95 keep WordBasic macros (AutoOpen and others) in the command table of templates."""
    start, length = struct.unpack_from("<II", data, 0x118)
    table = data[start : start + length]
    if flags & _FIB_TEMPLATE or (length > 2 and table[:2] == b"\xff\x01"):
        raise UploadRefused(MACROS)


def _excel(ole: olefile.OleFileIO, name: str) -> None:
    data = ole.openstream(name).read()
    at = 0
    while at + 4 <= len(data):
        record, length = struct.unpack_from("<HH", data, at)
        if record == _XLS_FILEPASS:
            raise UploadRefused(LOCKED)
        if (
            record == _XLS_BOUNDSHEET and length > 5 and data[at + 9] in (0x01, 0x06)
        ):  # Excel 4 macro sheet, module
            raise UploadRefused(MACROS)
        if record == _XLS_EOF:
            return
        at += 4 + length
    raise UploadRefused(DAMAGED)


def _powerpoint(ole: olefile.OleFileIO, low: set[str]) -> None:
    user = ole.openstream("Current User").read() if "current user" in low else b""
    if "encryptedsummary" in low or (
        len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _PPT_ENCRYPTED
    ):
        raise UploadRefused(LOCKED)
