"""Photographs as they come from a phone: when they were taken is kept as evidence, where is taken out, and so is all else they carry.

The picture itself is not touched: segments that describe it are left out, what draws it stays byte by byte (MOB-03).
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PIL import ExifTags, Image

from probatum.output.limits import UploadRefused

_DAMAGED = "The picture is damaged and cannot be read. Take it again, or send another one."
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
#: what a JPEG needs to be drawn as it was: its colour profile, and how Adobe programs mixed its colours
_PROFILE, _ADOBE = b"ICC_PROFILE\x00", 0xEE
_PNG_TOLD = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")
_MOMENT = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture without what it told of itself, and what that was."""

    content: bytes
    arrived_as: str
    taken: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    located: bool = False


def read_photograph(content: bytes) -> Photograph:
    """What a JPEG or PNG that was accepted tells of itself, and the picture without it. Raises UploadRefused for a damaged one."""
    told = _exif(content)
    taken = _taken(told)
    place = _place(told)
    try:
        bare = (
            _bare_jpeg(content, told=told, taken=taken) if content.startswith(_JPEG) else _bare_png(content)
        )
    except (struct.error, IndexError, ValueError):
        raise UploadRefused(_DAMAGED) from None
    latitude, longitude = place or (None, None)
    return Photograph(
        content=bare,
        arrived_as=hashlib.sha256(content).hexdigest(),
        taken=_as_shown(taken),
        latitude=latitude,
        longitude=longitude,
        located=bool(told.get_ifd(ExifTags.IFD.GPSInfo)),
    )


def _exif(content: bytes) -> Image.Exif:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            return picture.getexif()
    except (OSError, ValueError, SyntaxError, TypeError, struct.error, Image.DecompressionBombError):
        return Image.Exif()


def _taken(told: Image.Exif) -> tuple[str, str]:
    """The moment as the camera wrote it and its distance from UTC; empty where it wrote none."""
    try:
        inner = told.get_ifd(ExifTags.IFD.Exif)
    except (ValueError, SyntaxError, TypeError, struct.error):
        inner = {}
    written = inner.get(ExifTags.Base.DateTimeOriginal) or told.get(ExifTags.Base.DateTime) or ""
    moment = str(written).strip("\x00 ")
    offset = str(inner.get(ExifTags.Base.OffsetTimeOriginal) or "").strip("\x00 ")
    if not _MOMENT.fullmatch(moment):
        return "", ""
    return moment, offset if _OFFSET.fullmatch(offset) else ""


def _as_shown(taken: tuple[str, str]) -> str:
    """`2027:01:04 10:00:00` as `2027-01-04 10:00:00`, with the distance from UTC where the camera knew it."""
    moment, offset = taken
    if not moment:
        return ""
    zone = f" UTC{offset}" if offset else " (no zone)"
    return f"{moment[:10].replace(':', '-')}{moment[10:]}{zone}"


def _place(told: Image.Exif) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude in degrees; None where the camera wrote none that can be."""
    try:
        gps = told.get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, ValueError, TypeError, SyntaxError, ArithmeticError, struct.error):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(parts: Any, negative: bool) -> Decimal:
    degrees, minutes, seconds = (float(part) for part in parts)
    found = Decimal(str(round(degrees + minutes / 60 + seconds / 3600, 6)))
    return -found if negative else found


def _bare_jpeg(content: bytes, *, told: Image.Exif, taken: tuple[str, str]) -> bytes:
    """The JPEG without descriptions and without what hangs behind its end; how it is turned and when it was taken is written anew."""
    turned = told.get(ExifTags.Base.Orientation)
    written = _small_exif(turned if isinstance(turned, int) and 1 <= turned <= 8 else 1, taken[0])
    return b"".join([_JPEG, written, *_segments(content)])


def _segments(content: bytes) -> Iterator[bytes]:
    at = 2
    while True:
        while content[at] != 0xFF:  # filling between segments
            at += 1
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0xD9:
            yield content[at : at + 2]
            return
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            end = at + 2 + length
            if length < 2 or end > len(content):
                raise ValueError(length)
            if _draws(marker, content[at + 4 : end]):
                yield content[at:end]
            if marker == 0xDA:
                begun, end = end, _end_of_scan(content, end)
                yield content[begun:end]
            at = end


def _draws(marker: int, inside: bytes) -> bool:
    """Whether a segment is needed to draw the picture; the others only describe it."""
    if marker == 0xE2:
        return inside.startswith(_PROFILE)
    return marker in (0xE0, _ADOBE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return at
        at += 1 if following == 0xFF else 2


def _small_exif(turned: int, moment: str) -> bytes:
    """A description with nothing but how the picture is turned and when it was taken."""
    entries = [struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0)]
    text = moment.encode("ascii") + b"\x00" if moment else b""
    if text:
        entries.append(struct.pack(">HHII", 0x0132, 2, len(text), 8 + 2 + 12 * 2 + 4))
    table = struct.pack(">H", len(entries)) + b"".join(entries) + struct.pack(">I", 0)
    inside = b"Exif\x00\x00MM\x00*" + struct.pack(">I", 8) + table + text
    return b"\xff\xe1" + struct.pack(">H", len(inside) + 2) + inside


def _bare_png(content: bytes) -> bytes:
    """The PNG without descriptions and without what hangs behind its end."""
    kept, at = [_PNG], len(_PNG)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError(length)
        if name not in _PNG_TOLD:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
