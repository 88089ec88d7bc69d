"""The sheet that stands for video or audio wherever paper is needed: what the file is, its hash, and the words spoken in it.

Number, title, version and state are stamped on it like on every rendition, so it can never say another one (ADR-0025).
"""

from __future__ import annotations

from probatum.documents.recording import Recorded, length
from probatum.output.limits import MIB, UploadRefused
from probatum.output.typesetting import typeset

LONGEST_TRANSCRIPT = 500_000
_STATEMENT = (
    "The content of this version is a recording, which is played on the page of the document. This sheet stands for it on "
    "paper; whoever signs the version signs the file with the hash below."
)


def sheet(
    recorded: Recorded, *, name: str, size: int, sha256: str, transcript: str
) -> tuple[bytes, tuple[str, ...]]:
    """Typeset the sheet. Raises UploadRefused for a transcript that is too long."""
    transcript = transcript.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(transcript) > LONGEST_TRANSCRIPT:
        raise UploadRefused(f"Shorten the transcript to {LONGEST_TRANSCRIPT:,} characters.")
    facts = [
        ("File", name),
        ("Format", recorded.format),
        ("Length", length(recorded.milliseconds)),
        ("Size", in_words(size)),
        ("SHA-256", sha256),
    ]
    if recorded.picture and recorded.width:
        facts.insert(3, ("Picture", f"{recorded.width} × {recorded.height} pixels"))
    if recorded.located:
        facts.append(("Place", "The file tells where it was recorded"))
    facts.append(("Words", "On the next page" if transcript else "No transcript was given"))
    data = {
        "name": name,
        "heading": "Video" if recorded.picture else "Sound recording",
        "statement": _STATEMENT,
        "facts": facts,
        "transcript": transcript.split("\n") if transcript else [],
    }
    return typeset("recording", data=data)


def in_words(size: int) -> str:
    """A size in MB with the exact bytes."""
    return f"{size / MIB:.1f} MB ({size:,} bytes)"
