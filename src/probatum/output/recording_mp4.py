"""MP4 and M4A (ISO base media file format, ISO/IEC 14496-12): boxes within boxes, each with its length."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from probatum.documents.recording import Recorded
from probatum.output.limits import UploadRefused
from probatum.output.recording_look import Look, tells_place

_LONGEST_FTYP = 1024
_QUICKTIME = "The file is a QuickTime movie (.mov), which not every browser plays. Save it as MP4 and upload that file."
_PICTURE = "The file is a picture (HEIC or AVIF), which is not accepted. Save it as JPEG or PNG."
_LOCKED = "The file is protected against copying, so nobody could play it. Upload it without protection."
_ELSEWHERE = (
    "The file takes its pictures or sound from another file, so a signature would not hold them. Save it with everything in "
    "one file and upload that."
)
_NOTHING = (
    "The file holds neither pictures nor sound that can be played. Check that it plays where it was made."
)
_BRANDS = frozenset(
    b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 mp71 avc1 av01 dash msdh M4VP M4VH".split()
) | {b"M4V ", b"M4A ", b"M4B "}
_STILL = frozenset((b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"))
_INTO = frozenset((b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"udta", b"mvex"))
_CODECS = {
    b"avc1": "H.264",
    b"avc3": "H.264",
    b"hvc1": "H.265",
    b"hev1": "H.265",
    b"av01": "AV1",
    b"vp08": "VP8",
    b"vp09": "VP9",
    b"mp4v": "MPEG-4 Visual",
    b"mp4a": "AAC",
    b"Opus": "Opus",
    b"fLaC": "FLAC",
    b".mp3": "MP3",
    b"ac-3": "AC-3",
    b"ec-3": "E-AC-3",
    b"alac": "ALAC",
}
_TELEMETRY = frozenset((b"gpmd", b"camm", b"rtmd"))


@dataclass
class _Movie:
    """What the boxes said so far."""

    movies: int = 0
    media: int = 0
    timescale: int = 0
    duration: int = 0
    fragmented: int = 0
    width: int = 0
    height: int = 0
    located: bool = False
    handlers: list[bytes] = field(default_factory=list)
    codecs: list[bytes] = field(default_factory=list)


def starts(head: bytes) -> bool:
    """Whether a file begins with its type box."""
    return len(head) >= 16 and head[4:8] == b"ftyp" and 16 <= int.from_bytes(head[:4], "big") <= _LONGEST_FTYP


def check(look: Look) -> tuple[str, Recorded]:
    """The extension and what the file says of itself. Raises UploadRefused or EOFError."""
    _brands(look)
    movie = _Movie()
    for kind, begin, end in _boxes(look, 0, look.size):
        if kind == b"moov":
            movie.movies += 1
            _inside(look, begin, end, movie, depth=1)
        elif kind == b"mdat":
            movie.media += 1
        elif kind in (b"uuid", b"meta"):
            movie.located |= tells_place(look.some(begin, end))
    if movie.movies != 1 or not movie.media or not movie.timescale:
        raise EOFError
    picture = b"vide" in movie.handlers
    if not picture and b"soun" not in movie.handlers:
        raise UploadRefused(_NOTHING)
    named = dict.fromkeys(_CODECS[codec] for codec in movie.codecs if codec in _CODECS)
    name = "MP4 video" if picture else "M4A sound"
    ticks = movie.duration or movie.fragmented
    return "mp4" if picture else "m4a", Recorded(
        media_type="video/mp4" if picture else "audio/mp4",
        format=", ".join((name, *named)),
        picture=picture,
        milliseconds=ticks * 1000 // movie.timescale if ticks else None,
        width=movie.width,
        height=movie.height,
        located=movie.located,
    )


def _brands(look: Look) -> None:
    told = look.at(0, look.number(">I", 0))
    major, compatible = told[8:12], {told[at : at + 4] for at in range(16, len(told) - 3, 4)}
    if major == b"qt  ":
        raise UploadRefused(_QUICKTIME)
    if major in _STILL:
        raise UploadRefused(_PICTURE)
    if not ({major} | compatible) & _BRANDS:
        raise UploadRefused("The file is no MP4 that browsers play. Save it as MP4 and upload that file.")


def _boxes(look: Look, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box between two places: its type, where its content begins and where it ends."""
    while begin < end:
        look.count()
        size, kind = struct.unpack(">I4s", look.at(begin, 8))
        head = 8
        if size == 1:
            size, head = look.number(">Q", begin + 8), 16
        elif size == 0 and end == look.size:
            size = end - begin
        if size < head or begin + size > end:
            raise EOFError
        yield kind, begin + head, begin + size
        begin += size


def _inside(look: Look, begin: int, end: int, movie: _Movie, *, depth: int) -> None:
    for kind, first, last in _boxes(look, begin, _without_end_mark(look, begin, end)):
        if kind in _INTO and depth < 8:
            _inside(look, first, last, movie, depth=depth + 1)
        elif reads := _READS.get(kind):
            reads(look, first, last, movie)
        elif kind in (b"\xa9xyz", b"loci"):
            movie.located = True
        elif kind in (b"meta", b"uuid"):
            movie.located |= tells_place(look.some(first, last))


def _without_end_mark(look: Look, begin: int, end: int) -> int:
    """Old writers close a list of notes with four zeros."""
    odd = end - begin >= 4 and look.at(end - 4, 4) == bytes(4)
    if not odd:
        return end
    place = begin
    while place + 8 <= end:
        size = look.number(">I", place)
        if size < 8:
            break
        place += size
        look.count()
    return end - 4 if place == end - 4 else end


def _timed(look: Look, first: int, last: int, movie: _Movie) -> None:
    if look.at(first, 1) == b"\x01":
        movie.timescale, movie.duration = look.number(">I", first + 20), look.number(">Q", first + 24)
        unknown = 2**64 - 1
    else:
        movie.timescale, movie.duration = look.number(">I", first + 12), look.number(">I", first + 16)
        unknown = 2**32 - 1
    if movie.duration == unknown:
        movie.duration = 0


def _fragmented(look: Look, first: int, last: int, movie: _Movie) -> None:
    movie.fragmented = look.number(">Q" if look.at(first, 1) == b"\x01" else ">I", first + 4)


def _handler(look: Look, first: int, last: int, movie: _Movie) -> None:
    movie.handlers.append(look.at(first + 8, 4))


def _sized(look: Look, first: int, last: int, movie: _Movie) -> None:
    wide, high = struct.unpack(">HxxHxx", look.at(last - 8, 8))
    if wide * high > movie.width * movie.height:
        movie.width, movie.height = wide, high


def _described(look: Look, first: int, last: int, movie: _Movie) -> None:
    for kind, _, _ in _boxes(look, first + 8, last):
        if kind in (b"encv", b"enca"):
            raise UploadRefused(_LOCKED)
        movie.codecs.append(kind)
        movie.located |= kind in _TELEMETRY


def _referenced(look: Look, first: int, last: int, movie: _Movie) -> None:
    for _, begin, end in _boxes(look, first + 8, last):
        if end - begin >= 4 and not look.at(begin + 3, 1)[0] & 1:
            raise UploadRefused(_ELSEWHERE)


_READS = {
    b"mvhd": _timed,
    b"mehd": _fragmented,
    b"hdlr": _handler,
    b"tkhd": _sized,
    b"stsd": _described,
    b"dref": _referenced,
}
