"""The pages of controlled copies: issue, print, recall, account for; who gets which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from probatum.documents.content import Version
from probatum.documents.copies import ControlledCopy
from probatum.kernel.models import Person
from tests.documents.copies import effective as take_effect
from tests.documents.copies import issued, next_version
from tests.web.documents.conftest import draft, effective, typeset_content  # noqa: F401
from tests.web.documents.test_reading import noted, words
from tests.world import World

SignIn = Callable[[Person], Client]
EVERYBODY = ("anna", "rita", "quinn", "carla", "rhea", "ines", "otto")


def page(copy: ControlledCopy, below: str = "") -> str:
    return f"/controlled-copies/{copy.record.uuid}/{below}"


@pytest.mark.requirement("DOC-25", "DOC-28")
def test_document_control_issues_and_prints_a_copy(
    world: World,
    as_person: SignIn,
    effective: Version,  # noqa: F811
) -> None:
    carla = as_person(world.carla)
    empty = carla.post("/documents/SOP-QA-001/copies/new/", {"place": "Lab 2"})
    assert (empty.status_code, "Enter what the copy is for." in empty.content.decode()) == (422, True)
    nobody = carla.post("/documents/SOP-QA-001/copies/new/", {"place": "Lab 2", "purpose": "Work"})
    assert "Choose who gets the copy, or enter a name." in nobody.content.decode()
    given = {"holder": "rhea", "place": "Lab 2", "purpose": "Work at the bench"}
    assert carla.post("/documents/SOP-QA-001/copies/new/", given).status_code == 302
    copy = ControlledCopy.objects.select_related("record").get()
    shown = carla.get(page(copy)).content.decode()
    assert ("Lab 2" in shown, "Print the copy" in shown) == (True, True)
    paper = carla.post(page(copy, "print.pdf"))
    said = " ".join(words(paper.content).split())
    assert "Controlled copy no. 1 of SOP-QA-001, version 1.0 · for Rhea, Lab 2 · issued by Carla on" in said
    assert paper["Content-Disposition"] == 'inline; filename="SOP-QA-001 C1 v1.0.pdf"'
    again = carla.post(page(copy, "print.pdf"))
    assert (again.status_code, "Say why it is printed again" in again.content.decode()) == (422, True)
    assert carla.post(page(copy, "print.pdf"), {"reason": "Torn."}).status_code == 200
    assert noted("controlled_copy.print") == 2
    assert noted("document.print") == 0


@pytest.mark.requirement("DOC-25", "ACC-03")
def test_each_page_is_for_who_may_see_the_copy(world: World, as_person: SignIn) -> None:
    copy = issued(world, take_effect(world), holder=world.rhea)

    def answered(address: str) -> set[str]:
        statuses = {name: as_person(world.people[name]).get(address).status_code for name in EVERYBODY}
        assert set(statuses.values()) <= {200, 403, 404, 405}, statuses
        return {name for name, status in statuses.items() if status == 200}

    assert answered(page(copy)) == {"carla", "anna", "rhea"}
    assert answered(page(copy, "print/")) == {"carla"}
    assert answered(page(copy, "print.pdf")) == set()
    assert as_person(world.rhea).post(page(copy, "print.pdf")).status_code == 403
    assert answered("/documents/SOP-QA-001/copies/new/") == {"carla"}
    assert answered("/documents/SOP-QA-001/copies/") == {"carla", "anna"}
    assert answered("/documents/SOP-QA-001/copies/export.csv") == {"carla", "anna"}
    assert as_person(world.otto).get("/records/controlled_copy/").context["count"] == 0


@pytest.mark.requirement("DOC-26")
@pytest.mark.parametrize("rows", [1, 3])
def test_reconciliation_counts_lists_and_exports_every_copy(
    world: World, as_person: SignIn, django_assert_num_queries: Any, rows: int
) -> None:
    version = take_effect(world)
    copies = [issued(world, version, recipient=f"Laboratory {at}") for at in range(rows)]
    take_effect(world, next_version(world, version))
    world.move(world.carla, copies[0].record, "destroy", reason="Burnt.")
    carla = as_person(world.carla)
    carla.get("/documents/SOP-QA-001/copies/")
    with django_assert_num_queries(RECONCILIATION):
        answer = carla.get("/documents/SOP-QA-001/copies/")
    found = {one["label"]: one["value"] for one in answer.context["counts"]}
    assert found == {"Issued": 0, "Recalled": rows - 1, "Returned": 0, "Destroyed": 1, "Missing": 0}
    csv = b"".join(carla.get("/documents/SOP-QA-001/copies/export.csv")).decode("utf-8-sig").splitlines()
    assert len(csv) == rows + 1
    assert csv[1].startswith("SOP-QA-001 C1,1.0,Destroyed,Laboratory 0,Filling line 2,Work at the line,")
    assert csv[1].endswith(",Carla: Burnt.")
    assert noted("document.export") == 1


RECONCILIATION = 9


@pytest.mark.requirement("DOC-26")
def test_page_of_the_document_lists_who_has_not_returned(
    world: World,
    as_person: SignIn,
    effective: Version,  # noqa: F811
) -> None:
    copy = issued(world, effective, holder=world.rhea)
    address = "/documents/SOP-QA-001/"
    assert as_person(world.carla).get(address).context["copies"] is None
    world.move(world.carla, copy.record, "recall", reason="Wrong place.")
    listed = as_person(world.carla).get(address).context["copies"]
    assert [(row["number"], row["title"]) for row in listed["rows"]] == [
        ("SOP-QA-001 C1", "Rhea, Filling line 2")
    ]
    assert as_person(world.rhea).get(address).context["copies"] is None
    work = as_person(world.rhea).get("/")
    assert (work.context["count"], "Hand back the controlled copy" in work.content.decode()) == (1, True)


@pytest.mark.requirement("DOC-25")
def test_form_sent_twice_issues_one_copy(world: World, as_person: SignIn) -> None:
    take_effect(world)
    given = {"recipient": "Obermoser", "place": "Linz", "purpose": "Testing", "form_token": "a" * 32}
    answers = [as_person(world.carla).post("/documents/SOP-QA-001/copies/new/", given) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert ControlledCopy.objects.count() == 1
