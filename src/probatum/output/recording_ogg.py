"""Ogg (RFC 3533) with Vorbis, Opus or FLAC: pages, each with its length, to the end of the file."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probatum.documents.recording import Recorded
from probatum.output.limits import UploadRefused
from probatum.output.recording_look import Look, tells_place

_NOT_SOUND = (
    "The file is an Ogg video, which browsers no longer play. Save it as WebM or MP4 and upload that file."
)
_NOTHING = "The file holds no sound that browsers play. Save it as MP3, M4A or Ogg with Vorbis or Opus."
_UNKNOWN = 2**64 - 1


@dataclass
class _Stream:
    codec: str
    rate: int
    skipped: int = 0
    last: int = 0


def starts(head: bytes) -> bool:
    """Whether a file begins with a page."""
    return head.startswith(b"OggS\x00")


def check(look: Look) -> tuple[str, Recorded]:
    """The extension and what the file says of itself. Raises UploadRefused or EOFError."""
    streams: dict[int, _Stream] = {}
    place, located = 0, False
    while place < look.size:
        look.count()
        mark, _, flags, moment, serial, _, _, rows = struct.unpack("<4sBBQIIIB", look.at(place, 27))
        if mark != b"OggS":
            raise EOFError
        first = place + 27 + rows
        place = first + sum(look.at(place + 27, rows))
        if place > look.size:
            raise EOFError
        if flags & 2:
            streams[serial] = _begun(look.some(first, min(place, first + 64)))
        elif serial not in streams:
            raise EOFError
        elif moment != _UNKNOWN:
            streams[serial].last = max(streams[serial].last, moment)
        if look.parts < 12:  # the notes stand in front
            told = look.some(first, place).upper()
            located |= tells_place(told) or b"\x00LOCATION=" in told
    return "ogg", _recorded(list(streams.values()), located=located)


def _begun(head: bytes) -> _Stream:
    if head.startswith(b"\x01vorbis"):
        return _Stream("Vorbis", struct.unpack_from("<I", head, 12)[0])
    if head.startswith(b"OpusHead"):
        return _Stream("Opus", 48_000, struct.unpack_from("<H", head, 10)[0])
    if head.startswith(b"\x7fFLAC"):
        return _Stream("FLAC", int.from_bytes(head[27:30], "big") >> 4)
    if head.startswith((b"\x80theora", b"BBCD", b"\x01video")):
        raise UploadRefused(_NOT_SOUND)
    raise UploadRefused(_NOTHING)


def _recorded(streams: list[_Stream], *, located: bool) -> Recorded:
    longest = max(
        ((one.last - one.skipped) * 1000 // one.rate for one in streams if one.rate and one.last < 2**56),
        default=0,
    )
    return Recorded(
        media_type="audio/ogg",
        format=", ".join(("Ogg sound", *dict.fromkeys(one.codec for one in streams))),
        picture=False,
        milliseconds=longest if longest > 0 else None,
        located=located,
    )
