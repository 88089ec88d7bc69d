"""Master data: one item for one thing, found by typing, changed with a reason, never removed; records point at it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from probatum.kernel import master_import
from probatum.kernel.action import SYSTEM, action
from probatum.kernel.concern import concerns_of, items_of, set_concerns, where_used
from probatum.kernel.errors import NotAllowed, Refused, StaleRecord
from probatum.kernel.ledger.history import history
from probatum.kernel.master import REGISTERS, items, may_read, resolve, suggest
from probatum.kernel.mastering import Values, add_item, change_item, retire_item
from probatum.kernel.models import Concern, Item, ItemImport, Person, Record, Site
from probatum.kernel.workplace import stamp
from tests.world import World


@pytest.fixture
def mara(world: World) -> Person:
    """Who manages master data for the whole organisation."""
    return world.person("mara", "registrar")


def added(actor: Person, register: str, code: str, name: str = "", **more: object) -> Item:
    values = Values(name=name, **more)  # type: ignore[arg-type]
    return add_item(actor, register=register, code=code, values=values, reason="New.")


def point(record: Record, *found: Item, field: str = "batches") -> None:
    with action(SYSTEM, "test.concern", record=record) as act:
        set_concerns(act, record, field=field, items=found)


@pytest.mark.requirement("QE-12")
def test_item_is_added_once_in_its_register_whatever_the_case(world: World, mara: Person) -> None:
    product = added(mara, "product", " p-100 ", "Tablets 5 mg")
    batch = added(mara, "batch", "P-100", parent=product)
    assert (product.code, product.status, batch.name, batch.parent) == ("p-100", "active", "P-100", product)
    with pytest.raises(Refused, match="There is a product P-100 already") as refused:
        added(mara, "product", "P-100")
    assert refused.value.field == "code"
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        action(SYSTEM, "test.item", reason="Past the check."),
    ):
        Item.objects.create(register="product", code="P-100", name="x", status="active")


@pytest.mark.requirement("QE-12")
@pytest.mark.parametrize(
    ("register", "code", "values", "field", "says"),
    [
        ("product", "", Values(), "code", "Enter the code."),
        ("product", "=1+1", Values(), "code", "Begin the code with a letter or a digit"),
        ("product", "A, B", Values(), "code", "no comma"),
        ("product", "A" * 61, Values(), "code", "Shorten the code to 60 characters."),
        ("product", "A", Values(status="blocked"), "status", "Choose one of these states: Active, Retired."),
        ("supplier", "A", Values(country="CHE"), "country", "Enter the two letters of the country"),
        ("planet", "A", Values(), "register", "Choose a register of the list."),
    ],
)
def test_item_that_does_not_fit_its_register_is_refused(
    world: World, mara: Person, register: str, code: str, values: Values, field: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        add_item(mara, register=register, code=code, values=values, reason="New.")
    assert refused.value.field == field
    assert Item.objects.count() == 0


@pytest.mark.requirement("QE-12")
def test_batch_belongs_to_a_product_and_to_nothing_else(world: World, mara: Person) -> None:
    material = added(mara, "material", "RM-1")
    with pytest.raises(Refused, match="Choose a product") as refused:
        added(mara, "batch", "B-1", parent=material)
    assert refused.value.field == "parent"


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_master_data_changes_by_who_manages_it_with_a_reason(world: World, mara: Person) -> None:
    item = added(mara, "product", "P-1", "Old name")
    for person in (world.anna, world.quinn, world.adam):
        with pytest.raises(NotAllowed, match="You may not manage master data"):
            add_item(person, register="product", code="P-2", values=Values(), reason="New.")
        with pytest.raises(NotAllowed):
            retire_item(person, item, reason="Gone.")
    with pytest.raises(Refused, match="Say why"):
        change_item(mara, item, values=Values(name="New name"), reason=" ", based_on=stamp(item))
    changed = change_item(mara, item, values=Values(name="New name"), reason="Renamed.", based_on=stamp(item))
    with pytest.raises(StaleRecord, match="P-1 has changed since you opened it"):
        change_item(mara, changed, values=Values(name="Third"), reason="Again.", based_on=stamp(item))
    told = history(item.pk, root="kernel_item")
    assert [act.name for act in told] == ["item.change", "item.create"]
    assert told[0].why == "Renamed."


@pytest.mark.requirement("QE-12")
def test_item_cannot_be_changed_or_removed_past_its_action(world: World, mara: Person) -> None:
    item = added(mara, "product", "P-1")
    with pytest.raises(DatabaseError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(name="Other")
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        action(SYSTEM, "test.item", reason="Gone."),
    ):
        item.delete()


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_right_for_one_site_reaches_equipment_of_that_site_only(world: World, mara: Person) -> None:
    bea = world.person("bea", "registrar", site=world.basel)
    here = added(bea, "equipment", "EQ-1", site=world.basel)
    there = added(mara, "equipment", "EQ-2", site=world.boston)
    for act in (
        lambda: added(bea, "equipment", "EQ-3", site=world.boston),
        lambda: added(bea, "product", "P-1"),
        lambda: retire_item(bea, there, reason="Gone."),
        lambda: change_item(
            bea, here, values=Values(site=world.boston), reason="Moved.", based_on=stamp(here)
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert retire_item(bea, here, reason="Scrapped.").status == "retired"


@pytest.mark.requirement("QE-12")
def test_typing_offers_what_begins_so_first_and_never_what_is_retired(world: World, mara: Person) -> None:
    for code, name in (("B-2", "One of A-1"), ("A-1", "First"), ("A-10", "Second"), ("A-11", "Third")):
        added(mara, "batch", code, name)
    retire_item(mara, Item.objects.get(code="A-11"), reason="Recalled.")
    assert [item.code for item in suggest("batch", "a-1")] == ["A-1", "A-10", "B-2"]
    assert [item.code for item in suggest("batch", "second")] == ["A-10"]
    assert suggest("product", "a-1") == []
    assert [item.code for item in items("batch", words="third")] == ["A-11"]


@pytest.mark.requirement("QE-12")
def test_codes_that_name_nothing_are_told_and_make_no_item(world: World, mara: Person) -> None:
    first, gone = added(mara, "batch", "A-1"), added(mara, "batch", "A-2")
    assert resolve("batch", [" a-1 ", "A-1", ""]) == [first]
    retired = retire_item(mara, gone, reason="Recalled.")
    with pytest.raises(Refused, match=r"There is no batch A-9\. .*A-2 is retired; choose one in use\."):
        resolve("batch", ["A-1", "A-9", "A-2"])
    assert resolve("batch", ["A-2"], known=[retired]) == [retired]
    assert Item.objects.count() == 2


@pytest.mark.requirement("QE-12")
def test_blocked_supplier_can_still_be_pointed_at(world: World, mara: Person) -> None:
    blocked = added(mara, "supplier", "V-7", "Glass works", status="blocked", country="de")
    assert (resolve("supplier", ["v-7"]), blocked.country) == ([blocked], "DE")


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_master_data_is_read_by_who_reports_or_reads_events(world: World, mara: Person) -> None:
    reporter = world.person("ruth", "reporter")
    assert [bool(may_read(one)) for one in (reporter, mara, world.ines, world.otto)] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.requirement("QE-12", "P11-10-c")
def test_what_a_record_points_at_is_ended_and_never_removed(world: World, mara: Person) -> None:
    one, two, three = (added(mara, "batch", code) for code in ("A-1", "A-2", "A-3"))
    record = world.document().record
    point(record, one, two)
    point(record, two, three)
    assert items_of(record, "batches") == [two, three]
    assert [(c.item.code, c.until is None) for c in Concern.objects.order_by("id")] == [
        ("A-1", False),
        ("A-2", True),
        ("A-3", True),
    ]
    retired = retire_item(mara, two, reason="Recalled.")
    point(record, retired)
    assert [one.item for one in concerns_of(record)] == [retired]
    with pytest.raises(Refused, match="A-2 is retired") as refused:
        point(record, retired, field="others")
    assert refused.value.field == "others"


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_where_used_shows_only_what_one_may_see(world: World, mara: Person) -> None:
    batch = added(mara, "batch", "A-1")
    seen = world.document(title="Draft").record
    point(seen, batch)
    assert list(where_used(world.anna, batch)) == [seen]
    assert list(where_used(world.otto, batch)) == []


def rows(*found: dict[str, str]) -> list[tuple[int, dict[str, str]]]:
    return list(enumerate(found, 2))


def brought_in(actor: Person, register: str, *found: dict[str, str]) -> ItemImport:
    begun = master_import.begin_import(
        actor, register=register, content=repr(found).encode(), filename="list.csv", media_type="text/csv"
    )
    return master_import.carry_out(actor, begun, rows=rows(*found), reason="First register.")


@pytest.mark.requirement("QE-12", "MIG-01")
def test_register_is_brought_in_and_a_second_time_changes_nothing(world: World, mara: Person) -> None:
    added(mara, "product", "P-1", "Tablets")
    table = (
        {"code": "B-1", "name": "First", "parent": "p-1"},
        {"code": "B-2", "parent": "P-1", "status": "Retired"},
        {"code": "b-1", "parent": "P-1"},
        {"code": "B-3", "parent": "P-9"},
        {"code": "", "name": "No code"},
    )
    planned = master_import.plan("batch", rows(*table))
    assert [(line.row, line.outcome, line.says) for line in planned.lines] == [
        (2, "new", ()),
        (3, "new", ()),
        (4, "faulty", ("The code stands in row 2 already.",)),
        (5, "faulty", ("There is no product P-9. Add it first.",)),
        (6, "faulty", ("Enter the code.",)),
    ]
    assert Item.objects.filter(register="batch").count() == 0

    first = brought_in(mara, "batch", *table)
    assert (first.added, first.changed, first.same, first.left_out) == (2, 0, 0, 3)
    again = brought_in(mara, "batch", *table)
    assert (again.added, again.changed, again.same, again.left_out) == (0, 0, 2, 3)
    newer = brought_in(mara, "batch", {"code": "B-1", "name": "Renamed"})
    assert (newer.added, newer.changed) == (0, 1)
    kept = Item.objects.get(code="B-1")
    assert (kept.name, kept.parent.code if kept.parent else "") == ("Renamed", "P-1")
    told = history(kept.pk, root="kernel_item")
    assert "“list.csv”" in told[0].why


@pytest.mark.requirement("QE-12", "P11-10-d")
def test_import_is_for_the_whole_organisation_and_carried_out_once(world: World, mara: Person) -> None:
    bea = world.person("bea", "registrar", site=world.basel)
    with pytest.raises(NotAllowed):
        brought_in(bea, "product", {"code": "P-1"})
    done = brought_in(mara, "product", {"code": "P-1"})
    with pytest.raises(Refused, match="carried out already"):
        master_import.carry_out(mara, done, rows=rows({"code": "P-2"}), reason="Again.")
    assert Item.objects.count() == 1


@pytest.mark.requirement("QE-12")
def test_import_of_equipment_names_a_site_that_is_not_there(world: World, mara: Person) -> None:
    planned = master_import.plan(
        "equipment", rows({"code": "E-1", "site": "bsl"}, {"code": "E-2", "site": "X"})
    )
    assert [(line.outcome, line.says) for line in planned.lines] == [
        ("new", ()),
        ("faulty", ("There is no site X. Use the code of a site, such as BSL.",)),
    ]
    assert planned.lines[0].item is not None
    assert planned.lines[0].item.site == Site.objects.get(code="BSL")


def test_every_register_begins_in_a_state_that_is_offered() -> None:
    assert [name for name, one in REGISTERS.items() if not one.standings[one.first].offered] == []
    assert [one.under for one in REGISTERS.values() if one.under and one.under not in REGISTERS] == []
