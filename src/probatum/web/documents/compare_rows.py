"""A comparison as rows for the page: changed sections in full, what is unchanged folded, each change numbered to jump to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from probatum.output.compare import Change, Comparison, Section
from probatum.output.compare_words import Piece
from probatum.output.comparing import figures_of

#: unchanged paragraphs shown around a change; the rest is folded
AROUND = 1
MOST_FOLDED = 60
MOST_CHANGES = 2000
WORDS = {"changed": "Changed", "added": "Added", "removed": "Removed", "moved": "Moved"}
TONES = {"changed": "warn", "added": "good", "removed": "danger", "moved": "info"}
ICONS = {"changed": "pen", "added": "plus", "removed": "cross", "moved": "arrow"}


def groups(found: Comparison) -> tuple[list[dict[str, Any]], int]:
    """The changed sections with their rows, and the number of changes shown."""
    starts = _starts(found)
    shown: list[dict[str, Any]] = []
    number = 0
    for section, (begin, end) in zip(found.sections, starts, strict=True):
        if number >= MOST_CHANGES:
            break
        if found.changes[begin].is_same and found.changes[begin].block.is_heading:
            begin += 1  # it stands over the group already
        rows, number = _rows(found.changes[begin:end], number)
        shown.append({**_head(section), "anchor": f"section-{len(shown) + 1}", "rows": rows})
    return shown, number


def _head(section: Section) -> dict[str, Any]:
    told = figures_of(added=section.added, removed=section.removed, moved=section.moved, words=section.words)
    return {"heading": section.heading or "Before the first heading", "figures": told}


def _starts(found: Comparison) -> list[tuple[int, int]]:
    """Where each changed section begins and ends: from its heading to the next one."""
    headings = [at for at, change in enumerate(found.changes) if change.block.is_heading]
    bounds = [0, *headings, len(found.changes)]
    ranges = []
    for section in found.sections:
        begin = max((at for at in bounds[:-1] if at <= section.first), default=0)
        end = min((at for at in bounds if at > section.first), default=len(found.changes))
        ranges.append((begin, end))
    return ranges


def _rows(changes: Sequence[Change], number: int) -> tuple[list[dict[str, Any]], int]:
    rows: list[dict[str, Any]] = []
    same: list[Change] = []
    for change in changes:
        if change.is_same:
            same.append(change)
            continue
        rows += _unchanged(same, after=bool(rows), before=True)
        same = []
        number += 1
        rows.append(_changed(change, number))
        if number >= MOST_CHANGES:
            return rows, number
    return rows + _unchanged(same, after=bool(rows), before=False), number


def _unchanged(same: Sequence[Change], *, after: bool, before: bool) -> list[dict[str, Any]]:
    """What stands between two changes: one paragraph on each side, the others folded."""
    texts = [{"kind": "same", "of": change.block.kind, "text": _shown(change.block.text)} for change in same]
    head = AROUND if after else 0
    tail = AROUND if before else 0
    if len(texts) <= head + tail + 1:
        return texts
    folded = texts[head : len(texts) - tail]
    count = len(folded)
    fold = {
        "kind": "fold",
        "words": f"{count} unchanged paragraph{'' if count == 1 else 's'}",
        "rows": folded[:MOST_FOLDED],
        "more": max(0, count - MOST_FOLDED),
    }
    return [*texts[:head], fold, *texts[len(texts) - tail :]]


def _changed(change: Change, number: int) -> dict[str, Any]:
    one, other = change.old, change.new
    pieces = change.pieces
    if not pieces:
        kind = {"added": "added", "removed": "removed"}.get(change.kind, "same")
        pieces = (Piece(kind, change.block.text),)
    shown = [{"kind": piece.kind, "text": _shown(piece.text)} for piece in pieces]
    return {
        "kind": change.kind,
        "word": WORDS[change.kind],
        "tone": TONES[change.kind],
        "icon": ICONS[change.kind],
        "of": change.block.kind,
        "number": number,
        "before": number - 1,
        "after": number + 1,
        "pieces": shown,
        "left": [piece for piece in shown if piece["kind"] != "added"] if one is not None else [],
        "right": [piece for piece in shown if piece["kind"] != "removed"] if other is not None else [],
    }


def _shown(text: str) -> str:
    """The cells of a table row, parted so that they can be told apart."""
    return text.replace("\t", " │ ")
