"""Fills a stored draft anew: with the approved values when it is issued, with the present ones for its author (DOC-08).

What is issued differs from what was signed in the values of its fields and in nothing else; that is checked, word by word.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from probatum.documents.content import Draft, Version
from probatum.documents.drafts import Content
from probatum.documents.merge_fields import filled_of, next_label, values_of
from probatum.documents.pictures import pictures_of
from probatum.kernel import file as files
from probatum.kernel.errors import Refused
from probatum.output.comparing import text_of
from probatum.output.content import MARKDOWN, content_from_markdown, content_from_upload
from probatum.output.intake import extension_of
from probatum.output.merge import fill
from probatum.output.merge_runs import Wanted

_PICTURE = re.compile(r"sha256:([0-9a-f]{64})")
_WORDS = re.compile(r"\w+")
_DIVIDED = re.compile(r"[-\u00ad\u2010\ufffe]\s+")
_NAMED = 5


def issued_rendition(version: Version) -> bytes:
    """The rendition of an approved version; filled anew where its text asks for fields.

    Raises Refused where that would change anything else than their values.
    """
    assert version.draft is not None  # narrowed by the caller
    then = filled_of(version.draft)
    if not then:
        return files.read(version.draft.rendition)
    now = values_of(version, issued=True)
    made = filled_anew(version, version.draft, values=now)
    _refuse_other_words(version, then=then, now=now, text=made.text)
    return made.rendition


def filled_anew(version: Version, draft: Draft, *, values: Mapping[str, str]) -> Content:
    """The content of a stored draft with its fields filled with these values. Raises Refused as an upload would be."""
    source = files.read(draft.source)
    if draft.editor:
        text = source.decode("utf-8", "replace")
        pictures = pictures_of(version, dict.fromkeys(_PICTURE.findall(text)))
        name = version.document.record.number
        return content_from_markdown(text, name=name, pictures=pictures, values=values)
    with tempfile.TemporaryDirectory(prefix="probatum-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "source"
        path.write_bytes(source)
        return content_from_upload(path, filename=draft.source_name, values=values)


def author_copy(version: Version) -> bytes:
    """The source for who has it checked out: what stands in its fields is brought up to date, the fields stay.

    A file without such fields, and every other format, keeps its bytes; the stored source keeps them always.
    """
    assert version.draft is not None  # narrowed by the caller
    source = files.read(version.draft.source)
    if version.draft.source.media_type == MARKDOWN:
        return source
    wanted = Wanted(values_of(version, label=next_label(version)), keep=True)
    return fill(source, extension=extension_of(version.draft.source_name), wanted=wanted)


def _refuse_other_words(
    version: Version, *, then: Mapping[str, str], now: Mapping[str, str], text: str
) -> None:
    assert version.draft is not None
    signed, made = _words(text_of(version.draft)), _words(text)
    other = (signed - made - _words(*then.values())) | (made - signed - _words(*now.values()))
    if not other:
        return
    named = ", ".join(f"“{word}”" for word in sorted(other)[:_NAMED])
    raise Refused(
        f"{version.record.number} is not issued: filled with its number, version and day, its file comes out with other "
        f"words than were signed ({named}). Quality withdraws the approval, and an author checks the file in again."
    )


def _words(*texts: str) -> set[str]:
    found: Iterable[str] = (word for text in texts for word in _WORDS.findall(_DIVIDED.sub("", text)))
    return set(found)
