"""Comparison of two texts: what counts as a change, what is only moved, and that the work is bounded."""

from __future__ import annotations

import io
import random
import zipfile
from itertools import pairwise

import pytest

from probatum.output import compare as comparing
from probatum.output.compare import Block, TooLong, compare
from probatum.output.compare_align import Budget, matches
from probatum.output.compare_text import markdown_blocks, odt_blocks, page_blocks
from probatum.output.compare_word import word_blocks
from probatum.output.compare_words import Piece, pieces, words_changed
from probatum.output.comparing import blocks_of, summary_of
from tests.samples import make

OLD = """# 4 Storage

The cold room is kept at 2 to 8 °C and checked twice a day.

Keep the door shut.

# 5 Records

| What | Where |
|---|---|
| Temperature | Form A |

Records are kept for five years after the batch is released.
"""


def changed(old: str, new: str) -> comparing.Comparison:
    return compare(markdown_blocks(old), markdown_blocks(new))


@pytest.mark.requirement("DOC-32")
def test_summary_names_sections_paragraphs_and_words() -> None:
    new = (
        OLD.replace("2 to 8 °C", "2 to 6 °C").replace("Keep the door shut.\n", "").replace("Form A", "Form B")
    )
    new += "\nCopies are destroyed.\n\nNobody keeps a private copy.\n"
    assert summary_of(changed(OLD, new)) == (
        "2 sections changed: 4 Storage, 5 Records; 2 paragraphs added, 1 removed, 2 words changed."
    )


@pytest.mark.requirement("DOC-32")
def test_same_text_is_the_same_whatever_its_spaces() -> None:
    assert summary_of(changed(OLD, OLD.replace("kept at", "kept  at"))) == "The text is the same."
    assert compare([], []).same


@pytest.mark.requirement("DOC-32")
def test_changed_paragraph_shows_the_words_that_went_and_came() -> None:
    found = changed("Store at 2 to 8 °C in the dark.", "Store at 2 to 6.5 °C in the dark.")
    assert [change.kind for change in found.changes] == ["changed"]
    assert found.changes[0].pieces == (
        Piece("same", "Store at 2 to "),
        Piece("removed", "8"),
        Piece("added", "6.5"),
        Piece("same", " °C in the dark."),
    )


def test_both_sides_can_be_put_together_again_from_the_pieces() -> None:
    chance = random.Random(7)
    words = ["wash", "the", "vessel", "2.5", "times", "with", "water", ",", "then", "dry"]
    for _ in range(300):
        old, new = (" ".join(chance.choices(words, k=chance.randrange(25))) for _ in range(2))
        found = pieces(old, new, Budget(10**7))
        assert "".join(piece.text for piece in found if piece.kind != "added") == old
        assert "".join(piece.text for piece in found if piece.kind != "removed") == new


def test_words_changed_counts_the_larger_side_of_each_place() -> None:
    found = pieces("check twice a day and note it", "check daily and note it down", Budget(10**6))
    assert words_changed(found) == 4


def test_matches_rise_on_both_sides_and_are_equal() -> None:
    chance = random.Random(3)
    for _ in range(500):
        old, new = ([chance.randrange(5) for _ in range(chance.randrange(14))] for _ in range(2))
        found = matches(old, new, Budget(10**6))
        assert all(old[i] == new[j] for i, j in found)
        assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))


@pytest.mark.requirement("DOC-32")
def test_paragraph_that_stands_elsewhere_is_moved() -> None:
    first, second, third = (
        f"This is paragraph {name} of the procedure.\n\n" for name in ("one", "two", "three")
    )
    found = changed(first + second + third, second + third + first)
    assert [change.kind for change in found.changes] == ["same", "same", "moved"]


@pytest.mark.requirement("DOC-32")
def test_table_is_compared_by_cell() -> None:
    found = changed(OLD, OLD.replace("Form A", "Form B"))
    row = next(change for change in found.changes if change.kind == "changed")
    assert (row.block.kind, row.pieces[0].text) == ("row", "Temperature\tForm ")


@pytest.mark.requirement("DOC-32")
def test_too_much_text_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooLong, match="Open both PDFs side by side"):
        compare([Block("a")] * (comparing.MOST_BLOCKS + 1), [])
    monkeypatch.setattr(comparing, "WORK", 50)
    with pytest.raises(TooLong):
        compare([Block(f"word {n}") for n in range(40)], [Block(f"other {n}") for n in range(40)])


@pytest.mark.requirement("DOC-32")
def test_word_file_gives_headings_with_their_numbers_and_accepts_changes() -> None:
    number = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )

    def heading(text: str, level: int) -> str:
        return (
            f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{level}"/></w:pPr>'
            f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        )

    body = (
        heading("Storage", 0)
        + heading("Cold room", 1)
        + heading("Freezer", 1)
        + "<w:p><w:r><w:t>Keep </w:t></w:r>"
        "<w:del><w:r><w:delText>cold</w:delText></w:r></w:del><w:ins><w:r><w:t>cool</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    source = make.package(body=body, parts={"word/numbering.xml": number.encode()})
    found = word_blocks(zipfile.ZipFile(io.BytesIO(source)))
    assert [(block.kind, block.label, block.text) for block in found] == [
        ("paragraph", "", "Own words."),
        ("heading", "4", "Storage"),
        ("heading", "4.1", "Cold room"),
        ("heading", "4.2", "Freezer"),
        ("paragraph", "", "Keep cool"),
        ("row", "", "A\tB"),
    ]


@pytest.mark.requirement("DOC-32")
def test_open_document_gives_headings_and_rows() -> None:
    body = (
        '<text:h text:outline-level="2">Storage</text:h><text:p>Keep<text:s/>cold.</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
        "<table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = odt_blocks(zipfile.ZipFile(io.BytesIO(make.marked_odt("", body))))
    assert [(block.kind, block.level, block.text) for block in found] == [
        ("heading", 2, "Storage"),
        ("paragraph", 0, "Keep cold."),
        ("row", 0, "A\tB"),
    ]


@pytest.mark.requirement("DOC-32")
def test_pages_of_a_pdf_become_paragraphs_without_running_heads() -> None:
    page = (
        "SOP-001 Cleaning\n4.{n} {name}\nThe cold room is kept at two to eight degrees at any time and it is\n"
        "checked twice a day by the operator on duty, who signs the log-\nbook.\n{end}\nPage {n} of 3"
    )
    text = "\n\f".join(
        page.format(end=f"End of {name}.", n=n, name=name)
        for n, name in enumerate(("Storage", "Release", "Recall"), 1)
    )
    found = page_blocks(text)
    assert found[:3] == [
        Block("Storage", "heading", 2, "4.1"),
        Block(
            "The cold room is kept at two to eight degrees at any time and it is checked twice a day by the operator "
            "on duty, who signs the logbook."
        ),
        Block("End of Storage."),
    ]
    assert not any("Page" in block.text or "SOP-001" in block.text for block in found)


def test_file_that_cannot_be_read_by_structure_is_read_by_its_pages() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert blocks_of(b"no package at all", media_type=word) is None
    assert blocks_of(b"%PDF-1.7", media_type="application/pdf") is None
