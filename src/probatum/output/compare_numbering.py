"""What Word prints before a heading or list item: outline levels of styles, and the running numbers of lists."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

_HEADING = re.compile(r"^heading ([1-9])$", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_DEEPEST = 12


def local(item: etree._Element) -> str:
    """The name of an element without its namespace."""
    return item.tag.rpartition("}")[2] if isinstance(item.tag, str) else ""


def child(item: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of a name."""
    return None if item is None else next((one for one in item if local(one) == name), None)


def value_of(item: etree._Element | None, *names: str) -> str:
    """The `val` of a descendant by path, or empty."""
    for name in names:
        item = child(item, name)
    return "" if item is None else _attribute(item, "val")


def _attribute(item: etree._Element, name: str) -> str:
    for key, value in item.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise


class Styles:
    """Paragraph styles: which are headings, and which carry a list."""

    def __init__(self, tree: etree._Element | None) -> None:
        self.known: dict[str, etree._Element] = {}
        self.default = ""
        for style in tree if tree is not None else ():
            if local(style) == "style" and _attribute(style, "type") == "paragraph":
                self.known[_attribute(style, "styleId")] = style
                if _attribute(style, "default") in ("1", "true"):
                    self.default = _attribute(style, "styleId")

    def _chain(self, name: str) -> list[etree._Element]:
        found: list[etree._Element] = []
        while name in self.known and len(found) < _DEEPEST:
            found.append(self.known[name])
            name = value_of(found[-1], "basedOn")
        return found

    def heading_level(self, paragraph: etree._Element, style: str) -> int:
        """1 to 9 for a heading, 0 for other text."""
        own = value_of(paragraph, "pPr", "outlineLvl")
        for level in (own, *(value_of(one, "pPr", "outlineLvl") for one in self._chain(style))):
            if level:
                return 0 if level == "9" else _number(level, -1) + 1
        for one in self._chain(style):
            if named := _HEADING.match(value_of(one, "name")):
                return int(named[1])
        return 0

    def number_of(self, paragraph: etree._Element, style: str) -> tuple[str, str]:
        """The list and level of a paragraph, its own or its style's; empty where it has none."""
        for one in (paragraph, *self._chain(style)):
            listed = value_of(one, "pPr", "numPr", "numId")
            if listed:
                return listed, value_of(one, "pPr", "numPr", "ilvl")
        return "", ""


class Numbering:
    """The lists of a file and how far each has counted."""

    def __init__(self, tree: etree._Element | None) -> None:
        self.lists: dict[str, str] = {}
        self.levels: dict[str, dict[int, etree._Element]] = {}
        self.counted: dict[str, dict[int, int]] = defaultdict(dict)
        for item in tree if tree is not None else ():
            if local(item) == "abstractNum":
                levels = {_number(_attribute(one, "ilvl"), 0): one for one in item if local(one) == "lvl"}
                self.levels[_attribute(item, "abstractNumId")] = levels
            elif local(item) == "num":
                self.lists[_attribute(item, "numId")] = value_of(item, "abstractNumId")

    def next_label(self, listed: str, level: str, style: str) -> tuple[str, bool]:
        """Count on; the number as printed, empty for a bullet, and whether the paragraph is in a list at all."""
        kind = self.lists.get(listed, "")
        levels = self.levels.get(kind, {})
        depth = _number(level, -1)
        if depth < 0:
            depth = next((at for at, one in levels.items() if value_of(one, "pStyle") == style), 0)
        if depth not in levels:
            return "", False
        counted = self.counted[kind]
        start = _number(value_of(levels[depth], "start"), 1)
        counted[depth] = counted.get(depth, start - 1) + 1
        for deeper in [one for one in counted if one > depth]:
            del counted[deeper]
        if value_of(levels[depth], "numFmt") in ("bullet", "none"):
            return "", True
        text = _PLACE.sub(
            lambda place: self._printed(levels, counted, int(place[1]) - 1),
            value_of(levels[depth], "lvlText"),
        )
        return text.strip().rstrip("."), True

    @staticmethod
    def _printed(levels: dict[int, etree._Element], counted: dict[int, int], depth: int) -> str:
        number = counted.get(depth, 1)
        form = value_of(levels.get(depth), "numFmt")
        if form in ("lowerLetter", "upperLetter"):
            letter = chr(ord("a") + (number - 1) % 26)
            return letter.upper() if form == "upperLetter" else letter
        if form in ("lowerRoman", "upperRoman") and 0 < number < 40:
            roman = _roman(number)
            return roman.upper() if form == "upperRoman" else roman
        return str(number)


def _roman(number: int) -> str:
    found = ""
    for worth, sign in _ROMAN:
        while number >= worth:
            found, number = found + sign, number - worth
    return found
