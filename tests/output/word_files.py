"""Small Word files with fields in them, made for a test."""

from __future__ import annotations

import io
import zipfile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
HEADING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def control(tag: str, text: str = "old") -> str:
    """A content control on a paragraph of its own."""
    return (
        f'<w:sdt {W}><w:sdtPr><w:tag w:val="{tag}"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:rPr>'
        f'<w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>{text}</w:t></w:r>{run(" more")}</w:p></w:sdtContent></w:sdt>'
    )


def simple_field(code: str, text: str = "old") -> str:
    return f'<w:p {W}><w:fldSimple w:instr=" {code} ">{run(text)}</w:fldSimple></w:p>'


def field_in_runs(*codes: str, text: str = "old", then: str = "") -> str:
    """A field as Word writes it, its code cut into runs."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    told = "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
    shown = run(text) if text else ""
    return f"<w:p {W}>{mark.format('begin')}{told}{mark.format('separate')}{shown}{mark.format('end')}{run(then)}</w:p>"


def word_file(*paragraphs: str | tuple[str, ...], xml: tuple[str, ...] = (), header: str = "") -> bytes:
    """Paragraphs as text, or as the texts of their runs; then pieces of XML; and a line in the header."""
    made = Document()
    for paragraph in paragraphs:
        place = made.add_paragraph()
        for text in (paragraph,) if isinstance(paragraph, str) else paragraph:
            place.add_run(text)
    for piece in xml:
        made.element.body.insert_element_before(parse_xml(piece), "w:sectPr")
    if header:
        made.sections[0].header.paragraphs[0].add_run(header)
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def lines(source: bytes) -> list[str]:
    """The text of each paragraph, whatever runs, controls and fields it stands in."""
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        tree = parse_xml(package.read("word/document.xml"))
    found = ["".join(item.text or "" for item in one.iter(f"{HEADING}t")) for one in tree.iter(f"{HEADING}p")]
    return [line for line in found if line]


def part(source: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        return package.read(name).decode()
