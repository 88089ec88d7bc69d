"""Type, department and business processes of a document: changed with a reason, shown as filter of the library (DOC-34)."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from probatum.documents.authoring import create_document
from probatum.documents.classification import classify
from probatum.documents.content import Document, Version
from probatum.documents.drafts import Content
from probatum.documents.types import DocumentType
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.business_process import BusinessProcess, processes_of
from probatum.kernel.errors import NotAllowed, Refused
from probatum.kernel.models import Person, Record
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World

SignIn = Callable[[Person], Client]


@pytest.fixture
def release(world: World) -> BusinessProcess:
    """Two business processes; the one returned is batch release."""
    with action(SYSTEM, "test.processes"):
        BusinessProcess.objects.create(code="CLN", name="Cleaning")
        return BusinessProcess.objects.create(code="REL", name="Batch release")


def tag(world: World, version: Version, *processes: BusinessProcess) -> None:
    document = Document.objects.select_related("record", "type").get(pk=version.document_id)
    classify(
        world.carla,
        document,
        processes=processes,
        reason="It serves them.",
        based_on=document.record.version,
    )


def form_of(document: Document, **given: object) -> dict[str, object]:
    record = Record.objects.get(pk=document.pk)
    return {"version": record.version, "type": "SOP", "department": "QA", "reason": "Moved.", **given}


@pytest.mark.requirement("DOC-34", "UX-15")
def test_library_counts_and_narrows_by_process_together_with_other_filters(
    world: World, as_person: SignIn, typeset_content: Content, effective: Version, release: BusinessProcess
) -> None:
    other = make_effective(world, make_draft(world, typeset_content, title="Release of batches"))
    cleaning = BusinessProcess.objects.get(code="CLN")
    tag(world, effective, cleaning)
    tag(world, other, cleaning, release)
    client = as_person(world.rhea)

    facets = client.get("/documents/").context["facets"]
    assert [(one["label"], one["count"]) for one in facets[-1]["choices"]] == [
        ("Batch release", 1),
        ("Cleaning", 2),
    ]
    narrowed = client.get("/documents/?process=REL&site=BSL&type=SOP").context
    assert [row["name"] for row in narrowed["table"]["rows"]] == [other.document.record.number]
    assert (narrowed["count"], narrowed["facets"][0]["choices"][0]["count"]) == (1, 1)
    assert client.get("/documents/?process=-").context["count"] == 0
    assert client.get("/documents/?process=CLN&site=BOS").context["count"] == 0


@pytest.mark.requirement("DOC-34")
def test_workbook_holds_the_filtered_list_with_text_as_text(
    world: World, as_person: SignIn, typeset_content: Content, effective: Version, release: BusinessProcess
) -> None:
    formula = make_effective(world, make_draft(world, typeset_content, title="=HYPERLINK(1)"))
    tag(world, formula, release)
    answer = as_person(world.rhea).get("/documents/export.xlsx?process=REL")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[:2] for row in rows] == [
        ("Number", "Title"),
        (formula.document.record.number, "=HYPERLINK(1)"),
    ]
    assert (sheet["B2"].data_type, rows[1][5]) == ("s", "REL")
    assert as_person(world.rhea).get("/documents/export.pdf").status_code == 404


@pytest.mark.requirement("DOC-34")
def test_document_takes_the_process_of_its_type_and_control_changes_it_with_a_reason(
    world: World, as_person: SignIn, release: BusinessProcess
) -> None:
    with action(SYSTEM, "test.type"):
        DocumentType.objects.filter(pk=world.sop.pk).update(process=release)
    made = create_document(
        world.anna,
        type=DocumentType.objects.get(pk=world.sop.pk),
        title="Sampling",
        department=world.quality_department,
    )
    assert [one.code for one in processes_of(made.document.record)] == ["REL"]
    address = f"/documents/{made.document.record.number}/classification/"
    assert as_person(world.anna).get(address).status_code == 403
    client = as_person(world.carla)
    assert client.get(address).status_code == 200
    without = client.post(address, form_of(made.document, processes=["CLN"], reason=""))
    assert (without.status_code, "Say why" in without.content.decode()) == (422, True)

    assert client.post(address, form_of(made.document, processes=["CLN"])).status_code == 302

    assert [one.code for one in processes_of(made.document.record)] == ["CLN"]
    shown = client.get(f"/documents/{made.document.record.number}/").context["facts"]
    assert [fact["value"] for fact in shown if fact["label"] == "Processes"] == ["Cleaning"]


@pytest.mark.requirement("DOC-34", "SIG-08")
def test_what_was_signed_keeps_its_type_and_a_draft_can_change_it(
    world: World, draft: Version, effective: Version
) -> None:
    with action(SYSTEM, "test.type"):
        form = DocumentType.objects.create(code="FRM", name="Form", pattern="FRM-{n:03}")
    for version, changed in ((draft, True), (effective, False)):
        document = Document.objects.select_related("record", "type").get(pk=version.document_id)
        given = {"type": form, "reason": "It is a form.", "based_on": document.record.version}
        if changed:
            classify(world.carla, document, **given)
        else:
            with pytest.raises(Refused, match="Signatures on"):
                classify(world.carla, document, **given)
        assert (Document.objects.get(pk=document.pk).type_id == form.pk) is changed
    with pytest.raises(NotAllowed):
        classify(world.anna, document, **given)
