"""Looks at video and audio: which of them it is by its bytes, whether it is whole, how long it is, whether it tells a place.

Structure is walked, sound and pictures are never decoded: browsers do that, in their own sandbox (ADR-0025).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from probatum.documents.recording import Recorded
from probatum.output import recording_mp4, recording_mpeg, recording_ogg, recording_wave, recording_webm
from probatum.output.limits import UploadRefused
from probatum.output.recording_look import Look

RECORDING_WORDS = "MP4, WebM, M4A, MP3, WAV or Ogg"
CUT_OFF = (
    "The file is cut off or damaged: its parts are longer or shorter than it says. Play it to its end where it was made, "
    "save it again and upload that file."
)
LOCATED = (
    "The file tells where it was recorded. It is kept as it is, because signatures bind its bytes, and everybody who may "
    "download it can read the place. Save it without the place and check that file in if it is not to be known."
)
#: What people have and browsers do not play, so that the refusal can name it.
_FOREIGN: tuple[tuple[Callable[[bytes], bool], str], ...] = (
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI ", "an AVI video"),
    (lambda head: head[:4] in (b"RF64", b"BW64"), "a WAV file in the form for more than 4 GB"),
    (lambda head: head[:4] == b"RIFX", "a WAV file in a byte order that browsers do not play"),
    (lambda head: head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), "a Windows Media file"),
    (lambda head: head.startswith(b"FLV\x01"), "a Flash video"),
    (lambda head: head.startswith(b"fLaC"), "a FLAC file"),
    (lambda head: head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"), "an AIFF file"),
    (lambda head: head.startswith(b"#!AMR"), "an AMR file"),
    (lambda head: head.startswith(b"MThd"), "a MIDI file"),
    (lambda head: head.startswith(b"\x00\x00\x01\xba"), "an MPEG-2 video"),
    (lambda head: head[:2] in (b"\xff\xf1", b"\xff\xf9"), "raw AAC sound"),
    (lambda head: len(head) > 376 and head[0] == head[188] == head[376] == 0x47, "an MPEG transport stream"),
)
_CHECKS: tuple[tuple[Callable[[bytes], bool], Callable[[Look], tuple[str, Recorded]]], ...] = (
    (recording_mp4.starts, recording_mp4.check),
    (recording_webm.starts, recording_webm.check),
    (recording_wave.starts, recording_wave.check),
    (recording_ogg.starts, recording_ogg.check),
    (recording_mpeg.starts, recording_mpeg.check),
)


def is_recording(head: bytes) -> bool:
    """Whether bytes begin as a video or audio file that may be accepted; `head` is the first kilobytes."""
    return any(starts(head) for starts, _ in _CHECKS)


def refuse_foreign(head: bytes) -> None:
    """Raise UploadRefused for video and audio in forms that browsers do not play."""
    for starts, name in _FOREIGN:
        if starts(head):
            raise UploadRefused(
                f"The file is {name}, which browsers do not play. Save it as {RECORDING_WORDS} and upload that file."
            )


def check(path: Path, head: bytes) -> tuple[str, Recorded]:
    """The extension that fits, and what was read from the file. Raises UploadRefused where it is not whole."""
    found = next(check for starts, check in _CHECKS if starts(head))
    with path.open("rb") as stream:
        try:
            return found(Look(stream, size=path.stat().st_size))
        except (EOFError, struct.error, OverflowError):
            raise UploadRefused(CUT_OFF) from None
