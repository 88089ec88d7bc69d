"""Documents leave as packages: complete, checkable, readable, only what may be seen, and noted."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from probatum.documents.aliases import add_alias
from probatum.documents.columns import FIELDS
from probatum.documents.content import Document, Version
from probatum.documents.drafts import Content
from probatum.kernel.file import read
from probatum.kernel.models import Person, Signature
from probatum.output.library_tree import HEADS
from probatum.output.package import Package, safe_name
from tests.web.documents.conftest import make_draft, make_effective
from tests.world import World

SignIn = Callable[[Person], Client]


def opened(client: Client, address: str) -> zipfile.ZipFile:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(package: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))


def check_sums(package: zipfile.ZipFile) -> None:
    sums = dict(line.split("  ", 1)[::-1] for line in package.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(package.namelist()) - {"SHA256SUMS"}
    assert {name: hashlib.sha256(package.read(name)).hexdigest() for name in sums} == sums


def noted(name: str) -> list[dict[str, object]]:
    """What the ledger keeps of events of a name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM ledger.entry WHERE op = 'N' ORDER BY id")
        found = [json.loads(body) for (body,) in cursor.fetchall()]
    return [one for one in found if one["event"] == name]


def digest(package: zipfile.ZipFile) -> str:
    return hashlib.sha256(package.read("manifest.json")).hexdigest()


@pytest.mark.requirement("P11-10-b", "DOC-31")
def test_package_holds_the_document_whole_and_every_hash_fits(
    world: World, as_person: SignIn, effective: Version
) -> None:
    number = effective.document.record.number
    add_alias(
        world.anna, Document.objects.get(pk=effective.document_id), name="WI 77", heading="", reason="So."
    )
    package = opened(as_person(world.quinn), f"/documents/{number}/evidence.zip")
    check_sums(package)
    manifest = json.loads(package.read("manifest.json"))
    assert (manifest["taken_by"], manifest["what"]) == ("quinn", f"{number} Cleaning of vessels")
    assert [row["Name"] for row in rows(package, "data/other-names.csv")] == ["WI 77"]
    given = rows(package, "data/signatures.csv")
    stored = Signature.objects.filter(record=effective.record).order_by("id")
    assert [(row["Printed name"], row["Content SHA-256"]) for row in given] == [
        (one.printed_name, one.content_sha256) for one in stored
    ]
    assert len(given) > 1
    assert package.read(f"records/{number}.pdf").startswith(b"%PDF-")
    history = json.loads(package.read(f"data/history of {effective.record.number}.json"))
    assert len(history) > len(given)
    assert number in package.read("index.html").decode()
    (note,) = noted("document.export_package")
    assert note["manifest_sha256"] == digest(package)


@pytest.mark.requirement("P11-10-b", "P11-10-d")
def test_package_is_for_who_reads_the_history(
    world: World, as_person: SignIn, effective: Version, draft: Version
) -> None:
    number = effective.document.record.number
    assert as_person(world.rhea).get(f"/documents/{number}/evidence.zip").status_code == 403
    assert (
        as_person(world.rhea).get(f"/documents/{draft.document.record.number}/evidence.zip").status_code
        == 404
    )
    assert "evidence.zip" not in as_person(world.rhea).get(f"/documents/{number}/").content.decode()
    assert "evidence.zip" in as_person(world.quinn).get(f"/documents/{number}/").content.decode()


@pytest.fixture
def exporter(world: World) -> Person:
    return world.person("exa", "controller", "reader")


@pytest.mark.requirement("P11-10-b")
def test_library_leaves_as_a_tree_with_a_register(
    world: World, as_person: SignIn, effective: Version, typeset_content: Content, exporter: Person
) -> None:
    make_effective(world, make_draft(world, typeset_content, title='A/B: "draft?"'))
    package = opened(as_person(exporter), "/documents/files.zip")
    check_sums(package)
    register = rows(package, "manifest.csv")
    assert sorted(row["Title"] for row in register) == ['A/B: "draft?"', "Cleaning of vessels"]
    row = next(row for row in register if row["Title"] == "Cleaning of vessels")
    assert effective.issue is not None
    assert package.read(row["File"]) == read(effective.issue)
    assert (row["SHA-256"], row["Version"], row["Owner"], row["Source SHA-256"]) == (
        effective.issue.sha256, "1.0", "anna", effective.draft.source.sha256 if effective.draft else "",
    )  # fmt: skip
    listed = json.loads(package.read("manifest.json"))
    assert (listed["documents"], [one["Number"] for one in listed["register"]]) == (2, sorted(one["Number"] for one in register))  # fmt: skip
    (note,) = noted("document.export_library")
    assert (note["documents"], note["manifest_sha256"]) == (2, digest(package))
    narrowed = opened(as_person(exporter), "/documents/files.zip?q=vessels")
    assert [one["Title"] for one in rows(narrowed, "manifest.csv")] == ["Cleaning of vessels"]


@pytest.mark.requirement("P11-10-b", "P11-10-d", "DOC-37")
def test_library_tree_holds_only_what_is_seen_and_is_not_for_every_reader(
    world: World, as_person: SignIn, effective: Version, typeset_content: Content
) -> None:
    assert as_person(world.rhea).get("/documents/files.zip").status_code == 403
    assert "files.zip" not in as_person(world.rhea).get("/documents/").content.decode()
    local = world.person("lia", "controller", "reader", site=world.boston)
    package = opened(as_person(local), "/documents/files.zip")
    assert (rows(package, "manifest.csv"), "Cleaning" in " ".join(package.namelist())) == ([], False)


@pytest.mark.requirement("P11-10-b")
def test_register_is_understood_by_an_import() -> None:
    known = {word for _, _, words in FIELDS.values() for word in words}
    needed = ("Number", "Title", "Version", "Status", "Effective date", "Next review", "Owner", "Type", "Department", "Site", "File")  # fmt: skip
    assert HEADS[: len(needed)] == needed
    understood = {head for head in needed if any(word in head.lower() for word in known)}
    assert set(needed) - understood == set()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b\\c:d*e?.pdf", "a b c d e.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("..", "file"),
        (" x. ", "x"),
        ("plan\u202exslx.pdf", "plan xslx.pdf"),
        ("ü" * 200 + ".pdf", "ü" * 96 + ".pdf"),
    ],
)
def test_names_are_safe_on_every_file_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_two_names_that_differ_in_case_only_stay_two_files() -> None:
    package = Package(io.BytesIO())
    assert [package.add(("A.pdf",), b"1")[0], package.add(("a.PDF",), b"2")[0]] == ["A.pdf", "a (2).PDF"]
