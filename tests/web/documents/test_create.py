"""Creating a document: by upload, in the editor, from the template; refusals keep what was typed and leave nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probatum.documents import types
from probatum.documents.content import Document, Draft, Version
from probatum.documents.drafts import Content
from probatum.kernel.models import Person, StoredFile
from probatum.output.limits import Limits
from probatum.web.documents import upload
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World

SignIn = Callable[[Person], Client]
TOKEN = "a" * 32


def filled(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "type": "SOP",
        "title": "Line clearance",
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "later",
        "form_token": TOKEN,
        **changes,
    }


def text_file(
    content: bytes = b"# Line clearance\n\nClear the line.\n", name: str = "clearance.md"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


@pytest.mark.requirement("DOC-02", "DOC-09")
def test_upload_makes_the_document_with_its_first_draft(world: World, as_person: SignIn) -> None:
    answer = as_person(world.anna).post("/documents/new/", filled(world, start="upload", file=text_file()))
    assert (answer.status_code, answer["Location"]) == (302, "/documents/SOP-QA-001/versions/1/")
    version = Version.objects.select_related("record", "draft__rendition").get()
    assert version.draft is not None
    assert (version.record.title, version.draft.source_name, version.draft.pages) == (
        "Line clearance",
        "clearance.md",
        1,
    )


@pytest.mark.requirement("DOC-06")
def test_editor_start_leads_to_the_editor(world: World, as_person: SignIn) -> None:
    answer = as_person(world.anna).post("/documents/new/", filled(world, start="editor"))
    assert answer["Location"] == "/documents/SOP-QA-001/versions/1/editor/"


def test_second_press_makes_no_second_document(world: World, as_person: SignIn) -> None:
    client = as_person(world.anna)
    first = client.post("/documents/new/", filled(world))
    second = client.post("/documents/new/", filled(world))
    assert (Document.objects.count(), second["Location"]) == (1, first["Location"])


def test_refused_form_can_be_sent_again(world: World, as_person: SignIn) -> None:
    client = as_person(world.anna)
    refused = client.post("/documents/new/", filled(world, department=""))
    assert (refused.status_code, refused.context["form"].errors["department"]) == (
        422,
        ["Choose the department; the number contains it."],
    )
    assert refused.context["form_token"] == TOKEN
    assert client.post("/documents/new/", filled(world)).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.docx", b"", "The file is empty. Check that it was saved and choose it again."),
        ("tool.pdf", b"MZ" + b"\0" * 200, "a Windows program, which is not accepted"),
        ("sop.docx", b"%PDF-1.7\n%%EOF", None),
        ("page.html", b"<html><script>alert(1)</script></html>", "a web page, which is not accepted"),
    ],
)
def test_refused_upload_leaves_nothing_and_keeps_what_was_typed(
    name: str, content: bytes, said: str | None, world: World, as_person: SignIn
) -> None:
    answer = as_person(world.anna).post(
        "/documents/new/", filled(world, start="upload", file=text_file(content, name))
    )
    assert answer.status_code == 422
    (sentence,) = answer.context["form"].errors["file"]
    assert said is None or said in sentence
    assert answer.context["form"]["title"].value() == "Line clearance"
    assert (Document.objects.count(), Draft.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


def test_oversized_upload_is_cut_off_with_the_limit_named(
    world: World, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "LIMITS", Limits(upload_bytes=1024 * 1024))
    large = text_file(b"a" * (1024 * 1024 + 1), "large.txt")
    answer = as_person(world.anna).post("/documents/new/", filled(world, start="upload", file=large))
    assert (answer.status_code, answer.context["form"].errors["file"]) == (
        422,
        ["“large.txt” is larger than 1 MB, the most that is accepted. "
         "Make its pictures smaller or split it, then choose it again. Nothing was stored."],
    )  # fmt: skip
    assert not Document.objects.exists()


def test_field_that_the_form_does_not_have_is_refused(world: World, as_person: SignIn) -> None:
    answer = as_person(world.anna).post("/documents/new/", filled(world, state="effective"))
    assert answer.status_code == 400
    assert not Document.objects.exists()


@pytest.mark.requirement("DOC-07")
def test_new_document_starts_from_the_effective_template_only(
    world: World, as_person: SignIn, typeset_content: Content
) -> None:
    client = as_person(world.anna)
    template = make_draft(world, typeset_content, title="Template of procedures")
    world.sop.template = Document.objects.get(pk=template.document_id)
    types.save_type(world.carla, world.sop, reason="A template for all procedures.")
    refused = client.post("/documents/new/", filled(world, start="template"))
    assert "is not effective" in refused.context["form"].errors["start"][0]
    make_effective(world, template)
    assert client.post("/documents/new/", filled(world, start="template")).status_code == 302
    made = Version.objects.select_related("draft__source").exclude(document_id=template.document_id).get()
    assert made.draft is not None
    assert made.draft.source.sha256 == Version.objects.get(pk=template.pk).draft.source.sha256


def test_reader_cannot_create(world: World, as_person: SignIn) -> None:
    assert as_person(world.rhea).post("/documents/new/", filled(world)).status_code == 403
    assert not Document.objects.exists()
