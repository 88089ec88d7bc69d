"""How a register is understood: columns, days, versions, and the findings of a dry run row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from probatum.documents import importing
from probatum.documents.columns import find_headings, propose
from probatum.documents.import_files import CollectedFile, CollectedFiles
from probatum.documents.import_plan import Line
from probatum.documents.old_values import Unreadable, day_of, order_in, place_of, state_of, version_of
from tests import collected
from tests.world import World


def lines(world: World, tmp_path: Path, rows: list[dict[str, Any]], **given: Any) -> Sequence[Line]:
    """The findings of a dry run."""
    return importing.lines_of(collected.checked(world, *collected.write(tmp_path, rows), **given))


@pytest.mark.requirement("MIG-01")
@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            ("Doc No.", "Document title", "Rev", "File", "Category", "Responsible"),
            {"number": 0, "title": 1, "version": 2, "file": 3, "type": 4, "owner": 5},
        ),
        (
            ("Dokumentennummer", "Titel", "Ausgabe", "Dateiname", "Art", "Verantwortlich", "gültig ab"),
            {"number": 0, "title": 1, "version": 2, "file": 3, "type": 4, "owner": 5, "effective": 6},
        ),
        (("ID", "Name", "ID"), {"number": 0, "title": 1}),
        (("", "Remarks", "Colour"), {}),
    ],
)
def test_columns_are_proposed_from_the_words_of_the_headings(
    headings: tuple[str, ...], columns: dict[str, int]
) -> None:
    assert propose(headings) == columns


@pytest.mark.requirement("MIG-01")
def test_title_rows_above_the_headings_are_passed_over() -> None:
    rows = [
        (1, ["Master document list"]),
        (3, ["as of", "May"]),
        (4, ["No", "Title", "Rev"]),
        (5, ["1", "A", "2"]),
    ]
    found = find_headings(rows)
    assert (found.row, dict(found.columns)) == (4, {"number": 0, "title": 1, "version": 2})


@pytest.mark.requirement("MIG-01")
@pytest.mark.parametrize(
    ("said", "order", "day"),
    [
        ("2024-12-31", "", dt.date(2024, 12, 31)),
        ("2024-12-31 00:00:00", "", dt.date(2024, 12, 31)),
        ("20241231", "", dt.date(2024, 12, 31)),
        ("31.12.2024", "", dt.date(2024, 12, 31)),
        ("3.4.2024", "", dt.date(2024, 4, 3)),
        ("31/12/2024", "", dt.date(2024, 12, 31)),
        ("12/31/24", "", dt.date(2024, 12, 31)),
        ("03/04/2024", "day", dt.date(2024, 4, 3)),
        ("03/04/2024", "month", dt.date(2024, 3, 4)),
        ("4/4/2024", "", dt.date(2024, 4, 4)),
        ("5 May 2020", "", dt.date(2020, 5, 5)),
        ("5. Mai 2020", "", dt.date(2020, 5, 5)),
        ("December 31, 2024", "", dt.date(2024, 12, 31)),
        (dt.date(2020, 2, 29), "", dt.date(2020, 2, 29)),
        ("n/a", "", None),
        ("", "", None),
    ],
)
def test_days_are_read_as_registers_write_them(said: Any, order: str, day: dt.date | None) -> None:
    assert day_of(said, order=order) == day


@pytest.mark.requirement("MIG-01")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("03/04/2024", "“03/04/2024” can be 03 April or 04 March 2024."),
        ("soon", "“soon” is not read as a date."),
        ("2024-02-30", "“2024-02-30” is not read as a date."),
        ("31/31/2024", "“31/31/2024” is not read as a date."),
        (45000.0, "“45000.0” is not read as a date."),
    ],
)
def test_day_that_says_nothing_or_two_things_is_named(said: Any, sentence: str) -> None:
    with pytest.raises(Unreadable) as fault:
        day_of(said, order="")
    assert str(fault.value).replace("can be 3 April or 4", "can be 03 April or 04").startswith(sentence)


@pytest.mark.requirement("MIG-01")
def test_order_of_day_and_month_is_taken_from_days_that_show_it() -> None:
    assert order_in(["03/04/2024", "31/12/2024", ""]) == "day"
    assert order_in(["03/04/2024", "12/31/2024"]) == "month"
    assert order_in(["03/04/2024"]) == ""
    assert order_in(["31/12/2024", "12/31/2024"]) == ""


@pytest.mark.requirement("MIG-02")
def test_versions_are_put_in_order_whatever_their_scheme() -> None:
    assert [place_of(one) for one in ("1", "v1.0", "Rev. 02", "2.1", "B", "AA", "Rev C", "final")] == [
        (1,), (1,), (2,), (2, 1), (2,), (27,), (3,), None,
    ]  # fmt: skip
    assert (version_of(3.0), version_of(" 2.1 ")) == ("3", "2.1")
    assert [state_of(one) for one in ("Released", "Obsolete", "draft", "", "blue")] == [
        "effective", "obsolete", "unfinished", "", None,
    ]  # fmt: skip


@pytest.mark.requirement("MIG-01")
def test_files_are_found_by_the_names_of_registers() -> None:
    files = CollectedFiles(
        CollectedFile(name, 1, name) for name in ("a/X.PDF", "b/y.pdf", "c/y.pdf", "Übung.txt")
    )
    assert [one.name for one in files.find("x.pdf")] == ["a/X.PDF"]
    assert [one.name for one in files.find(r"\\server\share\a\x.pdf")] == ["a/X.PDF"]
    assert [one.name for one in files.find("y.pdf")] == ["b/y.pdf", "c/y.pdf"]
    assert [one.name for one in files.find("./c/y.pdf")] == ["c/y.pdf"]
    assert [one.name for one in files.find("U\u0308bung.txt")] == ["Übung.txt"]
    assert files.find("../../etc/passwd") == []


@pytest.mark.requirement("MIG-01", "MIG-12")
def test_each_row_gets_its_findings(world: World, tmp_path: Path) -> None:
    rows = [
        collected.row("SOP-QA-001"),
        collected.row("SOP-QA-002", **{"Process owner": "Nobody Known"}),
        collected.row("SOP-QA-003", **{"Effective date": "03/04/2020"}),
        collected.row("SOP-QA-004", **{"Effective date": "2035-01-01"}),
        collected.row("SOP-QA-005", **{"Effective date": ""}),
        collected.row("", **{"File name": "SOP-QA-001_1.pdf"}),
        collected.row("SOP-QA-007", **{"Document type": "Policy"}),
        collected.row("SOP-QA-008", Rev="1", Status="Effective"),
        collected.row("SOP-QA-008", Rev="2", **{"File name": "none.pdf"}),
    ]
    del rows[8]["File name"]
    rows[8]["File name"] = "SOP-QA-099.pdf"
    files = {one["File name"]: collected.pdf(one["Doc No."]) for one in rows[:8]}
    found = importing.lines_of(collected.checked(world, *collected.write(tmp_path, rows, files=files)))
    told = {line.row: (line.level, " ".join(line.findings)) for line in found}
    assert told[2][0] == "warning"  # two rows name its file
    assert told[3] == ("error", "The owner “Nobody Known” does not exist here. Choose what stands in for it.")
    assert told[4][0] == "error" and "Choose the order of day and month in the mapping." in told[4][1]
    assert told[5][0] == "error" and "in the future" in told[5][1]
    assert told[6] == ("warning", "The register says no effective date.")
    assert told[7][0] == "error" and "“Number” is empty." in told[7][1]
    assert told[8][0] == "error" and "The type “Policy” does not exist here." in told[8][1]
    assert told[9][0] == "error" and "The newest version (row 10) cannot be imported" in told[9][1]
    assert told[10][0] == "error" and "is not in the collection" in told[10][1]


@pytest.mark.requirement("MIG-12")
def test_one_owner_stands_in_for_people_who_are_gone(world: World, tmp_path: Path) -> None:
    rows = [collected.row("SOP-QA-001", **{"Process owner": "Long Gone"})]
    (line,) = lines(world, tmp_path, rows, otherwise={"owner": "arno"})
    assert (line.level, line.owner) == ("warning", "arno")
    assert line.findings == ["The owner “Long Gone” does not exist here; Arno stands in."]


@pytest.mark.requirement("MIG-01")
def test_file_changed_since_an_earlier_import_is_an_error(world: World, tmp_path: Path) -> None:
    rows = [collected.row("SOP-QA-001")]
    collected.imported(world, *collected.write(tmp_path, rows))
    other = {rows[0]["File name"]: collected.pdf("Another text")}
    again = collected.checked(world, *collected.write(tmp_path / "again", rows, files=other))
    (line,) = importing.lines_of(again)
    assert line.level == "error"
    assert "imported before as SOP-QA-001 v1, with another file" in line.findings[0]


@pytest.mark.requirement("MIG-02")
def test_register_of_letters_and_dots_is_counted(world: World, tmp_path: Path) -> None:
    rows = [collected.row("SOP-QA-001", Rev=rev) for rev in ("B", "A", "C")]
    rows += [collected.row("SOP-QA-002", Rev=rev) for rev in ("1.0", "1.1", "2.0")]
    found = {
        (line.number[-3:], line.version): (line.major, line.state) for line in lines(world, tmp_path, rows)
    }
    assert found == {
        ("001", "A"): (1, "superseded"),
        ("001", "B"): (2, "superseded"),
        ("001", "C"): (3, "effective"),
        ("002", "1.0"): (1, "superseded"),
        ("002", "1.1"): (2, "superseded"),
        ("002", "2.0"): (3, "effective"),
    }


@pytest.mark.requirement("MIG-17")
def test_number_in_use_here_is_not_taken(world: World, tmp_path: Path) -> None:
    assert world.document().document.record.number == "SOP-QA-001"
    (line,) = lines(world, tmp_path, [collected.row("SOP-QA-001")])
    assert (line.level, line.findings) == ("error", ["SOP-QA-001 is the number of another document here."])


@pytest.mark.requirement("MIG-14")
def test_review_that_will_open_at_once_is_told_beforehand(world: World, tmp_path: Path) -> None:
    (line,) = lines(world, tmp_path, [collected.row("SOP-QA-001", **{"Next review": "2022-03-01"})])
    assert line.findings == ["Its review date has passed; the review opens as soon as it is imported."]
