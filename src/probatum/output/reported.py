"""Files that come with a report of anyone: looked at like every upload, photographs without their place, few kinds only."""

from __future__ import annotations

from pathlib import Path

from probatum.output.intake import inspect
from probatum.output.limits import LIMITS, MIB, UploadRefused
from probatum.output.photograph import read_photograph
from probatum.quality.intake.taking import Kept

LARGEST = 15 * MIB
#: what whoever has no account may send
PICTURES = ("image",)
#: what may come with a message, too
BY_MAIL = (*PICTURES, "pdf", "word", "spreadsheet", "text")
SOUND_WORDS = "M4A, MP3, WAV, Ogg or WebM"
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypavif")


def reported_sound(path: Path, *, filename: str, keep_location: bool, largest: int = LARGEST) -> Kept:
    """Look at a voice note that came with a report. Raises UploadRefused with the sentence for who sent it.

    Its bytes stay as they are, so one that tells where it was made is refused where that is not kept.
    """
    if path.stat().st_size > min(largest, LIMITS.upload_bytes):
        raise UploadRefused(f"A voice note may have at most {largest // MIB} MB. Make it shorter.")
    found = inspect(path, filename=filename)
    recorded = found.recording
    if recorded is None or recorded.picture:
        raise UploadRefused(f"This is no sound. Send a voice note as {SOUND_WORDS}.")
    if recorded.located and not keep_location:
        raise UploadRefused(
            "The voice note tells where it was made, which is not kept here. Switch the place off in the recorder and "
            "say it again, or write it."
        )
    name = Path(filename.replace("\\", "/")).name[:200]
    return Kept(path.read_bytes(), name, recorded.media_type, found.sha256)


def reported_file(
    path: Path, *, filename: str, kinds: tuple[str, ...], keep_location: bool, largest: int = LARGEST
) -> Kept:
    """Look at a file that came with a report. Raises UploadRefused with the sentence for who sent it."""
    if path.stat().st_size > min(largest, LIMITS.upload_bytes):
        raise UploadRefused(f"A picture may have at most {largest // MIB} MB. Take it with less detail.")
    with path.open("rb") as stream:
        if any(mark in stream.read(64) for mark in _HEIC):
            raise UploadRefused(
                "The picture is HEIC, which is not accepted. Let the phone take pictures as JPEG "
                "(most compatible), or send a picture of the screen."
            )
    found = inspect(path, filename=filename)
    if found.kind not in kinds:
        raise UploadRefused("This file is not accepted here. Send pictures as JPEG or PNG.")
    name = Path(filename.replace("\\", "/")).name[:200]
    content = path.read_bytes()
    if found.kind != "image":
        return Kept(content, name, found.media_type, found.sha256)
    seen = read_photograph(content)
    return Kept(
        seen.content,
        name,
        found.media_type,
        seen.arrived_as,
        picture=True,
        taken=seen.taken,
        latitude=seen.latitude if keep_location else None,
        longitude=seen.longitude if keep_location else None,
        location_removed=seen.located and not keep_location,
    )
