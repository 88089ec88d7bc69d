"""The pages of imports: from the upload to the signed reconciliation, old numbers, and who gets which page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from probatum.documents.collection import CollectionImport, ImportSample, Migrated
from probatum.documents.content import Document
from probatum.kernel.models import Person
from probatum.output import importing as carrying
from tests import collected
from tests.web.documents.test_reading import noted, words
from tests.world import World

SignIn = Callable[[Person], Client]
EVERYBODY = ("anna", "rita", "quinn", "carla", "rhea", "ines", "otto")


def page(collection: CollectionImport, below: str = "") -> str:
    return f"/imports/{collection.record.uuid}/{below}"


def uploaded(client: Client, register: Path, archive: Path) -> Any:
    with register.open("rb") as one, archive.open("rb") as other:
        given = {"system": "DocuStar 4", "numbering": "keep", "register": one, "archive": other}
        return client.post("/imports/new/", given)


def answers(shown: Any) -> dict[str, Any]:
    """What a browser would send of the form of the mapping."""
    form = shown.context["form"]
    return {field.html_name: field.value() or "" for field in form} | {
        "version": str(shown.context["record"].version)
    }


@pytest.mark.requirement("MIG-01", "MIG-12")
def test_mapping_is_proposed_and_changed_by_hand(world: World, as_person: SignIn, tmp_path: Path) -> None:
    carla = as_person(world.carla)
    rows = [
        collected.row("SOP-QA-001", **{"Process owner": "Gone Person", "Document type": "Work instruction"}),
        collected.row("SOP-QA-002", **{"Process owner": "Also Gone"}),
    ]
    made = uploaded(carla, *collected.write(tmp_path, rows, delimiter=";", encoding="cp1252"))
    assert made.status_code == 302, made.content.decode()[made.content.decode().find("<main") :][:1200]
    shown = carla.get(made["Location"])
    text = shown.content.decode()
    assert ("“Gone Person” (owner)" in text, "“Work instruction” (type)" in text) == (True, True)
    assert ("CSV separated by semicolon" in text, "Doc No." in text) == (True, True)
    given = answers(shown)
    assert (given["column_number"], given["column_file"], given["column_title"]) == ("0", "3", "1")
    given |= {"value_owner_1": "anna", "value_type_0": "SOP", "otherwise_owner": "arno"}
    told = carla.post(made["Location"], given)
    assert told.status_code == 302, told.content.decode()[told.content.decode().find("<main") :][:1500]
    collection = CollectionImport.objects.get()
    assert collection.reading["values"]["owner"] == {"gone person": "anna"}
    world.move(world.carla, collection.record, "check")
    carrying.check(collected.fresh(collection))
    text = carla.get(page(collection)).content.decode()
    assert "The owner “Also Gone” does not exist here; Arno stands in." in text
    world.move(world.carla, collection.record, "run")
    carrying.run(collected.fresh(collection))
    owners = Document.objects.order_by("record__number").values_list("record__owner__username", flat=True)
    assert list(owners) == ["anna", "arno"]


@pytest.mark.requirement("MIG-01")
def test_mapping_made_on_an_older_page_is_refused(world: World, as_person: SignIn, tmp_path: Path) -> None:
    carla = as_person(world.carla)
    collection = collected.begun(world, *collected.write(tmp_path))
    given = answers(carla.get(page(collection, "mapping/")))
    assert carla.post(page(collection, "mapping/"), given | {"order": "day"}).status_code == 302
    assert carla.post(page(collection, "mapping/"), given | {"order": "month"}).status_code == 409
    assert collected.fresh(collection).reading["order"] == "day"


@pytest.mark.requirement("MIG-01")
def test_upload_that_is_no_archive_or_no_register_is_refused_at_its_field(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    carla = as_person(world.carla)
    register, archive = collected.write(tmp_path)
    other = tmp_path / "other.zip"
    other.write_bytes(b"no archive")
    told = uploaded(carla, register, other)
    assert (told.status_code, "The collection is no ZIP archive" in told.content.decode()) == (422, True)
    told = uploaded(carla, archive, archive)
    assert (told.status_code, CollectionImport.objects.exists()) == (422, False)
    empty = carla.post("/imports/new/", {"system": "", "numbering": "keep"})
    assert "Enter the name of the older system." in empty.content.decode()


@pytest.mark.requirement("MIG-01")
def test_findings_are_shown_by_row_and_taken_away(world: World, as_person: SignIn, tmp_path: Path) -> None:
    rows = [collected.row("SOP-QA-001"), collected.row("SOP-QA-002", **{"File name": "=missing.pdf"})]
    files = collected.files_for(rows[:1]) | {"stray.pdf": collected.pdf("stray")}
    collection = collected.checked(world, *collected.write(tmp_path, rows, files=files))
    carla = as_person(world.carla)
    text = carla.get(page(collection)).content.decode()
    assert "The file “=missing.pdf” is not in the collection." in text
    assert ("1 file that no row names" in text, "stray.pdf" in text) == (True, True)
    assert "Comes as effective, version 1.0." in carla.get(page(collection) + "?show=ok").content.decode()
    csv = b"".join(carla.get(page(collection, "findings/csv/")).streaming_content).decode()  # type: ignore[attr-defined]
    assert csv.splitlines()[0].startswith("\ufeffRow,Finding,Number,Title,Version")
    assert "'=missing.pdf" in csv
    assert carla.get(page(collection, "findings/xlsx/")).content.startswith(b"PK")
    assert carla.get(page(collection, "findings/exe/")).status_code == 404


@pytest.mark.requirement("MIG-06", "SIG-02")
def test_sample_is_drawn_compared_and_the_report_signed(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    collection = collected.imported(world, *collected.write(tmp_path))
    carla = as_person(world.carla)
    assert carla.post(page(collection, "samples/"), {"many": "0"}).status_code == 422
    assert carla.post(page(collection, "samples/"), {"many": "2"}).status_code == 302
    first, second = ImportSample.objects.order_by("pk")
    silent = {f"verdict_{first.pk}": "differs", f"note_{first.pk}": ""}
    told = carla.post(page(collection, "verdicts/"), silent)
    assert (told.status_code, "Say what differs." in told.content.decode()) == (422, True)
    source = carla.get(page(collection, f"sources/{first.version.row}/"))
    assert source.content.startswith(b"%PDF")
    assert noted("document.source") == 1
    given = {
        f"verdict_{first.pk}": "same",
        f"verdict_{second.pk}": "differs",
        f"note_{second.pk}": "The footer shows another day.",
    }
    assert carla.post(page(collection, "verdicts/"), given).status_code == 302
    world.move(world.carla, collection.record, "reconcile")
    shown = carla.get(page(collection)).content.decode()
    assert ("Import compared with its source and accepted" in shown, "Reconciled" in shown) == (True, True)
    said = " ".join(words(carla.get(page(collection, "report.pdf")).content).split())
    for line in ("DocuStar 4", "Imported 5", "Compared 5", "Agree 5", "The footer shows another day."):
        assert line in said, line


@pytest.mark.requirement("MIG-10", "ACC-03")
def test_old_number_leads_to_the_document_for_who_may_see_it(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    collected.imported(world, *collected.write(tmp_path), numbering="new")
    told = as_person(world.rhea).get("/old/WI 12/04")
    assert (told.status_code, told["Location"]) == (302, "/documents/SOP-QA-003/")
    assert as_person(world.rhea).get("/old/wi%2012/04")["Location"] == "/documents/SOP-QA-003/"
    assert as_person(world.otto).get("/old/WI 12/04").status_code == 404
    assert as_person(world.rhea).get("/old/WI 12/05").status_code == 404


@pytest.mark.requirement("MIG-10")
def test_old_number_of_two_systems_asks_which(world: World, as_person: SignIn, tmp_path: Path) -> None:
    rows = [collected.row("A-1")]
    collected.imported(world, *collected.write(tmp_path, rows))
    collected.imported(world, *collected.write(tmp_path / "other", rows), system="Shared drive")
    told = as_person(world.rhea).get("/old/A-1").content.decode()
    assert ("SOP-QA-001" in told, "SOP-QA-002" in told) == (True, True)


@pytest.mark.requirement("MIG-02")
def test_page_and_history_of_a_migrated_version_state_its_past(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    collected.imported(world, *collected.write(tmp_path))
    said = "Approved in DocuStar 4 by Dr. Vera Altmann on 2021-02-20, migrated."
    version = Migrated.objects.get(row=4).version
    carla = as_person(world.carla)
    assert said in carla.get("/documents/SOP-QA-017/versions/3/").content.decode()
    history = carla.get(f"/records/{version.record.uuid}/history/").content.decode()
    assert (said in history, "migrated it from an older system" in history) == (True, True)


@pytest.mark.requirement("ACC-03", "P11-10-d")
def test_each_page_is_for_who_may_see_the_import(world: World, as_person: SignIn, tmp_path: Path) -> None:
    collection = collected.imported(world, *collected.write(tmp_path))

    def answered(address: str) -> set[str]:
        statuses = {name: as_person(world.people[name]).get(address).status_code for name in EVERYBODY}
        assert set(statuses.values()) <= {200, 302, 403, 404}
        return {name for name, status in statuses.items() if status == 200}

    assert answered("/imports/new/") == {"carla"}
    assert answered(page(collection)) == {"carla", "quinn", "ines"} - {"ines"}
    assert answered(page(collection, "findings/csv/")) == {"carla", "quinn"}
    assert answered(page(collection, "report.pdf")) == {"carla", "quinn"}
    assert answered(page(collection, "sources/2/")) == {"carla"}


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_page_needs_the_same_queries_for_any_number_of_rows(
    world: World, as_person: SignIn, tmp_path: Path, django_assert_num_queries: Any, rows: int
) -> None:
    many = [collected.row(f"SOP-QA-00{number}") for number in range(1, rows + 1)]
    collection = collected.imported(world, *collected.write(tmp_path, many))
    client = as_person(world.carla)
    client.post(page(collection, "samples/"), {"many": "3"})
    client.get(page(collection))
    with django_assert_num_queries(PAGE):
        assert client.get(page(collection)).status_code == 200


PAGE = 19


@pytest.mark.requirement("MIG-01", "UX-16")
def test_empty_list_of_imports_offers_the_first_step(world: World, as_person: SignIn) -> None:
    page = as_person(world.carla).get("/records/collection_import/")
    assert page.context["begin"] == {"label": "Import a collection", "url": "/imports/new/"}
    assert "Bring in the documents of an older system" in page.content.decode()
    assert as_person(world.anna).get("/records/collection_import/").context["begin"] is None
