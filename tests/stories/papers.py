"""The files of the stories: Word files made here, a real one where it is at hand, and what a PDF says."""

from __future__ import annotations

import io
import os
from pathlib import Path

import docx
import pypdfium2

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("PROBATUM_REAL_DOCUMENTS", ROOT.parent / "shared" / "data" / "real" / "documents"))


def word_file(title: str, *, words: str) -> bytes:
    """A procedure as an author's Word makes it: headings, a list, a table."""
    paper = docx.Document()
    paper.core_properties.title = title
    paper.add_heading(title, level=1)
    paper.add_heading("Purpose", level=2)
    paper.add_paragraph(words)
    paper.add_heading("Steps", level=2)
    for step in (
        "Stop the line and secure the batch.",
        "Tell the shift lead.",
        "Write down what was seen and when.",
    ):
        paper.add_paragraph(step, style="List Number")
    paper.add_heading("Responsibilities", level=2)
    table = paper.add_table(rows=1, cols=2, style="Table Grid")
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Who", "What"
    for who, what in (("Operator", "Stops the line"), ("Shift lead", "Decides whether it goes on")):
        row = table.add_row().cells
        row[0].text, row[1].text = who, what
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def real_procedures() -> list[Path]:
    """Word files nobody here wrote, those named as procedures; empty where the folder is not at hand."""
    found = sorted(REAL.rglob("*.docx")) if REAL.is_dir() else []
    named = [path for path in found if path.name.upper().startswith(("SOP", "QP", "QF-0003"))]
    return named[:1]


def text_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [document[at].get_textpage().get_text_range() for at in range(len(document))]
