"""Reading: each way is noted, each file goes out with a safe head, a print says who and until when (DOC-11, DOC-28)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from PIL import Image
from pypdfium2 import PdfDocument
from pytest_django import DjangoAssertNumQueries

from probatum.documents.authoring import check_in
from probatum.documents.content import Version
from probatum.documents.drafts import Content
from probatum.kernel.models import Person, Record, Signature
from probatum.web.documents.responses import file_response, safe_name
from tests.web.documents.conftest import make_effective, start_next
from tests.world import World

SignIn = Callable[[Person], Client]


def below(version: Version, name: str = "") -> str:
    return f"/documents/{version.document.record.number}/versions/{version.major}/{name}"


def noted(event: str) -> int:
    """How often an event stands in the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger.entry WHERE op = 'N' AND body LIKE %s", [f'%"event":"{event}"%']
        )
        return int(cursor.fetchone()[0])


def words(pdf: bytes) -> str:
    document = PdfDocument(pdf)
    return " ".join(document[index].get_textpage().get_text_range() for index in range(len(document)))


@pytest.mark.requirement("DOC-28", "ATR-03")
def test_view_is_noted_once_for_a_session_and_again_after_a_change(
    world: World, as_person: SignIn, draft: Version, typeset_content: Content
) -> None:
    client = as_person(world.carla)
    client.get(below(draft))
    for _ in range(2):
        client.get(below(draft))
        client.get(below(draft, "pages/1.png"))
    assert noted("document.view") == 1
    based_on = Record.objects.get(pk=draft.pk).version
    check_in(world.anna, draft, content=typeset_content, based_on=based_on)
    client.get(below(draft, "pages/1.png"))
    assert noted("document.view") == 2
    as_person(world.carla).get(below(draft, "pages/1.png"))
    assert noted("document.view") == 3


@pytest.mark.requirement("DOC-28")
def test_download_print_and_source_are_noted_apart(
    world: World, as_person: SignIn, effective: Version
) -> None:
    rhea, anna = as_person(world.rhea), as_person(world.anna)
    rhea.get(below(effective, "document.pdf"))
    rhea.get(below(effective, "print.pdf"))
    rhea.get(below(effective, "print/"))
    rhea.get(below(effective, "source"))
    anna.get(below(effective, "source"))
    events = ("document.view", "document.download", "document.print", "document.source")
    assert [noted(event) for event in events] == [0, 1, 1, 1]


def test_page_is_a_picture(world: World, as_person: SignIn, draft: Version) -> None:
    answer = as_person(world.carla).get(below(draft, "pages/1.png"))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert Image.open(io.BytesIO(answer.content)).width == 1240


@pytest.mark.requirement("DOC-08", "DOC-11")
def test_print_says_who_when_and_until_when(world: World, as_person: SignIn, effective: Version) -> None:
    answer = as_person(world.rhea).get(below(effective, "print.pdf"))
    said = words(answer.content)
    assert answer["Content-Disposition"] == 'inline; filename="SOP-QA-001 v1.0 print.pdf"'
    assert ("Uncontrolled when printed" in said, "Rhea (rhea)" in said, "valid until" in said) == (
        True,
        True,
        True,
    )


@pytest.mark.requirement("DOC-08", "DOC-11")
def test_superseded_version_says_so_on_page_and_paper(
    world: World, as_person: SignIn, effective: Version
) -> None:
    second = start_next(world, effective)
    for part, person in (
        ("reviewer", world.rita),
        ("approver", world.paul),
        ("quality_approver", world.quinn),
    ):
        values = {"version": Record.objects.get(pk=second.pk).version, "person_0": person.pk}
        as_person(world.anna).post(below(second, f"people/{part}/"), values)
    make_effective(world, second)
    client = as_person(world.anna)
    page = client.get(below(effective))
    assert page.context["notices"][0]["text"] == "This version was superseded. Do not work by it."
    assert page.context["notices"][0]["url"] == below(second)
    assert client.get("/documents/SOP-QA-001/").context["version"].pk == second.pk
    assert as_person(world.rhea).get(below(effective)).status_code == 404


def test_source_is_a_download_that_no_browser_runs(world: World, as_person: SignIn, draft: Version) -> None:
    answer = as_person(world.anna).get(below(draft, "source"))
    assert answer["Content-Disposition"] == 'attachment; filename="gowning.md"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "application/octet-stream",
        "private, no-store",
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc passwd"),
        ('a"\r\nSet-Cookie: x.pdf', "a Set-Cookie x.pdf"),
        ("…", "…"),
        ("", "file"),
        ("a" * 300, "a" * 180),
    ],
)
def test_file_names_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert "\n" not in file_response(b"", name=name, media_type="application/pdf")["Content-Disposition"]


@pytest.mark.parametrize(
    "media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/markdown"]
)
def test_hostile_types_are_never_shown_in_place(media_type: str) -> None:
    answer = file_response(b"<script>", name="x", media_type=media_type, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.requirement("DOC-10", "DOC-46", "SIG-08")
def test_signatures_are_shown_with_their_validity_and_what_they_are_bound_to(
    world: World, as_person: SignIn, effective: Version
) -> None:
    page = as_person(world.rhea).get(below(effective, "signatures/"))
    assert [(one["name"], one["at"]) for one in page.context["signatures"]] == [
        ("Rita", "valid"),
        ("Paul", "valid"),
        ("Quinn", "valid"),
    ]
    assert page.context["digest"] == Signature.objects.latest("id").content_sha256
    for file in page.context["files"]:
        assert file["sha256"] in page.content.decode()


@pytest.mark.requirement("DOC-24")
def test_reader_gets_a_clean_page(world: World, as_person: SignIn, effective: Version) -> None:
    page = as_person(world.rhea).get("/documents/SOP-QA-001/")
    assert page.context["inside"] is False
    shown = {name: name in page.context for name in ("board", "drafts", "lock", "next_step")}
    assert shown == dict.fromkeys(shown, False)
    assert [tab["label"] for tab in page.context["tabs"]] == ["Overview", "Versions", "Signatures", "History"]
    assert "Wash your hands" in page.content.decode()


@pytest.mark.parametrize(("username", "queries"), [("rhea", 6), ("carla", 13)])
def test_document_page_keeps_its_number_of_queries(
    username: str,
    queries: int,
    world: World,
    as_person: SignIn,
    effective: Version,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = as_person(world.people[username])
    client.get("/documents/SOP-QA-001/")
    with django_assert_num_queries(queries):
        client.get("/documents/SOP-QA-001/")


@pytest.mark.requirement("DOC-03")
def test_earlier_draft_is_read_by_its_people_and_says_that_it_is_one(
    world: World, as_person: SignIn, draft: Version, typeset_content: Content, effective: Version
) -> None:
    check_in(world.anna, draft, content=typeset_content, based_on=Record.objects.get(pk=draft.pk).version)
    client = as_person(world.carla)
    page = client.get(below(draft) + "?draft=1")
    assert page.context["reader"]["note"] == "Version 0.1 · Draft"
    assert page.context["notices"][-1]["text"] == "You read draft 0.1, which is not the present content."
    assert client.get(page.context["reader"]["pages"][0]["url"]).status_code == 200
    assert client.get(below(draft) + "?draft=9").status_code == 404
    drafted = as_person(world.quinn).get(below(effective) + "?draft=1")
    assert drafted.context["reader"]["note"] == "Version 0.1 · Draft"
    assert as_person(world.rhea).get(below(effective, "pages/1.png?draft=1")).status_code == 404
    assert (
        as_person(world.rhea).get(below(effective) + "?draft=1").context["reader"]["note"]
        == "Version 1.0 · Effective"
    )
