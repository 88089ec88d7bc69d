"""Finds what nobody settled in a Word or OpenDocument text: tracked changes and open comments, with who, when and what.

Changes that were accepted or rejected leave no trace in the file, and comments marked as resolved are no obstacle.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from probatum.documents.findings import COMMENT, MOST_LISTED, Found
from probatum.output import xml_parts
from probatum.output.compare_numbering import local
from probatum.output.compare_word import tree_of

_PARTS = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes|endnotes)\d*\.xml$")
_KINDS = {"ins": "inserted", "del": "deleted", "moveTo": "moved", "cellIns": "inserted", "cellDel": "deleted"}
_FORMATS = (
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "tblGridChange",
)
_ODT = {"insertion": "inserted", "deletion": "deleted", "format-change": "format"}
_KEPT_LETTERS = 400
_MOST_COUNTED = 50 * MOST_LISTED


def marks_in(path: Path, *, extension: str) -> tuple[Found, ...]:
    """The open marks of a file that `intake.inspect` accepted, in the order of the text, then its comments."""
    if extension not in ("docx", "odt"):
        return ()
    with zipfile.ZipFile(path) as package:
        found = _word(package) if extension == "docx" else _open_document(package)
        return tuple(found[:_MOST_COUNTED])


def _word(package: zipfile.ZipFile) -> list[Found]:
    changes: list[Found] = []
    referred: set[str] = set()
    for name in sorted(name for name in package.namelist() if _PARTS.match(name)):
        tree = tree_of(package, name)
        if tree is not None:
            changes += _joined(_changes(tree))
            referred |= {_of(item, "id") for item in tree.iter("{*}commentReference")}
    return [*changes, *_comments(package, referred)]


def _of(item: etree._Element, name: str) -> str:
    for key, value in item.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _when(text: str) -> str:
    return text[:16].replace("T", " ")


def _changes(tree: etree._Element) -> Iterator[Found]:
    for item in tree.iter(
        "{*}ins", "{*}del", "{*}moveTo", "{*}cellIns", "{*}cellDel", *(f"{{*}}{one}" for one in _FORMATS)
    ):
        name, who, at = local(item), _of(item, "author"), _when(_of(item, "date"))
        if name in _FORMATS:
            yield Found("format", who, at, _around(item) if name in ("rPrChange", "pPrChange") else "")
        elif (above := item.getparent()) is not None and local(above) in ("rPr", "trPr", "tcPr", "numPr"):
            yield Found(_KINDS[name], who, at, "¶" if local(above) == "rPr" else "")
        else:
            yield Found(_KINDS[name], who, at, _words(item, "{*}delText" if name == "del" else "{*}t"))


def _words(item: etree._Element, tag: str) -> str:
    found, length = [], 0
    for one in item.iter(tag):
        found.append(one.text or "")
        length += len(found[-1])
        if length > _KEPT_LETTERS:
            break
    return "".join(found)


def _around(item: etree._Element) -> str:
    """The words whose formatting was changed."""
    above = next(item.iterancestors("{*}r", "{*}p"), None)
    return _words(above, "{*}t") if above is not None else ""


def _joined(found: Iterator[Found]) -> list[Found]:
    """Word cuts a change into many runs; what follows one another of the same kind, person and minute is one."""
    kept: list[Found] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and (last.kind, last.who, last.at) == (one.kind, one.who, one.at):
            parted = " " if one.kind == "format" and last.text and one.text else ""
            kept[-1] = Found(one.kind, one.who, one.at, (last.text + parted + one.text)[:_KEPT_LETTERS])
        else:
            kept.append(one)
    return kept


def _comments(package: zipfile.ZipFile, referred: set[str]) -> list[Found]:
    tree = tree_of(package, "word/comments.xml")
    settled = _settled(package)
    found = []
    for item in tree.iter("{*}comment") if tree is not None else ():
        paragraphs = {_of(one, "paraId") for one in item.iter("{*}p")} - {""}
        if _of(item, "id") in referred and not paragraphs & settled:
            found.append(Found(COMMENT, _of(item, "author"), _when(_of(item, "date")), _words(item, "{*}t")))
    return found


def _settled(package: zipfile.ZipFile) -> set[str]:
    """The paragraphs of comments that are resolved, and of answers, which belong to the comment they answer."""
    tree = tree_of(package, "word/commentsExtended.xml")
    threads = list(tree.iter("{*}commentEx")) if tree is not None else []
    return {
        _of(one, "paraId") for one in threads if _of(one, "done") in ("1", "true") or _of(one, "paraIdParent")
    }


def _open_document(package: zipfile.ZipFile) -> list[Found]:
    found: list[Found] = []
    for name in ("content.xml", "styles.xml"):
        tree = xml_parts.read(name, package.read(name)) if name in package.namelist() else None
        if tree is not None:
            found += [*_regions(tree), *_annotations(tree)]
    return sorted(found, key=lambda one: one.kind == COMMENT)


def _regions(tree: etree._Element) -> Iterator[Found]:
    inserted = _inserted(tree)
    for region in tree.iter("{*}changed-region"):
        for one in region:
            kind = _ODT.get(local(one))
            if kind is None:
                continue
            told = {local(item): item.text or "" for item in one.iter("{*}creator", "{*}date")}
            removed = "".join("".join(item.itertext()) for item in one if local(item) != "change-info")
            text = removed if kind == "deleted" else inserted.get(_of(region, "id"), "")
            yield Found(
                kind,
                told.get("creator", ""),
                _when(told.get("date", "")),
                " ".join(text.split())[:_KEPT_LETTERS],
            )


def _inserted(tree: etree._Element) -> dict[str, str]:
    """Region -> the words between its start and its end in the text."""
    found: dict[str, list[str]] = {}
    begun: set[str] = set()
    for event, item in etree.iterwalk(tree, events=("start", "end")):
        name = local(item)
        if event == "start" and name == "change-start":
            begun.add(_of(item, "change-id"))
        elif event == "start" and name == "change-end":
            begun.discard(_of(item, "change-id"))
        text = item.text if event == "start" else item.tail
        for region in begun if text else ():
            found.setdefault(region, []).append(text or "")
    return {region: "".join(parts) for region, parts in found.items()}


def _annotations(tree: etree._Element) -> Iterator[Found]:
    for item in tree.iter("{*}annotation"):
        if _of(item, "resolved") == "true":
            continue
        told = {local(one): one.text or "" for one in item if local(one) in ("creator", "date")}
        text = " ".join("".join(one.itertext()) for one in item if local(one) in ("p", "list"))
        yield Found(COMMENT, told.get("creator", ""), _when(told.get("date", "")), text[:_KEPT_LETTERS])
