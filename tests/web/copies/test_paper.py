"""The code on a paper: decoded from the print itself, and what it tells to whom (DOC-27, MOB-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdfium2 import PdfDocument
from zxingcpp import read_barcodes

from probatum.documents import copying, paper, reading
from probatum.documents.content import Version
from probatum.documents.copies import paper_of
from probatum.kernel.models import Person
from tests.documents.copies import effective as take_effect
from tests.documents.copies import fresh, issued, next_version
from tests.web.documents.conftest import draft, effective, typeset_content  # noqa: F401
from tests.web.documents.test_reading import below, noted
from tests.world import World

SignIn = Callable[[Person], Client]
VALID, NOT_VALID = "This paper is valid.", "This paper is no longer valid."


def codes(pdf: bytes) -> set[str]:
    """What stands in the code at the foot of each page, read as a camera would."""
    with PdfDocument(pdf) as document:
        pages = [document[at].render(scale=3).to_pil() for at in range(len(document))]
    found = [[code.text for code in read_barcodes(page)] for page in pages]
    assert all(len(one) == 1 for one in found), found
    return {one[0] for one in found}


def path(code: str) -> str:
    assert code.startswith("HTTP://TESTSERVER/PAPER/"), code
    return code.removeprefix("HTTP://TESTSERVER")


@pytest.mark.requirement("DOC-27", "MOB-04")
def test_code_of_a_print_says_until_when_and_names_the_version_in_force(
    world: World,
    as_person: SignIn,
    effective: Version,  # noqa: F811
) -> None:
    rhea = as_person(world.rhea)
    (code,) = codes(rhea.get(below(effective, "print.pdf")).content)
    shown = rhea.get(path(code))
    text = shown.content.decode()
    assert (shown["Cache-Control"], VALID in text) == ("private, no-store", True)
    assert ("SOP-QA-001" in text, "an uncontrolled print of version 1.0" in " ".join(text.split())) == (
        True,
        True,
    )
    assert noted("paper.look_up") == 1
    token = path(code).rpartition("/")[2]
    later = timezone.now() + dt.timedelta(hours=24)
    told = paper.look_up(world.rhea, token, at=later)
    assert told is not None
    assert (told.valid, told.why.startswith("This print could be used until")) == (False, True)
    assert rhea.get(f"/paper/{token.lower()}").status_code == 200


@pytest.mark.requirement("DOC-25", "DOC-26", "MOB-04")
def test_code_of_a_copy_follows_recall_and_second_printing(
    world: World,
    as_person: SignIn,
    effective: Version,  # noqa: F811
) -> None:
    carla, rhea = as_person(world.carla), as_person(world.rhea)
    copy = issued(world, effective)
    address = f"/controlled-copies/{copy.record.uuid}/print.pdf"
    (first,) = codes(carla.post(address).content)
    assert VALID in rhea.get(path(first)).content.decode()
    (second,) = codes(carla.post(address, {"reason": "Torn."}).content)
    old, new = (rhea.get(path(code)).content.decode() for code in (first, second))
    assert (NOT_VALID in old, "printed again later" in old, VALID in new) == (True, True, True)
    newer = take_effect(world, next_version(world, effective))
    shown = rhea.get(path(second))
    text = shown.content.decode()
    assert (NOT_VALID in text, "Version 1.0 was superseded." in text) == (True, True)
    assert shown.context["current_url"] == below(newer)
    assert shown.context["copy_url"] == ""
    assert carla.get(path(second)).context["copy_url"] == f"/controlled-copies/{copy.record.uuid}/"


@pytest.mark.requirement("MOB-04", "ACC-03")
def test_somebody_without_the_right_learns_only_whether_it_is_valid(world: World, as_person: SignIn) -> None:
    version = take_effect(world)
    token = copying.print_copy(world.carla, issued(world, version, recipient="Obermoser")).token
    before = as_person(world.otto).get(f"/paper/{token}").content.decode()
    take_effect(world, next_version(world, version))
    after = as_person(world.otto).get(f"/paper/{token}").content.decode()
    assert (VALID in before, NOT_VALID in after) == (True, True)
    for text in (before, after):
        for secret in ("SOP-QA", "Gowning", "Obermoser", "Carla", "1.0", "superseded", "controlled copy 1"):
            assert secret not in text, secret
    assert noted("paper.look_up") == 0


@pytest.mark.requirement("MOB-04", "P11-10-d")
def test_code_needs_a_sign_in_and_cannot_be_guessed(world: World, as_person: SignIn) -> None:
    version = take_effect(world)
    token = reading.take(world.rhea, version, purpose="print").token
    answer = Client().get(f"/PAPER/{token}")
    assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)
    assert (len(token), token.isalnum(), token.isupper()) == (26, True, True)
    assert as_person(world.rhea).get("/paper/AAAAAAAAAAAAAAAAAAAAAAAAAA").status_code == 404
    known = paper_of(token)
    assert known is not None and known.version == fresh(version)
    # neither the table nor the ledger keeps the code itself
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.entry WHERE body LIKE %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.requirement("DOC-27", "MOB-04")
def test_print_of_what_is_not_in_force_is_not_valid(world: World) -> None:
    version = take_effect(world)
    token = reading.take(world.rhea, version, purpose="print").token
    parent = version.document.record
    world.move(world.quinn, parent, "retire", reason="The line was sold.")
    told = paper.look_up(world.carla, token, at=timezone.now())
    assert told is not None
    assert (told.valid, told.why, told.current) == (False, "Version 1.0 is obsolete.", None)
