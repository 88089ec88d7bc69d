"""Pages of templates: choosing one, where it was used, moving on with it; fields refreshed for who writes (DOC-07, DOC-08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probatum.documents import authoring
from probatum.documents.content import Version
from probatum.documents.drafts import Content
from probatum.documents.template import MadeFrom
from probatum.documents.types import DocumentType
from probatum.kernel import file as files
from probatum.kernel.models import Person, Record
from tests.documents.test_templates import begin, name_template, template
from tests.output.word_files import control, lines, word_file
from tests.web.documents.conftest import make_draft, make_effective, start_next
from tests.world import World

SignIn = Callable[[Person], Client]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "type": "SOP",
        "title": "Line clearance",
        "department": "QA",
        "site": "BSL",
        "owner": "anna",
        "start": "template",
        "form_token": "b" * 32,
        **changes,
    }


@pytest.mark.requirement("DOC-07")
def test_new_document_from_a_chosen_template(world: World, as_person: SignIn) -> None:
    first, second = (
        template(world),
        template(world, text="# {{title}}\n\n## Short\n", title="Short form, template"),
    )
    name_template(world, first, second)
    number = second.document.record.number
    client = as_person(world.anna)
    assert f"{number} Short form, template" in client.get("/documents/new/").content.decode()
    answer = client.post("/documents/new/", typed(template=number))
    assert answer["Location"] == "/documents/SOP-QA-003/versions/1/editor/"
    assert MadeFrom.objects.get().template_id == second.pk
    page = client.get("/documents/SOP-QA-003/versions/1/").content.decode()
    assert f"{number} version 1.0" in page


@pytest.mark.requirement("DOC-07")
def test_type_without_effective_template_says_who_can_act(world: World, as_person: SignIn) -> None:
    draft = make_draft(world, template(world).draft and _content(), title="Next template")
    name_template(world, draft)
    answer = as_person(world.anna).post("/documents/new/", typed())
    assert answer.status_code == 422
    assert answer.context["form"].errors["start"] == [
        "The template of “Standard operating procedure”, SOP-QA-002, is not effective: it is draft. Its owner, Anna, can "
        "bring it into force, or document control name another one."
    ]


def _content() -> Content:
    from probatum.output.content import content_from_markdown  # slow import

    return content_from_markdown("# Template\n", name="t")


@pytest.mark.requirement("DOC-07", "DOC-30")
def test_superseded_template_lists_what_was_made_and_a_draft_moves_on(
    world: World, as_person: SignIn
) -> None:
    source = template(world)
    made = begin(world, name_template(world, source))
    make_effective(world, start_next(world, source))
    client = as_person(world.anna)
    page = client.get(f"/documents/{source.document.record.number}/where-used/").content.decode()
    assert ("Made from this template" in page, "1 follows an earlier version of it." in page) == (True, True)
    address = f"/documents/{made.document.record.number}/versions/1/"
    page = client.get(address).content.decode()
    assert "the template is now version 2.0" in page
    answer = client.post(f"{address}template/", {"version": Record.objects.get(pk=made.pk).version})
    assert (answer.status_code, MadeFrom.objects.get().template.major) == (302, 2)
    assert "the template is now version 2.0" not in client.get(address).content.decode()


@pytest.mark.requirement("DOC-07")
def test_type_page_names_further_templates(world: World, as_person: SignIn) -> None:
    first, second = template(world), template(world, title="Short form, template")
    client = as_person(world.carla)
    form = client.get("/documents/types/SOP/").context["form"]
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}
    data |= {
        "template": str(first.document_id),
        "further_templates": [str(second.document_id)],
        "template_required": "yes",
        "reason": "Two forms.",
    }
    assert client.post("/documents/types/SOP/", data).status_code == 302
    kind = DocumentType.objects.get(code="SOP")
    assert (kind.template_id, kind.template_required) == (first.document_id, True)
    assert [one.template_id for one in kind.further_templates.filter(active=True)] == [second.document_id]


@pytest.mark.requirement("DOC-08", "DOC-04")
def test_check_out_gives_present_values_and_leaves_the_source_alone(world: World, as_person: SignIn) -> None:
    source = word_file("{{number}}", xml=(control("title", "Old title"),))
    rendition = _content()
    version = make_draft(
        world,
        Content(source, "sop.docx", WORD, rendition.rendition, rendition.pages, rendition.text),
        title="Gowning",
    )
    client = as_person(world.anna)
    address = f"/documents/{version.document.record.number}/versions/1/source"
    assert (
        b"".join(
            client.get(address).streaming_content
            if hasattr(client.get(address), "streaming_content")
            else [client.get(address).content]
        )
        == source
    )
    authoring.check_out(world.anna, version)
    taken = client.get(address).content
    assert lines(taken) == ["{{number}}", "Gowning"]
    version.refresh_from_db()
    assert version.draft is not None and files.read(version.draft.source) == source


@pytest.mark.requirement("DOC-04", "DOC-32")
def test_check_in_leads_to_the_comparison_with_what_was_checked_out(world: World, as_person: SignIn) -> None:
    from probatum.output.content import content_from_markdown  # slow import

    version = make_draft(
        world, content_from_markdown("# Purpose\n\nWash your hands.\n", name="t"), title="Gowning"
    )
    authoring.check_out(world.anna, version)
    client = as_person(world.anna)
    number = version.document.record.number
    answer = client.post(
        f"/documents/{number}/versions/1/check-in/",
        {
            "file": SimpleUploadedFile("gowning.md", b"# Purpose\n\nWash your hands twice.\n"),
            "note": "",
            "version": Record.objects.get(pk=version.pk).version,
        },
    )
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/documents/{number}/compare/?left=0.1&right=0.2",
    )
    page = client.get(answer["Location"]).content.decode()
    assert "<ins" in page and "twice" in page


@pytest.mark.requirement("DOC-08")
def test_unknown_field_is_told_at_the_check_in_of_a_text_written_here(
    world: World, as_person: SignIn
) -> None:
    version = make_draft(world, _content(), title="Gowning")
    client = as_person(world.anna)
    address = f"/documents/{version.document.record.number}/versions/1/"
    answer = client.post(
        f"{address}editor/",
        {
            "text": "# {{title}}\n\n{{nummer}}\n",
            "note": "",
            "save": "",
            "version": Record.objects.get(pk=version.pk).version,
        },
    )
    assert answer.status_code == 302
    assert (
        "The text asks for {{nummer}}, which Probatum does not know here"
        in client.get(address).content.decode()
    )
    assert Version.objects.select_related("draft__filled").get(pk=version.pk).draft.filled.pairs == {
        "title": "Gowning"
    }  # type: ignore[union-attr]
