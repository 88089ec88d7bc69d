"""A Word file goes out and comes back as its author saved it; only its PDF is filled and rendered (DOC-04, DOC-08, DOC-15)."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from probatum.documents import authoring
from probatum.documents.content import Draft, Version
from probatum.documents.findings import draft_before
from probatum.documents.merge_fields import filled_of, next_label, values_of
from probatum.kernel import file as files
from probatum.kernel.errors import Refused
from probatum.kernel.models import Record
from probatum.output.comparing import compare_drafts, compared_with
from probatum.output.content import content_from_upload
from probatum.output.office import soffice
from probatum.output.refill import author_copy, issued_rendition
from tests.output.conftest import missing
from tests.output.test_real_folder import FOLDER
from tests.output.word_files import HEADING, control, word_file
from tests.web.documents.conftest import make_draft
from tests.world import World


@pytest.fixture(autouse=True)
def converter() -> None:
    if soffice() is None:
        missing("LibreOffice", "the round trip of Office files is")


def check_in(world: World, version: Version, source: bytes, path: Path) -> Draft:
    """Check a file in as the page does."""
    path.write_bytes(source)
    version = Version.objects.select_related("record", "document__record", "document__type", "draft").get(
        pk=version.pk
    )
    values = values_of(version, label=next_label(version))
    made = compared_with(content_from_upload(path, filename="sop.docx", values=values), draft_before(version))
    return authoring.check_in(
        world.anna, version, content=made, based_on=Record.objects.get(pk=version.pk).version
    )


def edited(source: bytes) -> tuple[bytes, str]:
    """The file with one word of its text replaced and nothing else touched, as a careful editor would."""
    done, old = io.BytesIO(), ""
    with (
        zipfile.ZipFile(io.BytesIO(source)) as package,
        zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in package.infolist():
            content = package.read(entry)
            if entry.filename == "word/document.xml":
                tree = etree.fromstring(content)
                place = next(item for item in tree.iter(f"{HEADING}t") if len((item.text or "").strip()) > 3)
                old, place.text = (place.text or "").strip(), "Rewritten by its author"
                content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(entry, content)
    return done.getvalue(), old


def parts(source: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.requirement("DOC-04", "DOC-15")
def test_real_word_file_keeps_styles_headers_and_numbering(world: World, tmp_path: Path) -> None:
    real = FOLDER / "awkward_office" / "DiffFirstPageHeadFoot.docx"
    if not real.exists():
        pytest.skip("the folder of real documents is not there")
    version = world.document()
    first = check_in(world, version, real.read_bytes(), tmp_path / "a")
    authoring.check_out(world.anna, Version.objects.select_related("record").get(pk=version.pk))
    source, old = edited(files.read(first.source))
    second = check_in(world, version, source, tmp_path / "b")
    before, after = parts(files.read(first.source)), parts(files.read(second.source))
    assert files.read(second.source) == source
    assert [name for name in before if before[name] != after[name]] == ["word/document.xml"]
    assert second.findings.against == first and "changed" in second.findings.summary
    first.version = second.version = version
    told = str(compare_drafts(first, second))
    assert "Rewritten" in told and old.split()[0] in told


@pytest.mark.requirement("DOC-08")
def test_word_file_is_filled_in_its_pdf_and_nowhere_else(world: World, tmp_path: Path) -> None:
    version = make_draft(world, replace(_plain(), text="Old."), title="Gowning")
    source = word_file(
        "Version {{version}}.", "{{nummer}}", xml=(control("title"),), header="{{number}} {{page}}/{{pages}}"
    )
    draft = check_in(world, version, source, tmp_path / "a")
    assert files.read(draft.source) == source
    text = draft.rendition.extracted.text
    number = version.document.record.number
    assert all(words in text for words in ("Version 0.2.", "Gowning", f"{number} 1/1", "{{nummer}}"))
    assert [line for line in draft.warnings if "{{nummer}}" in line] != []
    version = Version.objects.select_related(
        "record", "document__record", "document__type", "draft__source"
    ).get(pk=version.pk)
    assert filled_of(version.draft) == {"number": number, "title": "Gowning", "version": "0.2"}
    # a refreshed copy that comes back is no change of the text
    again = check_in(world, version, author_copy(version), tmp_path / "b")
    assert again.findings.summary == "The text is the same."


@pytest.mark.requirement("DOC-08")
def test_issue_is_refused_when_other_words_than_the_fields_would_change(world: World, tmp_path: Path) -> None:
    version = make_draft(world, _plain(), title="Gowning")
    draft = check_in(world, version, word_file("Version {{version}} of this text."), tmp_path / "a")
    version = Version.objects.select_related(
        "record", "document__record", "document__type", "draft__source"
    ).get(pk=version.pk)
    assert issued_rendition(version) != files.read(draft.rendition)
    assert version.draft is not None
    version.draft.rendition.extracted.text = (
        "Version 0.2 of that text."  # as if a converter had read it otherwise
    )
    with pytest.raises(Refused, match="comes out with other words than were signed"):
        issued_rendition(version)


def _plain() -> authoring.Content:
    from probatum.output.content import content_from_markdown  # slow import

    return content_from_markdown("# Gowning\n", name="t")
