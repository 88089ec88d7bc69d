"""Pages and paper of documents that are not GxP: they say so, and show their own way (DOC-43)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents import release
from probatum.documents.authoring import create_document
from probatum.documents.content import Version
from probatum.documents.drafts import Content
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.models import Person
from probatum.output import issue
from probatum.output.pdfium import opened
from tests.world import World

SignIn = Callable[[Person], Client]


@pytest.fixture
def light(world: World, typeset_content: Content) -> Version:
    """A light document in draft with rita as its checker."""
    with action(SYSTEM, "test.type"):
        note = DocumentType.objects.create(code="NOTE", name="Office note", pattern="NOTE-{n:03}", light=True)
    return create_document(
        world.anna,
        type=note,
        title="Where to park",
        site=world.basel,
        content=typeset_content,
        people={"checker": [world.rita]},
    )


@pytest.mark.requirement("DOC-43")
def test_page_of_a_light_draft_shows_its_own_way_only(
    world: World, as_person: SignIn, light: Version, draft: Version
) -> None:
    client = as_person(world.anna)
    shown = client.get(f"/documents/{light.document.record.number}/").context
    assert [step["label"] for step in shown["rail"]] == ["Draft", "In check", "Checked", "Effective"]
    assert [badge["label"] for badge in shown["head"]["badges"]] == ["Not GxP"]
    assert shown["next_step"]["primary"]["label"] == "Send for check"
    assert [part["label"] for part in shown["board"]] == ["Author", "Checker"]

    other = client.get(f"/documents/{draft.document.record.number}/").context
    assert "In check" not in [step["label"] for step in other["rail"]]
    assert other["head"]["badges"] == []
    assert "Checker" not in [part["label"] for part in other["board"]]
    assert "Send for check" not in [item["label"] for item in other["next_step"]["others"]]


@pytest.mark.requirement("DOC-43", "DOC-11")
def test_checked_document_says_not_gxp_in_the_library_and_on_paper(
    world: World, as_person: SignIn, light: Version
) -> None:
    world.move(world.anna, light.record, "submit_for_check")
    world.move(world.rita, light.record, "check", reason="Read it against the plan of the site.")
    checked = Version.objects.select_related("record__site", "document__record", "draft__rendition").get(
        pk=light.pk
    )
    pdf = issue.build(checked)
    release.attach_issue(checked, pdf=pdf, pages=2)
    release.release_due()

    with opened(pdf) as pages:
        texts = [page.get_textpage().get_text_bounded() for page in pages]
    words = " ".join(" ".join(texts).split())
    assert "Not GxP. Checked by Rita on" in words
    assert "Checked · effective" in words
    page = as_person(world.rhea).get("/documents/").content.decode()
    assert ("Where to park" in page, "Not GxP" in page) == (True, True)


@pytest.mark.requirement("DOC-43")
@pytest.mark.parametrize("address", ["/search/", "/search/hits/"])
def test_found_document_says_not_gxp_and_others_do_not(
    world: World, as_person: SignIn, light: Version, effective: Version, address: str
) -> None:
    found = as_person(world.anna).get(address, {"q": "park"}).content.decode()
    assert ("Where to park" in found, "Not GxP" in found) == (True, True)
    other = as_person(world.anna).get(address, {"q": "cleaning"}).content.decode()
    assert ("Cleaning of vessels" in other, "Not GxP" in other) == (True, False)


@pytest.mark.requirement("DOC-43")
def test_form_of_a_type_says_what_the_light_lifecycle_means(world: World, as_person: SignIn) -> None:
    client = as_person(world.carla)
    page = client.get("/documents/types/new/").content.decode()
    assert "Light lifecycle, not GxP" in page
    assert "A change holds for new documents only." in page
    given = {"code": "NOTE", "name": "Office note", "pattern": "NOTE-{n:03}", "light": "yes", "active": "on"}
    assert client.post("/documents/types/new/", given).status_code == 302
    assert DocumentType.objects.get(code="NOTE").light is True
