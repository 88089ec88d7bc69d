"""Who may open which address of a document; what is not to be seen answers as if it were not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from probatum.documents.content import Version
from probatum.kernel.models import Person
from tests.world import World

SignIn = Callable[[Person], Client]
EVERYBODY = ("anna", "arno", "rita", "quinn", "carla", "rhea", "adam", "ines", "otto")

#: address below the version -> who gets it, for a draft of anna reviewed by rita and approved by quinn for Quality.
DRAFT: dict[str, set[str]] = {
    "": {"anna", "rita", "quinn", "carla"},
    "versions/": {"anna", "rita", "quinn", "carla"},
    "signatures/": {"anna", "rita", "quinn", "carla"},
    "pages/1.png": {"anna", "rita", "quinn", "carla"},
    "details/": {"anna", "carla"},
    "people/reviewer/": {"anna", "carla"},
    "comment/": {"anna", "rita", "quinn", "carla"},
    "check-in/": {"anna", "carla"},
    "editor/": {"anna", "carla"},
    "unlock/": {"carla"},
    "source": {"anna", "carla"},
    "drafts/1/source": {"anna", "carla"},
    "document.pdf": set(),
    "print/": set(),
    "print.pdf": set(),
    "drafts/1/document.pdf": set(),
}
EFFECTIVE: dict[str, set[str]] = {
    "": {"anna", "arno", "rita", "quinn", "carla", "rhea", "ines"},
    "versions/": {"anna", "arno", "rita", "quinn", "carla", "rhea", "ines"},
    "signatures/": {"anna", "arno", "rita", "quinn", "carla", "rhea", "ines"},
    "pages/1.png": {"anna", "arno", "rita", "quinn", "carla", "rhea", "ines"},
    "document.pdf": {"rhea"},
    "print/": {"rhea"},
    "print.pdf": {"rhea"},
    "source": {"anna", "arno", "carla"},
    "details/": set(),
    "editor/": set(),
    "check-in/": set(),
    "drafts/1/source": {"anna", "carla"},
    "drafts/1/document.pdf": set(),
}
LISTS: dict[str, set[str]] = {
    "/documents/": set(EVERYBODY),
    "/documents/export.csv": set(EVERYBODY),
    "/documents/drafts/": set(EVERYBODY),
    "/documents/new/": {"anna", "arno", "carla"},
    "/documents/types/": {"carla"},
    "/documents/types/new/": {"carla"},
    "/documents/types/SOP/": {"carla"},
}


def answered(world: World, as_person: SignIn, address: str) -> set[str]:
    """Who gets the page; a refusal is a page of its own, never a fault of the server."""
    statuses = {name: as_person(world.people[name]).get(address).status_code for name in EVERYBODY}
    assert set(statuses.values()) <= {200, 400, 403, 404}, statuses
    return {name for name, status in statuses.items() if status == 200}


@pytest.mark.requirement("DOC-24", "DOC-28", "ACC-03")
@pytest.mark.parametrize("below", DRAFT)
def test_draft_is_for_its_people(below: str, world: World, as_person: SignIn, draft: Version) -> None:
    number = draft.document.record.number
    assert answered(world, as_person, f"/documents/{number}/versions/1/{below}") == DRAFT[below]


@pytest.mark.requirement("DOC-09", "DOC-28")
@pytest.mark.parametrize("below", EFFECTIVE)
def test_effective_version_is_for_readers_in_each_way_by_its_own_right(
    below: str, world: World, as_person: SignIn, effective: Version
) -> None:
    number = effective.document.record.number
    assert answered(world, as_person, f"/documents/{number}/versions/1/{below}") == EFFECTIVE[below]


@pytest.mark.parametrize("address", LISTS)
def test_lists_and_forms_ask_for_their_right(
    address: str, world: World, as_person: SignIn, draft: Version
) -> None:
    assert answered(world, as_person, address) == LISTS[address]


@pytest.mark.parametrize("address", ["/documents/", "/documents/new/", "/documents/SOP-QA-001/"])
def test_nobody_reads_without_signing_in(address: str, effective: Version) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/documents/SOP-QA-999/",
        "/documents/SOP-QA-001/versions/9/",
        "/documents/SOP-QA-001/versions/99999999999999999999/",
        "/documents/SOP-QA-001/versions/1/pages/9.png",
        "/documents/SOP-QA-001/versions/1/drafts/9/source",
        "/documents/SOP-QA-001/versions/1/people/king/",
        "/documents/SOP-QA-001/versions/1/pictures/" + "0" * 64,
        "/documents/types/NONE/",
        "/documents/%27%3B--/",
        "/documents/SOP-QA-001%00/",
    ],
)
def test_forged_addresses_are_not_found(
    address: str, world: World, as_person: SignIn, draft: Version
) -> None:
    assert as_person(world.carla).get(address).status_code == 404


@pytest.mark.requirement("DOC-04")
@pytest.mark.parametrize("below", ["check-out/", "check-out/cancel/"])
def test_lock_is_not_taken_by_following_a_link(
    below: str, world: World, as_person: SignIn, draft: Version
) -> None:
    address = f"/documents/{draft.document.record.number}/versions/1/{below}"
    assert as_person(world.anna).get(address).status_code == 405


def test_post_without_the_token_of_the_form_changes_nothing(world: World, draft: Version) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.anna)
    below = f"/documents/{draft.document.record.number}/versions/1/"
    for address in (below + "check-in/", "/documents/new/", below + "editor/pictures/"):
        assert client.post(address, {"title": "x"}).status_code == 403
    assert draft.drafts.count() == 1  # type: ignore[attr-defined]
