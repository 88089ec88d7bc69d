"""Open tracked changes and comments in Word and OpenDocument files: found with who, when and what; settled ones are none."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from probatum.documents.findings import Found
from probatum.output.limits import UploadRefused
from probatum.output.office_marks import marks_in
from tests.output.test_real_folder import FOLDER
from tests.samples import make

BY = 'w:id="1" w:author="Anna Berg" w:date="2026-11-02T09:30:00Z"'
INSERTED = f"<w:p><w:ins {BY}><w:r><w:t>twice </w:t></w:r></w:ins><w:ins {BY}><w:r><w:t>a day</w:t></w:r></w:ins></w:p>"
DELETED = f"<w:p><w:del {BY}><w:r><w:delText>once</w:delText></w:r></w:del></w:p>"
MOVED = f"<w:p><w:moveFrom {BY}><w:r><w:t>step</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo {BY}><w:r><w:t>step</w:t></w:r></w:moveTo></w:p>"
BOLD = f"<w:p><w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>Stop</w:t></w:r></w:p>"
REFERRED = '<w:p><w:r><w:commentReference w:id="7"/></w:r></w:p>'
COMMENT = '<w:comment w:id="7" w:author="Rita Sand" w:date="2026-11-03T10:00:00Z"><w:p w14:paraId="0A"><w:r><w:t>Which log?</w:t></w:r></w:p></w:comment>'


def found_in(tmp_path: Path, source: bytes, extension: str = "docx") -> tuple[Found, ...]:
    path = tmp_path / f"file.{extension}"
    path.write_bytes(source)
    return marks_in(path, extension=extension)


@pytest.mark.requirement("DOC-12")
def test_tracked_changes_are_found_with_who_when_and_text(tmp_path: Path) -> None:
    found = found_in(tmp_path, make.marked_word(INSERTED + DELETED + MOVED + BOLD))
    assert found == (
        Found("inserted", "Anna Berg", "2026-11-02 09:30", "twice a day"),
        Found("deleted", "Anna Berg", "2026-11-02 09:30", "once"),
        Found("moved", "Anna Berg", "2026-11-02 09:30", "step"),
        Found("format", "Anna Berg", "2026-11-02 09:30", "Stop"),
    )


@pytest.mark.requirement("DOC-12")
def test_open_comment_is_found_and_a_resolved_one_is_not(tmp_path: Path) -> None:
    open_one = make.marked_word(REFERRED, comments=COMMENT)
    assert found_in(tmp_path, open_one) == (Found("comment", "Rita Sand", "2026-11-03 10:00", "Which log?"),)
    done = make.marked_word(
        REFERRED, comments=COMMENT, threads='<w15:commentEx w15:paraId="0A" w15:done="1"/>'
    )
    assert found_in(tmp_path, done) == ()


@pytest.mark.requirement("DOC-12")
def test_accepted_changes_and_deleted_comments_are_no_obstacle(tmp_path: Path) -> None:
    assert found_in(tmp_path, make.word()) == ()
    assert found_in(tmp_path, make.marked_word("", comments=COMMENT)) == ()


@pytest.mark.requirement("DOC-12")
def test_open_document_changes_and_comments_are_found(tmp_path: Path) -> None:
    told = "<office:change-info><dc:creator>Anna Berg</dc:creator><dc:date>2026-11-02T09:30:00</dc:date></office:change-info>"
    changes = (
        f'<text:changed-region text:id="c1"><text:insertion>{told}</text:insertion></text:changed-region>'
        f'<text:changed-region text:id="c2"><text:deletion>{told}<text:p>once</text:p></text:deletion></text:changed-region>'
    )
    body = (
        '<text:p>Check <text:change-start text:change-id="c1"/>twice<text:change-end text:change-id="c1"/> a day.'
        "<office:annotation><dc:creator>Rita Sand</dc:creator><dc:date>2026-11-03T10:00:00</dc:date><text:p>Which log?</text:p></office:annotation></text:p>"
    )
    assert found_in(tmp_path, make.marked_odt(changes, body), "odt") == (
        Found("inserted", "Anna Berg", "2026-11-02 09:30", "twice"),
        Found("deleted", "Anna Berg", "2026-11-02 09:30", "once"),
        Found("comment", "Rita Sand", "2026-11-03 10:00", "Which log?"),
    )


@pytest.mark.requirement("DOC-12")
def test_comments_of_real_files_are_found() -> None:
    if not FOLDER.is_dir():
        print(f"\nNOT TESTED: the folder of real documents is not at {FOLDER}; no real file was looked at.")
        pytest.skip("the folder of real documents is not there")
    counts = {}
    for path in sorted(FOLDER.rglob("*")):
        extension = path.suffix.lower().lstrip(".")
        if extension in ("docx", "odt"):
            try:
                counts[path.name] = len(marks_in(path, extension=extension))
            except (zipfile.BadZipFile, UploadRefused):
                continue  # intake refuses these before
    assert {name: count for name, count in counts.items() if count} == {
        "WordWithAttachments.docx": 3,
        "testComment.docx": 1,
    }
