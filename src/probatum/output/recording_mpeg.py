"""MP3 (ISO/IEC 11172-3 and 13818-3, layer III): frames one after the other, with notes of the ID3 kind around them."""

from __future__ import annotations

from probatum.documents.recording import Recorded
from probatum.output.limits import UploadRefused
from probatum.output.recording_look import Look, tells_place

_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBIT = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_FEWEST = 3
_MOST_AFTER = 128 * 1024
_NOT_ONLY = (
    "The file has bytes in it that are not sound, or is damaged. Save it as MP3 again and upload that file."
)


def starts(head: bytes) -> bool:
    """Whether a file begins with notes or with two frames in a row; two bytes alone would be too little to tell."""
    if head.startswith(b"ID3") and len(head) > 10 and head[3] in (2, 3, 4) and max(head[6:10]) < 0x80:
        return True
    first = _frame(head[:4])
    return first is not None and _frame(head[first[0] : first[0] + 4]) is not None


def check(look: Look) -> tuple[str, Recorded]:
    """The extension and what the file says of itself. Raises UploadRefused or EOFError."""
    place, located = _after_notes(look)
    frames, each, rate, ways = 0, 0, 1, ""
    while place + 4 <= look.size:
        head = look.at(place, 4)
        found = _frame(head)
        if found is None:
            break
        look.count()
        size, each, rate = found
        ways = "mono" if head[3] >> 6 == 3 else "stereo"
        place, frames = place + size, frames + 1
    if frames < _FEWEST:
        raise UploadRefused(_NOT_ONLY)
    if place < look.size:
        located |= _only_notes(look, place)
    elif place > look.size + 2048:
        raise EOFError
    return "mp3", Recorded(
        media_type="audio/mpeg",
        format=f"MP3 sound, {rate:,} Hz, {ways}",
        picture=False,
        milliseconds=frames * each * 1000 // rate,
        located=located,
    )


def _frame(head: bytes) -> tuple[int, int, int] | None:
    """Length in bytes, samples and rate of a frame of layer III; None where these bytes begin none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bits, at = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or not 1 <= bits <= 14 or at == 3:
        return None
    rate, kbit = _RATES[version][at], _KBIT[version == 3][bits - 1]
    each = 1152 if version == 3 else 576
    return each // 8 * kbit * 1000 // rate + (head[2] >> 1 & 1), each, rate


def _after_notes(look: Look) -> tuple[int, bool]:
    """Where the sound begins, and whether the notes before it tell a place."""
    place, located = 0, False
    while look.at(place, 3) == b"ID3":
        look.count()
        head = look.at(place, 10)
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        end = place + 10 + size + (10 if head[5] & 0x10 else 0)
        if max(head[6:10]) > 0x7F or end > look.size:
            raise EOFError
        located |= tells_place(look.some(place, end))
        place = end
    while place < look.size and look.at(place, 1) == b"\0":  # padding that some writers leave
        look.count()
        place += 1
    return place, located


def _only_notes(look: Look, place: int) -> bool:
    """Whether what stands behind the sound tells a place. Raises UploadRefused where it is no notes."""
    rest = look.some(place, look.size)
    known = rest.startswith((b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"3DI")) or not rest.strip(b"\0")
    if look.size - place > _MOST_AFTER or not known:
        raise UploadRefused(_NOT_ONLY)
    return tells_place(rest)
