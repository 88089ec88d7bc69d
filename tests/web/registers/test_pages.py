"""The pages of imports of registers: from the upload to the signed reconciliation, and what a migrated record shows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from probatum.kernel.models import Person
from probatum.output import registering as carrying
from probatum.quality.imports.bodies import EventSample, RegisterImport
from tests.quality.imports import registers
from tests.web.documents.test_reading import words
from tests.world import World

SignIn = Callable[[Person], Client]


def page(collection: RegisterImport, below: str = "") -> str:
    return f"/register-imports/{collection.record.uuid}/{below}"


def uploaded(client: Client, paths: list[Path], **given: Any) -> Any:
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in paths]
        return client.post("/register-imports/new/", {"system": "QTrack 3", "registers": files, **given})


def answers(shown: Any) -> dict[str, Any]:
    """What a browser would send of the form of a sheet."""
    form = shown.context["form"]
    return {field.html_name: field.value() or "" for field in form} | {
        "version": str(shown.context["record"].version)
    }


@pytest.mark.requirement("MIG-01", "MIG-12")
def test_mapping_is_proposed_and_changed_by_hand(world: World, as_person: SignIn, tmp_path: Path) -> None:
    ilse = as_person(registers.importer(world).ilse)
    rows = [
        registers.deviation("DEV-1", Responsible="Gone Person", Status="Somehow", Severity="Huge"),
        registers.deviation("DEV-2", Responsible="Also Gone"),
    ]
    paths = registers.write(tmp_path, registers.deviations(*rows), delimiter=";", encoding="cp1252")
    made = uploaded(ilse, paths)
    assert made.status_code == 302, made.content.decode()[-3000:]
    text = ilse.get(made["Location"]).content.decode()
    assert ("10 of 10 columns understood" in text, "CSV separated by semicolon" in text) == (True, True)
    sheet = made["Location"] + "sheets/0/"
    shown = ilse.get(sheet)
    text = shown.content.decode()
    for asked in ("“Gone Person” (owner)", "“Somehow” (state)", "“Huge” (severity)"):
        assert asked in text, asked
    given = answers(shown)
    assert (given["column_number"], given["column_state"], given["kind"]) == ("0", "7", "deviation")
    given |= {
        "value_owner_1": "erik",
        "value_state_0": "investigation",
        "value_severity_0": "critical",
        "otherwise_owner": "emma",
    }
    assert ilse.post(sheet, given).status_code == 302
    assert ilse.post(sheet, given).status_code == 409, "a page from before the change"
    collection = RegisterImport.objects.get()
    world.move(world.ilse, collection.record, "check")
    carrying.check(registers.fresh(collection))
    text = ilse.get(page(collection)).content.decode()
    assert "The owner “Also Gone” does not exist here; Emma stands in." in text
    world.move(world.ilse, collection.record, "run")
    carrying.run(registers.fresh(collection))
    first, second = registers.made_of("DEV-1"), registers.made_of("DEV-2")
    assert (first.owner, first.state, registers.past("DEV-1").severity) == (
        world.erik,
        "investigation",
        "critical",
    )
    assert (second.owner, second.state) == (world.emma, "closed")


@pytest.mark.requirement("MIG-01")
def test_sheet_is_read_again_as_another_kind_or_left_out(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    collection = registers.begun(world, registers.write(tmp_path))
    ilse = as_person(world.ilse)
    shown = ilse.get(page(collection, "sheets/0/"))
    again = answers(shown) | {"kind": "nonconformance", "again": "1"}
    assert ilse.post(page(collection, "sheets/0/"), again).status_code == 302
    assert registers.fresh(collection).reading["sheets"][0]["kind"] == "nonconformance"
    shown = ilse.get(page(collection, "sheets/1/"))
    assert ilse.post(page(collection, "sheets/1/"), answers(shown) | {"kind": ""}).status_code == 302
    text = ilse.get(page(collection)).content.decode()
    assert ("Nonconformances" in text, "Left out" in text) == (True, True)
    assert ilse.get(page(collection, "sheets/7/")).status_code == 404


@pytest.mark.requirement("MIG-01")
def test_upload_that_is_no_register_is_refused_at_its_field(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    ilse = as_person(registers.importer(world).ilse)
    strange = tmp_path / "strange.xlsx"
    strange.write_bytes(b"\x00\x01 no register")
    told = uploaded(ilse, [strange])
    assert (told.status_code, "strange.xlsx: The register is no text." in told.content.decode()) == (
        422,
        True,
    )
    empty = ilse.post("/register-imports/new/", {"system": ""})
    assert "Enter the name of the older system." in empty.content.decode()
    assert not RegisterImport.objects.exists()


@pytest.mark.requirement("MIG-06", "SIG-02")
def test_sample_is_compared_and_the_report_signed(world: World, as_person: SignIn, tmp_path: Path) -> None:
    collection = registers.imported(world, registers.write(tmp_path))
    ilse = as_person(world.ilse)
    assert ilse.post(page(collection, "samples/"), {"many": "0"}).status_code == 422
    assert ilse.post(page(collection, "samples/"), {"many": "1"}).status_code == 302
    (drawn,) = EventSample.objects.all()
    assert "The row in the words of its register" in ilse.get(page(collection)).content.decode()
    silent = {f"verdict_{drawn.pk}": "differs", f"note_{drawn.pk}": ""}
    told = ilse.post(page(collection, "verdicts/"), silent)
    assert (told.status_code, "Say what differs." in told.content.decode()) == (422, True)
    given = {f"verdict_{drawn.pk}": "differs", f"note_{drawn.pk}": "The day is that of printing."}
    assert ilse.post(page(collection, "verdicts/"), given).status_code == 302
    world.move(world.ilse, collection.record, "reconcile")
    shown = ilse.get(page(collection)).content.decode()
    assert ("Import compared with its source and accepted" in shown, "Reconciled" in shown) == (True, True)
    said = " ".join(words(ilse.get(page(collection, "report.pdf")).content).split())
    for line in ("QTrack 3", "Imported 3", "Compared 3", "Agree 3", "The day is that of printing."):
        assert line in said, line
    csv = b"".join(ilse.get(page(collection, "findings/csv/")).streaming_content).decode()  # type: ignore[attr-defined]
    assert csv.splitlines()[0].startswith("\ufeffSheet,Row,Finding,Kind,Number,Title,State")
    assert ilse.get(page(collection, "findings/exe/")).status_code == 404


@pytest.mark.requirement("MIG-02", "MIG-10")
def test_migrated_record_shows_where_it_came_from_and_its_old_number_leads_to_it(
    world: World, as_person: SignIn, tmp_path: Path
) -> None:
    collection = registers.imported(world, registers.write(tmp_path))
    made = registers.made_of("DEV-0001")
    text = as_person(world.emma).get(f"/records/{made.uuid}/").content.decode()
    for told in (
        "QTrack 3",
        "DEV-0001",
        "deviations.csv, row 2",
        registers.past("DEV-0001").file.file.sha256,
    ):
        assert told in text, told
    assert collection.record.number not in text, "who may not see the import is not told its number"
    history = as_person(world.quentin).get(f"/records/{made.uuid}/history/").content.decode()
    assert "migrated it from an older system" in history
    told = as_person(world.emma).get("/old/dev-0001")
    assert (told.status_code, told["Location"]) == (302, f"/records/{made.uuid}/")
    assert as_person(world.otto).get("/old/dev-0001").status_code == 404


@pytest.mark.requirement("MIG-01", "ACC-03")
def test_pages_are_for_importers_only(world: World, as_person: SignIn, tmp_path: Path) -> None:
    collection = registers.begun(world, registers.write(tmp_path))
    below = ("", "sheets/0/", "choices/", "report.pdf", "findings/csv/")
    got = {
        name: [as_person(world.people[name]).get(page(collection, one)).status_code for one in below]
        for name in ("ilse", "emma", "otto")
    }
    assert got == {"ilse": [200, 200, 200, 200, 404], "emma": [404] * 5, "otto": [404] * 5}
    assert as_person(world.emma).get("/register-imports/new/").status_code == 403
