"""Makes the working copy of an Office file from which links to other files and hosts are taken out.

The uploaded file itself is stored unchanged; only the copy that LibreOffice sees is altered (ADR-0020).
"""

import re
import zipfile
from pathlib import Path

from lxml import etree

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_LINK_TAGS = ("}a", "}event-listener")
_FIELD = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|LINK|RD)\b")
_RTF_FIELD = re.compile(rb"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|IMPORT|LINK)\b")
_RTF_TEMPLATE = re.compile(rb"\{\\\*\\template [^{}]*\}")


def copy(source: Path, target: Path, *, extension: str) -> Path:
    """Write a copy of `source` without outside links and return it; other types are returned as they are."""
    if extension == "rtf":
        raw = _RTF_TEMPLATE.sub(b"{}", source.read_bytes())
        target.write_bytes(_RTF_FIELD.sub(b"QUOTE", raw))
        return target
    if extension not in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
        return source
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        names = set(old.namelist())
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename != "mimetype" and entry.filename.endswith((".xml", ".rels")):
                content = _clean(entry.filename, content, names)
            method = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), content, method)
    return target


def _clean(name: str, content: bytes, names: set[str]) -> bytes:
    if name.endswith(".rels"):
        wanted = b"External" in content
    elif name.startswith("word/"):
        wanted = bool(_RTF_FIELD.search(content))
    else:
        wanted = name.rsplit("/", 1)[-1] in ("content.xml", "styles.xml") and b"xlink" in content
    if not wanted:
        return content
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return content  # LibreOffice decides about broken XML; the sandbox has no network either way
    if name.endswith(".rels"):
        _relationships(tree)
    elif name.startswith("word/"):
        _fields(tree)
    else:
        _references(tree, names)
    cleaned: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return cleaned


def _relationships(tree: etree._Element) -> None:
    for item in tree.findall(_REL):
        if item.get("TargetMode") == "External" and not str(item.get("Type")).endswith("/hyperlink"):
            tree.remove(item)


def _fields(tree: etree._Element) -> None:
    for item in tree.iter(f"{_WORD}instrText"):
        item.text = _FIELD.sub("QUOTE", item.text or "")
    for item in tree.iter(f"{_WORD}fldSimple"):
        item.set(f"{_WORD}instr", _FIELD.sub("QUOTE", item.get(f"{_WORD}instr") or ""))


def _references(tree: etree._Element, names: set[str]) -> None:
    for item in tree.iter():
        target = item.get(_HREF) if isinstance(item.tag, str) else None
        if target is None or item.tag.endswith(_LINK_TAGS):
            continue
        inside = target.removeprefix("./").rstrip("/")
        if not target.startswith("#") and inside not in names and f"{inside}/content.xml" not in names:
            item.attrib.pop(_HREF)
