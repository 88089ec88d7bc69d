"""Pages of master data: who opens them, what they show to whom, picking by typing, and bringing a register in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probatum.kernel.action import SYSTEM, action
from probatum.kernel.concern import set_concerns
from probatum.kernel.mastering import Values, add_item, retire_item
from probatum.kernel.models import Item, ItemImport, Person, Record
from probatum.output import xlsx
from probatum.web.forms.items import ItemsField
from tests.world import World

SignedIn = Callable[..., Client]
LIST, ITEM, SUGGEST = 7, 11, 5


@pytest.fixture
def mara(world: World) -> Person:
    """Who manages master data for the whole organisation."""
    return world.person("mara", "registrar")


def added(actor: Person, register: str, code: str, name: str = "", **more: Any) -> Item:
    return add_item(actor, register=register, code=code, values=Values(name=name, **more), reason="New.")


def point(record: Record, *found: Item) -> None:
    with action(SYSTEM, "test.concern", record=record) as act:
        set_concerns(act, record, field="batches", items=found)


def csv(text: str, *, name: str = "batches.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_who_neither_reports_nor_reads_events_sees_no_master_data(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    item = added(mara, "product", "P-SECRET", "Secret compound")
    client = as_person(world.otto)
    for address in (
        "/master/",
        "/master/product/",
        "/master/product/export/",
        "/master/suggest/product/?q=P",
        f"/master/items/{item.pk}/",
        f"/master/items/{item.pk}/edit/",
        f"/master/items/{item.pk}/retired/",
        "/master/product/new/",
        "/master/product/imports/",
    ):
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, b"SECRET" in body) == (403, False), address
    assert b"Master data" not in client.get("/").content
    assert Client().get("/master/suggest/product/?q=P").status_code == 302


@pytest.mark.requirement("QE-12")
def test_reporter_reads_and_picks_but_changes_nothing(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    item = added(mara, "product", "P-1", "Tablets")
    client = as_person(world.person("ruth", "reporter"))
    shown = client.get("/master/product/")
    assert (b"P-1" in shown.content, b"New product" in shown.content) == (True, False)
    told = client.get("/master/suggest/product/?q=tab").json()
    assert told == {"items": [{"code": "P-1", "text": "P-1: Tablets"}]}
    for address in (
        "/master/product/new/",
        f"/master/items/{item.pk}/edit/",
        f"/master/items/{item.pk}/retired/",
    ):
        assert client.post(address, {"reason": "x", "code": "P-2"}).status_code == 403
    assert Item.objects.count() == 1


@pytest.mark.requirement("QE-12")
def test_item_is_added_changed_and_retired_by_plain_forms(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    client = as_person(mara)
    added(mara, "product", "P-1", "Tablets")
    fields = {"code": "B/24-1", "name": "", "status": "active", "parent": "p-1", "note": "", "reason": "New."}
    assert client.post("/master/batch/new/", fields).status_code == 302
    batch = Item.objects.get(code="B/24-1")
    page = client.get(f"/master/items/{batch.pk}/edit/")
    stamp = page.context["form"].initial["based_on"]
    change = {"name": "First batch", "status": "active", "parent": "P-1", "note": "", "based_on": stamp}
    refused = client.post(f"/master/items/{batch.pk}/edit/", change)
    assert (refused.status_code, b"Say why" in refused.content) == (400, True)
    assert client.post(f"/master/items/{batch.pk}/edit/", change | {"reason": "Named."}).status_code == 302
    stale = client.post(f"/master/items/{batch.pk}/edit/", change | {"reason": "Again."})
    assert (stale.status_code, "has changed since you opened it" in stale.content.decode()) == (409, True)
    assert client.post(f"/master/items/{batch.pk}/retired/", {"reason": "Recalled."}).status_code == 302
    shown = client.get(f"/master/items/{batch.pk}/").content.decode()
    assert [part in shown for part in ("First batch", "Retired", "Recalled.", "P-1 Tablets")] == [True] * 4


@pytest.mark.requirement("QE-12")
def test_unknown_parent_is_told_at_its_field_and_makes_nothing(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    fields = {"code": "B-1", "status": "active", "parent": "P-9", "reason": "New."}
    answer = as_person(mara).post("/master/batch/new/", fields)
    assert answer.context["form"].errors["parent"] == [
        "There is no product P-9. Choose one of the list; who manages master data can add it."
    ]
    assert Item.objects.count() == 0


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_item_page_lists_only_records_that_the_reader_sees(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    batch = added(mara, "batch", "B-1")
    record = world.document(title="Draft nobody else sees").record
    point(record, batch)
    anna = world.person("anne", "author", "reporter")
    ruth = world.person("ruth", "reporter")
    with action(SYSTEM, "test.owner", record=record):
        Record.objects.filter(pk=record.pk).update(owner=anna)
    seen = as_person(anna).get(f"/master/items/{batch.pk}/").content.decode()
    unseen = as_person(ruth).get(f"/master/items/{batch.pk}/").content.decode()
    assert (record.number in seen, "1 record" in seen) == (True, True)
    assert (record.number in unseen, "0 records" in unseen) == (False, True)


class PickForm(forms.Form):
    batches = ItemsField(register="batch", required=False)
    product = ItemsField(register="product", many=False)


@pytest.mark.requirement("QE-12")
def test_field_turns_codes_into_items_and_names_what_it_does_not_know(world: World, mara: Person) -> None:
    product, first, gone = (
        added(mara, "product", "P-1"),
        added(mara, "batch", "B-1"),
        added(mara, "batch", "B-2"),
    )
    good = PickForm({"batches": "b-1, B-2,", "product": "P-1"})
    assert good.is_valid()
    assert good.cleaned_data == {"batches": [first, gone], "product": product}
    retired = retire_item(mara, gone, reason="Recalled.")
    bad = PickForm({"batches": "B-2, B-3", "product": ""})
    assert bad.errors == {
        "batches": [
            "There is no batch B-3. Choose one of the list; who manages master data can add it. "
            "B-2 is retired; choose one in use."
        ],
        "product": ["Choose a product."],
    }
    again = PickForm(initial={"batches": [first, retired], "product": product})
    assert 'value="B-1, B-2"' in str(again["batches"])
    again = PickForm({"batches": "B-2", "product": "P-1"})
    again.fields["batches"].known = [retired]
    assert again.is_valid()
    two = PickForm({"product": "P-1, P-1"})
    assert two.is_valid()


@pytest.mark.requirement("QE-12", "MIG-01")
def test_register_is_tried_dry_then_imported_and_told_row_by_row(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    added(mara, "product", "P-1", "Tablets")
    client = as_person(mara)
    table = "Batch list 2026;;\nBatch no;Description;Product\nB-1;First;P-1\nB-2;Second;P-9\n"
    begun = client.post("/master/batch/imports/", {"file": csv(table)})
    made = ItemImport.objects.get()
    assert begun.headers["Location"] == f"/master/batch/imports/{made.pk}/"
    dry = client.get(begun.headers["Location"])
    assert "There is no product P-9. Add it first." in dry.content.decode()
    assert [(one["label"], one["value"]) for one in dry.context["counts"]] == [
        ("Left out", 1),
        ("New", 1),
        ("Changed", 0),
        ("As it is", 0),
    ]
    assert Item.objects.filter(register="batch").count() == 0

    kept = dict(dry.context["kept"])
    refused = client.post(begun.headers["Location"], kept | {"reason": ""})
    assert (refused.status_code, Item.objects.filter(register="batch").count()) == (400, 0)
    done = client.post(begun.headers["Location"], kept | {"reason": "First list."}, follow=True)
    assert "Carried out" in done.content.decode()
    assert [(one.code, one.name) for one in Item.objects.filter(register="batch")] == [("B-1", "First")]
    client.post(begun.headers["Location"], kept | {"reason": "Again."})
    assert Item.objects.filter(register="batch").count() == 1


@pytest.mark.requirement("QE-12", "MIG-01")
def test_workbook_is_imported_like_a_text_table(world: World, mara: Person, as_person: SignedIn) -> None:
    client = as_person(mara)
    content = xlsx.workbook(
        sheet="Suppliers", heads=["Vendor number", "Name", "Country"], lines=[["V-1", "Glass", "AT"]]
    )
    begun = client.post("/master/supplier/imports/", {"file": SimpleUploadedFile("suppliers.xlsx", content)})
    here = begun.headers["Location"]
    kept = dict(client.get(here).context["kept"])
    assert client.post(here, kept | {"reason": "First list."}).status_code == 302
    found = Item.objects.get()
    assert (found.code, found.name, found.country, found.status) == ("V-1", "Glass", "AT", "candidate")


@pytest.mark.requirement("QE-12")
def test_columns_can_be_chosen_by_hand(world: World, mara: Person, as_person: SignedIn) -> None:
    client = as_person(mara)
    begun = client.post("/master/product/imports/", {"file": csv("Alpha,Beta\nX1,Cream\n")})
    here = begun.headers["Location"]
    assert "Choose the column that holds it" in client.get(here).content.decode()
    chosen = {"column_code": "0", "column_name": "1", "column_status": "", "column_note": "", "encoding": ""}
    assert client.get(here, chosen).context["ready"] == 1
    client.post(here, chosen | {"reason": "First list."})
    assert [str(one) for one in Item.objects.all()] == ["X1 Cream"]


@pytest.mark.requirement("QE-12", "P11-10-d")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 not a table", "older Excel workbook, a PDF"),
        (b"\x00\x01\x02\x03 binary", "The register is no text"),
        (b"PK\x03\x04 broken", "."),
        (b"only a heading\n", "no table with a row of headings"),
    ],
)
def test_file_that_is_no_table_is_refused(
    world: World, mara: Person, as_person: SignedIn, content: bytes, says: str
) -> None:
    upload = SimpleUploadedFile("table.csv", content)
    answer = as_person(mara).post("/master/product/imports/", {"file": upload})
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert ItemImport.objects.count() == 0


@pytest.mark.requirement("QE-12")
def test_export_can_be_brought_in_again_and_changes_nothing(
    world: World, mara: Person, as_person: SignedIn
) -> None:
    client = as_person(mara)
    product = added(mara, "product", "P-1", "Tablets")
    for number in range(3):
        added(mara, "batch", f"B-{number}", "=1+1" if number == 1 else "", parent=product)
    answer = client.get("/master/batch/export/")
    taken = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert taken.splitlines()[:2] == ["Code,Name,Belongs to,Made on,Status,Note", "B-0,B-0,P-1,,Active,"]
    begun = client.post("/master/batch/imports/", {"file": csv(taken)})
    counts = client.get(begun.headers["Location"]).context["counts"]
    assert [(one["label"], one["value"]) for one in counts][1:] == [
        ("New", 0),
        ("Changed", 0),
        ("As it is", 3),
    ]


@pytest.mark.requirement("PERF-01")
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_need_the_same_queries_for_any_number_of_rows(
    world: World, mara: Person, as_person: SignedIn, django_assert_num_queries: Any, rows: int
) -> None:
    product = added(mara, "product", "P-1")
    found = [added(mara, "batch", f"B-{number}", parent=product) for number in range(rows)]
    reader = world.person("ruth", "reporter", "author")
    for number in range(rows):
        record = world.document(title=f"Title {number}").record
        with action(SYSTEM, "test.owner", record=record):
            Record.objects.filter(pk=record.pk).update(owner=reader)
        point(record, found[0])
    client = as_person(reader)
    client.get("/master/batch/")
    with django_assert_num_queries(LIST):
        assert len(client.get("/master/batch/").context["table"]["rows"]) == rows
    with django_assert_num_queries(ITEM):
        assert len(client.get(f"/master/items/{found[0].pk}/").context["used"]["rows"]) == rows
    with django_assert_num_queries(SUGGEST):
        assert len(client.get("/master/suggest/batch/?q=b").json()["items"]) == rows


def test_addresses_of_nothing_are_not_found(world: World, mara: Person, as_person: SignedIn) -> None:
    client = as_person(mara)
    big = 2**70
    for address in (
        "/master/planet/",
        f"/master/items/{big}/",
        f"/master/batch/imports/{big}/",
        "/master/items/7/edit/",
    ):
        assert client.get(address).status_code == 404, address
