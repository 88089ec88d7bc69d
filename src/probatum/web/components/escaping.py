"""Escaping for the parts of a page that are written in Python by the hundred; what is safe already stays as it is."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.safestring import SafeString


def escaped(value: Any) -> str:
    """The text of a value for HTML, in an attribute too; None is nothing. Django's own function weighs lazy texts at each call."""
    kind = value.__class__
    if kind is SafeString:
        return str(value)
    if kind is str:
        return escape(value)
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return escape(value if isinstance(value, str) else str(value))
