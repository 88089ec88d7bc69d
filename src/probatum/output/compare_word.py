"""The blocks of a Word file, as a reader of it sees them once every tracked change is accepted.

Headings carry the number that Word would print. Hidden text is left out: a reader of the PDF does not see it either.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from probatum.output import xml_parts
from probatum.output.compare import Block
from probatum.output.compare_numbering import Numbering, Styles, child, local, value_of

_MAIN = "word/document.xml"
_SKIPPED = {"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "pPr", "rPr", "sectPr"}
_BREAKS = {"tab", "br", "cr", "ptab"}
_WRAPPERS = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"}
_NOTES = re.compile(r"^word/(?:footnotes|endnotes)\d*\.xml$")
_EDGES = re.compile(r"^word/(?:header|footer)\d*\.xml$")


def word_blocks(package: zipfile.ZipFile) -> list[Block]:
    """Body, then footnotes, then headers and footers, each under a heading of its own where there are any."""
    reader = _Reader(package)
    found = reader.part(_MAIN)
    for title, pattern in (("Footnotes", _NOTES), ("Header and footer", _EDGES)):
        more = [
            block for name in sorted(package.namelist()) if pattern.match(name) for block in reader.part(name)
        ]
        if more:
            found.append(Block(title, "heading", 1))
            found += list(dict.fromkeys(more))
    return found


def tree_of(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The tree of a part; None for one that is not there."""
    return xml_parts.read(name, package.read(name)) if name in package.namelist() else None


class _Reader:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.styles = Styles(tree_of(package, "word/styles.xml"))
        self.numbering = Numbering(tree_of(package, "word/numbering.xml"))
        self.pictures: dict[str, str] = {}
        self.boxes: list[etree._Element] = []

    def part(self, name: str) -> list[Block]:
        root = tree_of(self.package, name)
        if root is None:
            return []
        self.pictures = _pictures(self.package, name)
        body = child(root, "body")
        return list(self._blocks(root if body is None else body))

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        for item in parent:
            name = local(item)
            if name == "p":
                yield from self._paragraph(item)
            elif name == "tbl":
                yield from self._table(item)
            elif name in _WRAPPERS or name in ("footnote", "endnote"):
                yield from self._blocks(item)

    def _paragraph(self, item: etree._Element) -> Iterator[Block]:
        text = " ".join(self._text(item).split())
        boxes, self.boxes = self.boxes, []
        style = value_of(item, "pPr", "pStyle") or self.styles.default
        level = self.styles.heading_level(item, style)
        if text:
            label, numbered = self.numbering.next_label(*self.styles.number_of(item, style), style)
            kind = "heading" if level else "item" if numbered else "paragraph"
            yield Block(text, kind, level, label if level else "")
        for box in boxes:
            yield from self._blocks(box)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl")) is not table or child(child(row, "trPr"), "del") is not None:
                continue
            cells = []
            for cell in row.iter("{*}tc"):
                if next(cell.iterancestors("{*}tr")) is row:
                    cells.append(" ".join(block.text.replace("\t", " ") for block in self._blocks(cell)))
            if any(cells):
                yield Block("\t".join(cells), "row")

    def _text(self, parent: etree._Element) -> str:
        found = []
        for item in parent:
            name = local(item)
            if name == "t":
                found.append(item.text or "")
            elif name in _BREAKS:
                found.append(" ")
            elif name in ("noBreakHyphen", "softHyphen"):
                found.append("-" if name == "noBreakHyphen" else "")
            elif name == "txbxContent":
                self.boxes.append(item)
            elif name == "blip":
                found.append(self._picture(item))
            elif name in _SKIPPED or (name == "r" and child(child(item, "rPr"), "vanish") is not None):
                continue
            else:
                found.append(self._text(item))
        return "".join(found)

    def _picture(self, item: etree._Element) -> str:
        key = next((value for name, value in item.attrib.items() if str(name).endswith("}embed")), "")
        return f" [picture {self.pictures[str(key)]}] " if str(key) in self.pictures else ""


def _pictures(package: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Relationship -> the beginning of the hash of the picture, so that another picture reads as a change."""
    folder, file = posixpath.split(name)
    tree = tree_of(package, f"{folder}/_rels/{file}.rels")
    found: dict[str, str] = {}
    for item in tree if tree is not None else ():
        if not str(item.get("Type")).endswith("/image"):
            continue
        target = str(item.get("Target"))
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        if path in package.namelist():
            found[str(item.get("Id"))] = hashlib.sha256(package.read(path)).hexdigest()[:6]
    return found
