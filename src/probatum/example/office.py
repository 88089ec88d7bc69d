"""Builds real Word files from the Markdown of the example, so that the office way of authoring has something true to work on.

The same text gives the same bytes: no clock, no random numbers, fixed dates inside the package.
"""

import io
import re
import zipfile
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

from probatum.example import contents
from probatum.example.company import COMPANY
from probatum.example.contents import REFERENCE, image
from probatum.example.people import person
from probatum.example.story import ExampleDocument
from probatum.example.types import settled

_WRITTEN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_ZIP_TIME = (2026, 1, 5, 8, 0, 0)
_INK = RGBColor(0x1D, 0x2A, 0x36)
_LINES = re.compile(r"\s*\n\s*")


def source_file(document: ExampleDocument, *, label: str) -> bytes:
    """The Word file an author checks in for one version of a document written the office way."""
    kind = settled(document.type)
    shown = settled(kind.code.partition("-")[0]).name
    return word_file(
        contents.text(document, label=label),
        title=document.title,
        kind=shown,
        author=person(document.authors[0]).name,
    )


def word_file(markdown: str, *, title: str, kind: str, author: str) -> bytes:
    """A .docx with styles, a header table, numbered steps and tables; number, version and dates are left to the system."""
    word = Document()
    _properties(word, title=title, author=author)
    _styles(word)
    _header(word, title=title, kind=kind)
    _body(word, MarkdownIt("commonmark").enable("table").parse(markdown))
    raw = io.BytesIO()
    word.save(raw)
    return _with_fixed_times(raw.getvalue())


def _properties(word: WordDocument, *, title: str, author: str) -> None:
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = _WRITTEN
    properties.comments = ""
    properties.revision = 1


def _styles(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    for name, size in (("Heading 1", 14), ("Heading 2", 11.5)):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _INK
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(4)
        style.paragraph_format.keep_with_next = True
    word.styles["Caption"].font.color.rgb = _INK
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(3.2), Cm(2.4)


def _header(word: WordDocument, *, title: str, kind: str) -> None:
    header = word.sections[0].header
    table = header.add_table(rows=1, cols=2, width=Cm(16.6))
    table.style = word.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = table.rows[0].cells
    left.width = table.columns[0].width = Cm(5)
    right.width = table.columns[1].width = Cm(11.6)
    header._element.remove(header.paragraphs[0]._p)
    header.add_paragraph().paragraph_format.space_after = Pt(0)
    left.paragraphs[0].add_run(COMPANY).bold = True
    right.paragraphs[0].add_run(kind)
    right.add_paragraph().add_run(title).bold = True
    for paragraph in (*left.paragraphs, *right.paragraphs):
        paragraph.paragraph_format.space_after = Pt(2)


def _body(word: WordDocument, tokens: list[Token]) -> None:
    """Walks the block tokens once; lists and tables are consumed where they open."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == "heading_open":
            _runs(word.add_heading(level=max(1, int(token.tag[1]) - 1)), tokens[place + 1])
            place += 3
        elif token.type == "paragraph_open":
            _paragraph(word, tokens[place + 1])
            place += 3
        elif token.type in ("ordered_list_open", "bullet_list_open"):
            end = _closing(tokens, place)
            _list(word, tokens[place:end])
            place = end + 1
        elif token.type == "table_open":
            end = _closing(tokens, place)
            _table(word, tokens[place:end])
            place = end + 1
        else:
            place += 1


def _closing(tokens: list[Token], opening: int) -> int:
    """The place of the token that closes the block opened there."""
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].nesting
        if depth == 0:
            return place
    return len(tokens)


def _paragraph(word: WordDocument, inline: Token) -> None:
    children = inline.children or []
    pictures = [child for child in children if child.type == "image"]
    if pictures:
        for picture in pictures:
            word.add_picture(str(image(str(picture.attrs["src"]))), width=Cm(16))
            word.add_paragraph(picture.content, style="Caption")
        return
    _runs(word.add_paragraph(), inline)


def _list(word: WordDocument, tokens: list[Token]) -> None:
    ordered = tokens[0].type == "ordered_list_open"
    numbering = _new_numbering(word) if ordered else None
    for token in tokens:
        if token.type == "inline":
            paragraph = word.add_paragraph(style="List Number" if ordered else "List Bullet")
            if numbering is not None:
                _number_by(paragraph, numbering)
            _runs(paragraph, token)


def _new_numbering(word: WordDocument) -> int:
    """A numbering of its own for each list, so that each part of the procedure starts again at 1."""
    numbering = word.part.numbering_part.element
    style = word.styles["List Number"].element
    number_id = style.pPr.numPr.numId.val
    abstract_id = numbering.num_having_numId(number_id).abstractNumId.val
    number = numbering.add_num(abstract_id)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _number_by(paragraph: Paragraph, number_id: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number_id


def _table(word: WordDocument, tokens: list[Token]) -> None:
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    blank_head = not any(cell.content for cell in rows[0])
    if blank_head:
        rows = rows[1:]
    table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = _widths(rows)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for line, row in zip(table.rows, rows, strict=True):
        if not all(inline.content for inline in row):
            line.height = Cm(0.75)  # an entry by hand needs room
        for cell, inline, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            _runs(cell.paragraphs[0], inline)
            spacing = cell.paragraphs[0].paragraph_format
            spacing.space_before = spacing.space_after = Pt(2)
    if not blank_head:
        _head_row(table)
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths(rows: list[list[Token]]) -> list[Length]:
    """Column widths by the longest text of each column, held between narrow and wide; a column to be filled in gets room."""
    longest = []
    for column in zip(*rows, strict=True):
        share = max(len(cell.content) for cell in column)
        to_fill_in = not any(cell.content for cell in column[1:]) and share > len("Yes")
        longest.append(min(48, max(9, share, 80 // len(rows[0]) if to_fill_in else 0)))
    return [Cm(16.6 * share / sum(longest)) for share in longest]


def _head_row(table: Table) -> None:
    """Bold, shaded, and repeated on each page the table runs over."""
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cell in table.rows[0].cells:
        _shade(cell)
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E8EEF3")):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _runs(paragraph: Paragraph, inline: Token) -> None:
    bold = italic = False
    for child in inline.children or []:
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("em_open", "em_close"):
            italic = child.type == "em_open"
        elif child.type in ("text", "code_inline", "softbreak"):
            text = " " if child.type == "softbreak" else _LINES.sub(" ", child.content)
            run = paragraph.add_run(REFERENCE.sub(r"\1", text))
            run.bold, run.italic = bold or None, italic or None


def _with_fixed_times(package: bytes) -> bytes:
    """The same package with its members in order and one date, since zip files carry the clock of their making."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, date_time=_ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
