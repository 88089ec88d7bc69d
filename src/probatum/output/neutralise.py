"""Makes the working copy of an Office file from which links to other files and hosts are taken out.

The uploaded file itself is stored unchanged; only the copy that LibreOffice sees is altered (ADR-0020).
"""

import re
import zipfile
from pathlib import Path

from lxml import etree

from probatum.output import xml_parts

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
            if xml_parts.may_be_xml(entry.filename, content[:4096]):
                content = _clean(entry.filename, content, names)
            method = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), content, method)
    return target


def _clean(name: str, content: bytes, names: set[str]) -> bytes:
    """The part as UTF-8, without links; what is no XML stays as it is."""
    tree = xml_parts.read(name, content)
    if tree is None:
        return content
    xml_parts.cut_links(tree, names=names)
    cleaned: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return cleaned
