"""Fills the fields of a document into a copy of its Office file: placeholders such as {{number}}, content controls, DOCPROPERTY fields.

The stored source is never touched (DOC-08, ADR-0024). A value is put in as text of the file's own XML, once, and never read
again: no value becomes a field, a formula, a link or a placeholder of its own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

from probatum.output import xml_parts
from probatum.output.merge_runs import Wanted, fill_runs, fill_text
from probatum.output.merge_word import fill_word

_WORD = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes|endnotes)\d*\.xml$")
_SLIDES = re.compile(r"^ppt/(?:slides|slideLayouts|slideMasters)/[^/]+\.xml$")
_SHEETS = re.compile(r"^xl/(?:sharedStrings|worksheets/[^/]+)\.xml$")
#: the formats whose fields are filled
MERGED = ("docx", "xlsx", "pptx")


def fill(source: bytes, *, extension: str, wanted: Wanted) -> bytes:
    """The file with its fields filled; the same bytes where it asks for nothing. `wanted` gathers what was found."""
    if extension not in MERGED:
        return source
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        changed = {}
        for name in package.namelist():
            made = _part(name, package.read(name), extension, wanted) if _asks(name, extension) else None
            if made is not None:
                changed[name] = made
        return _packed(package, changed) if changed else source


def _asks(name: str, extension: str) -> bool:
    pattern = {"docx": _WORD, "pptx": _SLIDES, "xlsx": _SHEETS}[extension]
    return bool(pattern.match(name)) or (extension == "docx" and name == "docProps/custom.xml")


def _part(name: str, content: bytes, extension: str, wanted: Wanted) -> bytes | None:
    """The part filled; None where it asks for nothing. In an author's copy only what stays a field is brought up to date."""
    if extension != "docx" and (wanted.keep or b"{" not in content):
        return None
    tree = xml_parts.tree(content)
    if extension == "docx":
        changed = fill_word(tree, wanted, properties=name == "docProps/custom.xml")
    elif extension == "pptx":
        changed = sum(_drawn(item, wanted) for item in tree.iter("{*}p")) > 0  # each, not until the first
    else:
        changed = _sheet(tree, wanted)
    if not changed:
        return None
    made: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _drawn(paragraph: etree._Element, wanted: Wanted) -> bool:
    return fill_runs([item for run in paragraph.findall("{*}r") for item in run.findall("{*}t")], wanted)


def _sheet(tree: etree._Element, wanted: Wanted) -> bool:
    """Texts of cells, and the header and footer, where & begins a code and is written twice to be itself."""
    changed = [fill_runs(list(item.iter("{*}t")), wanted) for item in tree.iter("{*}si", "{*}is")]
    for edges in tree.iter("{*}headerFooter"):
        for item in edges:
            made = fill_text(
                item.text or "",
                wanted,
                shown=lambda value: value.replace("&", "&&"),
                counts={"page": "&P", "pages": "&N"},
            )
            changed.append(made != (item.text or ""))
            item.text = made
    return any(changed)


def _packed(package: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for entry in package.infolist():
            content = changed.get(entry.filename)
            new.writestr(entry, package.read(entry) if content is None else content)
    return done.getvalue()
