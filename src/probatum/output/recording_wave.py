"""WAV (RIFF): chunks with their length; the format stands before the sound."""

from __future__ import annotations

import struct

from probatum.documents.recording import Recorded
from probatum.output.limits import UploadRefused
from probatum.output.recording_look import Look, tells_place

_FORMATS = {1: "PCM", 3: "PCM with floating point", 6: "A-law", 7: "µ-law", 0xFFFE: "PCM"}
_UNFINISHED = (
    "The recording was not finished: the file does not say how long it is. Save it again in the program it was made with "
    "and upload that file."
)
_CODED = (
    "The sound of this WAV file is coded in a way that browsers do not play. Save it as plain WAV or MP3."
)


def starts(head: bytes) -> bool:
    """Whether a file begins as RIFF with WAVE inside."""
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def check(look: Look) -> tuple[str, Recorded]:
    """The extension and what the file says of itself. Raises UploadRefused or EOFError."""
    told = look.number("<I", 4)
    if told in (0, 0xFFFFFFFF):
        raise UploadRefused(_UNFINISHED)
    if told + 8 + told % 2 != look.size and told + 8 != look.size:
        raise EOFError
    place, form, sound, located = 12, None, -1, False
    while place + 8 <= look.size:
        look.count()
        name, size = struct.unpack("<4sI", look.at(place, 8))
        first, end = place + 8, place + 8 + size
        if end > look.size:
            raise EOFError
        if name == b"fmt ":
            form = struct.unpack("<HHIIHH", look.at(first, 16))
        elif name == b"data":
            if form is None or sound >= 0:
                raise EOFError
            sound = size
        else:
            located |= tells_place(look.some(first, end))
        place = end + size % 2
    if form is None or sound <= 0 or place < look.size:
        raise EOFError
    return "wav", _recorded(form, sound, located=located)


def _recorded(form: tuple[int, ...], sound: int, *, located: bool) -> Recorded:
    code, channels, rate, each_second, block, bits = form
    if code not in _FORMATS:
        raise UploadRefused(_CODED)
    if not (1 <= channels <= 32 and 1000 <= rate <= 768_000 and block and each_second == rate * block):
        raise EOFError
    ways = {1: "mono", 2: "stereo"}.get(channels, f"{channels} channels")
    return Recorded(
        media_type="audio/wav",
        format=f"WAV sound, {_FORMATS[code]}, {bits} bit, {rate:,} Hz, {ways}",
        picture=False,
        milliseconds=sound * 1000 // each_second,
        located=located,
    )
