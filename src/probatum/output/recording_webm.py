"""WebM (EBML, RFC 8794; Matroska, RFC 9559): elements with a name and a length of variable size."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from probatum.documents.recording import Recorded
from probatum.output.limits import UploadRefused
from probatum.output.recording_look import Look, tells_place

_EBML, _SEGMENT, _CLUSTER, _INFO, _TRACKS, _TAGS = (
    0x1A45DFA3,
    0x18538067,
    0x1F43B675,
    0x1549A966,
    0x1654AE6B,
    0x1254C367,
)
_ATTACHMENTS, _ENTRY, _VIDEO = 0x1941A469, 0xAE, 0xE0
_TYPE, _CODEC, _ENCODINGS, _WIDTH, _HEIGHT = 0x83, 0x86, 0x6D80, 0xB0, 0xBA
_SCALE, _DURATION, _DOCTYPE = 0x2AD7B1, 0x4489, 0x4282
#: what else may stand in a segment: seek head, cues, chapters, void, checksum
_PASSED = frozenset((0x114D9B74, 0x1C53BB6B, 0x1043A770, 0xEC, 0xBF))
#: what stands in a cluster of unknown length: time, blocks, position, size before, silent tracks
_IN_CLUSTER = frozenset((0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854, 0xAF))
_CODECS = {
    "V_VP8": "VP8",
    "V_VP9": "VP9",
    "V_AV1": "AV1",
    "A_VORBIS": "Vorbis",
    "A_OPUS": "Opus",
}
_MATROSKA = "The file is a Matroska video (.mkv), which browsers do not play. Save it as WebM or MP4 and upload that file."
_LOCKED = "The file is encrypted or packed inside, so nobody could play it. Save it as plain WebM and upload that file."
_ATTACHED = "The file has other files attached inside. Save it without them and upload that file."


@dataclass
class _Segment:
    scale: int = 1_000_000
    duration: float = 0.0
    clusters: int = 0
    picture: bool = False
    sound: bool = False
    width: int = 0
    height: int = 0
    located: bool = False
    codecs: list[str] = field(default_factory=list)


def starts(head: bytes) -> bool:
    """Whether a file begins with the header of EBML."""
    return head.startswith(b"\x1a\x45\xdf\xa3")


def check(look: Look) -> tuple[str, Recorded]:
    """The extension and what the file says of itself. Raises UploadRefused or EOFError."""
    _, begin, end = _element(look, 0, look.size)
    _doctype(look, begin, end)
    name, begin, last = _element(look, end, look.size)
    if name != _SEGMENT or last != look.size:
        raise EOFError
    found = _Segment()
    while begin < last:
        name, first, end = _element(look, begin, last)
        begin = _top(look, name, first, end, found)
    if not found.clusters or not (found.picture or found.sound):
        raise EOFError
    named = dict.fromkeys(_CODECS[codec] for codec in found.codecs)
    return "webm", Recorded(
        media_type="video/webm" if found.picture else "audio/webm",
        format=", ".join(("WebM video" if found.picture else "WebM sound", *named)),
        picture=found.picture,
        milliseconds=_length(found),
        width=found.width,
        height=found.height,
        located=found.located,
    )


def _length(found: _Segment) -> int | None:
    told = found.duration * found.scale / 1_000_000
    return int(told) if 0 < told < 2**50 else None  # neither “not a number” nor “endless” is between


def _element(look: Look, place: int, end: int) -> tuple[int, int, int]:
    """Name, first and end of the element at a place; one of unknown length ends with what it stands in."""
    look.count()
    lead = look.at(place, 1)[0]
    wide = 9 - lead.bit_length()
    if wide > 4:
        raise EOFError
    name = int.from_bytes(look.at(place, wide), "big")
    place += wide
    lead = look.at(place, 1)[0]
    wide = 9 - lead.bit_length()
    if wide > 8:
        raise EOFError
    size = int.from_bytes(look.at(place, wide), "big") & ((1 << 7 * wide) - 1)
    first = place + wide
    if size == (1 << 7 * wide) - 1:
        if name not in (_SEGMENT, _CLUSTER):
            raise EOFError
        return name, first, end
    if first + size > end:
        raise EOFError
    return name, first, first + size


def _doctype(look: Look, begin: int, end: int) -> None:
    told = b""
    while begin < end:
        name, first, begin = _element(look, begin, end)
        if name == _DOCTYPE:
            told = look.some(first, begin).rstrip(b"\0")
    if told == b"matroska":
        raise UploadRefused(_MATROSKA)
    if told != b"webm":
        raise EOFError


def _top(look: Look, name: int, first: int, end: int, found: _Segment) -> int:
    """Read one element of the segment; returns where the next one begins."""
    if name == _CLUSTER:
        found.clusters += 1
        return first if end == look.size else end  # one of unknown length is walked through
    if name == _ATTACHMENTS:
        raise UploadRefused(_ATTACHED)
    if name == _INFO:
        _info(look, first, end, found)
    elif name == _TRACKS:
        while first < end:
            inner, begin, first = _element(look, first, end)
            if inner == _ENTRY:
                _track(look, begin, first, found)
    elif name == _TAGS:
        found.located |= tells_place(look.some(first, end))
    elif name not in _PASSED and not (name in _IN_CLUSTER and found.clusters):
        raise EOFError
    return end


def _info(look: Look, first: int, end: int, found: _Segment) -> None:
    while first < end:
        name, begin, first = _element(look, first, end)
        if name == _SCALE:
            found.scale = _whole(look, begin, first)
        elif name == _DURATION and first - begin in (4, 8):
            form = ">f" if first - begin == 4 else ">d"
            found.duration = struct.unpack(form, look.at(begin, first - begin))[0]


def _track(look: Look, first: int, end: int, found: _Segment) -> None:
    kind, codec = 0, ""
    while first < end:
        name, begin, first = _element(look, first, end)
        if name == _TYPE:
            kind = _whole(look, begin, first)
        elif name == _CODEC:
            codec = look.some(begin, first).rstrip(b"\0").decode("ascii", "replace")
        elif name == _ENCODINGS:
            raise UploadRefused(_LOCKED)
        elif name == _VIDEO:
            _picture(look, begin, first, found)
    if kind not in (1, 2):
        return
    if codec not in _CODECS:
        raise UploadRefused(
            "The file is named WebM inside but holds pictures or sound in a form that WebM does not have. Save it as WebM "
            "or MP4 and upload that file."
        )
    found.picture |= kind == 1
    found.sound |= kind == 2
    found.codecs.append(codec)


def _picture(look: Look, first: int, end: int, found: _Segment) -> None:
    while first < end:
        name, begin, first = _element(look, first, end)
        if name == _WIDTH:
            found.width = min(_whole(look, begin, first), 100_000)
        elif name == _HEIGHT:
            found.height = min(_whole(look, begin, first), 100_000)


def _whole(look: Look, begin: int, end: int) -> int:
    if end - begin > 8:
        raise EOFError
    return int.from_bytes(look.at(begin, end - begin), "big")
