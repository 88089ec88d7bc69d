"""Compares drafts as they are stored: the blocks of each from its source where that has structure, else from its pages."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from probatum.documents.content import Draft
from probatum.documents.drafts import Content
from probatum.documents.field_names import FIELDS
from probatum.documents.findings import Compared
from probatum.kernel import file as files
from probatum.output.compare import Block, Comparison, TooLong, compare
from probatum.output.compare_text import markdown_blocks, odt_blocks, page_blocks, plain_blocks
from probatum.output.compare_word import word_blocks
from probatum.output.limits import LIMITS, UploadRefused
from probatum.output.merge import fill
from probatum.output.merge_runs import Wanted

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
_STRUCTURED = {WORD: word_blocks, OPEN_TEXT: odt_blocks}
_TEXTS = {"text/markdown": markdown_blocks, "text/plain": plain_blocks}
_NAMED = 3
#: two texts that share less than this part of their words were hardly written one from the other
UNLIKE = 0.2
_FEWEST_WORDS = 40


def blocks_of(source: bytes, *, media_type: str) -> list[Block] | None:
    """The blocks of a source file; None for a format that is read by its pages, and for a file that cannot be read."""
    try:
        if read := _TEXTS.get(media_type):
            return read(source.decode("utf-8-sig", "replace").replace("\x00", ""))
        if structured := _STRUCTURED.get(media_type):
            with zipfile.ZipFile(io.BytesIO(source)) as package:
                if max((entry.file_size for entry in package.infolist()), default=0) > LIMITS.part_bytes:
                    return None
            if media_type == WORD:  # what stands in a field is no change of the text
                source = fill(
                    source, extension="docx", wanted=Wanted({name: f"{{{{{name}}}}}" for name in FIELDS})
                )
            with zipfile.ZipFile(io.BytesIO(source)) as package:
                return structured(package)
    except (zipfile.BadZipFile, UploadRefused, RecursionError, ValueError, KeyError, OSError):
        return None
    return None


def compare_drafts(old: Draft, new: Draft) -> Comparison:
    """What changed from one stored draft to another. Raises TooLong."""
    sides = [_stored(draft) for draft in (old, new)]
    return _compared(sides[0], sides[1])


def compared_with(content: Content, before: Draft | None) -> Content:
    """Content that is about to be checked in, with the summary of its changes against a draft; as it is without one."""
    if before is None:
        return content
    try:
        summary = summary_of(_compared(_stored(before), _given(content)))
    except TooLong as refusal:
        summary = str(refusal)
    return replace(content, compared=Compared(before, summary))


def alike(one: str, other: str) -> float | None:
    """The part of their different words that two texts share; None where one is too short to tell."""
    own, others = ({word for word in text.lower().split() if len(word) > 3} for text in (one, other))
    if min(len(own), len(others)) < _FEWEST_WORDS:
        return None
    return len(own & others) / min(len(own), len(others))


def text_of(draft: Draft) -> str:
    """The text kept of a draft's pages."""
    found = getattr(draft.rendition, "extracted", None)
    return found.text if found is not None else ""


class _Side:
    """One text on its way into a comparison; its blocks are made when they are asked for."""

    def __init__(self, source: bytes, media_type: str, text: str) -> None:
        self.structured = blocks_of(source, media_type=media_type)
        self.text = text

    @property
    def pages(self) -> list[Block]:
        return page_blocks(self.text)


def _stored(draft: Draft) -> _Side:
    media_type = draft.source.media_type
    source = files.read(draft.source) if media_type in _STRUCTURED or media_type in _TEXTS else b""
    return _Side(source, media_type, text_of(draft))


def _given(content: Content) -> _Side:
    # what lies on disk is a recording, which has no blocks
    source = content.source if isinstance(content.source, bytes) else b""
    return _Side(source, content.media_type, content.text)


def _compared(old: _Side, new: _Side) -> Comparison:
    """By structure where both have one, else both by their pages, so that like is compared with like."""
    if old.structured is not None and new.structured is not None:
        return compare(old.structured, new.structured)
    return compare(old.pages, new.pages)


def summary_of(found: Comparison) -> str:
    """The changes in one sentence: which sections, and how much."""
    if found.same:
        return "The text is the same."
    named = [section.heading for section in found.sections if section.heading]
    count = len(found.sections)
    where = ""
    if named:
        more = f" and {count - _NAMED} more" if count > _NAMED else ""
        listed = [section.heading or "the beginning" for section in found.sections[:_NAMED]]
        where = f"{count} section{'' if count == 1 else 's'} changed: {', '.join(listed)}{more}; "
    return f"{where}{figures(found)}."


def figures(found: Comparison) -> str:
    """How much changed: paragraphs added, removed and moved, words changed."""
    totals = {
        name: sum(getattr(section, name) for section in found.sections)
        for name in ("added", "removed", "moved", "words")
    }
    return figures_of(**totals)


def figures_of(*, added: int, removed: int, moved: int, words: int) -> str:
    """Figures in words; paragraphs are named once, at the first."""
    parts: list[str] = []
    for count, word in ((added, "added"), (removed, "removed"), (moved, "moved")):
        if count:
            named = "" if parts else " paragraph" if count == 1 else " paragraphs"
            parts.append(f"{count:,}{named} {word}")
    if words:
        parts.append(f"{words:,} word{'' if words == 1 else 's'} changed")
    return ", ".join(parts) or "spaces and marks only"
