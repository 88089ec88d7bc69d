"""Checks text, RTF and pictures before they are accepted."""

import re
import warnings
from pathlib import Path

from PIL import Image

from probatum.output.limits import Limits, UploadRefused

_BRACES = re.compile(rb"\\[\\{}]|[{}]")
_EXTERNAL_RTF = re.compile(rb"\\objlink|\bINCLUDE(?:PICTURE|TEXT)\b|\bDDE(?:AUTO)?\b|\bIMPORT\b")


def check_text(path: Path, *, limits: Limits) -> None:
    """Refuse what is not readable text."""
    if path.stat().st_size > limits.markup_bytes:
        raise UploadRefused(
            "The text file is too long to be shown as a document. Split it, or upload it as a PDF."
        )
    read_text(path)


def read_text(path: Path) -> str:
    """Decode a text file: UTF-8, or UTF-16 with its mark; otherwise refuse."""
    raw = path.read_bytes()
    codec = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        raise UploadRefused(
            "The text is not in UTF-8, so its letters cannot be read safely. Save it as UTF-8 and upload it again."
        ) from None
    if any(ord(c) < 32 and c not in "\t\n\r\f" for c in text):
        raise UploadRefused("The file is named as text but holds binary data. Upload the file you meant.")
    if not text.strip():
        raise UploadRefused("The file holds no text. Check that it was saved and upload it again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_rtf(path: Path) -> list[str]:
    """Refuse an RTF that stops in the middle; name what it links to outside itself."""
    raw = path.read_bytes()
    if _open_groups(raw) > 0:
        raise UploadRefused(
            "The RTF file ends in the middle, so part of it is missing. Save it again in Word and upload that file."
        )
    if _EXTERNAL_RTF.search(raw):
        return [
            "The file links to content outside itself; linked content is not loaded and is missing from the PDF."
        ]
    return []


def _open_groups(raw: bytes) -> int:
    if b"\\bin" in raw:  # raw bytes may hold braces: only the last ones tell something
        return 0 if b"}" in raw[-64:] else 1
    marks = _BRACES.findall(raw)
    return marks.count(b"{") - marks.count(b"}")


def check_image(path: Path, *, limits: Limits) -> str:
    """Read a picture's size, refuse one that is damaged or too large; return its extension."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=("PNG", "JPEG")) as picture:
                width, height = picture.size
                if width * height > limits.picture_pixels:
                    raise UploadRefused(
                        f"The picture has {width * height / 1e6:.0f} megapixels; at most "
                        f"{limits.picture_pixels / 1e6:.0f} are accepted. Reduce it and upload it again."
                    )
                found = "png" if picture.format == "PNG" else "jpg"
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UploadRefused(
            "The picture is damaged and cannot be read. Save it again and upload that file."
        ) from None
    return found
