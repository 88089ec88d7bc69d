"""Documents begin from the effective version of a template, remember it, and are listed when the template moves on (DOC-07, DOC-30)."""

from __future__ import annotations

import pytest

from probatum.documents import authoring
from probatum.documents.content import Document, Version
from probatum.documents.merge_fields import filled_of, values_of
from probatum.documents.template import MadeFrom, made_from, template_for, templates_of
from probatum.documents.types import DocumentType, save_type, save_type_and_people
from probatum.kernel import file as files
from probatum.kernel.errors import Refused
from probatum.kernel.models import Link, Record
from probatum.output.content import content_from_markdown
from probatum.output.issue import issue
from probatum.output.pdfium import opened
from probatum.output.starting import start_from_template
from tests.web.documents.conftest import make_draft, make_effective, start_next
from tests.world import World

TEXT = "# {{title}}\n\nNumber {{number}}, version {{version}}, {{state}}, in force from {{effective}}.\n\n## Purpose\n"


def template(world: World, *, text: str = TEXT, title: str = "Procedure, template") -> Version:
    return make_effective(
        world, make_draft(world, content_from_markdown(text, name="t", values={}), title=title)
    )


def name_template(world: World, *versions: Version, **more: object) -> DocumentType:
    """The usual template of the type and further ones."""
    kind = DocumentType.objects.get(pk=world.sop.pk)
    kind.template_id = versions[0].document_id
    for name, value in more.items():
        setattr(kind, name, value)
    return save_type_and_people(
        world.carla, kind, people={}, reason="Names it.", templates=[one.document_id for one in versions[1:]]
    )


def begin(world: World, kind: DocumentType, *, title: str = "Line clearance", number: str = "") -> Version:
    return start_from_template(
        world.anna,
        template=template_for(world.anna, kind, number=number),
        type=kind,
        title=title,
        site=world.basel,
        department=world.quality_department,
        people={"reviewer": [world.rita], "approver": [world.paul], "quality_approver": [world.quinn]},
    )


def text_of(pdf: bytes) -> str:
    with opened(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.mark.requirement("DOC-07", "DOC-08")
def test_document_begins_from_the_effective_template_with_its_own_values(world: World) -> None:
    source = template(world)
    version = begin(world, name_template(world, source))
    assert version.draft is not None and source.draft is not None
    assert files.read(version.draft.source) == files.read(source.draft.source)
    number = version.document.record.number
    assert f"Number {number}, version 0.1, Not approved, in force from Not yet effective." in text_of(
        files.read(version.draft.rendition)
    )
    assert (filled_of(version.draft)["number"], filled_of(version.draft)["title"]) == (
        number,
        "Line clearance",
    )
    assert (MadeFrom.objects.get().version_id, MadeFrom.objects.get().template_id) == (version.pk, source.pk)
    link = Link.objects.get(type="made_from")
    assert (link.source_id, link.target_id, link.note) == (
        version.document_id,
        source.document_id,
        "Version 1.0",
    )


@pytest.mark.requirement("DOC-08")
def test_issued_file_shows_the_approved_values_and_the_source_keeps_its_hash(world: World) -> None:
    version = begin(world, name_template(world, template(world)))
    assert version.draft is not None
    source, rendition = version.draft.source.sha256, version.draft.rendition.sha256
    for person, move in (
        (world.anna, "submit_for_review"),
        (world.rita, "review"),
        (world.anna, "submit_for_approval"),
    ):
        world.move(person, version.record, move)
    world.move(world.paul, version.record, "approve")
    day = values_of(version)  # before approval nothing is settled
    assert (day["state"], day["effective"]) == ("Not approved", "Not yet effective")
    today = version.record.changed_at.astimezone(world.basel.zone).date()
    world.move(world.quinn, version.record, "approve_quality", values={"effective_on": today})
    issued = issue(
        Version.objects.select_related("record__site", "document__record", "draft__rendition").get(
            pk=version.pk
        )
    )
    assert issued.issue is not None and issued.effective_on is not None
    shown = text_of(files.read(issued.issue))
    assert f"version 1.0, Approved, in force from {values_of(issued, issued=True)['effective']}." in shown
    assert "Not approved" not in shown
    version.draft.refresh_from_db()
    assert (version.draft.source.sha256, version.draft.rendition.sha256) == (source, rendition)


@pytest.mark.requirement("DOC-07")
def test_template_that_is_not_effective_is_refused_with_who_can_act(world: World) -> None:
    draft = make_draft(world, content_from_markdown(TEXT, name="t"), title="Procedure, template")
    kind = name_template(world, draft)
    with pytest.raises(Refused) as refusal:
        template_for(world.anna, kind)
    assert str(refusal.value) == (
        f"The template of “{kind.name}”, SOP-QA-001, is not effective: it is draft. Its owner, Anna, can bring it into "
        "force, or document control name another one."
    )


@pytest.mark.requirement("DOC-07")
def test_author_chooses_among_several_templates_of_the_type(world: World) -> None:
    first, second = template(world), template(world, text="# Short form\n", title="Short procedure, template")
    other = template(world, title="No template of this type")
    kind = name_template(world, first, second)
    assert [one.pk for one in templates_of(kind)] == [first.document_id, second.document_id]
    assert template_for(world.anna, kind) == first
    assert template_for(world.anna, kind, number=second.document.record.number) == second
    with pytest.raises(Refused, match=r"SOP-QA-003 is no template of"):
        template_for(world.anna, kind, number=other.document.record.number)


@pytest.mark.requirement("DOC-07")
def test_type_that_demands_its_template_takes_no_other_beginning(world: World) -> None:
    kind = name_template(world, template(world), template_required=True)
    with pytest.raises(Refused, match="start from its template only"):
        authoring.create_document(world.anna, type=kind, title="Blank", department=world.quality_department)
    assert begin(world, kind).document.record.title == "Line clearance"


@pytest.mark.requirement("DOC-07", "DOC-30")
def test_documents_made_from_a_superseded_template_are_listed_behind_it(world: World) -> None:
    source = template(world)
    kind = name_template(world, source)
    old = begin(world, kind)
    make_effective(world, start_next(world, source))
    new = begin(world, kind, title="Gowning")
    parent = Document.objects.select_related("effective").get(pk=source.document_id)
    found = made_from(world.quinn, parent)
    assert [(one.document.pk, one.follows, one.behind) for one in found.seen] == [
        (old.document_id, 1, True),
        (new.document_id, 2, False),
    ]
    # who may not see the drafts learns that there are some, and nothing else
    assert (made_from(world.rhea, parent).seen, made_from(world.rhea, parent).hidden) == ([], 2)


@pytest.mark.requirement("DOC-07")
def test_later_version_follows_what_the_one_before_followed(world: World) -> None:
    version = make_effective(world, begin(world, name_template(world, template(world))))
    later = start_next(world, version)
    assert (
        MadeFrom.objects.get(version=later).template_id == MadeFrom.objects.get(version=version).template_id
    )
    assert later.draft is not None
    assert (
        filled_of(later.draft)["version"] == "0.1"
    )  # its first draft is the same PDF, until a draft is checked in


@pytest.mark.requirement("DOC-07")
def test_level_without_templates_has_those_above(world: World) -> None:
    kind = name_template(world, template(world))
    below = save_type(world.carla, DocumentType(code="SOP-X", name="Below", parent=kind), reason="New.")
    assert templates_of(below) == templates_of(kind)
    assert Record.objects.filter(kind="version").count() == 1
