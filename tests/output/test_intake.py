"""Uploads are hostile: the bytes decide, and every refusal says what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from probatum.output.intake import inspect
from probatum.output.limits import Limits, UploadRefused
from tests.samples import make

SAMPLES = Path(make.__file__).parent


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(folder: Path, name: str, content: bytes, **limits: int) -> str:
    with pytest.raises(UploadRefused) as refused:
        inspect(put(folder, name, content), filename=name, limits=Limits(**limits))
    assert refused.value.sentence.endswith(".")
    assert "!" not in refused.value.sentence
    return refused.value.sentence


@pytest.mark.requirement("DOC-09")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plain.doc", "word"),
        ("plain.odt", "word"),
        ("plain.rtf", "word"),
        ("plain.xls", "spreadsheet"),
        ("plain.ods", "spreadsheet"),
        ("plain.ppt", "presentation"),
        ("plain.pptx", "presentation"),
        ("plain.odp", "presentation"),
    ],
)
def test_office_file_is_recognised_by_its_bytes(name: str, kind: str) -> None:
    accepted = inspect(SAMPLES / name, filename=name)

    assert (accepted.kind, accepted.extension) == (kind, name.split(".")[1])


def test_other_accepted_files_are_recognised(tmp_path: Path) -> None:
    files = {
        "a.docx": make.word(),
        "a.xlsx": make.workbook(),
        "a.pdf": make.saved(make.pdf(pages=3)),
        "a.md": "# Über\n".encode(),
        "a.txt": b"words",
        "a.PNG": make.picture("words"),
        "a.jpeg": make.picture("words", kind="JPEG"),
    }

    kinds = [inspect(put(tmp_path, name, content), filename=name).kind for name, content in files.items()]

    assert kinds == ["word", "spreadsheet", "pdf", "markdown", "text", "image", "image"]


def test_pdf_pages_are_counted(tmp_path: Path) -> None:
    assert inspect(put(tmp_path, "a.pdf", make.saved(make.pdf(pages=3))), filename="a.pdf").pages == 3


def test_empty_file_is_refused(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path, "a.docx", b"") == "The file is empty. Check that it was saved and upload it again."
    )


def test_oversize_file_is_refused(tmp_path: Path) -> None:
    assert "at most 0 MB" in refusal(tmp_path, "a.txt", b"x" * 2000, upload_bytes=1000)


@pytest.mark.parametrize("name", ["locked.docx", "locked.doc", "locked.odt", "locked.xls"])
def test_password_protected_office_file_is_refused(name: str) -> None:
    with pytest.raises(UploadRefused, match="protected with a password"):
        inspect(SAMPLES / name, filename=name)


def test_password_protected_pdf_is_refused(tmp_path: Path) -> None:
    locked = make.saved(make.pdf(), encryption=pikepdf.Encryption(user="pass", owner="owner"))

    assert "protected with a password" in refusal(tmp_path, "a.pdf", locked)


def test_pdf_that_only_restricts_printing_is_accepted_with_a_warning(tmp_path: Path) -> None:
    restricted = make.saved(make.pdf(), encryption=pikepdf.Encryption(user="", owner="owner"))

    warnings = inspect(put(tmp_path, "a.pdf", restricted), filename="a.pdf").warnings

    assert warnings == (
        "The restrictions on printing and copying that the PDF carried do not apply to the rendition.",
    )


@pytest.mark.parametrize(
    "content",
    [
        make.package(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        make.package(parts={"word/vbaProject.bin": b"x"}),
        make.package(parts={"xl/macrosheets/sheet1.xml": b"<x/>"}),
        make.zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": b"<x/>"}
        ),
        make.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "Scripts/python/a.py": b"x"}),
    ],
)
def test_macros_are_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, "a.docx", content).startswith("The file contains macros, which are not allowed")


def test_word6_template_with_wordbasic_is_refused() -> None:
    from probatum.output.ole_check import _word_basic  # app ready

    _word_basic(make.word6(macros=False), 0)
    with pytest.raises(UploadRefused, match="macros"):
        _word_basic(make.word6(macros=True), 0)


@pytest.mark.parametrize("name", ["plain.doc", "plain.odt", "plain.pptx", "plain.rtf"])
def test_truncated_office_file_is_refused(tmp_path: Path, name: str) -> None:
    content = (SAMPLES / name).read_bytes()

    sentence = refusal(tmp_path, name, content[: len(content) // 2])

    assert "damaged" in sentence or "ends in the middle" in sentence


def test_truncated_pdf_is_refused(tmp_path: Path) -> None:
    content = make.saved(make.pdf(pages=20))

    assert "damaged" in refusal(tmp_path, "a.pdf", content[: len(content) * 2 // 3])


def test_name_that_does_not_fit_the_content_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.docx", make.saved(make.pdf())) == (
        "The file is named .docx but its content is a PDF. Rename it to end in .pdf, or upload the file you meant."
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ\x90\x00", "a Windows program"),
        ("a.pdf", b"MZ\x90\x00", "a Windows program"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        ("a.html", b"<!DOCTYPE html><html>", "a web page"),
        ("a.doc", b"<html><body>", "a web page"),
        ("a.zip", make.zipped({"a.txt": b"x"}), "a ZIP archive"),
        (
            "a.xlsb",
            make.package(types="application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            "a binary Excel workbook",
        ),
        ("a.xyz", b"\x00\x01", "Files of type .xyz are not accepted"),
        ("a.docx", b"plain words", "may be damaged"),
        ("a.txt", b"\xff\xfa\x00", "not in UTF-8"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "damaged"),
    ],
)
def test_other_types_are_refused_by_name(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    assert said in refusal(tmp_path, name, content)


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'

    assert "XML declarations" in refusal(tmp_path, "a.docx", make.package(parts={"word/a.xml": evil}))
    wide = evil.decode().encode("utf-16")
    assert "XML declarations" in refusal(tmp_path, "a.docx", make.package(parts={"word/a.xml": wide}))


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    content = make.bomb()

    assert len(content) < 1024 * 1024
    assert "unpacks to far more" in refusal(tmp_path, "a.docx", content)


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    parts = {f"word/{number}.xml": b"<x/>" for number in range(30)}

    assert "at most 20 are accepted" in refusal(tmp_path, "a.docx", make.package(parts=parts), entries=20)


def test_part_outside_its_package_is_refused(tmp_path: Path) -> None:
    assert "damaged" in refusal(tmp_path, "a.docx", make.package(parts={"../../etc/cron.d/x": b"x"}))


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    assert "at most 5 are accepted" in refusal(tmp_path, "a.pdf", make.saved(make.pdf(pages=6)), pages=5)


def test_picture_too_large_to_draw_is_refused(tmp_path: Path) -> None:
    assert "megapixels" in refusal(tmp_path, "a.pdf", make.scanned_pdf("x"), image_pixels=1000)
    assert "megapixels" in refusal(tmp_path, "a.png", make.picture("x"), picture_pixels=1000)


def test_content_from_elsewhere_is_named_in_a_warning(tmp_path: Path) -> None:
    path = put(tmp_path, "a.docx", make.linked_word("http://example.org/x"))

    assert inspect(path, filename="a.docx").warnings == (
        "The file links to content outside itself; linked content is not loaded and is missing from the PDF.",
    )
