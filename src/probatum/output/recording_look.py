"""A bounded look at a file: reads exactly what is asked for, and no more of it than a file of this kind needs."""

from __future__ import annotations

import struct
from typing import IO

from probatum.output.limits import UploadRefused

MOST_PARTS = 600_000
MOST_BYTES = 4 * 1024 * 1024
_PLACES = (b"GPSLatitude", b"GPSCoordinates", b"RECORDING_LOCATION", b"location.ISO6709", b"exif:GPS")


class Look:
    """The file, how large it is, and how many parts were looked at; the count bounds the work on a hostile one."""

    def __init__(self, stream: IO[bytes], *, size: int) -> None:
        self.stream, self.size, self.parts = stream, size, 0

    def at(self, place: int, count: int) -> bytes:
        """Exactly `count` bytes from a place. Raises EOFError where there are fewer."""
        if place < 0 or count > MOST_BYTES or place + count > self.size:
            raise EOFError
        self.stream.seek(place)
        found = self.stream.read(count)
        if len(found) != count:
            raise EOFError
        return found

    def some(self, place: int, end: int) -> bytes:
        """What stands between two places, as far as it is worth reading."""
        return self.at(place, max(0, min(end - place, MOST_BYTES)))

    def number(self, form: str, place: int) -> int:
        """One number at a place, in the form that `struct` knows."""
        found: int = struct.unpack(form, self.at(place, struct.calcsize(form)))[0]
        return found

    def count(self) -> None:
        """Count one part. Raises UploadRefused beyond what the longest recording needs."""
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise UploadRefused(
                "The file is made of more parts than are looked at here. Save it again, or cut it, and upload that file."
            )


def tells_place(text: bytes) -> bool:
    """Whether notes in a file name the place where it was recorded."""
    return any(word in text for word in _PLACES)
