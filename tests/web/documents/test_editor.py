"""The built-in editor and the types: text becomes drafts, nothing hostile comes through, nothing typed is lost."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from probatum.documents.authoring import create_document
from probatum.documents.content import Version
from probatum.documents.types import DocumentType, TypeDefault
from probatum.kernel import file as files
from probatum.kernel.models import Person, Record, StoredFile
from probatum.output.content import content_from_markdown
from tests.world import World

SignIn = Callable[[Person], Client]


def below(version: Version, name: str = "editor/") -> str:
    return f"/documents/{version.document.record.number}/versions/{version.major}/{name}"


def values(version: Version, **changes: str) -> dict[str, str]:
    return {
        "text": "# Gowning\n\nNew text.\n",
        "note": "",
        "version": str(Record.objects.get(pk=version.pk).version),
        **changes,
    }


def picture(colour: str = "teal") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(content, "PNG")
    return SimpleUploadedFile("Step [one].png", content.getvalue())


@pytest.mark.requirement("DOC-06")
def test_saving_makes_the_next_draft(world: World, as_person: SignIn, draft: Version) -> None:
    client = as_person(world.anna)
    assert "Wash your hands" in client.get(below(draft)).context["form"]["text"].value()
    assert client.post(below(draft), values(draft, note="Rewritten")).status_code == 302
    made = Version.objects.select_related("draft").get(pk=draft.pk).draft
    assert made is not None
    assert (made.label, made.note, made.editor) == ("0.2", "Rewritten", True)


def test_stale_text_is_kept_and_can_be_saved_on_top(world: World, as_person: SignIn, draft: Version) -> None:
    client, old = as_person(world.anna), values(draft)
    client.post(below(draft), old)
    answer = client.post(below(draft), {**old, "text": "# Mine\n"})
    form = answer.context["form"]
    assert (answer.status_code, form["text"].value()) == (409, "# Mine\n")
    assert "The newest draft is 0.2" in form.non_field_errors()[0]
    again = {"text": form["text"].value(), "version": form["version"].value(), "note": ""}
    assert client.post(below(draft), again).status_code == 302


def test_empty_text_is_refused(world: World, as_person: SignIn, draft: Version) -> None:
    answer = as_person(world.anna).post(below(draft), values(draft, text="  \n"))
    assert answer.status_code in (400, 422)
    assert draft.drafts.count() == 1  # type: ignore[attr-defined]


def test_preview_lets_no_markup_through_and_saves_nothing(
    world: World, as_person: SignIn, draft: Version
) -> None:
    hostile = (
        "# T\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://elsewhere.example/a.png)\n"
    )
    client = as_person(world.anna)
    shown = client.post(below(draft, "editor/preview/"), {"text": hostile}).content.decode()
    assert [mark in shown for mark in ("<script", "href=", "<img", "<h1>T</h1>")] == [
        False,
        False,
        False,
        True,
    ]
    page = client.post(below(draft), values(draft, text=hostile, preview="yes"))
    assert page.context["form"]["text"].value() == hostile
    assert draft.drafts.count() == 1  # type: ignore[attr-defined]


def add(client: Client, version: Version, *, colour: str = "teal") -> str:
    """Add a picture and return its hash."""
    return str(client.post(below(version, "editor/pictures/"), {"picture": picture(colour)}).json()["sha256"])


def shown_pictures(version: Version) -> int:
    """How many pictures the PDF of the present draft draws."""
    found = Version.objects.select_related("draft__rendition").get(pk=version.pk).draft
    assert found is not None
    with pikepdf.open(io.BytesIO(files.read(found.rendition))) as pdf:
        return sum(len(page.get_images()) for page in pdf.pages)


@pytest.mark.requirement("DOC-06")
def test_picture_is_named_by_hash_and_shows_in_preview_page_and_history(
    world: World, as_person: SignIn, draft: Version
) -> None:
    client = as_person(world.anna)
    told = client.post(below(draft, "editor/pictures/"), {"picture": picture()}).json()
    assert told["markdown"] == f"![Step one](sha256:{told['sha256']})"
    address = below(draft, f"pictures/{told['sha256']}")
    assert client.get(address)["Content-Type"] == "image/png"
    text = f"# Gowning\n\n{told['markdown']}\n"
    assert f'src="{address}"' in client.post(below(draft, "editor/preview/"), {"text": text}).content.decode()
    client.post(below(draft), values(draft, text=text))
    assert Version.objects.select_related("draft").get(pk=draft.pk).draft.warnings == []
    assert shown_pictures(draft) == 1
    history = client.get(f"/records/{draft.record.uuid}/history/").content.decode()
    assert "Step [one].png" in history


def test_picture_is_shown_to_those_who_work_on_the_document_only(
    world: World, as_person: SignIn, draft: Version
) -> None:
    address = below(draft, f"pictures/{add(as_person(world.anna), draft)}")
    answers = [as_person(person).get(address).status_code for person in (world.carla, world.arno, world.rhea)]
    assert answers == [200, 404, 404]


@pytest.mark.requirement("ACC-03")
def test_known_hash_pulls_no_picture_of_another_document_into_an_own_draft(
    world: World, as_person: SignIn, draft: Version
) -> None:
    secret = create_document(world.carla, type=world.sop, title="Closed", site=world.basel,
        department=world.quality_department, confidential=True, content=content_from_markdown("# T", name="x"))  # fmt: skip
    sha256 = add(as_person(world.carla), secret, colour="red")
    client = as_person(world.anna)
    text = f"# Mine\n\n![plan](sha256:{sha256})\n"

    assert client.post(below(draft), values(draft, text=text)).status_code == 302

    assert client.get(below(draft, f"pictures/{sha256}")).status_code == 404
    assert "<img" not in client.post(below(draft, "editor/preview/"), {"text": text}).content.decode()
    assert client.post(below(draft), values(draft, text=text + "More.\n")).status_code == 302
    assert shown_pictures(draft) == 0
    kept = Version.objects.select_related("draft").get(pk=draft.pk).draft
    assert kept is not None
    assert "not in the file" in kept.warnings[0]


def test_picture_that_somebody_else_stored_before_is_shown_to_who_adds_it_too(
    world: World, as_person: SignIn, draft: Version
) -> None:
    other = world.document(title="Other")
    sha256 = add(as_person(world.carla), other)
    assert add(as_person(world.anna), draft) == sha256
    as_person(world.anna).post(below(draft), values(draft, text=f"![a](sha256:{sha256})\n"))
    assert shown_pictures(draft) == 1


@pytest.mark.parametrize("name", ["step.png", "step.svg"])
def test_what_is_no_picture_is_refused(name: str, world: World, as_person: SignIn, draft: Version) -> None:
    before = StoredFile.objects.count()
    hostile = SimpleUploadedFile(name, b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    answer = as_person(world.anna).post(below(draft, "editor/pictures/"), {"picture": hostile})
    assert (answer.status_code, "sentence" in answer.json(), StoredFile.objects.count()) == (
        422,
        True,
        before,
    )


TYPE = {
    "code": "WI", "name": "Work instruction", "parent": "SOP", "description": "", "pattern": "WI-{dept}-{n:03}",
    "review_months": "12", "template": "", "training_required": "yes", "review_steps": "", "demands_change_request": "",
    "print_rule": "none", "active": "on",
}  # fmt: skip


@pytest.mark.requirement("DOC-01")
def test_type_is_made_with_its_rules_and_proposed_people(world: World, as_person: SignIn) -> None:
    answer = as_person(world.carla).post(
        "/documents/types/new/", {**TYPE, "default_reviewer": [world.rolf.pk]}
    )
    assert answer.status_code == 302
    made = DocumentType.objects.get(code="WI")
    assert (made.parent, made.review_months, made.training_required, made.print_rule) == (
        world.sop,
        12,
        True,
        "none",
    )
    assert list(TypeDefault.objects.values_list("part", "person__username")) == [("reviewer", "rolf")]


@pytest.mark.requirement("DOC-01")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("pattern", "WI-001", "Put {n} into the number pattern, so that each document gets its own number."),
        (
            "pattern",
            "{who}-{n}",
            "Use only {type}, {dept}, {site} and {n} (such as {n:04}) in the number pattern.",
        ),
        ("code", "sop", "Enter another code; “Standard operating procedure” has this one."),
        ("review_months", "0", "Enter 1 to 120 months."),
    ],
)
def test_faulty_type_is_refused_in_place(
    field: str, value: str, said: str, world: World, as_person: SignIn
) -> None:
    answer = as_person(world.carla).post("/documents/types/new/", {**TYPE, field: value})
    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [said])
    assert DocumentType.objects.count() == 1


@pytest.mark.requirement("DOC-01", "ATR-01")
def test_change_of_a_type_needs_a_reason_and_shows_in_its_history(world: World, as_person: SignIn) -> None:
    client = as_person(world.carla)
    changed = {**TYPE, "code": "SOP", "name": "Procedure", "parent": ""}
    assert client.post("/documents/types/SOP/", changed).context["form"].errors["reason"] == [
        "Say why this type changes."
    ]
    assert client.post("/documents/types/SOP/", {**changed, "reason": "Shorter."}).status_code == 302
    acts = client.get("/documents/types/SOP/").context["acts"]
    assert (acts[0]["who"], acts[0]["why"]) == ("Carla", "Shorter.")
