"""Cells of files that people open in a spreadsheet: what begins like a formula is shown, never run."""

from __future__ import annotations

from typing import Any

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """The value as a cell; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _STARTS else value


def as_entered(text: str) -> str:
    """A text of a cell as it was before `safe_cell`, so that what was taken out can be brought in again."""
    return text[1:] if text[:1] == "'" and text[1:2] in _STARTS else text
