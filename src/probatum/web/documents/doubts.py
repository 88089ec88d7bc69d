"""Is this the file the person means? What an upload gives away before it becomes the next draft."""

from __future__ import annotations

from probatum.documents.content import Draft, Version
from probatum.documents.drafts import Content
from probatum.documents.findings import also_in
from probatum.kernel.people import Person
from probatum.output.comparing import UNLIKE, alike, text_of

ANYWAY = " Nothing was stored. Choose the right file; or, if this is the one you mean, tick the box under it and choose it again."


def doubt(actor: Person, version: Version, content: Content, before: Draft | None) -> str:
    """The sentence that asks back, or empty: the same bytes, the file of another document, or a text that shares hardly a word."""
    sha256 = content.sha256
    other_words = content.recording is not None and before is not None and text_of(before) != content.text
    if before is not None and before.source.sha256 == sha256 and not other_words:
        return f"This file is draft {before.label} byte for byte. Were your changes saved to another file?{ANYWAY}"
    if number := also_in(actor, version, sha256=sha256):
        return f"This file is the content of {number}, another document.{ANYWAY}"
    shared = alike(text_of(before), content.text) if before is not None else None
    if before is not None and shared is not None and shared < UNLIKE:
        return (
            f"Only {shared:.0%} of the words of this file stand in draft {before.label}; "
            f"it looks like another document.{ANYWAY}"
        )
    return ""
