"""Video and audio as content of a draft (DOC-41): what was read from the file when it was checked in, and taking the file itself.

The signature binds the original bytes by the source file and by the sheet that stands for them on paper (ADR-0025).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from probatum.documents import reading
from probatum.documents.content import Draft, Version
from probatum.kernel.action import Act, event
from probatum.kernel.configuration import SETTINGS
from probatum.kernel.errors import Refused
from probatum.kernel.fields import points_to
from probatum.kernel.file import StoredFile
from probatum.kernel.people import Person

LARGEST = "recording.largest_mb"
SETTINGS.update({LARGEST: (250, "Largest video or audio file accepted, in MB", 10, 1000)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a look at a video or audio file came to; the length where it can be read."""

    media_type: str
    format: str
    picture: bool
    milliseconds: int | None = None
    width: int = 0
    height: int = 0
    located: bool = False


class Recording(models.Model):
    """That a draft is video or audio, and of what kind; one row a draft, none for every other content."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, primary_key=True, related_name="recording")
    version = points_to(Version)
    media_type = models.CharField(max_length=40)
    format = models.CharField(max_length=120)
    picture = models.BooleanField()
    milliseconds = models.BigIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    located = models.BooleanField(default=False)


def note_recording(act: Act, draft: Draft, recorded: Recorded | None) -> None:
    """Keep what was read from a video or audio file, under the action that checks it in."""
    if recorded is None:
        return
    Recording.objects.create(
        draft=draft,
        version_id=draft.version_id,
        media_type=recorded.media_type,
        format=recorded.format[:120],
        picture=recorded.picture,
        milliseconds=recorded.milliseconds,
        width=recorded.width,
        height=recorded.height,
        located=recorded.located,
    )


def recorded_of(draft: Draft | None) -> Recorded | None:
    """What is known of a draft that is video or audio; None for every other content."""
    found: Recording | None = getattr(draft, "recording", None) if draft is not None else None
    if found is None:
        return None
    return Recorded(
        media_type=found.media_type,
        format=found.format,
        picture=found.picture,
        milliseconds=found.milliseconds,
        width=found.width,
        height=found.height,
        located=found.located,
    )


def length(milliseconds: int | None) -> str:
    """A length for people, such as 1:02:03; tenths only below a minute."""
    if milliseconds is None:
        return "not told by the file"
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s"
    seconds = round(milliseconds / 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    shown = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{shown}:{seconds % 60:02}{'' if hours else ' min'}"


def take_recording(actor: Person, version: Version) -> StoredFile:
    """Note that the file itself is downloaded, and give it. Raises NotAllowed, or Refused where the content is no recording."""
    verdict = reading.may_read(actor, version, purpose="download").or_refuse()
    if version.draft is None or recorded_of(version.draft) is None:
        raise Refused("This version is neither video nor audio.")
    file: StoredFile = version.draft.source
    facts: dict[str, Any] = {
        "version": version.label,
        "sha256": file.sha256,
        "document": version.document.record.number,
    }
    event(actor, "document.download", facts, record=version.record, role=verdict.role)
    return file
