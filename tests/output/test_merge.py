"""Fields of a document are filled into a copy of its Office file; values are text and stay text."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from probatum.output.merge import fill
from probatum.output.merge_runs import Wanted
from tests.output.word_files import control, field_in_runs, lines, part, simple_field, word_file

VALUES = {
    "number": "SOP-QA-004",
    "title": "Gowning",
    "version": "1.0",
    "effective": "1 Dec 2026",
    "owner": "Anna",
}


def filled(
    source: bytes, *, extension: str = "docx", keep: bool = False, **more: str
) -> tuple[bytes, Wanted]:
    wanted = Wanted({**VALUES, **more}, keep=keep)
    return fill(source, extension=extension, wanted=wanted), wanted


@pytest.mark.requirement("DOC-08")
def test_placeholder_split_over_runs_is_filled_where_it_begins() -> None:
    made, wanted = filled(
        word_file("Number {{number}}.", ("see {", "{ver", "sion }", "} here"), header="{{title}}")
    )
    assert lines(made) == ["Number SOP-QA-004.", "see 1.0 here"]
    assert "Gowning" in part(made, "word/header1.xml")
    assert wanted.pairs() == {"number": "SOP-QA-004", "title": "Gowning", "version": "1.0"}


@pytest.mark.requirement("DOC-08")
def test_content_control_and_property_fields_are_filled_by_name() -> None:
    source = word_file(
        xml=(
            control("Title"),
            simple_field("DOCPROPERTY Version"),
            field_in_runs(' DOCPROPERTY "Effective ', 'date" \\* MERGEFORMAT ', then=" on"),
            field_in_runs(" DOCPROPERTY Owner ", text=""),
        )
    )
    made, wanted = filled(source)
    assert lines(made) == ["Gowning", "1.0", "1 Dec 2026 on", "Anna"]
    body = part(made, "word/document.xml")
    assert [
        word for word in ("fldSimple", "instrText", "showingPlcHdr", "PlaceholderText") if word in body
    ] == []
    assert list(wanted.used) == ["title", "version", "effective", "owner"]


@pytest.mark.requirement("DOC-08")
def test_page_numbers_become_fields_that_count() -> None:
    made, _ = filled(word_file("Page {{page}} of {{pages}}, end"))
    assert lines(made) == ["Page 1 of 1, end"]
    body = part(made, "word/document.xml")
    assert body.index('" PAGE "') < body.index(" of ") < body.index('" NUMPAGES "') < body.index(", end")


@pytest.mark.requirement("DOC-08")
def test_unknown_name_is_told_and_left_as_typed() -> None:
    made, wanted = filled(
        word_file("{{nummer}} and {{ Title }}", xml=(control("probatum:naam"), control("Text1")))
    )
    assert lines(made) == ["{{nummer}} and Gowning", "old more", "old more"]
    assert wanted.sentences() == (
        "The text asks for {{nummer}} and {{naam}}, which Probatum does not know here; it stays as it is typed. Known "
        "are number, title, version, state, effective, review, owner, type, site, department, organisation, template, "
        "page, pages.",
    )


@pytest.mark.requirement("DOC-08")
def test_value_is_text_and_is_never_read_again() -> None:
    hostile = "{{owner}} & <w:p/> \x07 DOCPROPERTY Owner ]]>"
    made, _ = filled(
        word_file("{{title}}", xml=(control("title"), simple_field("DOCPROPERTY Title"))), title=hostile
    )
    shown = "{{owner}} & <w:p/>  DOCPROPERTY Owner ]]>"
    assert lines(made) == [shown, shown, shown]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names = package.namelist()
    assert part(made, "word/_rels/document.xml.rels").count("External") == 0
    assert sorted(names) == sorted(set(names))


@pytest.mark.requirement("DOC-08")
def test_author_copy_keeps_its_fields_and_shows_present_values() -> None:
    source = word_file(
        "{{number}}", xml=(control("version"), field_in_runs(" DOCPROPERTY Title "), simple_field("PAGE"))
    )
    made, _ = filled(source, keep=True)
    assert lines(made) == ["{{number}}", "1.0", "Gowning", "old"]
    body = part(made, "word/document.xml")
    assert [body.count(word) for word in ("<w:sdt>", "instrText", "fldSimple")] == [1, 2, 2]


@pytest.mark.requirement("DOC-08")
def test_file_that_asks_for_nothing_keeps_its_bytes() -> None:
    source = word_file("Nothing to fill, not {this} nor {{}}.", xml=(control("Text1"), simple_field("DATE")))
    assert filled(source)[0] is source
    assert fill(b"anything", extension="odt", wanted=Wanted(VALUES)) == b"anything"


@pytest.mark.requirement("DOC-08")
def test_workbook_is_filled_in_cells_and_header() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "{{title}}", "=1+1"
    sheet.oddHeader.center.text = "{{title}} page {{page}}"
    raw = io.BytesIO()
    book.save(raw)
    made, wanted = filled(raw.getvalue(), extension="xlsx", title="=cmd()&P")
    again = load_workbook(io.BytesIO(made)).active
    assert again is not None
    assert (again["A1"].value, again["A1"].data_type, again["A2"].value) == ("=cmd()&P", "s", "=1+1")
    assert "=cmd()&amp;&amp;P page &amp;P" in part(made, "xl/worksheets/sheet1.xml")
    assert list(wanted.used) == ["title", "page"]
