"""Rules for templates and style sheets: a strict content security policy and plain cascade layers (style section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lint.source import Complaint, Source

INLINE = re.compile(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", re.IGNORECASE)
IDENTIFIER = re.compile(r"(?:^|[\s,{}>+~])#[a-zA-Z][\w-]*[^;{]*\{")


def nothing_inline(source: Source) -> Iterator[Complaint]:
    """No inline style, script or handler in a template; the policy would refuse it."""
    if source.path.endswith(".html") and "/typst/" not in source.path:
        for number, line in enumerate(source.lines, start=1):
            if INLINE.search(line):
                yield Complaint(
                    source.path, number, "Inline style, script or handler; the browser refuses it."
                )


def nothing_from_elsewhere(source: Source) -> Iterator[Complaint]:
    """Pages work offline: nothing is loaded from another server."""
    for number, line in enumerate(source.lines, start=1):
        if ELSEWHERE.search(line):
            yield Complaint(
                source.path, number, "Something is loaded from another server. Ship it with the product."
            )


def the_cascade_is_plain(source: Source) -> Iterator[Complaint]:
    """No !important and no id in a selector."""
    if not source.path.endswith(".css"):
        return
    for number, line in enumerate(source.lines, start=1):
        if "!important" in line:
            yield Complaint(source.path, number, "No !important; the layer decides.")
        if IDENTIFIER.search(line):
            yield Complaint(source.path, number, "No id in a selector; use a class.")


RULES: tuple[Any, ...] = (nothing_inline, nothing_from_elsewhere, the_cascade_is_plain)
