"""What the page of a version shows to play video and audio, and what the comparison says of them (DOC-41)."""

from __future__ import annotations

from typing import Any

from probatum.documents.content import Version
from probatum.documents.reading import OVERLAYS
from probatum.documents.recording import length, recorded_of
from probatum.output.recording_sheet import in_words
from probatum.web.documents.addresses import version_url

NOT_COMPARED = (
    "Recordings cannot be compared here: play both. Their hashes, sizes and lengths stand below; what differs in the text is "
    "that of the sheets and transcripts."
)
SAME_RECORDING = "Both sides are the same recording, byte for byte."


def player(version: Version, *, earlier: int | None, may_download: bool) -> dict[str, Any] | None:
    """What the page shows to play the content of a version; None where it is no recording."""
    found, draft = recorded_of(version.draft), version.draft
    if found is None or draft is None:
        return None
    query = f"?draft={earlier}" if earlier else ""
    return {
        "url": version_url(version, "version-recording") + query,
        "picture": found.picture,
        "width": found.width,
        "height": found.height,
        "name": draft.source_name,
        "told": f"{found.format} · {length(found.milliseconds)} · {in_words(draft.source.size)}",
        "overlay": OVERLAYS.get(version.record.state, ""),
        "download_url": version_url(version, "version-recording-file") + query if may_download else "",
    }


def compared(old: Version, new: Version) -> dict[str, Any] | None:
    """What the comparison says where a side is a recording: a sentence, and the facts of both files; None for other content."""
    one, other = recorded_of(old.draft), recorded_of(new.draft)
    if one is None and other is None:
        return None
    lines = [
        {"label": label, "old": left, "new": right, "differs": left != right}
        for (label, left), (_, right) in zip(_facts(old), _facts(new), strict=True)
    ]
    same = not any(line["differs"] for line in lines if line["label"] == "SHA-256 of the file")
    return {"sentence": SAME_RECORDING if same else NOT_COMPARED, "facts": lines}


def _facts(version: Version) -> list[tuple[str, str]]:
    assert version.draft is not None  # a side has content
    source, found = version.draft.source, recorded_of(version.draft)
    return [
        ("File", version.draft.source_name),
        ("Format", found.format if found else source.media_type),
        ("Length", length(found.milliseconds) if found else "not a recording"),
        ("Size", in_words(source.size)),
        ("SHA-256 of the file", source.sha256),
    ]
