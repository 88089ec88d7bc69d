"""Parts of Office files are read with the parser LibreOffice uses: no encoding hides a link, an entity or a macro."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from probatum.output import neutralise
from probatum.output.intake import inspect
from probatum.output.limits import UploadRefused
from tests.samples import make

FAR = "http://far.example.org/x.png"
IMAGE = f"{make.REL}/image"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAME = "word/_rels/document.xml.rels"


def relationships(*items: str, declared: str = "UTF-8") -> str:
    return f'<?xml version="1.0" encoding="{declared}"?><Relationships xmlns="{RELATIONSHIPS}">{"".join(items)}</Relationships>'


def outside(*, kind: str = IMAGE, mode: str = 'TargetMode="External"', target: str = FAR) -> str:
    return f'<Relationship Id="rId9" Type="{kind}" Target="{target}" {mode}/>'


def written(text: str, *, encoding: str, mark: bytes = b"") -> bytes:
    return mark + text.replace('encoding="UTF-8"', f'encoding="{encoding.upper()}"').encode(encoding)


#: encodings that the packaging conventions allow, with and without a byte order mark
ALLOWED = {
    "utf-8": ("utf-8", b""),
    "utf-8 with a mark": ("utf-8", b"\xef\xbb\xbf"),
    "utf-16 little-endian": ("utf-16-le", b"\xff\xfe"),
    "utf-16 big-endian": ("utf-16-be", b"\xfe\xff"),
    "ascii": ("us-ascii", b""),
}
REFUSED = ("utf-7", "utf-32", "cp037", "iso-8859-1", "shift_jis")


def encoded(text: str, name: str) -> bytes:
    encoding, mark = ALLOWED[name]
    declared = "UTF-16" if encoding.startswith("utf-16") else encoding
    return mark + text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)


def working_copy(folder: Path, content: bytes) -> dict[str, bytes]:
    """What LibreOffice is given of a package that was accepted."""
    source = folder / "a.docx"
    source.write_bytes(content)
    inspect(source, filename="a.docx")
    with zipfile.ZipFile(neutralise.copy(source, folder / "b.docx", extension="docx")) as made:
        return {name: made.read(name) for name in made.namelist()}


def package(parts: dict[str, bytes]) -> bytes:
    return make.package(parts=parts)


@pytest.mark.requirement("DOC-09")
@pytest.mark.parametrize("name", list(ALLOWED))
def test_outside_link_is_taken_out_in_each_allowed_encoding(tmp_path: Path, name: str) -> None:
    part = encoded(relationships(outside()), name)

    copy = working_copy(tmp_path, package({NAME: part}))

    assert b"far.example.org" not in copy[NAME]
    assert copy[NAME].startswith(b"<?xml version='1.0' encoding='UTF-8'")
    assert inspect(tmp_path / "a.docx", filename="a.docx").warnings == (
        "The file links to content outside itself; linked content is not loaded and is missing from the PDF.",
    )


@pytest.mark.requirement("DOC-09")
@pytest.mark.parametrize("encoding", REFUSED)
@pytest.mark.parametrize("name", [NAME, "word/document2.xml", "word/part.bin"])
def test_other_encodings_are_refused(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(package({name: written(relationships(outside()), encoding=encoding)}))

    with pytest.raises(UploadRefused) as refused:
        inspect(path, filename="a.docx")

    assert "character encoding" in str(refused.value) or "damaged" in str(refused.value)


@pytest.mark.parametrize("name", list(ALLOWED))
@pytest.mark.parametrize("part", ["word/a.xml", "word/a.bin", "customXml/item1.xml"])
def test_document_type_is_refused_in_each_encoding(tmp_path: Path, name: str, part: str) -> None:
    evil = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    path = tmp_path / "a.docx"
    path.write_bytes(package({part: encoded(evil, name)}))

    with pytest.raises(UploadRefused, match="XML declarations"):
        inspect(path, filename="a.docx")


@pytest.mark.parametrize(
    "item",
    [
        outside(mode='TargetMode="&#69;xternal"'),
        outside(mode="TargetMode='Ex&#x74;ernal'"),
        outside(mode=""),
        outside(mode="", target="//far.example.org/share/x.png"),
        outside(mode="", target="&#104;ttp://far.example.org/x.png"),
    ],
)
def test_character_references_and_missing_modes_do_not_hide_a_link(tmp_path: Path, item: str) -> None:
    copy = working_copy(tmp_path, package({NAME: relationships(item).encode()}))

    assert b"far.example.org" not in copy[NAME]


def test_link_that_is_only_clicked_stays(tmp_path: Path) -> None:
    item = outside(kind=f"{make.REL}/hyperlink")

    copy = working_copy(tmp_path, package({NAME: relationships(item).encode()}))

    assert b"far.example.org" in copy[NAME]


@pytest.mark.parametrize(
    "runs",
    [
        ("INCLUDEPICTURE", f' "{FAR}"'),
        ("INCLUDE", f'PICTURE "{FAR}"'),
        (" include", f'text "{FAR}"'),
        (f'INCLUDE&#80;ICTURE "{FAR}"',),
    ],
)
@pytest.mark.parametrize("name", ["word/document2.xml", "word/main.dat"])
def test_field_that_loads_is_taken_out_however_it_is_written(
    tmp_path: Path, runs: tuple[str, ...], name: str
) -> None:
    inner = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    body = (
        f'<w:document xmlns:w="{WORD}"><w:r><w:fldChar w:fldCharType="begin"/></w:r>{inner}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:document>'
    )

    copy = working_copy(tmp_path, package({name: body.encode()}))

    assert b"far.example.org" not in copy[name]


def test_picture_that_names_a_link_instead_of_a_part_is_taken_out(tmp_path: Path) -> None:
    body = (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{make.REL}" xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<w:blip r:link="rId9"/><v:imagedata src="{FAR}"/></w:document>'
    )

    copy = working_copy(tmp_path, package({"word/document2.xml": body.encode()}))

    assert b"rId9" not in copy["word/document2.xml"]
    assert b"far.example.org" not in copy["word/document2.xml"]


def test_macro_type_is_found_behind_character_references(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(make.package(types="application/vnd.ms-word.document.macro&#69;nabled.main+xml"))

    with pytest.raises(UploadRefused, match="macros"):
        inspect(path, filename="a.docx")
