"""Placeholders such as {{number}} in a text, also where one stands in several runs, and what is gathered while they are filled.

A value is put in once and never read again, so that no value becomes a placeholder of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from probatum.documents.field_names import COUNTED, FIELDS, field_of

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
#: what XML cannot hold
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Wanted:
    """What a text asks for and what it is given; gathers what was used and what is not known while parts are filled."""

    values: Mapping[str, str]
    #: an author's copy: what stands in a field is brought up to date, the field itself stays
    keep: bool = False
    used: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The text for a known field."""
        self.used[name] = None
        return _UNFIT.sub("", self.values.get(name, ""))

    def pairs(self) -> dict[str, str]:
        """The fields used with their values, in the order of the guide; what is counted has none."""
        return {
            name: self.values.get(name, "") for name in FIELDS if name in self.used and name not in COUNTED
        }

    def sentences(self) -> tuple[str, ...]:
        """What the author is told of names that are not known."""
        if not self.unknown:
            return ()
        asked = [f"{{{{{name}}}}}" for name in self.unknown]
        named = asked[0] if len(asked) == 1 else ", ".join(asked[:-1]) + " and " + asked[-1]
        return (
            f"The text asks for {named}, which Probatum does not know here; it stays as it is typed. "
            f"Known are {', '.join(FIELDS)}.",
        )


def known_in(asked: str, wanted: Wanted, *, counted: bool = False) -> str | None:
    """The field a placeholder means; what is not known, or cannot be counted in this place, is kept as a finding."""
    name = field_of(asked)
    if name is None or (name in COUNTED and not counted):
        wanted.unknown[" ".join(asked.split())] = None
        return None
    return name


def fill_text(
    text: str, wanted: Wanted, *, shown: Callable[[str], str] = str, counts: Mapping[str, str] = {}
) -> str:
    """A text in one piece with its placeholders filled. `counts` gives the codes for page and pages where there are such."""

    def value(match: re.Match[str]) -> str:
        name = known_in(match[1], wanted, counted=bool(counts))
        if name is None:
            return match[0]
        if name in counts:
            wanted.used[name] = None
            return counts[name]
        return shown(wanted.value(name))

    return PLACEHOLDER.sub(value, text)


def fill_runs(
    texts: list[etree._Element], wanted: Wanted, *, count: Callable[..., None] | None = None
) -> bool:
    """Fill placeholders in a paragraph whose text stands in several runs; say whether anything changed.

    What a placeholder is typed over goes into the run in which it begins, so that it looks as its first letter did.
    `count` puts a counted field behind a run: it gets the run's text element, the field, and the text that follows.
    """
    whole = "".join(item.text or "" for item in texts)
    found = list(PLACEHOLDER.finditer(whole)) if "{{" in whole else []
    meant = [(match, known_in(match[1], wanted, counted=count is not None)) for match in found]
    for match, name in reversed(meant):
        if name is None:
            continue
        if name in COUNTED:
            assert count is not None  # known_in names none otherwise
            wanted.used[name] = None
            _replace(texts, match.start(), match.end(), "", count=_counting(count, name))
        else:
            _replace(texts, match.start(), match.end(), wanted.value(name))
    return any(name is not None for _, name in meant)


def _counting(count: Callable[..., None], name: str) -> Callable[[etree._Element, str], None]:
    return lambda item, rest: count(item, name, rest)


def _replace(
    texts: list[etree._Element],
    start: int,
    end: int,
    value: str,
    *,
    count: Callable[[etree._Element, str], None] | None = None,
) -> None:
    at = 0
    for item in texts:
        own = item.text or ""
        begin, stop = max(start - at, 0), min(end - at, len(own))
        if begin < stop:
            first = at <= start
            rest = own[stop:]
            if first and count is not None:
                _set(item, own[:begin])
                count(item, rest)
            else:
                _set(item, own[:begin] + (value if first else "") + rest)
        at += len(own)


def _set(item: etree._Element, text: str) -> None:
    item.text = text
    if text != text.strip():
        item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def names_in(text: str) -> list[str]:
    """The known fields that a text of any format names in braces."""
    return [match[0] for match in PLACEHOLDER.finditer(text) if field_of(match[1])]
